#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <catch2/catch.hpp>

#include "stages/upload/sheets/a1_range.h"
#include "stages/upload/sheets/header_row.h"
#include "stages/upload/sheets/sheet_content.h"
#include "stages/upload/sheets/sheet_value.h"
#include "stages/upload/sheets/sheet_writes.h"

using namespace nightporter;
using namespace nightporter::stages;
using model::ColumnType;

namespace {

model::Cell decimal(const char* text) {
  return model::Decimal::parse(text).value();
}
model::CalendarDate date(const char* iso) {
  return model::CalendarDate::parse_iso(iso).value();
}

const std::vector<model::ColumnMapping> kColumns{
    {.header = "ID", .name = "id", .key = true}, {.header = "Nama", .name = "nama"}, {.header = "Jumlah", .name = "jumlah"}};

}  // namespace

TEST_CASE("columns are letters, and tabs stand in quotes") {
  CHECK(column_letters(1) == "A");
  CHECK(column_letters(26) == "Z");
  CHECK(column_letters(27) == "AA");
  CHECK(column_letters(702) == "ZZ");
  CHECK(column_letters(703) == "AAA");
  CHECK(A1Range{.tab = "Bob's", .first_row = 2, .last_row = 24, .first_column = 1, .last_column = 27}.to_string() == "'Bob''s'!A2:AA24");
}

TEST_CASE("values keep their type and their digits in a sheet") {
  CHECK(to_sheet_value(date("2020-01-01")) == 43831);
  CHECK(to_sheet_value(date("1999-01-02")) == 36162);
  CHECK(to_sheet_value(model::DateTime(std::chrono::local_days(date("2020-01-01").days().time_since_epoch()) + std::chrono::hours(18))) ==
        43831.75);
  CHECK(to_sheet_value(std::string("007")) == "007");
  CHECK(to_sheet_value(std::string("=HYPERLINK(\"http://evil\")")) == "=HYPERLINK(\"http://evil\")");
  CHECK(to_sheet_value(std::int64_t{9007199254740992}) == 9007199254740992);
  CHECK(to_sheet_value(std::int64_t{9007199254740993}) == "9007199254740993");
  CHECK(to_sheet_value(std::numeric_limits<std::int64_t>::min()) == "-9223372036854775808");
  CHECK(to_sheet_value(decimal("1234.5")) == 1234.5);
  CHECK(to_sheet_value(decimal("0.1")) == 0.1);
  CHECK(to_sheet_value(decimal("1234567890123456.78")) == "1234567890123456.78");
  CHECK(to_sheet_value(model::Empty()) == "");
  CHECK(to_sheet_value(true) == true);
}

TEST_CASE("every value that is written is what is read back") {
  const model::DateTime moment =
      model::DateTime(std::chrono::local_days(date("2025-11-12").days().time_since_epoch())) + std::chrono::milliseconds(50'583'123);
  for (const auto& [cell, type] : std::vector<std::pair<model::Cell, ColumnType>>{{std::string("00012"), ColumnType::kText},
                                                                                  {std::int64_t{-42}, ColumnType::kInteger},
                                                                                  {decimal("19999.99"), ColumnType::kDecimal},
                                                                                  {decimal("100"), ColumnType::kDecimal},
                                                                                  {date("2025-11-12"), ColumnType::kDate},
                                                                                  {moment, ColumnType::kDateTime},
                                                                                  {false, ColumnType::kBoolean},
                                                                                  {model::Empty(), ColumnType::kDate}})
    CHECK(as_kept_in_sheet(cell, type) == cell);
  CHECK(as_kept_in_sheet(decimal("1234567890123456.78"), ColumnType::kDecimal) == model::Cell(std::string("1234567890123456.78")));
}

TEST_CASE("a value of another type than its column's differs") {
  CHECK(from_sheet_value("12", ColumnType::kInteger) == model::Cell(std::string("12")));
  CHECK(from_sheet_value(12, ColumnType::kText) == model::Cell(std::int64_t{12}));
  CHECK(from_sheet_value(45973.5, ColumnType::kDate) == model::Cell(decimal("45973.5")));
  CHECK(from_sheet_value(1e300, ColumnType::kDate) != model::Cell(model::Empty()));
}

TEST_CASE("headers are ours from column A on; what stands beside them is people's") {
  CHECK(check_header_row(kColumns, {}, "T") == HeaderRow::kEmpty);
  CHECK(check_header_row(kColumns, {"", ""}, "T") == HeaderRow::kEmpty);
  CHECK(check_header_row(kColumns, {"ID", "Nama", "Jumlah", "", "Catatan"}, "T") == HeaderRow::kComplete);
  CHECK(check_header_row(kColumns, {"ID", "Nama"}, "T") == HeaderRow::kLonger);
  CHECK(check_header_row(kColumns, {"ID", "Nama", "", "Catatan"}, "T") == HeaderRow::kLonger);
}

