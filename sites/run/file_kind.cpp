#include "sites/run/file_kind.h"

namespace nightporter::sites {

engine::FileKind file_kind_of(FileType type) {
  switch (type) {
    case FileType::kXlsx:
      return engine::FileKind::kXlsx;
    case FileType::kXlsHtml:
      return engine::FileKind::kXls;
    case FileType::kCsv:
      return engine::FileKind::kCsv;
    case FileType::kPdf:
      return engine::FileKind::kPdf;
    case FileType::kJson:
      return engine::FileKind::kJson;
  }
  return engine::FileKind::kAny;
}

std::optional<FileType> file_type_of(const std::filesystem::path& file) {
  const std::string beginning = engine::read_beginning(file);
  const engine::ContentKind content = engine::sniff_content(beginning);
  // A workbook is also what sites send under the name of .xls, so it is asked for first.
  for (const FileType type : {FileType::kXlsx, FileType::kPdf, FileType::kJson, FileType::kXlsHtml, FileType::kCsv})
    if (engine::is_acceptable(file_kind_of(type), content, beginning)) return type;
  return std::nullopt;
}

}  // namespace nightporter::sites
