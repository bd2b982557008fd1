// usage: load_bench FOLDER [ROWS]
// Loads ROWS (200000) rows × 27 columns into a new database in FOLDER: all new, all known, one in a hundred changed, all changed.
// Prints seconds on the clock, of CPU and peak memory of each load. Removes the database afterwards.

#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <string>

#include "storage/fact_loader.h"

namespace {

using namespace nightporter;

constexpr int kColumns = 27;
constexpr int kChangingColumn = 5;

model::ColumnType type_of(int column) {
  switch (column % 4) {
    case 1:
      return model::ColumnType::kDecimal;
    case 2:
      return model::ColumnType::kDate;
    case 3:
      return model::ColumnType::kInteger;
    default:
      return model::ColumnType::kText;
  }
}

model::TableMapping mapping() {
  model::TableMapping mapping;
  for (int column = 0; column < kColumns; ++column) {
    const std::string number = std::to_string(column + 1);
    mapping.columns.push_back({.header = "Column " + number, .name = "column_" + number, .type = type_of(column), .key = column == 0});
  }
  mapping.staging_table = "stg_bench";
  mapping.fact_table = "fact_bench";
  return mapping;
}

void fill(model::Row& row, int number, int change_each, int rows) {
  for (int column = 0; column < kColumns; ++column) {
    switch (type_of(column)) {
      case model::ColumnType::kDecimal: {
        const bool changed = column == kChangingColumn && change_each > 0 && number % change_each == 0;
        row[static_cast<std::size_t>(column)] = model::Decimal(number * 100LL + column + (changed ? change_each : 0), 2);
        break;
      }
      case model::ColumnType::kDate:
        row[static_cast<std::size_t>(column)] = model::CalendarDate(std::chrono::sys_days(std::chrono::days(20'000 + number % 365)));
        break;
      case model::ColumnType::kInteger:
        row[static_cast<std::size_t>(column)] = std::int64_t{number} + column;
        break;
      default:
        row[static_cast<std::size_t>(column)] = "some text " + std::to_string(number * 31LL % 99'991) + " " + std::to_string(column);
    }
  }
  row[0] = "ORD-" + std::to_string(number * 7919LL % rows);  // keys in no order
}

double cpu_seconds(const rusage& used) {
  return static_cast<double>(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
         static_cast<double>(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
}

rusage used_by_now() {
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  return used;
}

void load(storage::Database& database, const model::RunId& run, const char* name, int change_each, int rows) {
  const auto begin = std::chrono::steady_clock::now();
  const double cpu_before = cpu_seconds(used_by_now());
  storage::FactLoader loader(database, mapping(),
                             {.run = run,
                              .of = {model::SiteCode("bench"), model::StoreCode("store"), model::ReportName("report")},
                              .period = {},
                              .hash = {},
                              .download = {}});
  model::Row row(kColumns);
  for (int number = 0; number < rows; ++number) {
    fill(row, number, change_each, rows);
    loader.stage(row);
  }
  const storage::Upsert counts = loader.merge();
  loader.commit();
  const rusage used = used_by_now();
  std::printf("%-16s %6.2f s  %6.2f s CPU  %6.1f MiB   new %ld, updated %ld, unchanged %ld\n", name,
              std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count(), cpu_seconds(used) - cpu_before,
              static_cast<double>(used.ru_maxrss) / 1024, static_cast<long>(counts.inserted), static_cast<long>(counts.updated),
              static_cast<long>(counts.unchanged));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) return std::fputs("usage: load_bench FOLDER [ROWS]\n", stderr), 2;
  const std::filesystem::path folder = std::filesystem::path(argv[1]) / "load_bench";
  const int rows = argc > 2 ? std::atoi(argv[2]) : 200'000;
  try {
    std::filesystem::remove_all(folder);
    const auto database = storage::Database::open(folder / "nightporter.db");
    const auto run = storage::RunLedger(*database).start_run("load_bench");
    load(*database, run, "all new", 0, rows);
    load(*database, run, "all known", 0, rows);
    load(*database, run, "1 in 100 changed", 100, rows);
    load(*database, run, "all changed", 1, rows);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return EXIT_FAILURE;
  }
  std::filesystem::remove_all(folder);
}
