#include "engine/content/content_kind.h"

#include <catch2/catch.hpp>

#include "engine/content/file_kind.h"

#include "engine/error.h"
#include "tests/support/temporary_folder.h"

namespace nightporter::engine {
namespace {

using namespace std::string_literals;

TEST_CASE("content is told by its first bytes") {
  CHECK(sniff_content("") == ContentKind::kEmpty);
  CHECK(sniff_content("PK\x03\x04rest"s) == ContentKind::kZip);
  CHECK(sniff_content("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1rest"s) == ContentKind::kCompoundFile);
  CHECK(sniff_content("%PDF-1.7\n") == ContentKind::kPdf);
  CHECK(sniff_content("\n\n%PDF-1.4") == ContentKind::kPdf);
  CHECK(sniff_content("  <!DOCTYPE html><html>") == ContentKind::kHtml);
  CHECK(sniff_content("<!-- x --><HTML>") == ContentKind::kHtml);
  CHECK(sniff_content("<table border=1>") == ContentKind::kHtml);
  CHECK(sniff_content("<?xml version=\"1.0\"?>\n<Workbook xmlns=\"x\">") == ContentKind::kXml);
  CHECK(sniff_content("{\"error\": 1}") == ContentKind::kJson);
  CHECK(sniff_content("[{\"a\":1}]") == ContentKind::kJson);
  CHECK(sniff_content("{}") == ContentKind::kJson);
  CHECK(sniff_content("Order No,Date\n1,2\n") == ContentKind::kText);
  CHECK(sniff_content("[Order No];x") == ContentKind::kText);
  CHECK(sniff_content("{curly};x") == ContentKind::kText);
  CHECK(sniff_content("Gr\xF6\xDF"
                      "e;1") == ContentKind::kText);  // Latin-1
  CHECK(sniff_content("\x00\x01\x02\x03"s) == ContentKind::kBinary);
}

TEST_CASE("a file is what its bytes say, whatever it is called") {
  CHECK(sniff_content("") == ContentKind::kEmpty);
  CHECK(sniff_content("PK\x03\x04rest") == ContentKind::kZip);
  CHECK(sniff_content("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") == ContentKind::kCompoundFile);
  CHECK(sniff_content("%PDF-1.7\n") == ContentKind::kPdf);
  CHECK(sniff_content("\r\n\r\n  <div><table>") == ContentKind::kHtml);
  CHECK(sniff_content("<!DOCTYPE html><html>") == ContentKind::kHtml);
  CHECK(sniff_content("<?xml version=\"1.0\"?><html xmlns=\"http://www.w3.org/1999/xhtml\">") == ContentKind::kHtml);
  CHECK(sniff_content("<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">") ==
        ContentKind::kSpreadsheetMl);
  CHECK(sniff_content("<html xmlns:x=\"urn:schemas-microsoft-com:office:excel\">") == ContentKind::kHtml);
  CHECK(sniff_content("<?xml version=\"1.0\"?><error/>") == ContentKind::kXml);
  CHECK(sniff_content("{\"error\": \"expired\"}") == ContentKind::kJson);
  CHECK(sniff_content(" [ {\"id\": 1}]") == ContentKind::kJson);
  CHECK(sniff_content("[Order],[Date]\n") == ContentKind::kText);
  CHECK(sniff_content("id;name\n1;a") == ContentKind::kText);
  CHECK(sniff_content("\xFF\xFE<\0h\0t\0m\0l\0>\0"s) == ContentKind::kHtml);
  CHECK(sniff_content("i\0d\0,\0n\0a\0m\0e\0\n\0"s) == ContentKind::kText);
  CHECK(sniff_content("\x7F"
                      "ELF\x02\x01\x01\0\0"s) == ContentKind::kBinary);
}

TEST_CASE("headers in brackets are a table, not JSON") {
  CHECK(sniff_content("[Name],[Total]\n") == ContentKind::kText);
  CHECK(sniff_content("[No];[Total]\n") == ContentKind::kText);
  CHECK(sniff_content("[1],[2]\n") == ContentKind::kText);
  CHECK(sniff_content("[\"Order\"]\t[\"Date\"]\n") == ContentKind::kText);
  CHECK(sniff_content("[1, 2]") == ContentKind::kJson);
  CHECK(sniff_content("[-1.5e3,2]\n") == ContentKind::kJson);
  CHECK(sniff_content("[null, true]") == ContentKind::kJson);
  CHECK(sniff_content("[ ]") == ContentKind::kJson);
  CHECK(sniff_content("[[\"a]\", 1], [2]") == ContentKind::kJson);  // goes on behind what we have
}

TEST_CASE("what only begins like markup is judged by what can be seen of it") {
  CHECK(sniff_content("<!-- a comment that does not end in what we have") == ContentKind::kHtml);
  CHECK(sniff_content("<?xml version=\"1.0\"?><!-- a comment that does not end") == ContentKind::kXml);
  CHECK(sniff_content("<section>Please sign in</section>") == ContentKind::kHtml);
  CHECK(sniff_content("<feed xmlns=\"http://www.w3.org/2005/Atom\">") == ContentKind::kXml);
  CHECK(sniff_content("<html xmlns=\"http://www.w3.org/1999/xhtml\">") == ContentKind::kHtml);
  CHECK(sniff_content("<?xml version=\"1.0\"?><!DOCTYPE html PUBLIC \"x\">") == ContentKind::kHtml);
  CHECK(sniff_content("<5 days,>5 days\n1,2\n") == ContentKind::kText);
}

TEST_CASE("control characters make a binary file, but those that texts have do not") {
  CHECK(sniff_content("a,\"x\vy\"\n\x1a") == ContentKind::kText);
  CHECK(sniff_content("\x1b$B,1\n") == ContentKind::kText);
  CHECK(sniff_content("a,b\n\x02") == ContentKind::kBinary);
  CHECK(sniff_content("<html>\x01") == ContentKind::kHtml);
}

TEST_CASE("a text that speaks of a PDF is no PDF") {
  CHECK(sniff_content("Magic,Kind\nstarts with %PDF-1.4,pdf\n") == ContentKind::kText);
  CHECK(sniff_content("\x01\x02%PDF-1.4"s) == ContentKind::kPdf);
  CHECK(sniff_content("MIME: x\r\n%PDF-1.4"s) == ContentKind::kPdf);
}

TEST_CASE("byte-order marks and UTF-16 do not hide what a text is") {
  CHECK(sniff_content("\xEF\xBB\xBF<html>") == ContentKind::kHtml);
  CHECK(sniff_content("\xEF\xBB\xBFName,Date") == ContentKind::kText);
  CHECK(sniff_content("\xFF\xFE<\0h\0t\0m\0l\0>\0"s) == ContentKind::kHtml);
  CHECK(sniff_content("\xFE\xFF\0a\0,\0b"s) == ContentKind::kText);
  CHECK(sniff_content("<\0h\0t\0m\0l\0>\0"s) == ContentKind::kHtml);  // and no mark
  CHECK(sniff_content("\xEF\xBB\xBF") == ContentKind::kText);
  CHECK(sniff_content("\xFF\xFE") == ContentKind::kText);
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
  CHECK(accepts(FileKind::kXls, "<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">"));
  CHECK_FALSE(accepts(FileKind::kXls, "<?xml version=\"1.0\"?><error/>"));
  CHECK(accepts(FileKind::kCsv, "a,b\n"));
  CHECK_FALSE(accepts(FileKind::kCsv, login));
  CHECK_FALSE(accepts(FileKind::kCsv, "{\"message\":\"Unauthenticated.\"}"));
  CHECK_FALSE(accepts(FileKind::kCsv, "PK\x03\x04"));
  CHECK(accepts(FileKind::kPdf, "%PDF-1.5"));
  CHECK_FALSE(accepts(FileKind::kPdf, "a,b"));
  CHECK(accepts(FileKind::kJson, "[]"));
  CHECK(accepts(FileKind::kAny, "\x01\x02"));
}

TEST_CASE("a password field is seen however it is written") {
  CHECK(has_password_field("<INPUT TYPE = \"Password\">"));
  CHECK(has_password_field("<input type=password>"));
  CHECK(has_password_field("<input type='password'>"));
  CHECK(has_password_field("\xFF\xFEt\0y\0p\0e\0=\0p\0a\0s\0s\0w\0o\0r\0d\0"s));
  CHECK_FALSE(has_password_field("<p>type your password</p>"));
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
