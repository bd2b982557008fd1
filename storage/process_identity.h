#pragma once

#include <cstdint>
#include <string>

namespace nightporter::storage {

/// Which process of which machine: enough to tell later whether it is still there, though process numbers are used again.
struct ProcessIdentity {
  std::string host;
  std::string space;  // boot and process-number namespace: only inside one space do process numbers mean anything
  std::int64_t pid = 0;
  std::string started;  // the kernel's start time of the process; empty where there is no /proc

  /// This process.
  static ProcessIdentity self();

  /// True only when it is certain: the process ran in our space and is not there any more.
  bool is_gone() const;

  /// "host, process 4711"
  std::string describe() const { return host + ", process " + std::to_string(pid); }
};

}  // namespace nightporter::storage
