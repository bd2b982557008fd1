#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "sites/json_template.h"
#include "sites/text_template.h"
#include "sites/yaml/problem.h"

/// The steps of a recipe as plain values. What each word means to its writer is told in docs/writing-a-site.md and, for editors,
/// in language/words.cpp; what it does to a page, in run/.
namespace nightporter::sites {

/// Alternatives: the first that fits the page is used.
using Selectors = std::vector<TextTemplate>;
using Milliseconds = std::chrono::milliseconds;
using NamedTexts = std::vector<std::pair<std::string, TextTemplate>>;

enum class LoadState { kDomContentLoaded, kLoad, kNetworkIdle };
enum class MouseButton { kLeft, kMiddle, kRight };
enum class FileType { kXlsx, kXlsHtml, kCsv, kPdf, kJson };

/// "xlsx", "xls-html", …
std::string to_string(FileType type);
/// The ending of a published file's name: "xlsx", "xls", …
std::string file_extension(FileType type);

struct Step;
using Steps = std::vector<Step>;

// What can be waited for.
struct Visible {
  Selectors element;
};
struct Gone {
  Selectors element;
};
struct ShowsText {
  TextTemplate text;
  Selectors in;
};  // `in` empty: anywhere on the page
struct Count {
  Selectors of;
  std::optional<int> at_least, at_most;
};
struct UrlMatches {
  TextTemplate pattern;
};
struct ResponseArrives {
  TextTemplate pattern;
};
struct Loaded {
  LoadState state = LoadState::kLoad;
};
struct ExpressionHolds {
  std::string script;
};
using Condition = std::variant<Visible, Gone, ShowsText, Count, UrlMatches, ResponseArrives, Loaded, ExpressionHolds>;

// The steps.
struct GoTo {
  TextTemplate url;
  LoadState until = LoadState::kLoad;
};
struct Click {
  Selectors on;
  MouseButton button = MouseButton::kLeft;
};
struct DoubleClick {
  Selectors on;
};
struct Fill {
  Selectors into;
  TextTemplate with;
};
struct Type {
  Selectors into;
  TextTemplate with;
};
struct Press {
  std::string key;
  Selectors on;
};  // `on` empty: wherever the focus is
struct Check {
  Selectors on;
};
struct Uncheck {
  Selectors on;
};
struct Hover {
  Selectors on;
};
struct SelectOption {
  enum class By { kLabel, kValue, kIndex };
  Selectors in;
  By by = By::kLabel;
  std::vector<TextTemplate> options;
};
struct Upload {
  Selectors into;
  std::vector<TextTemplate> files;
};
struct WaitFor {
  Condition condition;
  Steps by;
};
struct ExpectDownload {
  /// kResponse: the answer itself, taken before Chrome shows it, saves it or refuses it.
  enum class Capture { kDownload, kResponse };
  Steps by;
  FileType type = FileType::kXlsx;
  Milliseconds begins_within{60'000};
  Milliseconds idle{60'000};
  Milliseconds total{600'000};
  Capture capture = Capture::kDownload;
  TextTemplate url;  // with kResponse: a pattern of the answer's address
};
struct Screenshot {
  std::string name;
  Selectors of;
  bool full_page = false;
};
struct Fetch {
  enum class Method { kGet, kPost };
  /// kHttp: by the program itself, with the browser's cookies.
  enum class Via { kPage, kHttp };
  Method method = Method::kGet;
  TextTemplate url;
  NamedTexts headers;
  NamedTexts form;
  std::optional<JsonTemplate> json;
  Via via = Via::kPage;
  std::optional<FileType> save_as;                            // nothing: the answer is only checked
  std::vector<std::pair<std::string, std::string>> remember;  // variable name → path in the JSON answer ("data.id")
};
struct Evaluate {
  std::string script;
  NamedTexts with;
  std::string remember;
};
struct Otp {
  enum class Fields { kOne, kOnePerDigit };
  Selectors into;
  Selectors submit;  // empty: Enter
  Fields fields = Fields::kOne;
};
struct AnswerDialog {
  enum class Answer { kAccept, kDismiss };
  Answer answer = Answer::kAccept;
  std::optional<TextTemplate> text;  // typed into a prompt
};
struct IfVisible {
  enum class Wanted { kVisible, kNotVisible };
  Wanted wanted = Wanted::kVisible;
  Selectors element;
  Milliseconds wait{0};  // how long it may take to become so
  Steps then, otherwise;
};
struct RepeatUntil {
  Condition condition;
  Steps steps;
  int at_most = 100;
};
struct ForEach {
  Selectors element;  // empty: the days of the period
  Steps steps;
};

/// One step with what every step may carry.
struct Step {
  using Action = std::variant<GoTo, Click, DoubleClick, Fill, Type, Press, Check, Uncheck, SelectOption, Hover, Upload, WaitFor,
                              ExpectDownload, Screenshot, Fetch, Evaluate, Otp, AnswerDialog, IfVisible, RepeatUntil, ForEach>;

  Action action;
  Selectors within;                     // looked for inside this element only
  Selectors frame;                      // … of this frame
  std::optional<Milliseconds> timeout;  // of the step as a whole
  bool optional = false;                // a step that cannot be done is passed over
  std::string note;
  yaml::Place place;
  std::string number;  // "5"; inside another step "5.2"

  /// Whether other steps stand inside of it.
  bool has_steps() const;
  /// The word of the recipe language: "click", "if_not_visible".
  std::string word() const;
  /// The step in the recipe's words: `click "text=Search"`. Templates are shown, not their values.
  std::string words() const;
};

}  // namespace nightporter::sites
