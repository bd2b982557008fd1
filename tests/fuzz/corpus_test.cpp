#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <filesystem>

#include "tests/fuzz/fuzz_target.h"
#include "tests/support/temporary_folder.h"

using namespace nightporter;
namespace fs = std::filesystem;

namespace {

const fs::path kCorpus = fs::path(NIGHTPORTER_SOURCE_DIR) / "tests/fuzz/corpus";

/// Each of them took less than a hundredth of that when it was kept; a busy machine may be slow.
constexpr std::chrono::seconds kSlow(20);

}  // namespace

TEST_CASE("every kept input of a fuzz target is read or refused") {
  for (const fuzz::Target& target : fuzz::targets()) {
    std::size_t inputs = 0;
    for (const fs::directory_entry& entry : fs::directory_iterator(kCorpus / target.name)) {
      INFO("tests/fuzz/corpus/" << target.name << "/" << entry.path().filename().string());
      const std::string bytes = test::read_file(entry.path());
      const auto begin = std::chrono::steady_clock::now();
      CHECK_NOTHROW(target.run({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()}));
      CHECK(std::chrono::steady_clock::now() - begin < kSlow);
      ++inputs;
    }
    INFO("tests/fuzz/corpus/" << target.name);
    CHECK(inputs > 0);
  }
}

TEST_CASE("every folder of kept inputs has its fuzz target") {
  for (const fs::directory_entry& entry : fs::directory_iterator(kCorpus)) {
    const std::string name = entry.path().filename();
    INFO(name);
    const auto all = fuzz::targets();
    CHECK(std::any_of(all.begin(), all.end(), [&name](const fuzz::Target& target) { return target.name == name; }));
  }
}
