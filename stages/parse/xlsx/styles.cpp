#include "stages/parse/xlsx/styles.h"

#include <charconv>
#include <map>

namespace nightporter::stages {

namespace {

unsigned number_of(std::string_view text) {
  unsigned number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

class StylesPart : public XmlListener {
 public:
  void start_element(std::string_view name, const XmlAttributes& attributes) override {
    if (name == "numFmts") in_formats_ = true;
    if (name == "cellXfs") in_cell_styles_ = true;
    if (in_formats_ && name == "numFmt")
      custom_[number_of(attributes.get("numFmtId"))] = classify_number_format(attributes.get("formatCode"));
    if (in_cell_styles_ && name == "xf") ids_.push_back(number_of(attributes.get("numFmtId")));
  }
  void end_element(std::string_view name) override {
    if (name == "numFmts") in_formats_ = false;
    if (name == "cellXfs") in_cell_styles_ = false;
  }

  std::vector<NumberFormat> formats() const {
    std::vector<NumberFormat> formats;
    for (const unsigned id : ids_) {
      const auto custom = custom_.find(id);
      formats.push_back(custom != custom_.end() ? custom->second : builtin_number_format(id));
    }
    return formats;
  }

 private:
  std::map<unsigned, NumberFormat> custom_;
  std::vector<unsigned> ids_;
  bool in_formats_ = false;
  bool in_cell_styles_ = false;
};

}  // namespace

std::vector<NumberFormat> read_styles(ZipArchive& archive, std::string_view part) {
  StylesPart handler;
  archive.parse(part, handler);
  return handler.formats();
}

}  // namespace nightporter::stages
