#include <fmt/format.h>
#include <signal.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <random>
#include <thread>

#include "tests/kill/night_rig.h"

using namespace std::chrono_literals;

namespace nightporter::test {
namespace {

using Microseconds = std::chrono::microseconds;

unsigned from_environment(const char* name, unsigned otherwise) {
  const char* value = std::getenv(name);
  return value == nullptr ? otherwise : static_cast<unsigned>(std::strtoul(value, nullptr, 10));
}

/// When a program is to be killed: `delay` after the nth sign that it has got somewhere. Time alone would seldom hit the short
/// moments in which a file gets its name and a transaction is written.
struct Moment {
  enum class Sign { kStart, kExportAsked, kDownloadsChanged, kJournalWritten };
  Sign sign = Sign::kStart;
  int nth = 0;
  Microseconds delay{0};

  std::string describe() const {
    static const char* const kSigns[] = {"its start", "an export was asked for", "the downloads folder changed", "the journal was written"};
    return fmt::format("{} us after {} ({})", delay.count(), kSigns[static_cast<int>(sign)], nth);
  }
};

Moment draw_moment(std::mt19937& random, Microseconds whole_run) {
  constexpr int kExports = 6;  // two stores, three reports
  const auto between = [&](int low, int high) { return std::uniform_int_distribution<int>(low, high)(random); };
  const auto up_to = [&](Microseconds most) { return Microseconds(std::uniform_int_distribution<std::int64_t>(0, most.count())(random)); };
  switch (between(0, 3)) {
    case 0:
      return {Moment::Sign::kExportAsked, between(1, kExports), up_to(whole_run / kExports)};
    case 1:
      return {Moment::Sign::kDownloadsChanged, between(1, 3 * kExports), up_to(2ms)};
    case 2:
      return {Moment::Sign::kJournalWritten, between(1, 8 * kExports), up_to(2ms)};
    default:
      return {Moment::Sign::kStart, 0, up_to(whole_run)};
  }
}

/// Counts how often a value was seen to change.
class ChangeCounter {
 public:
  explicit ChangeCounter(std::function<std::int64_t()> value) : value_(std::move(value)), last_(value_()) {}
  int count() {
    const std::int64_t now = value_();
    changes_ += now == last_ ? 0 : 1;
    last_ = now;
    return changes_;
  }

 private:
  std::function<std::int64_t()> value_;
  std::int64_t last_;
  int changes_ = 0;
};

std::function<int()> counter_for(Moment::Sign sign, NightRig& rig) {
  const auto changes_of = [](std::filesystem::path path) {
    ChangeCounter counter([path = std::move(path)] {
      std::error_code missing;  // it may not be there yet: then it has not changed either
      return static_cast<std::int64_t>(std::filesystem::last_write_time(path, missing).time_since_epoch().count());
    });
    return [counter = std::move(counter)]() mutable { return counter.count(); };
  };
  switch (sign) {
    case Moment::Sign::kExportAsked:
      return [&rig] { return static_cast<int>(rig.exports_asked()); };
    case Moment::Sign::kDownloadsChanged:
      return changes_of(rig.downloads());
    case Moment::Sign::kJournalWritten:
      return changes_of(rig.journal());
    default:
      return [] { return 0; };
  }
}

/// False when the program ends before the sign is seen often enough.
bool wait_for_sign(ChildProgram& program, const Moment& moment, const std::function<int()>& count) {
  while (count() < moment.nth) {
    if (program.wait(0ms)) return false;
    // What is watched announces itself to nobody.
    std::this_thread::sleep_for(100us);
  }
  return true;
}

/// Starts the program and kills it. False when it had ended before; it must then have ended well.
bool run_and_kill(NightRig& rig, const std::vector<std::string>& arguments, const Moment& moment) {
  rig.office().server().forget_requests();
  const std::function<int()> count = counter_for(moment.sign, rig);
  ChildProgram program(rig.call(arguments));
  const bool seen = wait_for_sign(program, moment, count);
  // A random moment announces itself to nobody.
  if (seen) std::this_thread::sleep_for(moment.delay);
  program.signal(SIGKILL);
  const auto end = program.wait(20s);
  REQUIRE(end);
  if (end->signal == SIGKILL) return true;
  INFO(program.output());
  CHECK(end->exit_code == 0);
  return false;
}

/// Chrome goes by itself when the program is gone, if not at once.
void check_no_process_left(const NightRig& rig) {
  const auto patience = std::chrono::steady_clock::now() + 10s;
  std::vector<std::string> left = rig.processes();
  while (!left.empty() && std::chrono::steady_clock::now() < patience) {
    // Their end announces itself to their parent only.
    std::this_thread::sleep_for(5ms);
    left = rig.processes();
  }
  CHECK(left == std::vector<std::string>{});
}

/// Asking again for days that are loaded already is entered as "unchanged"; how often depends on the kills.
DatabaseDump without_repetitions(DatabaseDump dump) {
  for (const char* table : {"download_ledger", "ingest_audit"})
    std::erase_if(dump[table], [](const std::string& row) { return row.find("status=unchanged|") != std::string::npos; });
  return dump;
}

class KillTrials {
 public:
  KillTrials() : today_(NightRig::today()) {}

