#include "engine/element/selector_reader.h"

#include <array>
#include <charconv>
#include <optional>
#include <string>
#include <utility>

#include "engine/error.h"

namespace nightporter::engine {
namespace {

using Engine = SelectorPart::Engine;

constexpr std::array<std::pair<std::string_view, Engine>, 15> kEngines{{
    {"css", Engine::kCss},
    {"xpath", Engine::kXpath},
    {"text", Engine::kText},
    {"role", Engine::kRole},
    {"label", Engine::kLabel},
    {"placeholder", Engine::kPlaceholder},
    {"alt", Engine::kAlt},
    {"title", Engine::kTitle},
    {"testid", Engine::kTestId},
    {"has-text", Engine::kHasText},
    {"has-not-text", Engine::kHasNotText},
    {"has", Engine::kHas},
    {"has-not", Engine::kHasNot},
    {"nth", Engine::kNth},
    {"visible", Engine::kVisible},
}};

constexpr std::string_view kSpace = " \t\r\n";

bool is_space(char c) {
  return kSpace.find(c) != std::string_view::npos;
}
bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
}

/// Of JavaScript's regular expressions, those that a match can have.
constexpr std::string_view kPatternFlags = "imsu";

// Reads a selector from left to right; every failure knows its position.
class SelectorReader {
 public:
  explicit SelectorReader(std::string_view text) : text_(text) {}

  std::vector<SelectorPart> read() {
    std::vector<SelectorPart> parts;
    for (std::size_t begin = 0;;) {
      const std::size_t end = end_of_part(begin);
      parts.push_back(read_part(begin, end));
      if (end == text_.size()) return parts;
      begin = end + 2;
    }
  }

 private:
  [[noreturn]] void fail(std::size_t position, std::string reason) const {
    throw InvalidSelector(std::string(text_), position, std::move(reason));
  }

  // Where the next ">>" outside of quotes and brackets stands. An apostrophe in a bare text ("text=Don't") does not open a quotation.
  std::size_t end_of_part(std::size_t begin) const {
    char quote = 0;
    std::size_t quote_at = 0;
    std::string open;
    for (std::size_t i = begin; i < text_.size(); ++i) {
      const char c = text_[i];
      if (quote) {
        if (c == '\\') {
          ++i;
        } else if (c == quote) {
          quote = 0;
        }
        continue;
      }
      const bool after_word =
          i > begin && text_[i - 1] != '=' && text_[i - 1] != '(' && text_[i - 1] != '[' && text_[i - 1] != ',' && !is_space(text_[i - 1]);
      if ((c == '"' || c == '\'') && (!after_word || !open.empty())) {
        quote = c;
        quote_at = i;
      } else if (c == '[' || c == '(') {
        open += c;
      } else if ((c == ']' || c == ')') && !open.empty()) {
        open.pop_back();
      } else if (c == '>' && open.empty() && i + 1 < text_.size() && text_[i + 1] == '>') {
        return i;
      }
    }
    if (quote && !open.empty()) fail(quote_at, "this quotation mark is never closed");
    return text_.size();
  }

  SelectorPart read_part(std::size_t begin, std::size_t end) const {
    while (begin < end && is_space(text_[begin])) ++begin;
    while (end > begin && is_space(text_[end - 1])) --end;
    if (begin == end) fail(begin, text_.find(">>") == std::string_view::npos ? "it is empty" : "nothing stands on this side of >>");

    SelectorPart part;
    std::size_t name_end = begin;
    while (name_end < end && is_name_character(text_[name_end])) ++name_end;
    if (name_end == begin || name_end == end || text_[name_end] != '=') {
      const std::string_view body = text_.substr(begin, end - begin);
      part.engine = body.starts_with("//") || body.starts_with("(//") || body.starts_with("..") ? Engine::kXpath : Engine::kCss;
      return read_expression(std::move(part), begin, end);
    }

    const std::string_view name = text_.substr(begin, name_end - begin);
    part.engine = engine_named(name, begin);
    std::size_t body = name_end + 1;
    while (body < end && is_space(text_[body])) ++body;
    if (body == end) fail(body, "nothing follows " + std::string(name) + "=");
    switch (part.engine) {
      case Engine::kCss:
      case Engine::kXpath:
        return read_expression(std::move(part), body, end);
      case Engine::kRole:
        part.role = read_role(body, end);
        return part;
      case Engine::kNth:
        part.nth = read_integer(body, end);
        return part;
      case Engine::kVisible:
        part.visible = read_boolean(body, end);
        return part;
      case Engine::kTestId:
        part.text = read_text(body, end);
        part.text.exact = true;
        return part;
      case Engine::kHas:
      case Engine::kHasNot:
        part.inner = read_inner(body, end);
        return part;
      default:
        part.text = read_text(body, end);
        return part;
    }
  }

