#include "sites/json_template.h"

#include "cdp/json/json_text.h"
#include "sites/variables.h"

namespace nightporter::sites {
namespace {

/// As it stands between the quotes of a JSON string.
std::string escaped_json(const std::string& text) {
  std::string quoted;
  cdp::append_json_string(quoted, text);
  return quoted.substr(1, quoted.size() - 2);
}

void render_text(const TextTemplate& text, const Variables& variables, RenderedText& out) {
  const RenderedText value = text.render(variables);
  out.append("\"");
  if (value.has_secret())
    out.append_secret(model::Secret(escaped_json(value.reveal())));
  else
    out.append(escaped_json(value.reveal()));
  out.append("\"");
}

void render_value(const JsonTemplate& json, const Variables& variables, RenderedText& out) {
  switch (json.kind) {
    case JsonTemplate::Kind::kVerbatim:
      out.append(json.verbatim);
      break;
    case JsonTemplate::Kind::kText:
      render_text(json.text, variables, out);
      break;
    case JsonTemplate::Kind::kArray:
      out.append("[");
      for (std::size_t i = 0; i < json.items.size(); ++i) {
        if (i > 0) out.append(",");
        render_value(json.items[i], variables, out);
      }
      out.append("]");
      break;
    case JsonTemplate::Kind::kObject:
      out.append("{");
      for (std::size_t i = 0; i < json.items.size(); ++i) {
        out.append((i > 0 ? "," : "") + quote_json(json.names[i]) + ":");
        render_value(json.items[i], variables, out);
      }
      out.append("}");
      break;
  }
}

}  // namespace

std::string quote_json(const std::string& text) {
  return "\"" + escaped_json(text) + "\"";
}

RenderedText JsonTemplate::render(const Variables& variables) const {
  RenderedText out;
  render_value(*this, variables, out);
  return out;
}

std::vector<TextTemplate::Reference> JsonTemplate::references() const {
  std::vector<TextTemplate::Reference> list = text.references();
  for (const JsonTemplate& item : items)
    for (auto& reference : item.references()) list.push_back(std::move(reference));
  return list;
}

}  // namespace nightporter::sites
