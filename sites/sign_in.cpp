#include "sites/sign_in.h"

namespace nightporter::sites {

std::string to_string(SessionState::Kind kind) {
  switch (kind) {
    case SessionState::Kind::kSignedIn:
      return "signed in";
    case SessionState::Kind::kSignedOut:
      return "signed out";
    case SessionState::Kind::kOutcome:
      return "stopped on the way in";
    case SessionState::Kind::kUnknownPage:
      break;
  }
  return "unknown page";
}

std::string to_string(SignInOutcome::Kind kind) {
  switch (kind) {
    case SignInOutcome::Kind::kSignedIn:
      return "signed in";
    case SignInOutcome::Kind::kWrongPassword:
      return "wrong password";
    case SignInOutcome::Kind::kOtpNeeded:
      return "a one-time password is needed";
    case SignInOutcome::Kind::kOtpRefused:
      return "the one-time password was refused";
    case SignInOutcome::Kind::kCaptcha:
      return "the site asks whether this is a person";
    case SignInOutcome::Kind::kPasswordExpired:
      return "the password has expired";
    case SignInOutcome::Kind::kBlocked:
      return "the account is locked";
    case SignInOutcome::Kind::kUnknownPage:
      break;
  }
  return "unknown page";
}

SignInOutcome::Kind outcome_of(LoginPage page) {
  switch (page) {
    case LoginPage::kWrongPassword:
      return SignInOutcome::Kind::kWrongPassword;
    case LoginPage::kOtpNeeded:
      return SignInOutcome::Kind::kOtpNeeded;
    case LoginPage::kOtpRefused:
      return SignInOutcome::Kind::kOtpRefused;
    case LoginPage::kCaptcha:
      return SignInOutcome::Kind::kCaptcha;
    case LoginPage::kPasswordExpired:
      return SignInOutcome::Kind::kPasswordExpired;
    case LoginPage::kBlocked:
      return SignInOutcome::Kind::kBlocked;
  }
  return SignInOutcome::Kind::kUnknownPage;
}

}  // namespace nightporter::sites
