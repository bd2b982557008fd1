#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "sites/yaml/problem.h"

namespace nightporter::sites::yaml {

struct Entry;

/// One value of a YAML file, with its place. Scalars keep their text as written; what it means is decided by who reads it.
struct Node {
  enum class Kind { kNull, kScalar, kSequence, kMap };

  Kind kind = Kind::kNull;
  Place place;
  std::string text;            // of a scalar
  bool quoted = false;         // the scalar stood in quotes (or in a block), so "31" is meant as text
  std::vector<Node> items;     // of a sequence
  std::vector<Entry> entries;  // of a map, in the file's order

  bool is_null() const { return kind == Kind::kNull; }
  bool is_scalar() const { return kind == Kind::kScalar; }
  bool is_sequence() const { return kind == Kind::kSequence; }
  bool is_map() const { return kind == Kind::kMap; }

  /// The value of a map's key; nullptr when there is none (or this is no map).
  const Node* find(std::string_view key) const;

  /// "a text", "a list", "a map", "nothing": for messages.
  std::string_view kind_name() const;
};

struct Entry {
  std::string key;
  Place place;
  Node value;
};

/// A YAML file as a tree, and what was wrong with its syntax: bad YAML, a key that stands twice, a key that is no text.
struct Document {
  std::string file;  // as it shall appear in messages
  Node root;
  std::vector<Problem> problems;
};

/// Never throws for what is in `text`: problems say it. Anchors and aliases work; a file that grows past 100,000 values by them,
/// or is nested deeper than 64, is a problem.
Document read_document(std::string text, std::string file);

/// Throws std::system_error when the file cannot be read.
Document read_document_file(const std::filesystem::path& path);

}  // namespace nightporter::sites::yaml