  Engine engine_named(std::string_view name, std::size_t position) const {
    std::string known;
    for (const auto& [candidate, engine] : kEngines) {
      if (candidate == name) return engine;
      known += (known.empty() ? "" : ", ") + std::string(candidate);
    }
    fail(position, "\"" + std::string(name) + "=\" is not a kind of selector; known are " + known);
  }

  // CSS and XPath are judged by the browser; here only what would spoil the rest is noticed.
  SelectorPart read_expression(SelectorPart part, std::size_t begin, std::size_t end) const {
    std::vector<std::pair<char, std::size_t>> open;
    for (std::size_t i = begin; i < end; ++i) {
      const char c = text_[i];
      if (!open.empty() && (open.back().first == '"' || open.back().first == '\'')) {
        if (c == '\\') {
          ++i;
        } else if (c == open.back().first) {
          open.pop_back();
        }
      } else if (c == '"' || c == '\'' || c == '[' || c == '(') {
        open.emplace_back(c, i);
      } else if (c == ']' || c == ')') {
        if (open.empty() || open.back().first != (c == ']' ? '[' : '(')) fail(i, std::string("this ") + c + " closes nothing");
        open.pop_back();
      } else if (c == '\\') {
        ++i;
      }
    }
    if (!open.empty()) fail(open.back().second, std::string("this ") + open.back().first + " is never closed");
    part.expression = std::string(text_.substr(begin, end - begin));
    return part;
  }

  TextMatch read_text(std::size_t begin, std::size_t end) const {
    std::size_t at = begin;
    if (text_[begin] == '/') {
      if (auto pattern = read_pattern(at, end); pattern && at == end) return *pattern;
      at = begin;
    }
    if (text_[begin] != '"' && text_[begin] != '\'') return {std::string(text_.substr(begin, end - begin))};
    TextMatch match{read_quoted(at, end), true};
    if (at < end && (text_[at] == 'i' || text_[at] == 's')) match.exact = text_[at++] == 's';
    if (at != end) fail(at, "text follows the closing quotation mark");
    return match;
  }

  // `at` stands on the slash before, and behind the flags afterwards. nullopt: it is not the beginning of a /regular expression/.
  std::optional<TextMatch> read_pattern(std::size_t& at, std::size_t end) const {
    const std::size_t begin = ++at;
    while (at < end && text_[at] != '/') at += text_[at] == '\\' ? 2 : 1;
    if (at >= end || at == begin) return std::nullopt;
    TextMatch match{std::string(text_.substr(begin, at - begin))};
    match.pattern_flags.emplace();
    for (++at; at < end && kPatternFlags.find(text_[at]) != std::string_view::npos; ++at) *match.pattern_flags += text_[at];
    return match;
  }

  // A whole selector; in parentheses when it has a >> of its own.
  std::vector<SelectorPart> read_inner(std::size_t begin, std::size_t end) const {
    const bool enclosed = text_[begin] == '(' && text_[end - 1] == ')';
    const std::size_t from = enclosed ? begin + 1 : begin;
    const std::size_t to = enclosed ? end - 1 : end;
    try {
      return SelectorReader(text_.substr(from, to - from)).read();
    } catch (const InvalidSelector& error) {
      fail(from + error.position(), error.reason());
    }
  }

  // `at` stands on the opening mark, and behind the closing one afterwards.
  std::string read_quoted(std::size_t& at, std::size_t end) const {
    const std::size_t begin = at;
    const char quote = text_[at++];
    std::string result;
    for (; at < end && text_[at] != quote; ++at) {
      if (text_[at] == '\\' && at + 1 < end) ++at;
      result += text_[at];
    }
    if (at >= end) fail(begin, "this quotation mark is never closed");
    ++at;
    return result;
  }

