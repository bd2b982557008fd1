#pragma once

#include <string>
#include <utility>
#include <vector>

#include "sites/yaml/document.h"

/// Nodes that are made to be written, and how they are written: the other way of document.h.
namespace nightporter::sites::yaml {

/// A text. It stands in quotes where YAML, or the reader of a recipe, would take it for something else.
Node text_node(std::string text);
/// A number, true or false: stands as it is.
Node verbatim_node(std::string text);
Node list_node(std::vector<Node> items);
Node map_node(std::vector<std::pair<std::string, Node>> entries);

/// On one line: `{ into: 'css=#from', with: '{{ from | yyyy-MM-dd }}' }`.
std::string write_on_one_line(const Node& node);

/// `key: value`, or, when that is longer than a line of the file should be, a block below the key; each line begins with `indent`
/// spaces and ends with a line feed.
std::string write_entry(const std::string& key, const Node& value, std::size_t indent);

/// `- item`, as write_entry.
std::string write_item(const Node& item, std::size_t indent);

}  // namespace nightporter::sites::yaml
