#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sites/language/scope.h"
#include "sites/recipe.h"
#include "sites/yaml/document.h"

namespace nightporter::sites::language {

/// A node with its path of keys.
struct At {
  const yaml::Node* node = nullptr;  // null: the key is not there
  std::string where;

  explicit operator bool() const { return node != nullptr; }
  At operator[](std::string_view key) const;
  /// The items of a list, or the node itself when it is none.
  std::vector<At> each() const;
  /// The entries of a map, by key.
  std::vector<std::pair<const yaml::Entry*, At>> entries() const;
};

/// Makes values out of nodes. What the shape check has complained about already is read as nothing, silently; what only shows when
/// things are seen together (an unknown variable, a URL outside of the origins) is added to the problems.
class Reader {
 public:
  Reader(std::string file, std::vector<yaml::Problem>& problems) : file_(std::move(file)), problems_(problems) {}

  void complain(const At& at, yaml::Complaint complaint) { complain_at(at.node->place, at.where, std::move(complaint)); }
  void complain_at(yaml::Place place, const std::string& where, yaml::Complaint complaint);

  std::string text(const At& at) const { return at && at.node->is_scalar() ? at.node->text : std::string(); }
  bool flag(const At& at) const { return text(at) == "true"; }
  std::optional<int> number(const At& at) const;
  std::optional<Milliseconds> duration(const At& at) const;
  /// Position of the word in `words`; `fallback` when it is not there.
  std::size_t word(const At& at, const std::vector<std::string>& words, std::size_t fallback) const;

  TextTemplate text_template(const At& at, Scope::Use use);
  /// A URL that must lie inside of `origins`.
  TextTemplate url(const At& at);
  Selectors selectors(const At& at);
  NamedTexts named_texts(const At& at, Scope::Use use);
  JsonTemplate json(const At& at);
  Steps steps(const At& at, const std::string& number_prefix = {});

  Scope scope;
  std::vector<TextTemplate> origins;

 private:
  void check_references(const At& at, const TextTemplate& text, Scope::Use use);

  std::string file_;
  std::vector<yaml::Problem>& problems_;
};

model::TableMapping read_table(Reader& reader, const At& table, const At& load);

}  // namespace nightporter::sites::language
