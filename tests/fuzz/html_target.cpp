#include "stages/parse/html/html_reader.h"

#include "tests/fuzz/fuzz_target.h"

namespace nightporter::fuzz {

void run_html(Bytes input) {
  read_or_refuse(
      input, [](const auto& file, const auto& sink) { return stages::read_html(file, stages::TableChoice::all(), small_limits(), sink); });
}

}  // namespace nightporter::fuzz
