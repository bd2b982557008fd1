#include "stages/parse/text/csv_reader.h"

#include "tests/fuzz/fuzz_target.h"

namespace nightporter::fuzz {

void run_csv(Bytes input) {
  read_or_refuse(input, [](const auto& file, const auto& sink) { return stages::read_csv(file, small_limits(), sink); });
}

}  // namespace nightporter::fuzz
