#include <catch2/catch.hpp>

#include "tests/stages/parse/raw_text.h"
#include "tests/stages/parse/zip_file.h"

using namespace nightporter;
using namespace nightporter::test;
using Rows = std::vector<std::string>;

TEST_CASE("a workbook's cells keep their kinds: number, date, text, shared text, boolean, error") {
  const TemporaryFolder folder;
  const auto file = write_workbook(
      folder,
      R"(<row r="1"><c r="A1"><v>1.5</v></c><c r="B1" s="1"><v>45363</v></c><c r="C1" t="inlineStr"><is><t>in line</t></is></c></row>)"
      R"(<row r="3"><c r="A3" t="s"><v>0</v></c><c r="B3" t="s"><v>1</v></c><c r="D3" t="b"><v>1</v></c><c r="E3" t="e"><v>#N/A</v></c></row>)");
  CHECK(raw_rows(file) == Rows{"1: A=n:1.5 B=d:2024-03-12 C=s:in line", "3: A=s:first B=s:second D=b:true E=e:#N/A"});
}

TEST_CASE("rows and cells without a reference count on from the one before") {
  const TemporaryFolder folder;
  const auto file = write_workbook(
      folder,
      "<row><c><v>1</v></c><c><v>2</v></c></row><row r=\"5\"><c r=\"C5\"><v>3</v></c><c><v>4</v></c></row><row><c><v>5</v></c></row>");
  CHECK(raw_rows(file) == Rows{"1: A=n:1 B=n:2", "5: C=n:3 D=n:4", "6: A=n:5"});
}

TEST_CASE("a formula that was saved without its result is neither zero nor empty") {
  const TemporaryFolder folder;
  CHECK(raw_rows(write_workbook(folder, "<row><c><f>1+1</f></c><c><f>1+1</f><v/></c><c><v/></c></row>")) == Rows{"1: A=z: B=z:"});
}

TEST_CASE("a number format of zeros tells how many digits are shown, and a text format that digits are text") {
  const TemporaryFolder folder;
  const auto file = write_workbook(folder, "<row><c s=\"3\"><v>42</v></c><c s=\"2\"><v>42</v></c></row>");
  std::vector<stages::RawCell> cells;
  stages::read_raw(file, {}, {}, [&cells](const stages::RawRow& row) { cells = row.cells; });
  REQUIRE(cells.size() == 2);
  CHECK(std::get<stages::RawNumber>(cells[0].value).least_digits == 5);
  CHECK_FALSE(cells[0].shown_as_text);
  CHECK(cells[1].shown_as_text);
}

TEST_CASE("damage in a workbook is an error that says what kind of damage it is") {
  const TemporaryFolder folder;
  const auto error_of = [&folder](const std::string& rows) { return raw_error(write_workbook(folder, rows)); };
  CHECK(error_of("<row><c t=\"s\"><v>2</v></c></row>") == "bad-index");
  CHECK(error_of("<row><c s=\"9\"><v>2</v></c></row>") == "bad-index");
  CHECK(error_of("<row r=\"1048577\"><c><v>2</v></c></row>") == "bad-ref");
  CHECK(error_of("<row r=\"0\"><c><v>2</v></c></row>") == "bad-ref");
  CHECK(error_of("<row r=\"1\"><c r=\"XFE1\"><v>2</v></c></row>") == "bad-ref");
  CHECK(error_of("<row r=\"1\"><c r=\"A2\"><v>2</v></c></row>") == "bad-ref");
  CHECK(error_of("<row r=\"1\"><c r=\"A1\"><v>2</v></c><c r=\"A1\"><v>3</v></c></row>") == "corrupt");
  CHECK(error_of("<row><c><v>twelve</v></c></row>") == "corrupt");
  CHECK(error_of("<row><c><v>1e999</v></c></row>") == "corrupt");
  CHECK(error_of("<row><c t=\"b\"><v>maybe</v></c></row>") == "corrupt");
  CHECK(error_of("<row><c t=\"d\"><v>2024-13-01</v></c></row>") == "corrupt");
  CHECK(error_of("<row><c><v>1</v></row>") == "corrupt");
  CHECK(error_of("<row><c><v>1</v></c></row>") == "none");
}

