#include "sites/step.h"

#include <variant>

#include "sites/language/words.h"

namespace nightporter::sites {
namespace {

template <class... Fs>
struct Overloaded : Fs... {
  using Fs::operator()...;
};

std::string quoted(const std::string& text) {
  return "\"" + text + "\"";
}

std::string quoted(const Selectors& selectors) {
  return selectors.empty() ? "" : quoted(selectors.front().source());
}

std::string words_of(const Condition& condition) {
  return std::visit(
      Overloaded{[](const Visible& c) { return "visible " + quoted(c.element); }, [](const Gone& c) { return "gone " + quoted(c.element); },
                 [](const ShowsText& c) { return "text " + quoted(c.text.source()); },
                 [](const Count& c) { return "count of " + quoted(c.of); },
                 [](const UrlMatches& c) { return "url " + quoted(c.pattern.source()); },
                 [](const ResponseArrives& c) { return "response " + quoted(c.pattern.source()); },
                 [](const Loaded& c) { return "load " + language::load_state_words()[static_cast<std::size_t>(c.state)]; },
                 [](const ExpressionHolds&) { return std::string("expression"); }},
      condition);
}

}  // namespace

std::string to_string(FileType type) {
  return language::file_type_words()[static_cast<std::size_t>(type)];
}

std::string file_extension(FileType type) {
  return type == FileType::kXlsHtml ? "xls" : to_string(type);
}

bool Step::has_steps() const {
  if (const auto* wait = std::get_if<WaitFor>(&action)) return !wait->by.empty();
  return std::holds_alternative<ExpectDownload>(action) || std::holds_alternative<IfVisible>(action) ||
         std::holds_alternative<RepeatUntil>(action) || std::holds_alternative<ForEach>(action);
}

std::string Step::word() const {
  if (const auto* branch = std::get_if<IfVisible>(&action))
    return branch->wanted == IfVisible::Wanted::kVisible ? "if_visible" : "if_not_visible";
  // In the order of Action.
  static const char* const kWords[] = {"goto",    "click",         "dblclick", "fill",   "type",       "press",           "check",
                                       "uncheck", "select_option", "hover",    "upload", "wait_for",   "expect_download", "screenshot",
                                       "fetch",   "evaluate",      "otp",      "dialog", "if_visible", "repeat_until",    "for_each"};
  static_assert(std::size(kWords) == std::variant_size_v<Action>);
  return kWords[action.index()];
}

std::string Step::words() const {
  const std::string object = std::visit(
      Overloaded{[](const GoTo& s) { return quoted(s.url.source()); }, [](const Fill& s) { return quoted(s.into); },
                 [](const Type& s) { return quoted(s.into); },
                 [](const Press& s) { return quoted(s.key) + (s.on.empty() ? "" : " on " + quoted(s.on)); },
                 [](const SelectOption& s) { return quoted(s.in); }, [](const Upload& s) { return quoted(s.into); },
                 [](const WaitFor& s) { return words_of(s.condition); }, [](const ExpectDownload& s) { return to_string(s.type); },
                 [](const Screenshot& s) { return quoted(s.name); },
                 [](const Fetch& s) { return (s.method == Fetch::Method::kPost ? "post " : "get ") + quoted(s.url.source()); },
                 [](const Evaluate&) { return std::string("script"); }, [](const Otp& s) { return quoted(s.into); },
                 [](const AnswerDialog& s) { return std::string(s.answer == AnswerDialog::Answer::kAccept ? "accept" : "dismiss"); },
                 [](const IfVisible& s) { return quoted(s.element); }, [](const RepeatUntil& s) { return words_of(s.condition); },
                 [](const ForEach& s) { return s.element.empty() ? std::string("day of the period") : quoted(s.element); },
                 [](const auto& s) { return quoted(s.on); }},
      action);
  return word() + " " + object;
}

}  // namespace nightporter::sites
