#pragma once

#include <exception>
#include <optional>
#include <string>
#include <vector>

#include "engine/element/locator.h"
#include "sites/interpreter.h"
#include "sites/run/looking.h"

namespace nightporter::engine {
class Download;
class Frame;
struct DownloadExpectation;
struct DownloadLimits;
struct DownloadOutcome;
}  // namespace nightporter::engine

namespace nightporter::sites {

/// What a StepRunner runs for.
struct StepTask {
  const Recipe& recipe;
  const InterpreterSettings& settings;
  std::string section;  // "order_report", "sign_in"
  enum class Kind { kReport, kSignIn, kSignOut } kind = Kind::kReport;
  std::optional<model::Period> period;
  Selectors empty_marker;  // of the report
  std::string opened_url;  // what the probe has just opened and nothing has touched; empty: nothing
};

/// Carries out the steps of one section on one page, and collects the files. Lives for one call of the Interpreter.
class StepRunner {
 public:
  StepRunner(engine::Page& page, StepTask task, Variables variables);

  /// All steps, in order. Throws the classes of error.h.
  awaitable<void> run(const Steps& steps, Deadline deadline);

  ReportFiles& files() { return files_; }
  bool entered_code() const { return entered_code_; }
  const Variables& variables() const { return variables_; }

  /// What a step's failure is called, judged by the error and by what the page shows now. Never returns.
  awaitable<void> explain(const Step& step, std::exception_ptr error, Deadline deadline);

 private:
  awaitable<void> run_all(const Steps& steps, Deadline deadline);
  awaitable<void> run_step(const Step& step, Deadline deadline);
  awaitable<void> act(const Step& step, Deadline deadline);
  Deadline narrowed(const Step& step, Deadline deadline) const;
  awaitable<void> run_guided(const Step& written, Deadline deadline);
  /// Whether there is one such element; it is framed in the page then.
  awaitable<bool> frame_element(const Step& step, const Selectors* selectors);
  awaitable<void> run_traced(const Step& step, Deadline deadline);
  awaitable<void> carry_out(const Step& step, Deadline deadline);
  awaitable<std::string> begin_in_trace(const Step& step, Deadline deadline);
  awaitable<void> end_in_trace(std::string call, std::exception_ptr failure);
  void report(const Step& step, StepReport::Result result, std::chrono::steady_clock::time_point began);

  awaitable<void> do_step(const Step& step, const GoTo& action, Deadline deadline);
  bool is_open(const GoTo& action, const std::string& url) const;
  awaitable<void> do_step(const Step& step, const Click& action, Deadline deadline);
  awaitable<void> do_step(const Step& step, const DoubleClick& action, Deadline deadline);
  awaitable<void> do_step(const Step& step, const Fill& action, Deadline deadline);
  awaitable<void> do_step(const Step& step, const Type& action, Deadline deadline);
  awaitable<void> do_step(const Step& step, const Press& action, Deadline deadline);
  awaitable<void> do_step(const Step& step, const Check& action, Deadline deadline);
  awaitable<void> do_step(const Step& step, const Uncheck& action, Deadline deadline);
  awaitable<void> do_step(const Step& step, const SelectOption& action, Deadline deadline);
  awaitable<void> do_step(const Step& step, const Hover& action, Deadline deadline);
  awaitable<void> do_step(const Step& step, const Upload& action, Deadline deadline);
  awaitable<void> do_step(const Step& step, const WaitFor& action, Deadline deadline);
  awaitable<void> do_step(const Step& step, const ExpectDownload& action, Deadline deadline);
  awaitable<void> do_step(const Step& step, const Screenshot& action, Deadline deadline);
  awaitable<void> do_step(const Step& step, const Fetch& action, Deadline deadline);
  awaitable<void> do_step(const Step& step, const Evaluate& action, Deadline deadline);
  awaitable<void> do_step(const Step& step, const Otp& action, Deadline deadline);
  awaitable<void> do_step(const Step& step, const AnswerDialog& action, Deadline deadline);
  awaitable<void> do_step(const Step& step, const IfVisible& action, Deadline deadline);
  awaitable<void> do_step(const Step& step, const RepeatUntil& action, Deadline deadline);
  awaitable<void> do_step(const Step& step, const ForEach& action, Deadline deadline);

  // Elements.
  engine::Locator find(const Step& step, const Selectors& selectors) const;
  void matched(const Selectors& selectors, const engine::ElementMatch& match);
  awaitable<engine::Frame*> frame_of(const Step& step, Deadline deadline);
  /// As find; bound to the recipe's origins when `text`, which is meant for the element, holds a secret.
  engine::Locator find_for(const Step& step, const Selectors& selectors, const RenderedText& text) const;
  /// Throws ConfigurationLacking.
  int index_of_option(const Step& step, const std::string& source, const RenderedText& text) const;
  awaitable<void> fill_boxes(const Step& step, engine::Locator boxes, model::Secret code, Deadline deadline);
  awaitable<bool> otp_field_appears(const Step& step, const Otp& action, Deadline deadline);

  // Files.
  awaitable<void> catch_download(const Step& step, const ExpectDownload& action, bool page_is_empty, Deadline deadline);
  awaitable<engine::Download> arm(const ExpectDownload& action, engine::DownloadLimits limits, engine::DownloadExpectation expectation);
  /// Does the page say that there is nothing in the period?
  awaitable<bool> shows_empty_marker(Deadline deadline);
  void keep(FetchedDownload file);
  [[noreturn]] void refuse_download(const Step& step, const engine::DownloadOutcome& outcome) const;
  void remember_answer(const Step& step, const Fetch& action, const std::string& body);
  awaitable<Variables> with_page_values(std::vector<TextTemplate::Reference> references, Deadline deadline);
  bool leads_to_sign_in(const std::string& url) const;

  // Requests that the program sends itself.
  class SentRequest;
  /// Sends a request, follows its redirects within the recipe's origins, and gives the browser the cookies that are set.
  awaitable<engine::FetchResult> fetch_over_http(const Step& step, engine::FetchRequest request, std::filesystem::path file,
                                                 Deadline deadline);
  awaitable<HttpAnswer> send_with_cookies(engine::FetchRequest request, std::filesystem::path file, Deadline deadline);

  // Judgement.
  StepPlace place_of(const Step& step) const;
  /// nullopt: the page looks as if the session were alive. Otherwise why not, with the page that stopped it if known.
  struct SessionEnd {
    std::string reason;
    std::optional<LoginPage> page;
  };
  awaitable<std::optional<SessionEnd>> session_end(Deadline deadline);
  std::string url_of(const TextTemplate& url) const;

  engine::Page& page_;
  StepTask task_;
  Variables variables_;
  Place looked_in_;
  std::vector<std::string> allowed_origins_;
  Deadline overall_ = Deadline::never();
  const std::chrono::system_clock::time_point began_ = std::chrono::system_clock::now();
  ReportFiles files_;
  std::optional<model::Period> period_;  // of the files that are fetched now: the day inside for_each
  bool expecting_download_ = false;
  bool empty_marker_seen_ = false;  // since the day inside for_each began
  bool entered_code_ = false;
  int fetched_ = 0;
  std::string drifted_to_;
  std::size_t alternative_ = 0;
  std::string traced_as_;  // call id of the step that is under way in the trace
};

}  // namespace nightporter::sites
