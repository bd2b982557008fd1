#include "stages/parse/xlsx/xlsx_reader.h"

#include "tests/fuzz/fuzz_target.h"

namespace nightporter::fuzz {

void run_xlsx(Bytes input) {
  read_or_refuse(
      input, [](const auto& file, const auto& sink) { return stages::read_xlsx(file, stages::TableChoice::all(), small_limits(), sink); });
}

}  // namespace nightporter::fuzz
