#include "tests/fuzz/fuzz_target.h"

namespace nightporter::fuzz {

/// Whatever the content says that it is.
void run_any_file(Bytes input) {
  read_or_refuse(
      input, [](const auto& file, const auto& sink) { return stages::read_raw(file, stages::TableChoice::all(), small_limits(), sink); });
}

}  // namespace nightporter::fuzz
