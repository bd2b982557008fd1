#pragma once

#include <filesystem>
#include <memory>

#include "stages/parse/pdf/page_content.h"

namespace nightporter::stages::pdf {

/// An open PDF document. Use on one thread at a time.
class PdfFile {
 public:
  /// Throws ParseError: kEncrypted when it asks for a password, kCorrupt when it cannot be read as a PDF.
  explicit PdfFile(const std::filesystem::path& path);
  ~PdfFile();
  PdfFile(const PdfFile&) = delete;
  PdfFile& operator=(const PdfFile&) = delete;

  int pages() const;
  /// Words and ruling lines of a page, counted from 1, turned upright. Throws ParseError{kCorrupt, kTooLarge}.
  PageContent page(int number) const;

 private:
  struct Document;
  std::unique_ptr<Document> document_;
};

}  // namespace nightporter::stages::pdf
