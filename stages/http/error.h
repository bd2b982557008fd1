#pragma once

#include <string>

#include "stages/error.h"

namespace nightporter::stages {

/// No whole answer came: the network, the server, the deadline, or a certificate that is not trusted. Whether the server has done what was
/// asked is not known, unless `kind` is kNotSent.
class HttpFailed : public Error {
 public:
  enum class Kind {
    kNotSent,    // no connection: nothing has reached the server
    kLost,       // the connection broke or the deadline passed after the request may have been sent
    kCutShort,   // the answer had begun when the connection broke
    kTooLarge,   // the answer passed the limit
    kUntrusted,  // the server's certificate is not one to trust; trying again cannot help
    kUsage,      // the address is not one
  };

  /// `request`: "POST https://host/path".
  HttpFailed(Kind kind, const std::string& request, std::string reason, std::string hint)
      : Error(request + ": " + reason, std::move(hint)), kind_(kind), reason_(std::move(reason)) {}

  Kind kind() const { return kind_; }
  /// What went wrong, without the request.
  const std::string& reason() const { return reason_; }
  bool retry_can_help() const { return kind_ == Kind::kNotSent || kind_ == Kind::kLost || kind_ == Kind::kCutShort; }

 private:
  Kind kind_;
  std::string reason_;
};

}  // namespace nightporter::stages
