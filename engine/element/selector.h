#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace nightporter::engine {

/// How a text must match. White space is normalised on both sides.
struct TextMatch {
  std::string text;
  bool exact = false;  // the whole text, upper and lower case told apart; otherwise a substring in any case
  /// Set: `text` is a JavaScript regular expression that must match somewhere, with these flags ("i").
  std::optional<std::string> pattern_flags;

  friend bool operator==(const TextMatch&, const TextMatch&) = default;
};

/// role=checkbox[name="Remember me"][checked=true]
struct RoleQuery {
  enum class Tristate { kFalse, kTrue, kMixed };

  std::string role;
  std::optional<TextMatch> name;
  std::optional<Tristate> checked;
  std::optional<Tristate> pressed;
  std::optional<bool> selected;
  std::optional<bool> expanded;
  std::optional<bool> disabled;
  std::optional<int> level;
  bool include_hidden = false;

  friend bool operator==(const RoleQuery&, const RoleQuery&) = default;
};

/// One step of a selector: from every element found so far to those below it (or, for nth and visible, to some of them).
struct SelectorPart {
  enum class Engine {
    kCss,
    kXpath,
    kText,
    kRole,
    kLabel,
    kPlaceholder,
    kAlt,
    kTitle,
    kTestId,
    kHasText,
    kHasNotText,
    kHas,
    kHasNot,
    kNth,
    kVisible
  };

  Engine engine = Engine::kCss;
  std::string expression;           // kCss, kXpath
  TextMatch text;                   // kText, kLabel, kPlaceholder, kAlt, kTitle, kTestId (always exact), kHasText, kHasNotText
  RoleQuery role;                   // kRole
  int nth = 0;                      // kNth: from 0; -1 is the last
  bool visible = true;              // kVisible
  std::vector<SelectorPart> inner;  // kHas, kHasNot: what must, or must not, be found below

  friend bool operator==(const SelectorPart&, const SelectorPart&) = default;
};

/// Says which elements are meant, as a value; it knows nothing of any page.
///
///     css=#login .button       #login .button            (css= is the default)
///     xpath=//button           //button                  (a leading // means xpath)
///     text=log in              text="Log in"   text=/log ?in/i  (substring in any case; quoted: the whole text, exactly; a pattern)
///     role=button[name="Export"][disabled=false]         (attributes: name checked pressed selected expanded disabled level
///     include-hidden;
///                                                         name="x" is a substring in any case, name="x"s is exact, name=/x/i a pattern)
///     label=Password   placeholder="dd/mm/yyyy"   alt=Logo   title=Close   testid=submit
///     a >> b                                             (b below a)
///     nth=0   nth=-1   visible=true   has-text=Total   has-not-text=Draft   has=role=button   has-not=(css=td >> text=Draft)
///                                                         (filters of what stands before them)
///
/// CSS, text, role and the rest see into open shadow roots; xpath does not. In CSS :has-text("Total") stands for elements that hold a text.
class Selector {
 public:
  /// Throws InvalidSelector.
  static Selector parse(std::string_view text);

  /// These cannot be wrong, whatever the text holds.
  static Selector css(std::string expression);
  static Selector with_text(std::string text, bool exact = false);
  static Selector with_label(std::string text, bool exact = false);
  static Selector with_test_id(std::string id);
  static Selector with_role(RoleQuery query);

  /// `this >> inner`
  Selector then(const Selector& inner) const;
  Selector nth(int index) const;
  /// Only those that have, or have not, an `inner` below them.
  Selector has(const Selector& inner) const;
  Selector has_not(const Selector& inner) const;

  /// As written, or as it would be written.
  const std::string& to_string() const { return text_; }
  const std::vector<SelectorPart>& parts() const { return parts_; }

  friend bool operator==(const Selector& a, const Selector& b) { return a.parts_ == b.parts_; }

 private:
  Selector filtered(SelectorPart::Engine engine, const Selector& inner) const;
  Selector(std::string text, std::vector<SelectorPart> parts) : text_(std::move(text)), parts_(std::move(parts)) {}

  std::string text_;
  std::vector<SelectorPart> parts_;
};

}  // namespace nightporter::engine
