#include "stages/parse/xlsx/shared_strings.h"

#include "stages/parse/parse_error.h"
#include "stages/parse/xlsx/text_runs.h"

namespace nightporter::stages {

class SharedStrings::StringItems : public XmlListener {
 public:
  StringItems(SharedStrings& strings, const ReadLimits& limits) : strings_(strings), limits_(limits), runs_(limits.cell_bytes) {}

  void start_element(std::string_view name, const XmlAttributes&) override {
    if (name == "si") {
      runs_.begin();
      in_item_ = true;
    } else if (in_item_) {
      runs_.start_element(name);
    }
  }

  void end_element(std::string_view name) override {
    if (!in_item_) return;
    if (name != "si") return runs_.end_element(name);
    in_item_ = false;
    const std::string_view text = runs_.finish();
    bytes_ += text.size() + sizeof(std::string_view);
    if (bytes_ > limits_.shared_string_bytes)
      throw ParseError(ParseErrorKind::kTooLarge,
                       "shared strings of more than " + std::to_string(limits_.shared_string_bytes >> 20) + " MiB");
    strings_.texts_.push_back(strings_.arena_.keep(text));
  }

  void text(std::string_view piece) override {
    if (in_item_) runs_.text(piece);
  }

 private:
  SharedStrings& strings_;
  const ReadLimits& limits_;
  TextRuns runs_;
  std::size_t bytes_ = 0;
  bool in_item_ = false;
};

SharedStrings::SharedStrings(ZipArchive& archive, std::string_view part, const ReadLimits& limits) {
  StringItems handler(*this, limits);
  archive.parse(part, handler);
}

}  // namespace nightporter::stages