  RoleQuery read_role(std::size_t begin, std::size_t end) const {
    RoleQuery query;
    std::size_t at = begin;
    while (at < end && is_name_character(text_[at])) ++at;
    query.role = std::string(text_.substr(begin, at - begin));
    if (query.role.empty()) fail(begin, "a role is a word such as button, link or textbox");
    for (;;) {
      while (at < end && is_space(text_[at])) ++at;
      if (at == end) return query;
      if (text_[at] != '[') fail(at, "expected [ and an attribute, such as [name=\"Export\"]");
      read_role_attribute(query, ++at, end);
    }
  }

  void read_role_attribute(RoleQuery& query, std::size_t& at, std::size_t end) const {
    const auto skip_space = [&] {
      while (at < end && is_space(text_[at])) ++at;
    };
    skip_space();
    const std::size_t name_at = at;
    while (at < end && is_name_character(text_[at])) ++at;
    const std::string name(text_.substr(name_at, at - name_at));
    skip_space();
    std::optional<TextMatch> value;
    std::size_t value_at = at;
    if (at < end && text_[at] == '=') {
      ++at;
      skip_space();
      value_at = at;
      if (at < end && (text_[at] == '"' || text_[at] == '\'')) {
        value = TextMatch{read_quoted(at, end)};
        if (at < end && (text_[at] == 'i' || text_[at] == 's')) value->exact = text_[at++] == 's';
      } else if (at < end && text_[at] == '/') {
        value = read_pattern(at, end);
        if (!value) fail(value_at, "this regular expression is never closed");
      } else {
        while (at < end && text_[at] != ']') ++at;
        std::size_t value_end = at;
        while (value_end > value_at && is_space(text_[value_end - 1])) --value_end;
        value = TextMatch{std::string(text_.substr(value_at, value_end - value_at))};
      }
      skip_space();
    }
    if (at >= end || text_[at] != ']') fail(at, "expected ] here");
    ++at;

    if (name == "name") {
      if (!value || value->text.empty()) fail(value_at, "name wants a text: [name=\"Export\"]");
      query.name = std::move(value);
    } else if (name == "level") {
      query.level = value ? read_integer(value_at, value_at + value->text.size()) : 1;
    } else if (name == "checked") {
      query.checked = tristate(value, value_at);
    } else if (name == "pressed") {
      query.pressed = tristate(value, value_at);
    } else if (name == "selected") {
      query.selected = boolean(value, value_at);
    } else if (name == "expanded") {
      query.expanded = boolean(value, value_at);
    } else if (name == "disabled") {
      query.disabled = boolean(value, value_at);
    } else if (name == "include-hidden") {
      query.include_hidden = boolean(value, value_at);
    } else {
      fail(name_at, "a role has no attribute \"" + name +
                        "\"; known are name, checked, pressed, selected, expanded, disabled, level, include-hidden");
    }
  }

  RoleQuery::Tristate tristate(const std::optional<TextMatch>& value, std::size_t position) const {
    if (value && value->text == "mixed") return RoleQuery::Tristate::kMixed;
    return boolean(value, position) ? RoleQuery::Tristate::kTrue : RoleQuery::Tristate::kFalse;
  }

  bool boolean(const std::optional<TextMatch>& value, std::size_t position) const {
    if (!value || value->text == "true") return true;
    if (value->text == "false") return false;
    fail(position, "expected true or false");
  }

  int read_integer(std::size_t begin, std::size_t end) const {
    int number = 0;
    const auto [stopped, error] = std::from_chars(text_.data() + begin, text_.data() + end, number);
    if (error != std::errc() || stopped != text_.data() + end) fail(begin, "expected a whole number");
    return number;
  }

  bool read_boolean(std::size_t begin, std::size_t end) const {
    return boolean(TextMatch{std::string(text_.substr(begin, end - begin))}, begin);
  }

  std::string_view text_;
};

}  // namespace

std::vector<SelectorPart> read_selector(std::string_view text) {
  return SelectorReader(text).read();
}

std::string_view name_of(Engine engine) {
  for (const auto& [name, value] : kEngines) {
    if (value == engine) return name;
  }
  return "css";
}

}  // namespace nightporter::engine