  /// The undisturbed night: two old days are there; the missing ones come; then the old ones again, which were corrected meanwhile.
  void run_undisturbed() {
    rig_.finish(old_days());
    rig_.office().change([this](backoffice::BackOfficeState& state) {
      for (auto& [code, books] : state.books) books.revise(today_ - std::chrono::days(3));
    });
    rig_.keep("start");
    sign_all_out();
    duration_ = rig_.finish({"run"});
    after_run_ = rig_.results();
    rig_.finish(old_days());
    after_corrections_ = without_repetitions(rig_.results());
  }

  /// Brings the start back and goes through the night again, killed up to `most` times in each half. Returns how often it was.
  unsigned run_with_kills(std::mt19937& random, unsigned most) {
    rig_.bring_back("start");
    sign_all_out();
    unsigned kills = kill_and_finish(random, {"run"}, most / 2 + most % 2);
    CHECK(difference(after_run_, rig_.results()) == "");
    kills += kill_and_finish(random, old_days(), most / 2);
    CHECK(difference(after_corrections_, without_repetitions(rig_.results())) == "");
    CHECK(rig_.temporary_files() == std::vector<std::string>{});
    return kills;
  }

  const DatabaseDump& after_run() const { return after_run_; }
  const DatabaseDump& after_corrections() const { return after_corrections_; }
  Microseconds duration() const { return duration_; }
  bool is_still_the_same_day() const { return NightRig::today() == today_; }

 private:
  std::vector<std::string> old_days() const {
    return {"download", "--crm=demo", "--store=all", "--from=" + (today_ - std::chrono::days(4)).to_iso(),
            "--to=" + (today_ - std::chrono::days(3)).to_iso()};
  }

  void sign_all_out() {
    rig_.office().change([](backoffice::BackOfficeState& state) {
      state.accounts.expire_sessions();
      state.accounts.forget_devices();
    });
  }

  unsigned kill_and_finish(std::mt19937& random, const std::vector<std::string>& arguments, unsigned most) {
    unsigned kills = 0;
    for (unsigned i = 0; i < most; ++i) {
      const Moment moment = draw_moment(random, duration_);
      INFO(arguments.front() << " killed " << moment.describe());
      const bool killed = run_and_kill(rig_, arguments, moment);
      check_no_process_left(rig_);
      if (!killed) break;  // it has done all there was to do
      ++kills;
    }
    CHECK_NOTHROW(rig_.finish(arguments));
    check_no_process_left(rig_);
    return kills;
  }

  NightRig rig_;
  model::CalendarDate today_;
  DatabaseDump after_run_;
  DatabaseDump after_corrections_;
  Microseconds duration_{0};
};

TEST_CASE("a night that is killed at random moments ends like one that was not") {
  constexpr unsigned kKillsInOneNight = 8;
  const unsigned wanted = from_environment("NIGHTPORTER_KILLS", 40);
  const unsigned seed = from_environment("NIGHTPORTER_SEED", std::random_device()());
  std::cout << "kill test: NIGHTPORTER_SEED=" << seed << " NIGHTPORTER_KILLS=" << wanted << std::endl;
  INFO("NIGHTPORTER_SEED=" << seed);
  std::mt19937 random(seed);

  KillTrials trials;
  trials.run_undisturbed();
  REQUIRE(trials.after_run().at("fact_demo_orders").size() > 50);
  REQUIRE(trials.after_run().at("(files)").size() >= 12);
  REQUIRE(trials.after_corrections().at("row_history").size() > 5);

  unsigned kills = 0;
  unsigned nights = 0;
  while (kills < wanted) {
    REQUIRE(nights < 10 + wanted);
    kills += trials.run_with_kills(random, std::min(kKillsInOneNight, wanted - kills));
    ++nights;
    INFO("night " << nights << ", " << kills << " kills so far");
    if (!trials.is_still_the_same_day()) FAIL("midnight came in between, and with it another day to fetch: run the test again");
  }
  std::cout << fmt::format("kill test: {} kills in {} nights; an undisturbed run took {} ms\n", kills, nights,
                           trials.duration().count() / 1000);
}

}  // namespace
}  // namespace nightporter::test
