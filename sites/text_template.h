#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "model/secret.h"

namespace nightporter::sites {

class Variables;

/// A text after substitution. It knows whether a secret went into it: reveal() is for the page, shown() for logs and errors.
class RenderedText {
 public:
  RenderedText() = default;
  /// A text without a secret.
  explicit RenderedText(const std::string& text) : text_(text), shown_(text) {}

  void append(std::string_view text);
  /// Shown as ‹secret›; as ‹name› when a name is given.
  void append_secret(const model::Secret& secret, std::string_view name = "secret");

  const std::string& reveal() const { return text_.reveal(); }
  const std::string& shown() const { return shown_; }
  bool has_secret() const { return has_secret_; }

 private:
  model::Secret text_;
  std::string shown_;
  bool has_secret_ = false;
};

/// The text of a template is not one: position (from 0) and what to write instead.
struct TemplateError : std::runtime_error {
  TemplateError(std::size_t at, const std::string& message, std::string remedy)
      : std::runtime_error(message), position(at), hint(std::move(remedy)) {}
  std::size_t position;
  std::string hint;
};

/// "From {{ from | dd/MM/yyyy }} to {{ to | dd/MM/yyyy }}": literal text and references to variables, each with filters.
/// A value type, immutable after parse(). `{{` cannot be written literally.
class TextTemplate {
 public:
  struct Reference {
    std::string name;                  // "store.code"
    std::vector<std::string> filters;  // "dd/MM/yyyy", "upper"
    std::size_t position = 0;          // of "{{" in the source
  };
  /// Literal text, then a reference, or a reference only.
  struct Piece {
    std::string literal;
    bool is_reference = false;
    Reference reference;
  };

  TextTemplate() = default;
  /// Throws TemplateError: unclosed braces, an empty reference, an unknown filter.
  static TextTemplate parse(const std::string& source);
  /// A template that is only this text, whatever is in it.
  static TextTemplate literal(std::string text);

  const std::string& source() const { return source_; }
  const std::vector<Piece>& pieces() const { return pieces_; }
  std::vector<Reference> references() const;
  bool empty() const { return source_.empty(); }

  /// Substitutes. Throws VariableMissing{name} when a variable has no value, TemplateError when a filter does not fit the value
  /// (a date without a format).
  RenderedText render(const Variables& variables) const;

  friend bool operator==(const TextTemplate& a, const TextTemplate& b) { return a.source_ == b.source_; }

 private:
  std::string source_;
  std::vector<Piece> pieces_;
};

}  // namespace nightporter::sites
