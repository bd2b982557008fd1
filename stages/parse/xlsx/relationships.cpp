#include "stages/parse/xlsx/relationships.h"

#include <algorithm>

namespace nightporter::stages {

namespace {

class RelationshipList : public XmlListener {
 public:
  explicit RelationshipList(std::string_view part) : part_(part) {}

  void start_element(std::string_view name, const XmlAttributes& attributes) override {
    if (name != "Relationship" || attributes.get("TargetMode") == "External") return;
    const std::string_view type = attributes.get("Type");
    found.push_back({.id = std::string(attributes.get("Id")),
                     .type = std::string(type.substr(type.rfind('/') + 1)),
                     .target = resolve_part(part_, attributes.get("Target"))});
  }
  void end_element(std::string_view) override {}

  std::vector<Relationship> found;

 private:
  std::string_view part_;
};

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/// "sheet%201.xml" → "sheet 1.xml"
std::string percent_decoded(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int high = text[i] == '%' && i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
    const int low = high >= 0 ? hex_digit(text[i + 2]) : -1;
    if (low >= 0) {
      decoded.push_back(static_cast<char>(high * 16 + low));
      i += 2;
    } else {
      decoded.push_back(text[i]);
    }
  }
  return decoded;
}

}  // namespace

std::string resolve_part(std::string_view part, std::string_view target) {
  std::string path = percent_decoded(target);
  std::replace(path.begin(), path.end(), '\\', '/');
  if (!path.starts_with('/')) path = std::string(part.substr(0, part.rfind('/') + 1)) + path;
  std::vector<std::string_view> steps;
  std::string_view rest = path;
  while (!rest.empty()) {
    const std::size_t slash = rest.find('/');
    const std::string_view step = rest.substr(0, slash);
    rest = slash == rest.npos ? std::string_view() : rest.substr(slash + 1);
    if (step == "..") {
      if (!steps.empty()) steps.pop_back();
    } else if (!step.empty() && step != ".") {
      steps.push_back(step);
    }
  }
  std::string resolved;
  for (const std::string_view step : steps) resolved.append(resolved.empty() ? "" : "/").append(step);
  return resolved;
}

std::vector<Relationship> read_relationships(ZipArchive& archive, std::string_view part) {
  const std::size_t base = part.rfind('/') + 1;
  const std::string list = std::string(part.substr(0, base)) + "_rels/" + std::string(part.substr(base)) + ".rels";
  if (!archive.has(list)) return {};
  RelationshipList handler(part);
  archive.parse(list, handler);
  return std::move(handler.found);
}

}  // namespace nightporter::stages
