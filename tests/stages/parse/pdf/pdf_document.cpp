#include "tests/stages/parse/pdf/pdf_document.h"

#include <cstdio>

namespace nightporter::test {

namespace {

constexpr double kHeight = 842;

std::string numbers(const char* format, double a, double b, double c = 0, double d = 0) {
  char text[160];
  std::snprintf(text, sizeof text, format, a, b, c, d);
  return text;
}

}  // namespace

PdfDocument& PdfDocument::page() {
  pages_.emplace_back();
  return *this;
}

PdfDocument& PdfDocument::text(double left, double baseline, const std::string& words, double size) {
  pages_.back() += numbers("BT /F1 %.2f Tf %.2f %.2f Td (", size, left, kHeight - baseline);
  for (const char c : words) {
    if (c == '(' || c == ')' || c == '\\') pages_.back() += '\\';
    pages_.back() += c;
  }
  pages_.back() += ") Tj ET\n";
  return *this;
}

PdfDocument& PdfDocument::line(double x1, double y1, double x2, double y2) {
  pages_.back() += numbers("%.2f %.2f m %.2f %.2f l S\n", x1, kHeight - y1, x2, kHeight - y2);
  return *this;
}

PdfDocument& PdfDocument::operators(const std::string& content) {
  pages_.back() += content + "\n";
  return *this;
}

PdfDocument& PdfDocument::encrypted() {
  encrypted_ = true;
  return *this;
}

std::string PdfDocument::bytes() const {
  std::string file = "%PDF-1.4\n";
  std::vector<std::size_t> offsets;
  const auto object = [&](const std::string& content) {
    offsets.push_back(file.size());
    file += std::to_string(offsets.size()) + " 0 obj\n" + content + "\nendobj\n";
  };
  std::string kids;
  for (std::size_t i = 0; i < pages_.size(); ++i) kids += std::to_string(4 + 2 * i) + " 0 R ";
  object("<< /Type /Catalog /Pages 2 0 R >>");
  object("<< /Type /Pages /Kids [" + kids + "] /Count " + std::to_string(pages_.size()) + " >>");
  object("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>");
  for (std::size_t i = 0; i < pages_.size(); ++i) {
    object("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents " +
           std::to_string(5 + 2 * i) + " 0 R >>");
    object("<< /Length " + std::to_string(pages_[i].size()) + " >>\nstream\n" + pages_[i] + "\nendstream");
  }
  std::string encryption;
  if (encrypted_) {
    const std::string key(64, 'A');
    object("<< /Filter /Standard /V 1 /R 2 /P -4 /O <" + key + "> /U <" + key + "> >>");
    encryption = " /Encrypt " + std::to_string(offsets.size()) + " 0 R /ID [<00><00>]";
  }
  const std::size_t table = file.size();
  file += "xref\n0 " + std::to_string(offsets.size() + 1) + "\n0000000000 65535 f \n";
  for (const std::size_t offset : offsets) {
    char entry[24];
    std::snprintf(entry, sizeof entry, "%010zu 00000 n \n", offset);
    file += entry;
  }
  file += "trailer\n<< /Size " + std::to_string(offsets.size() + 1) + " /Root 1 0 R" + encryption + " >>\nstartxref\n" +
          std::to_string(table) + "\n%%EOF\n";
  return file;
}

}  // namespace nightporter::test