TEST_CASE("headers that were moved or renamed are named") {
  const auto complaint = [](const std::vector<std::string>& headers) -> std::string {
    try {
      check_header_row(kColumns, headers, "T");
    } catch (const HeadersMoved& error) {
      return error.what();
    }
    return "(none)";
  };
  CHECK_THAT(complaint({"ID", "Jumlah", "Nama"}), Catch::Contains("\"Nama\" stands in C1 and belongs into B1") &&
                                                      Catch::Contains("\"Jumlah\" stands in B1 and belongs into C1"));
  CHECK_THAT(complaint({"ID", "Name", "Jumlah"}), Catch::Contains("B1 says \"Name\" where \"Nama\" belongs"));
  CHECK_THAT(complaint({"ID", "", "Jumlah"}), Catch::Contains("\"Nama\" is missing from B1"));
  CHECK_THAT(complaint({"ID", "Nama", "Catatan"}), Catch::Contains("C1 says \"Catatan\" where \"Jumlah\" belongs"));
  CHECK_THAT(complaint({"Note", "ID", "Nama", "Jumlah"}), Catch::Contains("\"ID\" stands in B1 and belongs into A1"));
  CHECK_THAT(complaint({"", "", "", "Note"}), Catch::Contains("none of our headers is there"));
}

TEST_CASE("where somebody's column stands in the way of new ones, the hint says where to make room") {
  const auto hint = [](const std::vector<std::string>& headers) -> std::string {
    try {
      check_header_row(kColumns, headers, "T");
    } catch (const HeadersMoved& error) {
      return error.hint();
    }
    return "(none)";
  };
  CHECK_THAT(hint({"ID", "Nama", "Catatan"}),
             Catch::Contains("if \"Jumlah\" is new in the recipe, insert an empty column to the left of C"));
  CHECK_THAT(hint({"ID", "Catatan"}),
             Catch::Contains("if \"Nama\", \"Jumlah\" are new in the recipe, insert 2 empty columns to the left of B"));
  CHECK_THAT(hint({"ID", "Catatan", "Jumlah"}), Catch::StartsWith("put the headers back as they were"));
  CHECK_THAT(hint({"ID", "", "Nama", "Jumlah"}), Catch::StartsWith("put the headers back as they were"));
  CHECK_THAT(hint({"Catatan"}), Catch::StartsWith("put the headers back as they were"));
}

TEST_CASE("a tab is read with its gaps, and its last row is that of anybody") {
  SheetReader reader(kColumns, "T");
  reader.take(1, boost::json::parse(R"([["ID","Nama","Jumlah","Catatan"],["1","a"],[],["","","","Summe"]])").as_array());
  reader.take(5, boost::json::parse(R"([["2","b","x"]])").as_array());
  const SheetContent content = reader.finish();
  REQUIRE(content.rows.size() == 2);
  CHECK(content.rows[0].position == 2);
  CHECK(content.rows[0].cells == model::Row{"1", "a", model::Empty()});
  CHECK(content.rows[1].position == 5);
  CHECK(content.last_used_row == 5);
}

TEST_CASE("rows without headers, or values where a new column shall go, are nobody's to overwrite") {
  SheetReader without(kColumns, "T");
  without.take(1, boost::json::parse(R"([[],["1","a"]])").as_array());
  CHECK_THROWS_AS(without.finish(), HeadersMoved);
  SheetReader used(kColumns, "T");
  used.take(1, boost::json::parse(R"([["ID","Nama"],["1","a","mine"]])").as_array());
  CHECK_THROWS_WITH(used.finish(), Catch::Contains("the column C") && Catch::Contains("row 2 has a value there"));
}

TEST_CASE("a plan becomes explicit ranges of adjacent rows, in bodies below the limit") {
  UploadTable table{.columns = kColumns};
  for (int i = 0; i < 100; ++i) table.rows.push_back({std::to_string(i), std::string(100, 'x'), std::string("=1+1")});
  UploadPlan plan;
  plan.updates = {{.row = 1, .position = 7}, {.row = 0, .position = 6}, {.row = 2, .position = 20}};
  for (std::size_t row = 3; row < 100; ++row) plan.new_rows.push_back(row);
  const auto bodies = sheet_writes(table, plan, {.tab = "T", .headers = HeaderRow::kComplete, .first_free_row = 31}, 4000);
  std::vector<std::string> ranges;
  std::size_t rows = 0;
  for (const std::string& text : bodies) {
    CHECK(text.size() <= 4000);
    const auto body = boost::json::parse(text);
    CHECK(body.at("valueInputOption") == "RAW");
    for (const auto& range : body.at("data").as_array()) {
      ranges.emplace_back(range.at("range").as_string());
      rows += range.at("values").as_array().size();
    }
  }
  CHECK(bodies.size() > 3);
  CHECK(rows == 100);
  CHECK(ranges[0] == "'T'!A6:C7");
  CHECK(ranges[1] == "'T'!A20:C20");
  CHECK_THAT(ranges[2], Catch::StartsWith("'T'!A31:C"));
  CHECK_THAT(ranges.back(), Catch::EndsWith(":C127"));
}

TEST_CASE("a text that no cell can hold is told before anything is sent") {
  UploadTable table{.columns = kColumns, .rows = {{"1", std::string(50'001, 'x'), model::Empty()}}};
  CHECK_THROWS_WITH(check_cells_fit(table), Catch::Contains("\"Nama\" of ID 1 has more than 50,000 characters"));
  std::string letters;
  for (int i = 0; i < 50'000; ++i) letters += "é";
  table.rows[0][1] = letters;
  CHECK_NOTHROW(check_cells_fit(table));
}
