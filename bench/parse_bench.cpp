// parse_bench write FILE.xlsx [ROWS]   makes a workbook of ROWS (200000) facts × 27 columns, about half of the cells text
// parse_bench raw FILE                 reads it cell by cell: seconds of CPU, peak memory
// parse_bench typed FILE               reads it as a mapped table, every column typed, and checks it
// parse_bench into FILE DATABASE       the whole of loading a collected file: digest, reading, checks, staging, facts, history, audit and
//                                      ledger. DATABASE is a new SQLite file or a postgresql:// address
// parse_bench load FILE                loads it into a new database beside it: also seconds, and how long another writer had to wait

#include <sys/resource.h>
#include <xlsxwriter.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>

#include "engine/download/file_digest.h"
#include "stages/check/table_checker.h"
#include "stages/load/load_file.h"
#include "stages/parse/process/reader_nursery.h"
#include "stages/parse/raw_reader.h"
#include "stages/parse/read_table.h"
#include "storage/run_ledger.h"

namespace {

using namespace nightporter;

constexpr int kColumns = 27;

enum class Content { kOrderNumber, kName, kAmount, kDate, kCount };
Content content_of(int column) {
  if (column == 0) return Content::kOrderNumber;
  switch (column % 4) {
    case 0:
      return Content::kAmount;
    case 1:
      return Content::kName;
    case 2:
      return Content::kDate;
    default:
      return Content::kCount;
  }
}

std::string header_of(int column) {
  return "Column " + std::to_string(column + 1);
}

int write_workbook(const char* file, int rows) {
  lxw_workbook_options options{};
  options.constant_memory = LXW_FALSE;
  options.tmpdir = nullptr;
  lxw_workbook* book = workbook_new_opt(file, &options);
  lxw_worksheet* sheet = workbook_add_worksheet(book, "Orders");
  lxw_format* date = workbook_add_format(book);
  format_set_num_format(date, "dd/mm/yyyy");
  for (int column = 0; column < kColumns; ++column)
    worksheet_write_string(sheet, 0, static_cast<lxw_col_t>(column), header_of(column).c_str(), nullptr);
  for (int row = 1; row <= rows; ++row)
    for (int column = 0; column < kColumns; ++column) {
      const auto r = static_cast<lxw_row_t>(row);
      const auto c = static_cast<lxw_col_t>(column);
      switch (content_of(column)) {
        case Content::kOrderNumber:
          worksheet_write_string(sheet, r, c, ("ORD-" + std::to_string(1'000'000 + row)).c_str(), nullptr);
          break;
        case Content::kName:
          worksheet_write_string(sheet, r, c, ("Customer " + std::to_string((row * 7919 + column) % 5000)).c_str(), nullptr);
          break;
        case Content::kAmount:
          worksheet_write_number(sheet, r, c, (row * 37 + column) % 100'000 / 100.0, nullptr);
          break;
        case Content::kDate:
          worksheet_write_number(sheet, r, c, 45'000 + row % 365, date);
          break;
        case Content::kCount:
          worksheet_write_number(sheet, r, c, row % 50, nullptr);
          break;
      }
    }
  return workbook_close(book) == LXW_NO_ERROR ? EXIT_SUCCESS : EXIT_FAILURE;
}

model::TableMapping mapping() {
  model::TableMapping mapping;
  for (int column = 0; column < kColumns; ++column) {
    model::ColumnMapping& mapped = mapping.columns.emplace_back();
    mapped.header = header_of(column);
    mapped.name = "c" + std::to_string(column);
    switch (content_of(column)) {
      case Content::kOrderNumber:
        mapped.key = true;
        break;
      case Content::kName:
        break;
      case Content::kAmount:
        mapped.type = model::ColumnType::kDecimal;
        break;
      case Content::kDate:
        mapped.type = model::ColumnType::kDate;
        break;
      case Content::kCount:
        mapped.type = model::ColumnType::kInteger;
        break;
    }
  }
  mapping.staging_table = "stg_bench";
  mapping.fact_table = "fact_bench";
  return mapping;
}

void print_usage_of_machine(unsigned long long rows, unsigned long long cells) {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  const double seconds = static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
                         static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
  std::printf("%llu rows, %llu cells, %.2f s CPU, %.1f MB peak\n", rows, cells, seconds, static_cast<double>(usage.ru_maxrss) / 1024);
}

int read_raw_rows(const char* file) {
  unsigned long long rows = 0;
  unsigned long long cells = 0;
  stages::read_raw(file, {}, {}, [&](const stages::RawRow& row) {
    ++rows;
    cells += row.cells.size();
  });
  print_usage_of_machine(rows, cells);
  return EXIT_SUCCESS;
}

int read_typed_rows(const char* file) {
  const model::TableMapping table = mapping();
  stages::TableChecker checker(table, {}, {.asked = model::Period()});
  unsigned long long cells = 0;
  const stages::ParsedTable read = stages::read_table(file, table, [&](stages::ParsedRow&& row) {
    cells += row.cells.size();
    checker.check(row);
  });
  const stages::CheckReport report = checker.finish(read, stages::EmptyMarker::kNotSeen);
  print_usage_of_machine(report.rows, cells);
  return report.passed() ? EXIT_SUCCESS : EXIT_FAILURE;
}

/// How long somebody else's write would have had to wait, at the most.
class OtherWriter {
 public:
  explicit OtherWriter(const std::filesystem::path& database)
      : database_(storage::Database::open(database, {.wait_for_others = std::chrono::minutes(30)})), thread_([this] { write(); }) {}
  double longest_wait() {
    ended_ = true;
    thread_.join();
    return longest_.count();
  }

 private:
  void write() {
    while (!ended_) {
      const auto begin = std::chrono::steady_clock::now();
      storage::Transaction(*database_).commit();
      longest_ = std::max(longest_, std::chrono::duration<double>(std::chrono::steady_clock::now() - begin));
      // Writes of others come at any time; nothing announces them.
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
  }

  std::unique_ptr<storage::Database> database_;
  std::atomic<bool> ended_ = false;
  std::chrono::duration<double> longest_{0};
  std::thread thread_;
};

/// Enters `file` as one that was collected just now.
stages::LoadRequest collected(storage::Database& database, const std::filesystem::path& file) {
  storage::RunLedger ledger(database);
  const engine::FileDigest digest = engine::digest_file(file);
  storage::Intent intent;
  intent.run = ledger.start_run("parse_bench");
  intent.of = {model::SiteCode("bench"), model::StoreCode("store"), model::ReportName("report")};
  intent.file = {.temporary = file, .final = file, .size_bytes = digest.size_bytes, .hash = {digest.md5, digest.sha256}};
  intent.started_at = storage::now();
  stages::LoadRequest request;
  request.download = ledger.commit_intent(ledger.begin_intent(intent), storage::now());
  request.file = file;
  request.mapping = mapping();
  return request;
}

int tell(const stages::LoadOutcome& outcome) {
  print_usage_of_machine(static_cast<unsigned long long>(outcome.counts.inserted), 0);
  if (!outcome.good()) std::fprintf(stderr, "%s\n", outcome.message.c_str());
  return outcome.good() ? EXIT_SUCCESS : EXIT_FAILURE;
}

int load_workbook(const std::filesystem::path& file) {
  const std::filesystem::path folder = file.string() + ".load";
  std::filesystem::remove_all(folder);
  const auto database = storage::Database::open(folder / "n.sqlite");
  const stages::LoadRequest request = collected(*database, file);
  OtherWriter other(folder / "n.sqlite");
  const auto begin = std::chrono::steady_clock::now();
  const stages::LoadOutcome outcome = stages::load_file(*database, request);
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  std::printf("%.2f s, another writer waited %.2f s; ", seconds, other.longest_wait());
  const int exit_code = tell(outcome);
  std::filesystem::remove_all(folder);
  return exit_code;
}

int load_into(const std::filesystem::path& file, const std::string& address) {
  const auto database =
      address.starts_with("postgresql://") ? storage::Database::connect(model::Secret(address)) : storage::Database::open(address);
  return tell(stages::load_file(*database, collected(*database, file)));
}

}  // namespace

int main(int argc, char** argv) try {
  const stages::ReaderNursery nursery;
  const std::string what = argc > 2 ? argv[1] : "";
  if (what == "write") return write_workbook(argv[2], argc > 3 ? std::atoi(argv[3]) : 200'000);
  if (what == "raw") return read_raw_rows(argv[2]);
  if (what == "typed") return read_typed_rows(argv[2]);
  if (what == "load") return load_workbook(argv[2]);
  if (what == "into" && argc == 4) return load_into(argv[2], argv[3]);
  std::fprintf(stderr, "usage: parse_bench write|raw|typed|load FILE | into FILE DATABASE\n");
  return EXIT_FAILURE;
} catch (const std::exception& error) {
  std::fprintf(stderr, "parse_bench: %s\n", error.what());
  return EXIT_FAILURE;
}
