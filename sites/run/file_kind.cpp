#include "sites/run/file_kind.h"

#include <regex>
#include <string>

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

bool asks_for_password(std::string_view html) {
  static const std::regex kPasswordField("type\\s*=\\s*[\"']?password", std::regex::icase);
  return std::regex_search(html.begin(), html.end(), kPasswordField);
}

}  // namespace nightporter::sites
