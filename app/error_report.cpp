#include "app/error_report.h"

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>
#include <stdexcept>

#include "app/error.h"
#include "app/terminal/plain_text.h"
#include "cdp/error.h"
#include "engine/error.h"
#include "sites/error.h"
#include "stages/google/error.h"
#include "stages/http/error.h"
#include "stages/parse/parse_error.h"
#include "stages/upload/error.h"
#include "storage/error.h"

namespace nightporter::app {

namespace {

/// The sentences of an exception and of those nested in it.
std::string whole_message(const std::exception& error) {
  std::string message = error.what();
  try {
    std::rethrow_if_nested(error);
  } catch (const std::exception& nested) {
    message += ": " + whole_message(nested);
  } catch (...) {
    message += ": an unknown error";
  }
  return message;
}

ExitCode exit_code_of(stages::ParseErrorKind kind) {
  switch (kind) {
    case stages::ParseErrorKind::kUnreadable:
      return ExitCode::kUsage;
    case stages::ParseErrorKind::kBadMapping:
      return ExitCode::kConfiguration;
    case stages::ParseErrorKind::kSiteChanged:
    case stages::ParseErrorKind::kNoSuchSheet:
      return ExitCode::kSiteChanged;
    default:
      return ExitCode::kCheckFailed;
  }
}

}  // namespace

ErrorReport describe(const std::exception_ptr& failure) {
  try {
    std::rethrow_exception(failure);
  } catch (const Error& error) {
    return {error.what(), error.hint(), error.exit_code()};
  } catch (const sites::RecipeError& error) {
    return {error.what(), "Edit the recipe; docs/writing-a-site.md tells how.", ExitCode::kConfiguration};
  } catch (const sites::ConfigurationLacking& error) {
    return {error.what(), "", ExitCode::kConfiguration};
  } catch (const sites::LoginNeeded& error) {
    return {std::string(error.what()) + "\n" + error.details(), "", ExitCode::kLoginNeeded};
  } catch (const sites::SiteChanged& error) {
    return {std::string(error.what()) + "\n" + error.details(), "", ExitCode::kSiteChanged};
  } catch (const sites::StepFailed& error) {
    return {std::string(error.what()) + "\n" + error.details(), "", error.retry_can_help() ? ExitCode::kTryAgainLater : ExitCode::kFailed};
  } catch (const stages::HttpFailed& error) {
    return {error.what(), error.hint(), error.retry_can_help() ? ExitCode::kTryAgainLater : ExitCode::kConfiguration};
  } catch (const stages::GoogleRefused& error) {
    const int status = error.refusal().status;
    return {error.what(), error.hint(), status == 429 || status >= 500 ? ExitCode::kTryAgainLater : ExitCode::kConfiguration};
  } catch (const stages::BadServiceAccount& error) {
    return {error.what(), error.hint(), ExitCode::kConfiguration};
  } catch (const stages::DestinationUnfit& error) {
    return {error.what(), error.hint(), ExitCode::kConfiguration};
  } catch (const stages::NotVerified& error) {
    return {error.what(), error.hint(), ExitCode::kTryAgainLater};
  } catch (const stages::ParseError& error) {
    return {error.what(), error.hint(), exit_code_of(error.kind())};
  } catch (const stages::Error& error) {
    return {error.what(), error.hint(), ExitCode::kFailed};
  } catch (const storage::StoreBusy& error) {
    return {error.what(), error.hint(), ExitCode::kTryAgainLater};
  } catch (const storage::DatabaseUnavailable& error) {
    return {error.what(), error.hint(), ExitCode::kTryAgainLater};
  } catch (const storage::SealError& error) {
    return {error.what(), error.hint(), ExitCode::kConfiguration};
  } catch (const storage::MappingError& error) {
    return {error.what(), error.hint(), ExitCode::kConfiguration};
  } catch (const storage::Error& error) {
    return {error.what(), error.hint(), ExitCode::kFailed};
  } catch (const cdp::DeadlineExceeded& error) {
    return {error.what(), "", ExitCode::kTryAgainLater};
  } catch (const engine::ChromeLaunchFailed& error) {
    return {whole_message(error), "`nightporter doctor` looks for what is wrong with Chrome here.", ExitCode::kFailed};
  } catch (const boost::system::system_error& error) {
    if (error.code() == boost::asio::error::operation_aborted) return {"interrupted", "", ExitCode::kInterrupted};
    return {error.what(), "", ExitCode::kFailed};
  } catch (const std::exception& error) {
    return {whole_message(error), "", ExitCode::kFailed};
  } catch (...) {
    return {"an unknown error", "", ExitCode::kFailed};
  }
}

std::optional<ErrorReport> failure_of(const std::function<void()>& work) {
  try {
    work();
    return std::nullopt;
  } catch (...) {
    return describe(std::current_exception());
  }
}

awaitable<std::optional<ErrorReport>> failure_of(awaitable<void> work) {
  std::exception_ptr failure;
  try {
    co_await std::move(work);
  } catch (...) {
    failure = std::current_exception();
  }
  if (!failure) co_return std::nullopt;
  ErrorReport report = describe(failure);
  if (report.exit_code == ExitCode::kInterrupted) std::rethrow_exception(failure);
  co_return report;
}

void print(std::ostream& err, const ErrorReport& report) {
  err << "nightporter: " << plain_lines(report.message) << '\n';
  if (!report.hint.empty()) err << "  → " << plain_lines(report.hint) << '\n';
}

}  // namespace nightporter::app
