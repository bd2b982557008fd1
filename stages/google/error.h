#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <utility>

#include "stages/error.h"

namespace nightporter::stages {

/// What Google's refusal says besides its words.
struct Refusal {
  int status = 0;      // HTTP
  std::string reason;  // Google's own word: "PERMISSION_DENIED", "invalid_grant"; may be empty
  bool minute_quota_spent = false;
  std::optional<std::chrono::seconds> retry_after;
};

/// Google refused, or answered what cannot be understood.
class GoogleRefused : public Error {
 public:
  GoogleRefused(Refusal refusal, const std::string& message, std::string hint)
      : Error(message, std::move(hint)), refusal_(std::move(refusal)) {}

  const Refusal& refusal() const { return refusal_; }

 private:
  Refusal refusal_;
};

/// The service account's key file is not one.
class BadServiceAccount : public Error {
 public:
  using Error::Error;
};

}  // namespace nightporter::stages
