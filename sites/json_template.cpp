#include "sites/json_template.h"

#include "sites/variables.h"

namespace nightporter::sites {
namespace {

std::string escaped_json(const std::string& text) {
  constexpr char kHex[] = "0123456789abcdef";
  std::string result;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\')
      result += {'\\', c};
    else if (c == '\n')
      result += "\\n";
    else if (c == '\t')
      result += "\\t";
    else if (c == '\r')
      result += "\\r";
    else if (byte < 0x20)
      result += std::string("\\u00") + kHex[byte >> 4] + kHex[byte & 15];
    else
      result += c;
  }
  return result;
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
