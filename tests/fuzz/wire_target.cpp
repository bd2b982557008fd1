#include "stages/parse/process/wire.h"

#include "tests/fuzz/fuzz_target.h"

namespace nightporter::fuzz {

namespace {

/// What was understood once is understood again, and says the same.
template <class Thing, class Read>
void again(const Thing& thing, Read read) {
  const auto written = [](const Thing& what) {
    stages::WireWriter writer;
    writer.put(what);
    return writer.frame(stages::FrameKind::kRows).substr(stages::kFrameHeader);
  };
  const std::string first = written(thing);
  stages::WireReader reader(first);
  if (written(read(reader)) != first || !reader.at_end()) throw BrokenPromise("what is sent is what arrives");
}

void read_rows(std::string_view content) {
  stages::WireReader reader(content);
  stages::RawRow row;
  while (!reader.at_end()) {
    reader.row(row);
    again(row, [](stages::WireReader& other) {
      stages::RawRow copy;
      other.row(copy);
      return copy;
    });
  }
}

}  // namespace

/// What a reader's process answers, which a hostile file may have taken over. The first byte chooses the kind of frame.
void run_wire(Bytes input) {
  if (input.empty()) return;
  const std::string_view content = text_of(input.subspan(1));
  try {
    switch (input[0] % 4) {
      case 0:
        return read_rows(content);
      case 1:
        return again(stages::WireReader(content).summary(), [](stages::WireReader& reader) { return reader.summary(); });
      case 2:
        return again(stages::WireReader(content).error(), [](stages::WireReader& reader) { return reader.error(); });
      default:
        return again(stages::WireReader(content).request(), [](stages::WireReader& reader) { return reader.request(); });
    }
  } catch (const stages::WireError&) {
  }
}

}  // namespace nightporter::fuzz
