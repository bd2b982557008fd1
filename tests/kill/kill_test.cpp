#include <fmt/format.h>
#include <signal.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <iostream>
#include <map>
#include <random>
#include <thread>

#include "tests/kill/kill_moment.h"
#include "tests/kill/night_rig.h"
#include "tests/kill/promises.h"

using namespace std::chrono_literals;

namespace nightporter::test {
namespace {

unsigned from_environment(const char* name, unsigned otherwise) {
  const char* value = std::getenv(name);
  return value == nullptr ? otherwise : static_cast<unsigned>(std::strtoul(value, nullptr, 10));
}

/// False when the program ends before that many exports were asked for.
bool wait_for_exports(ChildProgram& program, const NightRig& rig, int nth) {
  while (static_cast<int>(rig.exports_asked()) < nth) {
    if (program.wait(0ms)) return false;
    // The office announces its requests to nobody.
    std::this_thread::sleep_for(100us);
  }
  return true;
}

/// Starts the program and kills it. False when it had ended before; it must then have ended well.
bool run_and_kill(NightRig& rig, const std::vector<std::string>& arguments, const KillMoment& moment) {
  constexpr auto kLongestRun = 3min;
  rig.office().server().forget_requests();
  const bool by_call = moment.sign == KillMoment::Sign::kCall;
  ChildProgram program(by_call ? rig.call_that_dies(arguments, moment.call, moment.nth) : rig.call(arguments));
  if (!by_call) {
    const bool seen = moment.sign != KillMoment::Sign::kExportAsked || wait_for_exports(program, rig, moment.nth);
    // A random moment announces itself to nobody.
    if (seen) std::this_thread::sleep_for(moment.delay);
    program.signal(SIGKILL);
  }
  const auto end = program.wait(by_call ? kLongestRun : 20s);
  INFO(program.output());
  REQUIRE(end);
  if (end->signal == SIGKILL) return true;
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
    shape_of_run_ = rig_.measure({"run"});
    after_run_ = rig_.results();
    shape_of_corrections_ = rig_.measure(old_days());
    after_corrections_ = without_repetitions(rig_.results());
    check_promises(RunEnd::kFinished);
  }

  /// Brings the start back and goes through the night again, killed up to `most` times in each half. Returns how often it was.
  unsigned run_with_kills(std::mt19937& random, unsigned most) {
    rig_.bring_back("start");
    sign_all_out();
    unsigned kills = kill_and_finish(random, {"run"}, shape_of_run_, most / 2 + most % 2);
    CHECK(difference(after_run_, rig_.results()) == "");
    kills += kill_and_finish(random, old_days(), shape_of_corrections_, most / 2);
    CHECK(difference(after_corrections_, without_repetitions(rig_.results())) == "");
    CHECK(rig_.temporary_files() == std::vector<std::string>{});
    return kills;
  }

  const DatabaseDump& after_run() const { return after_run_; }
  const DatabaseDump& after_corrections() const { return after_corrections_; }
  const RunShape& shape_of_run() const { return shape_of_run_; }
  const RunShape& shape_of_corrections() const { return shape_of_corrections_; }
  /// How often each kind of moment killed.
  const std::map<std::string, int>& kills_by_kind() const { return kills_by_kind_; }
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

  void check_promises(RunEnd end) const { CHECK(rig_.broken_promises(end) == std::vector<std::string>{}); }

  unsigned kill_and_finish(std::mt19937& random, const std::vector<std::string>& arguments, const RunShape& shape, unsigned most) {
    unsigned kills = 0;
    std::string story = arguments.front() + " was killed";
    for (unsigned i = 0; i < most; ++i) {
      const KillMoment moment = draw_moment(random, shape, i);
      INFO(story << " " << moment.describe());
      const bool killed = run_and_kill(rig_, arguments, moment);
      check_no_process_left(rig_);
      if (!killed) break;  // it has done all there was to do
      check_promises(RunEnd::kKilled);
      // Sessions end when they like; then the next one has a session to replace, too.
      if (std::uniform_int_distribution<int>(0, 1)(random) == 0)
        rig_.office().change([](backoffice::BackOfficeState& state) { state.accounts.expire_sessions(); });
      story += " " + moment.describe() + ",";
      ++kills;
      ++kills_by_kind_[moment.kind()];
    }
    INFO(story);
    CHECK_NOTHROW(rig_.finish(arguments));
    check_no_process_left(rig_);
    check_promises(RunEnd::kFinished);
    return kills;
  }

  NightRig rig_;
  model::CalendarDate today_;
  DatabaseDump after_run_;
  DatabaseDump after_corrections_;
  RunShape shape_of_run_;
  RunShape shape_of_corrections_;
  std::map<std::string, int> kills_by_kind_;
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
  for (const RunShape& shape : {trials.shape_of_run(), trials.shape_of_corrections()}) {
    REQUIRE(shape.calls_of("write") > 50);
    REQUIRE(shape.calls_of("sync") > 20);
    REQUIRE(shape.calls_of("rename") >= 6);
  }

  unsigned kills = 0;
  unsigned nights = 0;
  while (kills < wanted) {
    REQUIRE(nights < 10 + wanted);
    kills += trials.run_with_kills(random, std::min(kKillsInOneNight, wanted - kills));
    ++nights;
    std::cout << fmt::format("kill test: night {}, {} kills so far", nights, kills) << std::endl;
    if (!trials.is_still_the_same_day()) FAIL("midnight came in between, and with it another day to fetch: run the test again");
  }
  std::cout << fmt::format("kill test: {} kills in {} nights; an undisturbed run took {} ms\n", kills, nights,
                           trials.shape_of_run().duration.count() / 1000);
  std::cout << "kill test: killed by moment:";
  for (const auto& [kind, count] : trials.kills_by_kind()) std::cout << " " << kind << " " << count;
  std::cout << "; calls of an undisturbed run:";
  for (const auto& [kind, count] : trials.shape_of_run().calls) std::cout << " " << kind << " " << count;
  std::cout << std::endl;
}

}  // namespace
}  // namespace nightporter::test
