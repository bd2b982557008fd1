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

}  // namespace nightporter::sites
