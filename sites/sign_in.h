#pragma once

#include <optional>
#include <string>

#include "sites/recipe.h"

namespace nightporter::sites {

/// What the probe of a session found.
struct SessionState {
  enum class Kind {
    kSignedIn,
    kSignedOut,
    kOutcome,      // one of the probe's other pages: `page` says which
    kUnknownPage,  // neither: the site has changed, or is ill
  };
  Kind kind = Kind::kUnknownPage;
  std::optional<LoginPage> page;
  std::string url;
  std::string title;

  bool signed_in() const { return kind == Kind::kSignedIn; }
};

/// How an attempt to sign in ended. An expected outcome is a value, not an error: who asked decides whether a person must come.
struct SignInOutcome {
  enum class Kind { kSignedIn, kWrongPassword, kOtpNeeded, kOtpRefused, kCaptcha, kPasswordExpired, kBlocked, kUnknownPage };
  Kind kind = Kind::kUnknownPage;
  std::string url;
  std::string title;
  std::string detail;  // one sentence for the operator, without secrets

  bool signed_in() const { return kind == Kind::kSignedIn; }
  /// Another attempt with the same secrets may lock the account.
  bool must_not_be_repeated() const { return kind == Kind::kWrongPassword || kind == Kind::kOtpRefused || kind == Kind::kBlocked; }
};

std::string to_string(SessionState::Kind kind);
std::string to_string(SignInOutcome::Kind kind);
SignInOutcome::Kind outcome_of(LoginPage page);

}  // namespace nightporter::sites
