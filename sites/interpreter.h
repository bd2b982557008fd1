#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "cdp/async/awaitable.h"
#include "cdp/async/deadline.h"
#include "model/period.h"
#include "sites/error.h"
#include "sites/http_sender.h"
#include "sites/origin_overrides.h"
#include "sites/otp/otp_source.h"
#include "sites/recipe.h"
#include "sites/sign_in.h"
#include "sites/step_guide.h"

namespace nightporter::engine {
class Page;
class TraceRecorder;
}  // namespace nightporter::engine

namespace nightporter::sites {

/// One step as it was carried out.
struct StepReport {
  enum class Result { kDone, kPassedOver, kFailed };
  std::string section;  // "order_report", "sign_in"
  std::string number;
  std::string words;
  int line = 0;
  Result result = Result::kDone;
  std::chrono::milliseconds duration{0};
  /// The selector that matched, when it was not the first of several: the page has begun to drift.
  std::string drifted_to;
  std::size_t alternative = 0;  // its place in the list; 0 is the first
};

/// A file that a report's steps fetched. It lies in the browser context's quarantine (or the folder of the settings, for fetch)
/// and belongs to the caller now.
struct FetchedDownload {
  std::filesystem::path file;
  FileType type = FileType::kXlsx;  // content was checked to be this
  std::string suggested_name;       // by the server; not to be trusted
  std::string final_url;
  int status = 0;  // of HTTP; 0 = unknown
  std::uintmax_t size_bytes = 0;
  bool length_verified = false;
  model::Period period;  // the report's, or the day inside for_each
  int part = 1;          // counts the files of one period
  bool page_showed_empty_marker = false;
};

/// A day inside for_each that brought no file.
struct DayWithoutFile {
  model::CalendarDate day;
  bool page_showed_empty_marker = false;  // false: nobody knows why there was none
};

struct ReportFiles {
  std::vector<FetchedDownload> files;
  std::vector<DayWithoutFile> days_without_file;  // where other days brought one, or were confirmed to be empty
  /// The page said that there is nothing in the period; then there may be no file at all.
  bool page_showed_empty_marker = false;
};

/// What a run of a recipe needs besides the page.
struct InterpreterSettings {
  Variables variables;      // of the store
  std::string store_label;  // "td/a668"
  OriginOverrides overrides;
  OtpSource otp;                                                         // may be empty: otp steps end in kOtpNeeded
  HttpSender http;                                                       // may be empty: fetch steps with via: http fail
  std::filesystem::path folder;                                          // where fetch puts its files; must exist
  std::function<void(const StepReport&)> on_step;                        // may be empty
  std::function<void(std::string name, std::string png)> on_screenshot;  // may be empty: screenshot steps do nothing
  engine::TraceRecorder* trace = nullptr;                                // of the page's context; takes in every step
  StepGuide guide;                                                       // may be empty: nobody is asked
  Milliseconds step_timeout{30'000};                                     // of a step that names none
};

/// Carries out a recipe on one page. Refers to page and recipe, which must outlive it; used on the page's thread, one call at a
/// time. Errors: the classes of error.h; a deadline of the caller that passes is cdp::DeadlineExceeded.
class Interpreter {
 public:
  Interpreter(engine::Page& page, const Recipe& recipe, InterpreterSettings settings);
  ~Interpreter();
  Interpreter(const Interpreter&) = delete;
  Interpreter& operator=(const Interpreter&) = delete;

  /// Opens the probe's page and says what it is. Does nothing else to the site.
  awaitable<SessionState> probe_session(Deadline deadline);

  /// Looks at the page as it is, without going anywhere: for a person who signs in by hand while the program watches.
  awaitable<SessionState> look_at_page(Deadline deadline);

  /// Does the sign-in steps and says how it ended. Throws only for what is no outcome of a login: SiteChanged, TransientFailure, …
  awaitable<SignInOutcome> sign_in(Deadline deadline);

  awaitable<void> sign_out(Deadline deadline);

  /// Does a report's steps for a period that its limits allow. On failure, files fetched before are removed.
  awaitable<ReportFiles> run_report(model::ReportName report, model::Period period, Deadline deadline);

 private:
  class Run;
  std::unique_ptr<Run> run_;
};

}  // namespace nightporter::sites
