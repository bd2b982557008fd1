#include "stages/parse/xlsx/workbook.h"

#include <algorithm>

#include "stages/parse/parse_error.h"
#include "stages/parse/xlsx/relationships.h"

namespace nightporter::stages {

namespace {

class WorkbookPart : public XmlListener {
 public:
  struct Sheet {
    std::string name;
    SheetState state;
    std::string id;
  };

  void start_element(std::string_view name, const XmlAttributes& attributes) override {
    if (root.empty()) root = name;
    if (name == "workbookPr") {
      const std::string_view flag = attributes.get("date1904");
      date_1904 = flag == "1" || flag == "true" || flag == "on";
    } else if (name == "sheets") {
      in_sheets_ = true;
    } else if (name == "sheet" && in_sheets_) {
      const std::string_view state = attributes.get("state");
      sheets.push_back({.name = std::string(attributes.get("name")),
                        .state = state == "hidden"       ? SheetState::kHidden
                                 : state == "veryHidden" ? SheetState::kVeryHidden
                                                         : SheetState::kVisible,
                        .id = std::string(attributes.get("id"))});
    }
  }
  void end_element(std::string_view name) override {
    if (name == "sheets") in_sheets_ = false;
  }

  std::string root;
  std::vector<Sheet> sheets;
  bool date_1904 = false;

 private:
  bool in_sheets_ = false;
};

std::string workbook_part(ZipArchive& archive) {
  for (const Relationship& relationship : read_relationships(archive, ""))
    if (relationship.type == "officeDocument") return relationship.target;
  throw ParseError(ParseErrorKind::kNotAWorkbook, "a zip archive without a workbook", "Open the file and look at what the site sent.");
}

}  // namespace

Workbook read_workbook(ZipArchive& archive) {
  const std::string part = workbook_part(archive);
  if (part.ends_with(".bin"))
    throw ParseError(ParseErrorKind::kUnsupported, "an Excel binary workbook (.xlsb)", "Let the site export .xlsx or CSV.");
  WorkbookPart handler;
  archive.parse(part, handler);
  if (handler.root != "workbook") throw ParseError(ParseErrorKind::kNotAWorkbook, "an Office document that is not a workbook");
  Workbook workbook{.date_1904 = handler.date_1904};
  const std::vector<Relationship> relationships = read_relationships(archive, part);
  for (const Relationship& relationship : relationships) {
    if (relationship.type == "sharedStrings") workbook.shared_strings_part = relationship.target;
    if (relationship.type == "styles") workbook.styles_part = relationship.target;
  }
  for (WorkbookPart::Sheet& sheet : handler.sheets) {
    const auto found = std::find_if(relationships.begin(), relationships.end(), [&](const Relationship& r) { return r.id == sheet.id; });
    if (found == relationships.end())
      throw ParseError(ParseErrorKind::kMissingPart, Place{.sheet = sheet.name}, "the workbook does not say where this sheet is");
    if (found->type == "worksheet") workbook.sheets.push_back({std::move(sheet.name), sheet.state, found->target});
  }
  return workbook;
}

}  // namespace nightporter::stages
