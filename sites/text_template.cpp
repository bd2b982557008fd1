#include "sites/text_template.h"

#include <optional>
#include <variant>

#include "sites/date_format.h"
#include "sites/text_filter.h"
#include "sites/variables.h"

namespace nightporter::sites {
namespace {

std::string trimmed(std::string_view text) {
  const auto start = text.find_first_not_of(" \t\n\r");
  if (start == std::string_view::npos) return {};
  return std::string(text.substr(start, text.find_last_not_of(" \t\n\r") - start + 1));
}

bool is_name(std::string_view name) {
  if (name.empty() || name.front() == '.' || name.back() == '.') return false;
  return name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-:$") == std::string_view::npos;
}

TextTemplate::Reference parse_reference(std::string_view inside, std::size_t position) {
  TextTemplate::Reference reference;
  reference.position = position;
  std::size_t bar = inside.find('|');
  reference.name = trimmed(inside.substr(0, bar));
  if (reference.name.empty()) throw TemplateError(position, "nothing stands between {{ and }}", "name a variable: {{ store.code }}");
  if (!is_name(reference.name))
    throw TemplateError(position, "\"" + reference.name + "\" is not the name of a variable",
                        "write one name: {{ store.code }}, {{ from | dd/MM/yyyy }}");
  while (bar != std::string_view::npos) {
    const std::size_t next = inside.find('|', bar + 1);
    std::string filter = trimmed(inside.substr(bar + 1, next == std::string_view::npos ? next : next - bar - 1));
    yaml::Complaint complaint;
    if (!parse_filter(filter, complaint)) throw TemplateError(position, complaint.message, complaint.hint);
    reference.filters.push_back(std::move(filter));
    bar = next;
  }
  return reference;
}

Filter filter_of(const std::string& text) {
  yaml::Complaint unused;
  return parse_filter(text, unused).value_or(Filter{});
}

std::string render_date(model::CalendarDate date, const TextTemplate::Reference& reference) {
  std::optional<std::string> text;
  for (const std::string& word : reference.filters) {
    const Filter filter = filter_of(word);
    if (text)
      text = apply_to_text(filter, *text);
    else if (filter.kind == FilterKind::kPlusDays)
      date = date + std::chrono::days(filter.days);
    else if (filter.kind == FilterKind::kDateFormat)
      text = format_date(date, filter.format);
    else
      break;
  }
  if (!text)
    throw TemplateError(reference.position, "\"" + reference.name + "\" is a date and needs a format",
                        "write {{ " + reference.name + " | dd/MM/yyyy }}");
  return *text;
}

std::string render_text(std::string text, const TextTemplate::Reference& reference) {
  for (const std::string& word : reference.filters) {
    const Filter filter = filter_of(word);
    if (filter.kind == FilterKind::kDateFormat || filter.kind == FilterKind::kPlusDays)
      throw TemplateError(reference.position, "\"" + reference.name + "\" is a text, not a date", "drop \"| " + word + "\"");
    text = apply_to_text(filter, text);
  }
  return text;
}

}  // namespace

void RenderedText::append(std::string_view text) {
  text_ = model::Secret(text_.reveal() + std::string(text));
  shown_ += text;
}

void RenderedText::append_secret(const model::Secret& secret, std::string_view name) {
  text_ = model::Secret(text_.reveal() + secret.reveal());
  shown_ += "‹" + std::string(name) + "›";
  has_secret_ = true;
}

TextTemplate TextTemplate::parse(const std::string& source) {
  TextTemplate result;
  result.source_ = source;
  std::size_t position = 0;
  while (position < source.size()) {
    const std::size_t open = source.find("{{", position);
    if (open != position)
      result.pieces_.push_back({source.substr(position, open == std::string::npos ? open : open - position), false, {}});
    if (open == std::string::npos) break;
    const std::size_t close = source.find("}}", open + 2);
    if (close == std::string::npos) throw TemplateError(open, "{{ is never closed", "end it with }}");
    result.pieces_.push_back({{}, true, parse_reference(std::string_view(source).substr(open + 2, close - open - 2), open)});
    position = close + 2;
  }
  return result;
}

TextTemplate TextTemplate::literal(std::string text) {
  TextTemplate result;
  if (!text.empty()) result.pieces_.push_back({text, false, {}});
  result.source_ = std::move(text);
  return result;
}

std::vector<TextTemplate::Reference> TextTemplate::references() const {
  std::vector<Reference> list;
  for (const Piece& piece : pieces_)
    if (piece.is_reference) list.push_back(piece.reference);
  return list;
}

RenderedText TextTemplate::render(const Variables& variables) const {
  RenderedText result;
  for (const Piece& piece : pieces_) {
    if (!piece.is_reference) {
      result.append(piece.literal);
      continue;
    }
    const Variables::Value* value = variables.find(piece.reference.name);
    if (value == nullptr) throw VariableMissing(piece.reference.name);
    if (const auto* text = std::get_if<std::string>(value)) result.append(render_text(*text, piece.reference));
    if (const auto* date = std::get_if<model::CalendarDate>(value)) result.append(render_date(*date, piece.reference));
    if (const auto* secret = std::get_if<model::Secret>(value))
      result.append_secret(model::Secret(render_text(secret->reveal(), piece.reference)), piece.reference.name);
  }
  return result;
}

}  // namespace nightporter::sites
