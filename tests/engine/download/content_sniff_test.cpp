#include "engine/download/content_sniff.h"

#include <catch2/catch.hpp>

#include "engine/error.h"
#include "tests/support/temporary_folder.h"

namespace nightporter::engine {
namespace {

using namespace std::string_literals;

TEST_CASE("content is told by its first bytes") {
  CHECK(sniff_content("") == SniffedContent::kEmpty);
  CHECK(sniff_content("PK\x03\x04rest"s) == SniffedContent::kZip);
  CHECK(sniff_content("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1rest"s) == SniffedContent::kOle2);
  CHECK(sniff_content("%PDF-1.7\n") == SniffedContent::kPdf);
  CHECK(sniff_content("\n\n%PDF-1.4") == SniffedContent::kPdf);
  CHECK(sniff_content("  <!DOCTYPE html><html>") == SniffedContent::kHtml);
  CHECK(sniff_content("<!-- x --><HTML>") == SniffedContent::kHtml);
  CHECK(sniff_content("<table border=1>") == SniffedContent::kHtml);
  CHECK(sniff_content("<?xml version=\"1.0\"?>\n<Workbook xmlns=\"x\">") == SniffedContent::kXml);
  CHECK(sniff_content("{\"error\": 1}") == SniffedContent::kJson);
  CHECK(sniff_content("[{\"a\":1}]") == SniffedContent::kJson);
  CHECK(sniff_content("{}") == SniffedContent::kJson);
  CHECK(sniff_content("Order No,Date\n1,2\n") == SniffedContent::kText);
  CHECK(sniff_content("[Order No];x") == SniffedContent::kText);
  CHECK(sniff_content("{curly};x") == SniffedContent::kText);
  CHECK(sniff_content("Gr\xF6\xDF"
                      "e;1") == SniffedContent::kText);  // Latin-1
  CHECK(sniff_content("\x00\x01\x02\x03"s) == SniffedContent::kBinary);
}

TEST_CASE("byte-order marks and UTF-16 do not hide what a text is") {
  CHECK(sniff_content("\xEF\xBB\xBF<html>") == SniffedContent::kHtml);
  CHECK(sniff_content("\xEF\xBB\xBFName,Date") == SniffedContent::kText);
  CHECK(sniff_content("\xFF\xFE<\0h\0t\0m\0l\0>\0"s) == SniffedContent::kHtml);
  CHECK(sniff_content("\xFE\xFF\0a\0,\0b"s) == SniffedContent::kText);
}

TEST_CASE("a file is accepted only as what it is") {
  const std::string table = "<html><body><table><tr><td>1</td></tr></table>";
  const std::string login = "<html><form><table><tr><td><input type=\"password\"></td></tr></table></form>";
  const auto accepts = [](FileKind kind, const std::string& bytes) { return is_acceptable(kind, sniff_content(bytes), bytes); };
  CHECK(accepts(FileKind::kXlsx, "PK\x03\x04"));
  CHECK_FALSE(accepts(FileKind::kXlsx, table));
  CHECK(accepts(FileKind::kXls, table));
  CHECK(accepts(FileKind::kXls, "PK\x03\x04"));
  CHECK_FALSE(accepts(FileKind::kXls, login));
  CHECK_FALSE(accepts(FileKind::kXls, "<html><body>Server Error</body>"));
  CHECK(accepts(FileKind::kCsv, "a,b\n"));
  CHECK_FALSE(accepts(FileKind::kCsv, login));
  CHECK_FALSE(accepts(FileKind::kCsv, "{\"message\":\"Unauthenticated.\"}"));
  CHECK_FALSE(accepts(FileKind::kCsv, "PK\x03\x04"));
  CHECK(accepts(FileKind::kPdf, "%PDF-1.5"));
  CHECK_FALSE(accepts(FileKind::kPdf, "a,b"));
  CHECK(accepts(FileKind::kJson, "[]"));
  CHECK(accepts(FileKind::kAny, "\x01\x02"));
}

TEST_CASE("the beginning of a file is read without the rest") {
  const test::TemporaryFolder folder;
  const auto file = folder.write("big", std::string(100'000, 'x'));
  CHECK(read_beginning(file, 10) == "xxxxxxxxxx");
  CHECK(read_beginning(file).size() == kSniffedBytes);
  CHECK_THROWS_AS(read_beginning(folder / "none"), Error);
}

}  // namespace
}  // namespace nightporter::engine
