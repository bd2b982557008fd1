#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "cdp/log/redactor.h"
#include "engine/process/temp_directory.h"

namespace nightporter::engine {

/// A trace while it is recorded: files of mode 0600 in a private folder, so that memory does not grow with it. What is added when it has
/// grown to its limit is left out, but for lines that are marked as needed. A write that fails (the disk is full) counts as the limit.
/// The destructor removes the folder. Not for several threads at once.
class TraceSpool {
 public:
  /// `redactor` is asked when something is added and once more when it is written out, for secrets that became known in between.
  TraceSpool(std::shared_ptr<const cdp::Redactor> redactor, std::uintmax_t most_bytes);
  ~TraceSpool();
  TraceSpool(const TraceSpool&) = delete;
  TraceSpool& operator=(const TraceSpool&) = delete;

  enum class Need { kNormal, kMust };
  /// One JSON object for trace.trace.
  void add_line(std::string_view json, Need need = Need::kNormal);
  /// A HAR entry, for trace.network and the HAR file.
  void add_network_entry(std::string_view json);

  enum class Kind { kText, kBinary };
  /// Stores content under its SHA-1 and returns the name, "….css"; empty when there is no room.
  std::string add_resource(std::string_view bytes, Kind kind, std::string_view ending);
  /// Stores the text of a file that actions point to, as the viewer looks for it.
  void add_source(const std::string& file_name, std::string_view text);

  bool is_full() const { return is_full_; }
  std::uintmax_t size_bytes() const { return size_bytes_; }

  struct Files {
    std::filesystem::path zip;  // trace.trace, trace.network, network.har and resources/; empty: none
    std::filesystem::path har;
  };
  /// Writes what was added so far, mode 0600. `har_head` is the JSON of a HAR up to its entries: {"log":{…,"entries":[. Throws Error.
  /// Blocks; may run on another thread while is_paused().
  void write(const Files& files, const std::string& har_head, const cdp::Redactor& redactor) const;
  /// While it is paused everything that is added is left out.
  void pause() { is_paused_ = true; }
  void resume() { is_paused_ = false; }

  /// Forgets all that was added.
  void clear();
  /// Gives all that was added to a spool of its own, and goes on empty.
  std::unique_ptr<TraceSpool> take_out();

 private:
  bool make_room(std::size_t bytes, Need need);
  std::filesystem::path path(std::string_view name) const { return folder_.path() / name; }
  void store(const std::string& name, std::string_view bytes, Kind kind);
  void append(int& descriptor, std::string_view name, std::string_view line);
  void copy_lines(std::string_view from, std::string_view to, const cdp::Redactor& redactor) const;
  void write_har(const std::filesystem::path& file, const std::string& head, const cdp::Redactor& redactor) const;
  void write_zip(const std::filesystem::path& file, const std::filesystem::path& har, const cdp::Redactor& redactor) const;

  std::shared_ptr<const cdp::Redactor> redactor_;
  const std::uintmax_t most_bytes_;
  TempDirectory folder_;
  int trace_ = -1;
  int network_ = -1;
  std::uintmax_t size_bytes_ = 0;
  bool is_full_ = false;
  bool is_paused_ = false;
  std::map<std::string, Kind> resources_;
};

}  // namespace nightporter::engine
