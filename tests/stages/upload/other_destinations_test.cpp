#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>

#include "stages/upload/error.h"
#include "stages/upload/files/file_destination.h"
#include "stages/upload/files/file_text.h"
#include "stages/upload/singer_stream.h"
#include "stages/upload/table_destination.h"
#include "tests/stages/upload/sheets_rig.h"
#include "tests/support/database_dump.h"
#include "tests/support/run_async.h"
#include "tests/support/temporary_folder.h"

using namespace nightporter;
using namespace nightporter::stages;
using namespace nightporter::stages::test;
using namespace std::chrono_literals;

namespace {

UploadPlan upload(Destination& destination, const UploadTable& table, Beginning beginning = Beginning::kMayBeEmpty) {
  return nightporter::test::run_async<UploadPlan>(
      [&]() -> awaitable<UploadPlan> { co_return co_await destination.bring_up_to_date(table, beginning, Deadline::after(60s)); });
}

UploadPlan compare(Destination& destination, const UploadTable& table) {
  return nightporter::test::run_async<UploadPlan>(
      [&]() -> awaitable<UploadPlan> { co_return co_await destination.compare(table, Beginning::kMayBeEmpty, Deadline::after(60s)); });
}

std::string read(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// One row with everything that is hard to keep in a file.
UploadTable awkward() {
  UploadTable table{.columns = {{.header = "Key", .name = "key", .key = true},
                                {.header = "Text, with a comma", .name = "text"},
                                {.header = "Amount", .name = "amount", .type = model::ColumnType::kDecimal},
                                {.header = "Count", .name = "count", .type = model::ColumnType::kInteger},
                                {.header = "Day", .name = "day", .type = model::ColumnType::kDate},
                                {.header = "Moment", .name = "moment", .type = model::ColumnType::kDateTime},
                                {.header = "Paid", .name = "paid", .type = model::ColumnType::kBoolean}}};
  const model::CalendarDate day = model::CalendarDate::parse_iso("2025-11-12").value();
  const model::DateTime moment =
      model::DateTime(std::chrono::local_days(day.days().time_since_epoch())) + std::chrono::milliseconds(50'583'123);
  const auto decimal = [](const char* text) { return model::Decimal::parse(text).value(); };
  table.rows = {{"007", "=1+1", decimal("-1234.5"), std::int64_t{-3}, day, moment, true},
                {"008", "say \"a, b\"\nand more", decimal("0.0000001"), std::int64_t{1} << 60U, day, moment, false},
                {"009", model::Empty(), decimal("1234567890123.45"), std::int64_t{0}, model::Empty(), model::Empty(), model::Empty()},
                {"-10", " padded ", decimal("12345678901234567.8"), std::int64_t{1}, model::CalendarDate::parse_iso("1899-12-31").value(),
                 model::Empty(), true}};
  return table;
}

}  // namespace

TEST_CASE("CSV cells are no formulas, numbers and dates are as they are") {
  CHECK(csv_text(std::string("=HYPERLINK(\"x\")")) == "'=HYPERLINK(\"x\")");
  CHECK(csv_text(std::string("@x")) == "'@x");
  CHECK(csv_text(std::string("\tx")) == "'\tx");
  CHECK(csv_text(model::Decimal(-15, 1)) == "-1.5");
  CHECK(csv_text(std::string("a-b")) == "a-b");
  CHECK(csv_line({"a", "b,c", "say \"x\"", "two\nlines", " padded"}) == "a,\"b,c\",\"say \"\"x\"\"\",\"two\nlines\",\" padded\"\r\n");
}

TEST_CASE("a file has all rows, is left alone when nothing changed, and is whole at every moment") {
  for (const auto format : {FileDestination::Format::kCsv, FileDestination::Format::kExcel}) {
    const nightporter::test::TemporaryFolder folder;
    const std::filesystem::path file = folder / (format == FileDestination::Format::kCsv ? "out/Orders.csv" : "out/Orders.xlsx");
    FileDestination destination(format, file);
    UploadTable table = awkward();
    CHECK(compare(destination, table).new_rows.size() == 4);
    CHECK_FALSE(std::filesystem::exists(file));
    CHECK(upload(destination, table).new_rows.size() == 4);
    struct stat status{};
    REQUIRE(::stat(file.c_str(), &status) == 0);
    CHECK((status.st_mode & 0777U) == 0600U);

    const std::string before = read(file);
    CHECK(upload(destination, table).nothing_to_do());
    CHECK(read(file) == before);
    table.rows[2][2] = model::Decimal(5, 0);
    table.rows.push_back(table.rows[0]);
    table.rows.back()[0] = std::string("011");
    const UploadPlan plan = upload(destination, table);
    CHECK(plan.updates.size() == 1);
    CHECK(plan.new_rows.size() == 1);
    CHECK(compare(destination, table).nothing_to_do());
    CHECK(std::distance(std::filesystem::directory_iterator(folder / "out"), {}) == 1);
  }
}

TEST_CASE("a file that somebody has broken is written anew") {
  const nightporter::test::TemporaryFolder folder;
  folder.write("Orders.csv", "not,ours\r\n1,2\r\n");
  FileDestination destination(FileDestination::Format::kCsv, folder / "Orders.csv");
  CHECK(upload(destination, awkward()).new_rows.size() == 4);
  CHECK(compare(destination, awkward()).nothing_to_do());
}

TEST_CASE("a table in another SQLite file is made, kept up to date by key, and its other columns stay") {
  const nightporter::test::TemporaryFolder folder;
  const std::filesystem::path file = folder / "books.sqlite";
  TableDestination destination(file, "sales of all");
  UploadTable table = transactions("2025-11-11", 100, 3);
  CHECK(compare(destination, table).new_rows.size() == 3);
  CHECK_FALSE(std::filesystem::exists(file));
  CHECK(upload(destination, table).new_rows.size() == 3);
  CHECK(upload(destination, table).nothing_to_do());
  table.rows[1][2] = model::Decimal(77, 1);
  table.columns.push_back({.header = "Kasir", .name = "kasir"});
  for (auto& row : table.rows) row.push_back(std::string("Ana"));
  CHECK(compare(destination, table).updates.size() == 3);
  CHECK(upload(destination, table, Beginning::kWasFilled).updates.size() == 3);
  const auto rows = nightporter::test::dump_database(file, [](const auto&, const auto&) { return true; }).at("sales of all");
  REQUIRE(rows.size() == 3);
  CHECK(rows[1] == "transaksi_id=00101|nama=Name 101|jumlah=7.7|tanggal=2025-11-11|kasir=Ana|");
}

TEST_CASE("a table that was filled before and is gone or empty is not filled again by itself") {
  const nightporter::test::TemporaryFolder folder;
  TableDestination destination(folder / "books.sqlite", "sales");
  CHECK_THROWS_AS(upload(destination, transactions("2025-11-11", 100, 1), Beginning::kWasFilled), DestinationUnfit);
  CHECK_FALSE(std::filesystem::exists(folder / "books.sqlite"));
}

TEST_CASE("a Singer stream has its schema first, exact decimals, and dates with times with their offset") {
  std::ostringstream out;
  UploadTable table = awkward();
  table.rows.resize(1);
  SingerStream stream(out);
  stream.write("fact_orders", table, "Asia/Kolkata");
  stream.finish();
  CHECK(out.str() ==
        R"({"type":"SCHEMA","stream":"fact_orders","schema":{"type":"object","properties":{"key":{"type":["null","string"]},)"
        R"("text":{"type":["null","string"]},"amount":{"type":["null","string"],"format":"singer.decimal"},)"
        R"("count":{"type":["null","integer"]},"day":{"type":["null","string"],"format":"date"},)"
        R"("moment":{"type":["null","string"],"format":"date-time"},"paid":{"type":["null","boolean"]}}},"key_properties":["key"]})"
        "\n"
        R"({"type":"RECORD","stream":"fact_orders","record":{"key":"007","text":"=1+1","amount":"-1234.5","count":-3,"day":"2025-11-12",)"
        R"("moment":"2025-11-12T14:03:03.123+05:30","paid":true}})"
        "\n"
        R"({"type":"STATE","value":{}})"
        "\n");
}

TEST_CASE("a Singer stream that nobody reads any more is an error") {
  std::ostringstream out;
  out.setstate(std::ios::badbit);
  CHECK_THROWS_WITH(SingerStream(out).write("s", awkward(), "UTC"), Catch::Contains("closed before all was written"));
}
