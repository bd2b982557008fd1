#pragma once

#include <sys/types.h>

#include <mutex>
#include <optional>
#include <system_error>

#include "engine/process/descriptor.h"
#include "engine/process/launch_diagnosis.h"
#include "stages/parse/process/file_reader.h"

namespace nightporter::stages {

/// The process that the readers of files come from (see read_apart). It is forked before this program has threads, secrets or open files;
/// so a reader, forked from it in turn, knows nothing of what the program came to know, and is there within a millisecond where the start
/// of a program that links so many libraries takes thirty. The environment is wiped in it, except for the language and the sanitizers. The
/// layout of its memory is that of the program, as forking has it. It ends with this program.
class ReaderNursery {
 public:
  /// To be made first in main(), on the only thread. That no process could be made is an error of start().
  explicit ReaderNursery(RawReader reader = read_raw);
  /// Returns when the nursery has ended.
  ~ReaderNursery();
  ReaderNursery(const ReaderNursery&) = delete;
  ReaderNursery& operator=(const ReaderNursery&) = delete;

  /// The newest of this program, or nullptr.
  static ReaderNursery* current();

  pid_t id() const { return id_; }

  /// A new reader in a process group of its own, with `socket` as its kParentSocket. On any thread. Throws std::system_error.
  pid_t start(int socket);

  /// Kills the reader, if it has not ended, and whatever it started. Returns how it ended; nothing when it hangs, or the nursery is gone.
  /// To be called once for each reader, on any thread.
  std::optional<engine::ChildExit> end(pid_t reader);

 private:
  struct Order;
  struct Answer;
  [[noreturn]] static void obey(const RawReader& reader);
  Answer ask(const Order& order, int socket);

  ReaderNursery* const before_;
  std::mutex one_at_a_time_;
  engine::Descriptor orders_;
  pid_t id_ = -1;
  std::error_code why_not_;
};

}  // namespace nightporter::stages
