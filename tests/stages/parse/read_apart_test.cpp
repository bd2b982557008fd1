#include <signal.h>
#include <unistd.h>

#include <array>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "stages/parse/parse_error.h"
#include "stages/parse/process/read_apart.h"
#include "stages/parse/process/reader_nursery.h"
#include "stages/parse/process/wire.h"
#include "tests/stages/parse/raw_text.h"
#include "tests/support/temporary_folder.h"

using namespace nightporter;
using namespace nightporter::test;
using namespace std::chrono_literals;
using Catch::Matchers::Contains;
using Rows = std::vector<std::string>;

namespace {

Rows rows_apart(const std::filesystem::path& file, const stages::ReadLimits& limits = {}) {
  Rows rows;
  stages::read_apart(file, {}, limits, [&rows](const stages::RawRow& row) { rows.push_back(row_text(row)); });
  return rows;
}

/// "kind: message" of reading a file of this name.
std::string error_apart(const std::string& name, const stages::ReadLimits& limits = {}) {
  const TemporaryFolder folder;
  try {
    rows_apart(folder.write(name, "a,b\n1,2\n"), limits);
    return "none";
  } catch (const stages::ParseError& error) {
    return stages::to_string(error.kind()) + ": " + error.what();
  }
}

}  // namespace

TEST_CASE("a file that is read in another process gives the same rows") {
  const TemporaryFolder folder;
  std::string text = "a,b\n";
  for (int i = 0; i < 20'000; ++i) text += "row " + std::to_string(i) + ",\"some, text\"\n";
  const auto file = folder.write("report.csv", text);
  const Rows rows = rows_apart(file);
  CHECK(rows.size() == 20'001);
  CHECK(rows == raw_rows(file));
}

TEST_CASE("an error of the reader arrives with its kind, place and hint") {
  const TemporaryFolder folder;
  const auto file = folder.write("report.csv", "a,b\n" + std::string(1000, 'x') + "\n");
  stages::ReadLimits limits;
  limits.cell_bytes = 100;
  try {
    rows_apart(file, limits);
    FAIL("it was read");
  } catch (const stages::ParseError& error) {
    CHECK(error.kind() == stages::ParseErrorKind::kTooLarge);
    CHECK(error.place().row == 2);
    CHECK(raw_error(file, limits) == "too-large");
  }
}

TEST_CASE("a reader that crashes, swells, spins, hangs or answers nonsense is an error of the file") {
  CHECK_THAT(error_apart("crash.csv"), Contains("corrupt: crash.csv: the reader crashed on it (signal 6)"));
  CHECK_THAT(error_apart("swell.csv", {.memory_bytes = 200u << 20}), Contains("too-large: swell.csv: takes more than 200 MB of memory"));
  CHECK_THAT(error_apart("spin.csv", {.processor_time = 1s}), Contains("too-large: spin.csv: takes more than 1 s of processor time"));
  CHECK_THAT(error_apart("hang.csv", {.time = 0s}), Contains("too-large: hang.csv: not read within 0 s"));
  CHECK_THAT(error_apart("nonsense.csv"), Contains("corrupt: nonsense.csv: the reader answered nonsense"));
}

TEST_CASE("a reader has no network and starts no program") {
  const TemporaryFolder folder;
  CHECK(rows_apart(folder.write("network.csv", "")) == Rows{"1: A=b:true B=b:true"});
}

TEST_CASE("a reader finds nothing in the environment, not in its bytes either") {
  const TemporaryFolder folder;
  REQUIRE(std::getenv("PATH") != nullptr);
  CHECK(rows_apart(folder.write("environment.csv", "")) == Rows{"1: A=b:true B=b:true"});
}

TEST_CASE("readers of several threads do not mix their rows or their ends") {
  const TemporaryFolder folder;
  const auto file = folder.write("report.csv", "a,b\n1,2\n");
  const Rows expected = raw_rows(file);
  const auto crashing = folder.write("crash.csv", "a,b\n");
  std::array<int, 4> right{};
  {
    std::vector<std::jthread> threads;
    for (int& count : right)
      threads.emplace_back([&, one_crashes = &count == &right.front()] {
        for (int round = 0; round < 10; ++round) {
          try {
            count += rows_apart(one_crashes ? crashing : file) == expected;
          } catch (const stages::ParseError& error) {
            count += one_crashes && std::string(error.what()).ends_with("(signal 6)");
          }
        }
      });
  }
  CHECK(right == std::array<int, 4>{10, 10, 10, 10});
}

TEST_CASE("readers come as before when all processes of a service are told to end") {
  const TemporaryFolder folder;
  const auto file = folder.write("report.csv", "a,b\n1,2\n");
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) ::kill(stages::ReaderNursery::current()->id(), number);
  CHECK(rows_apart(file).size() == 2);
}

TEST_CASE("that the process which readers come from has gone is not said to be the file's fault") {
  const TemporaryFolder folder;
  const auto file = folder.write("report.csv", "a,b\n1,2\n");
  const stages::ReaderNursery nursery([](const auto&, const auto&, const auto&, const stages::RawRowSink& sink) -> stages::RawSummary {
    for (int row = 0; row < 100'000; ++row) sink({.cells = {{.value = true}}});
    for (;;) ::pause();
  });
  try {
    stages::read_apart(file, {}, {}, [&nursery](const stages::RawRow&) { ::kill(nursery.id(), SIGKILL); });
    FAIL("it was read");
  } catch (const stages::ParseError& error) {
    CHECK(error.kind() == stages::ParseErrorKind::kUnreadable);
    CHECK_THAT(error.what(), Contains("report.csv: the process that reads files has ended"));
  }
}

TEST_CASE("a reader sends no signal to another process, and stays in its group") {
  const TemporaryFolder folder;
  CHECK(rows_apart(folder.write("signals.csv", "")) == Rows{"1: A=b:true B=b:true"});
}

TEST_CASE("where readers cannot come from any more, that is said of the file") {
  const TemporaryFolder folder;
  const auto file = folder.write("report.csv", "a,b\n1,2\n");
  {
    const stages::ReaderNursery nursery;
    REQUIRE(rows_apart(file).size() == 2);
    ::kill(nursery.id(), SIGKILL);
    CHECK_THROWS_WITH(rows_apart(file), Contains("report.csv: no process could be started to read it"));
  }
  CHECK(rows_apart(file).size() == 2);  // by the one before it
}

TEST_CASE("what the sink throws ends the reader and passes through") {
  const TemporaryFolder folder;
  const auto file = folder.write("report.csv", "a,b\n1,2\n");
  CHECK_THROWS_AS(stages::read_apart(file, {}, {}, [](const stages::RawRow&) { throw std::system_error(EIO, std::generic_category()); }),
                  std::system_error);
}

TEST_CASE("rows, requests and errors are the same after they were written and read") {
  using namespace stages;
  WireWriter writer;
  RawRow row{.table_name = "Orders", .table = 2, .number = 300};
  row.cells = {{.column = 2, .value = std::string_view("text"), .shown_as_text = true},
               {.column = 3, .value = RawNumber{-1.5, 4}, .formula = true},
               {.column = 4, .value = model::DateTime(-5ms)},
               {.column = 200, .value = TimeOfDay{3ms}},
               {.column = 201, .value = true},
               {.column = 202, .value = FormulaError{"#N/A"}},
               {.column = 16'384, .value = FormulaWithoutValue{}}};
  writer.put(row);
  const std::string frame = writer.frame(FrameKind::kRows);
  CHECK(frame[0] == 'R');
  WireReader reader(std::string_view(frame).substr(kFrameHeader));
  RawRow again;
  reader.row(again);
  CHECK(reader.at_end());
  CHECK(again.table_name == "Orders");
  CHECK(again.table == 2);
  CHECK(again.number == 300);
  REQUIRE(again.cells.size() == row.cells.size());
  for (std::size_t i = 0; i < row.cells.size(); ++i) {
    CHECK(again.cells[i].column == row.cells[i].column);
    CHECK(again.cells[i].value == row.cells[i].value);
    CHECK(again.cells[i].shown_as_text == row.cells[i].shown_as_text);
    CHECK(again.cells[i].formula == row.cells[i].formula);
  }

  ReadRequest request{.file = "/a/b.pdf", .choice = TableChoice::of_sheet("2")};
  request.choice.known = {.columns = {{.header = "Order No", .key = true}, {.header = "Sum", .optional = true, .one_word = true}},
                          .totals_text = "Total"};
  request.limits.processor_time = 7s;
  WireWriter second;
  second.put(request);
  const std::string bytes = second.frame(FrameKind::kRequest);
  const ReadRequest told = WireReader(std::string_view(bytes).substr(kFrameHeader)).request();
  CHECK(told.file == "/a/b.pdf");
  CHECK(told.choice.name == "2");
  CHECK(told.choice.known.columns.at(0).key);
  CHECK(told.choice.known.columns.at(1).optional);
  CHECK_FALSE(told.choice.known.columns.at(0).one_word);
  CHECK(told.choice.known.columns.at(1).one_word);
  CHECK(told.choice.known.totals_text == "Total");
  CHECK(told.limits.processor_time == 7s);
}

TEST_CASE("what no file holds is not believed of a frame: tables without end, moments outside of the calendar") {
  using namespace stages;
  const auto sent = [](const RawRow& row) {
    WireWriter writer;
    writer.put(row);
    const std::string frame = writer.frame(FrameKind::kRows);
    RawRow again;
    WireReader(std::string_view(frame).substr(kFrameHeader)).row(again);
    return again;
  };
  const std::vector<RawCell> cells = {{.value = true}};
  CHECK(sent({.table = 100'000, .cells = cells}).table == 100'000);
  CHECK_THROWS_AS(sent({.table = 1u << 30, .cells = cells}), WireError);
  const auto moment = [&sent](std::chrono::milliseconds since_1970) { sent({.cells = {{.value = model::DateTime(since_1970)}}}); };
  const std::chrono::milliseconds last = std::chrono::sys_days(std::chrono::year(9999) / 12 / 31).time_since_epoch();
  CHECK_NOTHROW(moment(last));
  CHECK_THROWS_AS(moment(last + 24h), WireError);
  CHECK_THROWS_AS(moment(std::chrono::milliseconds::min()), WireError);
  CHECK_THROWS_AS(sent({.cells = {{.value = TimeOfDay{24h}}}}), WireError);
}

TEST_CASE("no byte of a frame is believed") {
  using namespace stages;
  WireWriter writer;
  RawRow row;
  row.cells = {{.column = 2, .value = std::string_view("text")}, {.column = 3, .value = RawNumber{1}}};
  writer.put(row);
  const std::string frame = writer.frame(FrameKind::kRows).substr(kFrameHeader);
  for (std::size_t length = 0; length < frame.size(); ++length) {
    RawRow again;
    WireReader reader(std::string_view(frame).substr(0, length));
    CHECK_THROWS_AS(reader.row(again), WireError);
  }
  for (std::size_t at = 0; at < frame.size(); ++at)
    for (int byte = 0; byte < 256; ++byte) {
      std::string damaged = frame;
      damaged[at] = static_cast<char>(byte);
      RawRow again;
      WireReader reader(damaged);
      try {
        reader.row(again);
      } catch (const WireError&) {
        continue;
      }
    }
}
