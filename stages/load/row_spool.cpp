#include "stages/load/row_spool.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <system_error>
#include <type_traits>
#include <utility>

#include "stages/error.h"

namespace nightporter::stages {

namespace {

using model::Cell;

constexpr std::size_t kFrameBytes = 256u << 10;

[[noreturn]] void fail(const std::filesystem::path& folder, int error) {
  throw Error("the rows of a file cannot be put aside in " + folder.string() + ": " + std::generic_category().message(error),
              error == ENOSPC || error == EDQUOT ? "free some space on this disk; the next run loads the file"
                                                 : "make the folder writable for the user that this program runs as");
}

/// A file without a name.
int open_nameless(const std::filesystem::path& folder) {
#ifdef O_TMPFILE
  const int file = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (file >= 0) return file;
#endif
  // Not every file system has them. A kill before it loses its name leaves it to the sweep of unfinished downloads.
  constexpr int kEnding = 5;
  std::string name = (folder / "rows-XXXXXX.part").string();
  const int named = ::mkostemps(name.data(), kEnding, O_CLOEXEC);
  if (named < 0) fail(folder, errno);
  ::unlink(name.c_str());
  return named;
}

void put_cell(WireWriter& out, const Cell& cell) {
  out.put(std::uint64_t{cell.index()});
  std::visit(
      [&out](const auto& value) {
        using Value = std::decay_t<decltype(value)>;
        if constexpr (std::is_same_v<Value, std::string>) {
          out.put(std::string_view(value));
        } else if constexpr (std::is_same_v<Value, model::Decimal>) {
          out.put_signed(value.coefficient());
          out.put_signed(value.scale());
        } else if constexpr (std::is_same_v<Value, model::CalendarDate>) {
          out.put_signed(value.days().time_since_epoch().count());
        } else if constexpr (std::is_same_v<Value, model::DateTime>) {
          out.put_signed(value.time_since_epoch().count());
        } else if constexpr (!std::is_same_v<Value, model::Empty>) {
          out.put_signed(value);
        }
      },
      cell);
}

/// Into `cell`, whose text's memory is used again.
void take_cell(WireReader& in, Cell& cell) {
  switch (in.number()) {
    case 0:
      cell = model::Empty();
      return;
    case 1:
      if (auto* text = std::get_if<std::string>(&cell))
        *text = in.text();
      else
        cell = std::string(in.text());
      return;
    case 2:
      cell = in.signed_number();
      return;
    case 3: {
      const std::int64_t coefficient = in.signed_number();
      cell = model::Decimal(coefficient, static_cast<int>(in.signed_number()));
      return;
    }
    case 4:
      cell = model::CalendarDate(std::chrono::sys_days(std::chrono::days(in.signed_number())));
      return;
    case 5:
      cell = model::DateTime(std::chrono::milliseconds(in.signed_number()));
      return;
    case 6:
      cell = in.signed_number() != 0;
      return;
    default:
      throw WireError("a cell is of no known kind");
  }
}
static_assert(std::variant_size_v<Cell> == 7, "RowSpool must know every kind of cell");

void hand_out(std::string_view content, model::Row& row, const RowSpool::Sink& sink) {
  for (WireReader in(content); !in.at_end();) {
    row.resize(in.number());
    for (Cell& cell : row) take_cell(in, cell);
    sink(row, in.text());
  }
}

std::size_t length_of(std::string_view header) {
  std::size_t length = 0;
  for (unsigned i = 0; i < 4; ++i) length |= static_cast<std::size_t>(static_cast<unsigned char>(header[1 + i])) << (8 * i);
  return length;
}

}  // namespace

RowSpool::RowSpool(RowSpool&& other) noexcept
    : folder_(std::move(other.folder_)),
      rows_(std::move(other.rows_)),
      frames_(std::move(other.frames_)),
      file_(std::exchange(other.file_, -1)),
      file_bytes_(other.file_bytes_) {}

RowSpool::~RowSpool() {
  if (file_ >= 0) ::close(file_);
}

void RowSpool::put(const model::Row& row, std::string_view other_columns) {
  rows_.put(std::uint64_t{row.size()});
  for (const Cell& cell : row) put_cell(rows_, cell);
  rows_.put(other_columns);
  if (rows_.size() >= kFrameBytes) move_out();
}

void RowSpool::move_out() {
  const std::string frame = rows_.frame(FrameKind::kRows);
  if (file_ < 0 && frames_.size() + frame.size() <= kInMemoryBytes) {
    frames_ += frame;
    return;
  }
  if (file_ < 0) {
    file_ = open_nameless(folder_);
    write(std::exchange(frames_, {}));
  }
  write(frame);
}

void RowSpool::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail(folder_, errno);
    bytes.remove_prefix(static_cast<std::size_t>(written));
    file_bytes_ += static_cast<std::uint64_t>(written);
  }
}

std::string RowSpool::read(std::uint64_t at, std::size_t size) const {
  std::string bytes(size, '\0');
  for (std::size_t have = 0; have < size;) {
    const ssize_t count = ::pread(file_, bytes.data() + have, size - have, static_cast<off_t>(at + have));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) fail(folder_, count == 0 ? EIO : errno);
    have += static_cast<std::size_t>(count);
  }
  return bytes;
}

void RowSpool::replay(const Sink& sink) {
  if (rows_.size() > 0) move_out();
  model::Row row;
  for (std::string_view rest = frames_; !rest.empty();) {
    const std::size_t length = length_of(rest);
    hand_out(rest.substr(kFrameHeader, length), row, sink);
    rest.remove_prefix(kFrameHeader + length);
  }
  for (std::uint64_t at = 0; at < file_bytes_;) {
    const std::size_t length = length_of(read(at, kFrameHeader));
    hand_out(read(at + kFrameHeader, length), row, sink);
    at += kFrameHeader + length;
  }
}

}  // namespace nightporter::stages
