#include "stages/parse/xml/spreadsheetml_reader.h"

#include "tests/fuzz/fuzz_target.h"

namespace nightporter::fuzz {

void run_spreadsheetml(Bytes input) {
  read_or_refuse(input, [](const auto& file, const auto& sink) {
    return stages::read_spreadsheetml(file, stages::TableChoice::all(), small_limits(), sink);
  });
}

}  // namespace nightporter::fuzz
