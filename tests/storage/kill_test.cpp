#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <random>
#include <thread>

#include "storage/store_lease.h"
#include "tests/storage/storage_fixture.h"

namespace nightporter::storage::test {

namespace {

constexpr int kRows = 400;

model::TableMapping items() {
  model::TableMapping mapping;
  mapping.columns = {{.header = "No", .name = "item_no", .type = model::ColumnType::kInteger, .key = true},
                     {.header = "Text", .name = "description"},
                     {.header = "Generation", .name = "generation", .type = model::ColumnType::kInteger}};
  mapping.staging_table = "stg_items";
  mapping.fact_table = "fact_items";
  return mapping;
}

/// One whole round of work on the file: claims the store, enters a run, collects a file on paper, loads all rows as `generation`.
void work(const std::filesystem::path& file, std::int64_t generation) {
  const auto database = Database::open(file);
  RunLedger ledger(*database);
  ledger.close_interrupted_runs();
  const auto run = ledger.start_run("generation " + std::to_string(generation));
  StoreLease lease(*database, order_report().site, order_report().store, run);
  for (const Intent& left : ledger.intents(order_report().site, order_report().store)) ledger.drop_intent(left.id);
  Intent intent;
  intent.run = run;
  intent.of = order_report();
  intent.period = day("2025-11-12");
  intent.file.final = file.parent_path() / std::to_string(generation);
  LoadSource source{.run = run, .of = intent.of, .period = intent.period, .hash = {std::to_string(generation), ""}};
  source.download = ledger.commit_intent(ledger.begin_intent(intent), now());
  FactLoader loader(*database, items(), source);
  for (std::int64_t number = 0; number < kRows; ++number)
    loader.stage({number, "item number " + std::to_string(number) + std::string(50, '.'), generation});
  loader.merge();
  lease.check();
  loader.commit();
  ledger.finish_run(run, 0, "done");
}

}  // namespace

TEST_CASE("a process killed at any moment of its work leaves whole loads only, and the next one goes on") {
  nightporter::test::TemporaryFolder folder;
  const auto file = folder / "nightporter.db";
  const unsigned seed = std::random_device()();
  INFO("seed " << seed);
  std::mt19937 random(seed);
  const auto began = std::chrono::steady_clock::now();
  work(file, 0);
  const auto whole_round = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - began);
  int killed = 0;
  for (std::int64_t generation = 1; generation <= 40; ++generation) {
    const pid_t child = ::fork();
    if (child == 0) {
      for (std::int64_t inner = 0;; ++inner) work(file, generation * 1000 + inner);
    }
    // A random moment announces itself to nobody.
    std::this_thread::sleep_for(std::chrono::microseconds(std::uniform_int_distribution<std::int64_t>(0, 2 * whole_round.count())(random)));
    ::kill(child, SIGKILL);
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    killed += WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL ? 1 : 0;

    const auto database = Database::open(file);  // quick_check and migrations are part of what is tested
    Statement check = database->prepare("SELECT COUNT(*), COUNT(DISTINCT generation), MIN(generation) FROM fact_items");
    REQUIRE(check.next());
    CHECK(check.integer(0) == kRows);
    CHECK(check.integer(1) == 1);
    Statement last = database->prepare("SELECT md5, staged_rows, status FROM ingest_audit ORDER BY id DESC LIMIT 1");
    REQUIRE(last.next());
    CHECK(last.text(0) == std::to_string(check.integer(2)));
    CHECK(last.text(2) == "loaded");
    Statement agreed = database->prepare(
        "SELECT (SELECT COUNT(*) FROM download_ledger WHERE status = 'loaded') = (SELECT COUNT(*) FROM ingest_audit),"
        " (SELECT COUNT(*) FROM row_history) = ((SELECT COUNT(*) FROM ingest_audit) - 1) * ?,"
        " (SELECT COUNT(*) FROM stg_items) = (SELECT COUNT(*) FROM ingest_audit) * ?");
    agreed.bind(1, kRows).bind(2, kRows);
    REQUIRE(agreed.next());
    CHECK(agreed.integer(0) == 1);
    CHECK(agreed.integer(1) == 1);
    CHECK(agreed.integer(2) == 1);
  }
  CHECK(killed == 40);
  work(file, 1'000'000);
  const auto database = Database::open(file);
  CHECK(RunLedger(*database).intents(order_report().site, order_report().store).empty());
}

TEST_CASE("two programs that start on a new folder at once both get a whole database") {
  nightporter::test::TemporaryFolder folder;
  const auto file = folder / "data/nightporter.db";
  std::vector<pid_t> children;
  for (int i = 0; i < 6; ++i) {
    const pid_t child = ::fork();
    if (child == 0) {
      try {
        const auto database = Database::open(file);
        RunLedger(*database).start_run("run");
        ::_exit(0);
      } catch (const std::exception&) {
        ::_exit(1);
      }
    }
    children.push_back(child);
  }
  for (const pid_t child : children) {
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    CHECK(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 0);
  }
  const auto database = Database::open(file);
  CHECK(RunLedger(*database).runs().size() == 6);
}

}  // namespace nightporter::storage::test
