// One executable for each target: what libFuzzer calls.
#include <algorithm>
#include <cstdlib>

#include "tests/fuzz/fuzz_target.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace nightporter::fuzz;
  static const Target target = [] {
    const auto all = targets();
    const auto found = std::find_if(all.begin(), all.end(), [](const Target& t) { return t.name == NIGHTPORTER_FUZZ_TARGET; });
    if (found == all.end()) std::abort();
    return *found;
  }();
  target.run({data, size});
  return 0;
}
