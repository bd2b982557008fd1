#include "sites/yaml/writer.h"

#include <algorithm>
#include <cctype>
#include <regex>

namespace nightporter::sites::yaml {
namespace {

constexpr std::size_t kLineLength = 120;

bool has_control_character(const std::string& text) {
  return std::any_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; });
}

/// Whether the text may stand without quotes, here and inside of [] and {}.
bool is_plain(const std::string& text) {
  static const std::regex kWords("[A-Za-z0-9_][A-Za-z0-9_./+-]*( [A-Za-z0-9_.][A-Za-z0-9_./+-]*)*");
  static const std::regex kAddress("https?://[^\\s,\\[\\]{}'\"#]*[^\\s,\\[\\]{}'\"#:]");
  static const std::regex kMeansSomething("null|true|false|[-+]?[.]?[0-9][0-9.eE+_-]*|0[xo][0-9a-fA-F]+", std::regex::icase);
  if (text.size() > 4096) return false;
  if (std::regex_match(text, kMeansSomething)) return false;
  return std::regex_match(text, kWords) || std::regex_match(text, kAddress);
}

std::string in_double_quotes(const std::string& text) {
  constexpr char kHex[] = "0123456789abcdef";
  std::string result = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\')
      result += {'\\', c};
    else if (c == '\n')
      result += "\\n";
    else if (c == '\t')
      result += "\\t";
    else if (byte < 0x20 || byte == 0x7f)
      result += {'\\', 'x', kHex[byte >> 4], kHex[byte & 15]};
    else
      result += c;
  }
  return result + "\"";
}

std::string scalar(const std::string& text, bool verbatim) {
  if (verbatim || is_plain(text)) return text;
  if (has_control_character(text)) return in_double_quotes(text);
  std::string result = "'";
  for (const char c : text) result += c == '\'' ? std::string("''") : std::string(1, c);
  return result + "'";
}

std::string block(const Node& node, std::size_t indent) {
  std::string text;
  if (node.is_sequence())
    for (const Node& item : node.items) text += write_item(item, indent);
  for (const Entry& entry : node.entries) text += write_entry(entry.key, entry.value, indent);
  return text;
}

bool can_be_a_block(const Node& node) {
  return (node.is_sequence() && !node.items.empty()) || (node.is_map() && !node.entries.empty());
}

}  // namespace

Node text_node(std::string text) {
  Node node;
  node.kind = Node::Kind::kScalar;
  node.text = std::move(text);
  node.quoted = true;
  return node;
}

Node verbatim_node(std::string text) {
  Node node = text_node(std::move(text));
  node.quoted = false;
  return node;
}

Node list_node(std::vector<Node> items) {
  Node node;
  node.kind = Node::Kind::kSequence;
  node.items = std::move(items);
  return node;
}

Node map_node(std::vector<std::pair<std::string, Node>> entries) {
  Node node;
  node.kind = Node::Kind::kMap;
  for (auto& [key, value] : entries) node.entries.push_back({std::move(key), {}, std::move(value)});
  return node;
}

std::string write_on_one_line(const Node& node) {
  std::string text;
  switch (node.kind) {
    case Node::Kind::kNull:
      return "null";
    case Node::Kind::kScalar:
      return scalar(node.text, !node.quoted);
    case Node::Kind::kSequence:
      for (const Node& item : node.items) text += (text.empty() ? "" : ", ") + write_on_one_line(item);
      return "[" + text + "]";
    case Node::Kind::kMap:
      for (const Entry& entry : node.entries)
        text += (text.empty() ? "" : ", ") + scalar(entry.key, false) + ": " + write_on_one_line(entry.value);
      return text.empty() ? "{}" : "{ " + text + " }";
  }
  return text;
}

std::string write_entry(const std::string& key, const Node& value, std::size_t indent) {
  const std::string begin = std::string(indent, ' ') + scalar(key, false) + ":";
  const std::string line = begin + " " + write_on_one_line(value);
  if (line.size() <= kLineLength || !can_be_a_block(value)) return line + "\n";
  return begin + "\n" + block(value, indent + 2);
}

std::string write_item(const Node& item, std::size_t indent) {
  const std::string begin = std::string(indent, ' ') + "- ";
  // A map of one key is a step: `- click: 'css=#a'`, without braces.
  const bool is_step = item.is_map() && item.entries.size() == 1;
  if (!is_step) {
    const std::string line = begin + write_on_one_line(item);
    if (line.size() <= kLineLength || !can_be_a_block(item)) return line + "\n";
  }
  std::string lines = block(item, indent + 2);
  if (item.is_map()) return lines.replace(0, begin.size(), begin);
  return begin + write_on_one_line(item) + "\n";
}

}  // namespace nightporter::sites::yaml