TEST_CASE("an error in a cell names sheet, row, column and value") {
  const TemporaryFolder folder;
  const auto file = write_workbook(folder, "<row r=\"7\"><c r=\"AB7\"><v>twelve</v></c></row>");
  CHECK_THROWS_WITH(raw_rows(file), "sheet \"Data\", row 7, column AB: \"twelve\": not a number");
}

TEST_CASE("a document type in any part is refused before anything is expanded") {
  const TemporaryFolder folder;
  for (std::size_t part = 0; part < workbook_parts("").size(); ++part) {
    ZipParts parts = workbook_parts("<row><c t=\"s\"><v>0</v></c></row>");
    parts[part].second.insert(0, "<!DOCTYPE x [<!ENTITY a \"aaaaaaaa\">]>");
    CHECK(raw_error(write_zip(folder, "a.xlsx", parts)) == "dtd");
  }
}

TEST_CASE("a part that inflates out of proportion is refused while it inflates") {
  const TemporaryFolder folder;
  const auto file = write_workbook(folder, "<row><c t=\"inlineStr\"><is><t>x</t></is></c></row>" + std::string(40u << 20, ' '));
  CHECK(std::filesystem::file_size(file) < 100'000);
  CHECK(raw_error(file) == "too-large");
  CHECK(raw_error(file, {.inflation_ratio = 2000}) == "none");
  CHECK(raw_error(file, {.inflated_bytes = 10u << 20, .inflation_ratio = 2000}) == "too-large");
}

TEST_CASE("limits hold for strings, cells and parts") {
  const TemporaryFolder folder;
  const auto file = write_workbook(folder, "<row><c t=\"inlineStr\"><is><t>" + std::string(5000, 'x') + "</t></is></c></row>");
  CHECK(raw_error(file) == "none");
  CHECK(raw_error(file, {.cell_bytes = 4999}) == "too-large");
  CHECK(raw_error(file, {.shared_string_bytes = 20}) == "too-large");
  CHECK(raw_error(file, {.zip_entries = 5}) == "too-large");
  CHECK(raw_error(file, {.file_bytes = 100}) == "too-large");
  CHECK(raw_error(write_workbook(folder, "<row><c><v>" + std::string(300'000, '1') + "</v></c></row>")) == "too-large");
}

TEST_CASE("an archive that announces more parts than the limit is refused before they are listed") {
  const TemporaryFolder folder;
  std::string bytes = read_file(write_workbook(folder, ""));
  const std::size_t end = bytes.rfind("PK\x05\x06");
  bytes[end + 10] = bytes[end + 8] = '\xFE';
  bytes[end + 11] = bytes[end + 9] = '\xFF';
  CHECK(raw_error(folder.write("many.xlsx", bytes)) == "too-large");
}

TEST_CASE("a tag or nesting that never ends is refused") {
  const TemporaryFolder folder;
  CHECK(raw_error(write_workbook(folder, "<row x=\"" + std::string(12u << 20, 'y') + "\"/>"), {.inflation_ratio = 2000}) == "too-large");
  std::string deep;
  for (int i = 0; i < 300; ++i) deep += "<a>";
  for (int i = 0; i < 300; ++i) deep += "</a>";
  CHECK(raw_error(write_workbook(folder, deep)) == "corrupt");
}

TEST_CASE("a part that is there twice is refused, for nobody knows which one counts") {
  const TemporaryFolder folder;
  ZipParts parts = workbook_parts("<row><c><v>1</v></c></row>");
  parts.emplace_back("xl/worksheets/sheet1.xml", "<worksheet><sheetData><row><c><v>2</v></c></row></sheetData></worksheet>");
  CHECK(raw_error(write_zip(folder, "twice.xlsx", parts)) == "corrupt");
}

TEST_CASE("a wrong checksum at the very end of the sheet is an error, after the rows have come") {
  const TemporaryFolder folder;
  std::string bytes = read_file(write_workbook(folder, "<row><c><v>1</v></c></row>"));
  const std::size_t entry = bytes.rfind("PK\x01\x02");  // the sheet's, which is the last
  for (std::size_t i = 16; i < 20; ++i) bytes[entry + i] = static_cast<char>(bytes[entry + i] ^ 0x55);
  const auto file = folder.write("crc.xlsx", bytes);
  int rows = 0;
  CHECK_THROWS_AS(stages::read_raw(file, {}, {}, [&rows](const stages::RawRow&) { ++rows; }), stages::ParseError);
  CHECK(rows == 1);
  CHECK(raw_error(file) == "corrupt");
}

TEST_CASE("a workbook cut off at any byte is an error, never a shorter workbook") {
  const TemporaryFolder folder;
  const std::string bytes = read_file(write_workbook(folder, "<row><c><v>1</v></c></row><row><c t=\"s\"><v>0</v></c></row>"));
  for (std::size_t length = 4; length < bytes.size(); ++length) {
    INFO("cut at " << length);
    REQUIRE(raw_error(folder.write("cut.xlsx", bytes.substr(0, length))) != "none");
  }
}

TEST_CASE("a workbook with any one byte flipped reads the same or is an error") {
  const TemporaryFolder folder;
  const std::string bytes =
      read_file(write_workbook(folder, "<row r=\"1\"><c r=\"A1\"><v>37</v></c><c r=\"B1\" t=\"s\"><v>1</v></c></row>"));
  const Rows whole = raw_rows(folder.write("whole.xlsx", bytes));
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    std::string damaged = bytes;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x20);
    Rows rows = whole;
    try {
      rows = raw_rows(folder.write("damaged.xlsx", damaged));
    } catch (const stages::ParseError&) {
    }
    INFO("byte " << at);
    REQUIRE(rows == whole);
  }
}

TEST_CASE("a sheet is chosen by name, then by number; by default the first visible one") {
  const TemporaryFolder folder;
  ZipParts parts = workbook_parts("<row><c><v>1</v></c></row>");
  parts[1].second =
      "<workbook><sheets><sheet name=\"2\" state=\"hidden\" r:id=\"s1\"/><sheet name=\"Orders\" r:id=\"s9\"/></sheets></workbook>";
  const std::size_t end = parts[2].second.find("</Relationships>");
  parts[2].second.insert(end,
                         "<Relationship Id=\"s9\" Type=\"http://purl.oclc.org/ooxml/officeDocument/relationships/worksheet\" "
                         "Target=\"/xl/worksheets/other.xml\"/>");
  parts.emplace_back("xl/worksheets/other.xml", "<worksheet><sheetData><row><c><v>2</v></c></row></sheetData></worksheet>");
  const auto file = write_zip(folder, "sheets.xlsx", parts);
  CHECK(raw_rows(file, {}) == Rows{"1: A=n:2"});
  CHECK(raw_rows(file, stages::TableChoice::of_sheet("Orders")) == Rows{"1: A=n:2"});
  CHECK(raw_rows(file, stages::TableChoice::of_sheet("2")) == Rows{"1: A=n:1"});
  CHECK(raw_rows(file, stages::TableChoice::of_sheet("1")) == Rows{"1: A=n:1"});
  CHECK_THROWS_WITH(raw_rows(file, stages::TableChoice::of_sheet("Sales")), "no sheet \"Sales\"; the workbook has \"2\", \"Orders\"");
}

TEST_CASE("a zip file without a workbook is not a workbook") {
  const TemporaryFolder folder;
  CHECK(raw_error(write_zip(folder, "a.zip", {{"readme.txt", "hello"}})) == "not-a-workbook");
  ZipParts parts = workbook_parts("");
  parts[1].second = "<document/>";
  CHECK(raw_error(write_zip(folder, "a.docx", parts)) == "not-a-workbook");
  parts = workbook_parts("");
  parts.pop_back();
  CHECK(raw_error(write_zip(folder, "b.xlsx", parts)) == "missing-part");
}

TEST_CASE("a row within a row, and a cell in no row, are damage") {
  const TemporaryFolder folder;
  const auto error_of = [&folder](const std::string& rows) { return raw_error(write_workbook(folder, rows)); };
  CHECK(error_of(R"(<row><c r="C1"><v>1</v></c><c r="B1"><v>2</v></c><row r="1"><c r="D1"><v>3</v></c></row></row>)") == "corrupt");
  CHECK(error_of("<c><v>1</v></c><row r=\"5\"><c r=\"A5\"><v>2</v></c></row>") == "corrupt");
}

TEST_CASE("the escape of a zero character, which no database takes, becomes the replacement character") {
  const TemporaryFolder folder;
  CHECK(raw_rows(write_workbook(folder, "<row><c t=\"inlineStr\"><is><t>a_x0000_b</t></is></c></row>")) == Rows{"1: A=s:a\uFFFDb"});
}
