#include "stages/parse/json/json_reader.h"

#include "tests/fuzz/fuzz_target.h"

namespace nightporter::fuzz {

void run_json(Bytes input) {
  read_or_refuse(
      input, [](const auto& file, const auto& sink) { return stages::read_json(file, stages::TableChoice::all(), small_limits(), sink); });
}

}  // namespace nightporter::fuzz
