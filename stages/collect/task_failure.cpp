#include "stages/collect/task_failure.h"

#include <algorithm>
#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

#include "cdp/error.h"
#include "engine/error.h"
#include "sites/error.h"
#include "sites/otp/totp.h"
#include "stages/error.h"
#include "storage/error.h"

namespace nightporter::stages {

namespace {

std::string bootstrap_command(const model::Store& store) {
  return "nightporter bootstrap --crm " + store.site.value() + " --store " + store.code.value();
}

TaskFailure of_step(const sites::StepFailed& error, TaskResult result, std::string kind, std::string hint) {
  return {.result = result,
          .kind = std::move(kind),
          .message = error.what(),
          .details = error.details(),
          .hint = std::move(hint),
          .step = error.place().number,
          .trouble = error.trouble()};
}

std::string edit_recipe(const sites::StepFailed& error) {
  return "edit " + error.place().file + ":" + std::to_string(error.place().line);
}

}  // namespace

TaskFailure describe_failure(const std::exception_ptr& failure, const model::Store& store) {
  try {
    std::rethrow_exception(failure);
  } catch (const sites::LoginNeeded& error) {
    return of_step(error, TaskResult::kLoginNeeded, "login_needed", bootstrap_command(store));
  } catch (const sites::SiteChanged& error) {
    return of_step(error, TaskResult::kSiteChanged, "site_changed", edit_recipe(error));
  } catch (const sites::TransientFailure& error) {
    return of_step(error, TaskResult::kTryAgainLater, "try_again_later", "");
  } catch (const sites::DownloadFailed& error) {
    const bool again = error.retry_can_help();
    return of_step(error, again ? TaskResult::kTryAgainLater : TaskResult::kCheckFailed, "download_failed",
                   again ? "" : edit_recipe(error));
  } catch (const sites::SecretRefused& error) {
    return of_step(error, TaskResult::kConfigurationLacking, "secret_refused",
                   "add the page's origin to `origins` if it is the site's own");
  } catch (const sites::StepFailed& error) {
    return of_step(error, TaskResult::kFailed, "failed", edit_recipe(error));
  } catch (const sites::ConfigurationLacking& error) {
    return {.result = TaskResult::kConfigurationLacking, .kind = "configuration_lacking", .message = error.what()};
  } catch (const sites::VariableMissing& error) {
    return {.result = TaskResult::kConfigurationLacking,
            .kind = "configuration_lacking",
            .message = error.what(),
            .hint = "add " + error.name + " to the store in nightporter.yaml"};
  } catch (const sites::InvalidTotpSecret& error) {
    return {.result = TaskResult::kConfigurationLacking,
            .kind = "configuration_lacking",
            .message = error.what(),
            .hint = "the secret `totp` is the text behind the QR code, or its otpauth:// address"};
  } catch (const storage::StoreBusy& error) {
    return {.result = TaskResult::kTryAgainLater, .kind = "store_busy", .message = error.what(), .hint = error.hint()};
  } catch (const storage::DatabaseUnavailable& error) {
    return {.result = TaskResult::kTryAgainLater, .kind = "database_unavailable", .message = error.what(), .hint = error.hint()};
  } catch (const storage::SealError& error) {
    return {.result = TaskResult::kConfigurationLacking, .kind = "sealing_key", .message = error.what(), .hint = error.hint()};
  } catch (const storage::Error& error) {
    return {.result = TaskResult::kFailed, .kind = "storage", .message = error.what(), .hint = error.hint()};
  } catch (const Error& error) {
    return {.result = TaskResult::kFailed, .kind = "failed", .message = error.what(), .hint = error.hint()};
  } catch (const engine::Error& error) {
    return {.result = TaskResult::kTryAgainLater,
            .kind = "browser",
            .message = error.what(),
            .hint = error.hint(),
            .trouble = sites::Trouble::kBrowser};
  } catch (const cdp::Error& error) {
    return {.result = TaskResult::kTryAgainLater, .kind = "browser", .message = error.what(), .trouble = sites::Trouble::kBrowser};
  } catch (const boost::system::system_error& error) {
    if (error.code() == boost::asio::error::operation_aborted) throw;
    return {.result = TaskResult::kFailed, .kind = "failed", .message = error.what()};
  } catch (const std::exception& error) {
    return {.result = TaskResult::kFailed, .kind = "failed", .message = error.what()};
  }
}

TaskFailure describe_sign_in(const sites::SignInOutcome& outcome, const model::Store& store) {
  using Kind = sites::SignInOutcome::Kind;
  TaskFailure failure{.result = TaskResult::kLoginNeeded, .kind = sites::to_string(outcome.kind), .hint = bootstrap_command(store)};
  const auto say = [&failure, &outcome](const std::string& sentence) {
    failure.message = "login needed: " + (outcome.detail.empty() ? sentence : sentence + ": " + outcome.detail);
  };
  switch (outcome.kind) {
    case Kind::kSignedIn:
      break;
    case Kind::kWrongPassword:
      say("the site refused the user name or the password");
      failure.hint = "correct the store's secrets, then " + failure.hint;
      break;
    case Kind::kOtpNeeded:
      say("a one-time password is asked for");
      break;
    case Kind::kOtpRefused:
      say("the site refused the one-time password");
      failure.hint = "compare this machine's clock and the store's totp secret, then " + failure.hint;
      break;
    case Kind::kCaptcha:
      say("the site shows a captcha");
      break;
    case Kind::kPasswordExpired:
      say("the password has expired");
      break;
    case Kind::kBlocked:
      say("the site has blocked the account");
      failure.hint = "ask the site's support to open it, then " + failure.hint;
      break;
    case Kind::kUnknownPage:
      failure.result = TaskResult::kSiteChanged;
      failure.message =
          "site changed: the login ended on a page that the recipe does not know" + (outcome.detail.empty() ? "" : ": " + outcome.detail);
      failure.hint = "add the page to `session.probe.outcomes` of the recipe";
      break;
  }
  if (!outcome.url.empty()) failure.details = "    page    " + outcome.url + "  \"" + outcome.title + "\"";
  return failure;
}

TaskFailure describe_hold(const model::Store& store) {
  return {.result = TaskResult::kLoginNeeded,
          .kind = "held",
          .message = "login needed: the site refused the password twice; nobody tries it a third time, so that the account is not locked",
          .hint =
              "correct the store's secrets: the next run sees that they are others. If they were right, nightporter sessions release"
              " --crm " +
              store.site.value() + " --store " + store.code.value()};
}

std::optional<TaskFailure> describe_days_without_file(const std::vector<model::CalendarDate>& days) {
  if (days.empty()) return std::nullopt;
  constexpr std::size_t kShown = 5;
  std::string listed;
  for (std::size_t i = 0; i < std::min(days.size(), kShown); ++i) listed += (i == 0 ? "" : ", ") + days[i].to_iso();
  if (days.size() > kShown) listed += " and " + std::to_string(days.size() - kShown) + " more";
  return TaskFailure{.result = TaskResult::kCheckFailed,
                     .kind = "no_file",
                     .message = "no file came for " + listed + ", and the page did not say that there is nothing",
                     .hint = "if the site shows an empty day in words, put them into `checks.empty_when_page_shows` of the recipe"};
}

}  // namespace nightporter::stages
