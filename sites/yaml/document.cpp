#include "sites/yaml/document.h"

#include <yaml-cpp/yaml.h>

#include <cerrno>
#include <fstream>
#include <iterator>
#include <system_error>

namespace nightporter::sites::yaml {
namespace {

constexpr int kDeepest = 64;
constexpr int kMostValues = 100'000;

Place place_of(const YAML::Mark& mark) {
  return mark.is_null() ? Place{} : Place{mark.line + 1, mark.column + 1};
}

/// Copies yaml-cpp's tree into ours and notes what a person would not have meant.
class Copier {
 public:
  explicit Copier(Document& document) : document_(document) {}

  Node copy(const YAML::Node& source, int depth) {
    Node node;
    node.place = place_of(source.Mark());
    if (depth > kDeepest || ++values_ > kMostValues) {
      if (!refused_) complain(node.place, depth > kDeepest ? "nested too deeply" : "too many values", "does an alias repeat itself?");
      refused_ = true;
      return node;
    }
    switch (source.Type()) {
      case YAML::NodeType::Scalar:
        node.kind = Node::Kind::kScalar;
        node.text = source.Scalar();
        node.quoted = source.Tag() == "!";
        break;
      case YAML::NodeType::Sequence:
        node.kind = Node::Kind::kSequence;
        for (const auto& item : source) node.items.push_back(copy(item, depth + 1));
        break;
      case YAML::NodeType::Map:
        node.kind = Node::Kind::kMap;
        for (const auto& entry : source) add_entry(node, entry.first, entry.second, depth);
        break;
      case YAML::NodeType::Null:
      case YAML::NodeType::Undefined:
        break;
    }
    return node;
  }

 private:
  void add_entry(Node& map, const YAML::Node& key, const YAML::Node& value, int depth) {
    const Place place = place_of(key.Mark());
    if (!key.IsScalar()) return complain(place, "a key must be a text", "quote it if it begins with { or [");
    if (const Node* first = map.find(key.Scalar()))
      return complain(place, "\"" + key.Scalar() + "\" stands here twice",
                      "the first is on line " + std::to_string(first->place.line) + ": keep one of them");
    map.entries.push_back({key.Scalar(), place, copy(value, depth + 1)});
  }

  void complain(Place place, std::string message, std::string hint) {
    document_.problems.push_back({document_.file, place.line, place.column, "", std::move(message), std::move(hint)});
  }

  Document& document_;
  int values_ = 0;
  bool refused_ = false;
};

}  // namespace

const Node* Node::find(std::string_view key) const {
  for (const Entry& entry : entries)
    if (entry.key == key) return &entry.value;
  return nullptr;
}

std::string_view Node::kind_name() const {
  switch (kind) {
    case Kind::kNull:
      return "nothing";
    case Kind::kScalar:
      return "a text";
    case Kind::kSequence:
      return "a list";
    case Kind::kMap:
      return "a map";
  }
  return "something";
}

Document read_document(std::string text, std::string file) {
  Document document{std::move(file), {}, {}};
  try {
    const std::vector<YAML::Node> roots = YAML::LoadAll(text);
    if (roots.size() > 1)
      document.problems.push_back(
          {document.file, place_of(roots[1].Mark()).line, 1, "", "a second YAML document begins here", "write one file for each"});
    if (!roots.empty()) document.root = Copier(document).copy(roots.front(), 0);
  } catch (const YAML::Exception& error) {
    const Place place = place_of(error.mark);
    document.problems.push_back({document.file, place.line, place.column, "", "this is not YAML: " + error.msg,
                                 "check indentation (spaces, no tabs) and quotes around texts with : # { [ @"});
  }
  return document;
}

Document read_document_file(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  std::string text;
  errno = 0;
  if (stream) text.assign(std::istreambuf_iterator<char>(stream), {});
  if (!stream || stream.bad() || std::filesystem::is_directory(path))
    throw std::system_error(errno != 0 ? errno : EISDIR, std::generic_category(), "cannot read " + path.string());
  return read_document(std::move(text), path.string());
}

}  // namespace nightporter::sites::yaml
