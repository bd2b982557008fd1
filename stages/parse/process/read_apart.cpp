#include "stages/parse/process/read_apart.h"

#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <fstream>
#include <memory>
#include <system_error>
#include <utility>

#include "engine/process/descriptor.h"
#include "stages/parse/parse_error.h"
#include "stages/parse/process/reader_nursery.h"
#include "stages/parse/process/wire.h"

namespace nightporter::stages {

namespace {

using engine::Descriptor;
using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds kBetweenLooks(100);  // at the reader's memory
constexpr milliseconds kToEnd(2000);        // for a reader that has closed its socket
constexpr const char* kStartAgain = "Start the program again; the file is still there.";
constexpr std::size_t kPiece = 256u << 10;

std::array<int, 2> socket_pair() {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
    throw std::system_error(errno, std::generic_category(), "socket to the reader");
  return ends;
}

/// The reader of one file.
class ReaderProcess {
 public:
  ReaderProcess(ReaderNursery& nursery, std::string name, const ReadLimits& limits)
      : ReaderProcess(nursery, std::move(name), limits, socket_pair()) {}
  ~ReaderProcess() { end(); }
  ReaderProcess(const ReaderProcess&) = delete;
  ReaderProcess& operator=(const ReaderProcess&) = delete;

  void send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent < 0 && errno == EINTR) continue;
      if (sent <= 0) fail_as_ended();
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
  }

  /// The content of the next frame; it is valid until the next call.
  std::pair<FrameKind, std::string_view> next_frame() {
    buffer_.erase(0, used_);
    used_ = 0;
    fill(kFrameHeader);
    std::size_t length = 0;
    for (unsigned i = 0; i < 4; ++i) length |= static_cast<std::size_t>(static_cast<unsigned char>(buffer_[1 + i])) << (8 * i);
    if (length > kLongestFrame) throw WireError("a frame is too long");
    fill(kFrameHeader + length);
    used_ = kFrameHeader + length;
    return {static_cast<FrameKind>(buffer_[0]), std::string_view(buffer_).substr(kFrameHeader, length)};
  }

 private:
  ReaderProcess(ReaderNursery& nursery, std::string name, const ReadLimits& limits, std::array<int, 2> ends)
      : nursery_(nursery), name_(std::move(name)), limits_(limits), socket_(ends[0]), id_(nursery_.start(Descriptor(ends[1]).get())) {}

  void fill(std::size_t length) {
    while (buffer_.size() < length) {
      wait_for_bytes();
      const std::size_t before = buffer_.size();
      buffer_.resize(before + kPiece);
      const ssize_t count = ::recv(socket_.get(), buffer_.data() + before, kPiece, MSG_DONTWAIT);
      buffer_.resize(before + static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
      if (count == 0) fail_as_ended();
      if (count < 0 && errno != EINTR && errno != EAGAIN) fail_as_ended();
    }
  }

  void wait_for_bytes() {
    for (;;) {
      if (waited_ >= limits_.time) fail(ParseErrorKind::kTooLarge, "not read within " + std::to_string(limits_.time.count()) + " s");
      const auto left = std::chrono::ceil<milliseconds>(limits_.time - waited_);
      const Clock::time_point begin = Clock::now();
      pollfd event{.fd = socket_.get(), .events = POLLIN};
      const int ready = ::poll(&event, 1, static_cast<int>(std::min(kBetweenLooks, left).count()));
      waited_ += Clock::now() - begin;
      if (ready > 0) return;
      check_memory();
    }
  }

  void check_memory() const {
    std::ifstream sizes("/proc/" + std::to_string(id_) + "/statm");
    std::uint64_t mapped = 0;
    std::uint64_t resident = 0;
    if (sizes >> mapped >> resident && resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE)) > limits_.memory_bytes)
      fail_for_memory();
  }

  [[noreturn]] void fail_for_memory() const {
    fail(ParseErrorKind::kTooLarge, "takes more than " + std::to_string(limits_.memory_bytes >> 20) + " MB of memory to read");
  }

  /// The reader is gone without a word.
  [[noreturn]] void fail_as_ended() {
    const Descriptor exit(static_cast<int>(::syscall(SYS_pidfd_open, id_, 0)));
    pollfd event{.fd = exit.get(), .events = POLLIN};
    if (exit.get() >= 0) ::poll(&event, 1, static_cast<int>(kToEnd.count()));
    const std::optional<engine::ChildExit> how = end();
    if (!how) throw ParseError(ParseErrorKind::kUnreadable, name_ + ": the process that reads files has ended", kStartAgain);
    if (how->signal == SIGXCPU)
      fail(ParseErrorKind::kTooLarge, "takes more than " + std::to_string(limits_.processor_time.count()) + " s of processor time to read");
    if (how->signal == SIGKILL) fail(ParseErrorKind::kTooLarge, "the reader was killed; was the memory of the machine used up?");
    fail(ParseErrorKind::kCorrupt, "the reader crashed on it (" + how->describe() + ")");
  }

  std::optional<engine::ChildExit> end() {
    const pid_t id = std::exchange(id_, -1);
    return id < 0 ? std::nullopt : nursery_.end(id);
  }

  [[noreturn]] void fail(ParseErrorKind kind, const std::string& what) const {
    throw ParseError(kind, name_ + ": " + what,
                     kind == ParseErrorKind::kCorrupt ? "Download it again; if that does not help, report it together with the file."
                                                      : "Ask the site for a shorter period, or open the file to see what it holds.");
  }

  ReaderNursery& nursery_;
  const std::string name_;
  const ReadLimits limits_;
  const Descriptor socket_;
  pid_t id_;
  Clock::duration waited_{};
  std::string buffer_;
  std::size_t used_ = 0;
};

std::unique_ptr<ReaderProcess> start_reader(ReaderNursery& nursery, const std::string& name, const ReadLimits& limits) {
  try {
    return std::make_unique<ReaderProcess>(nursery, name, limits);
  } catch (const std::system_error& error) {
    throw ParseError(ParseErrorKind::kUnreadable, name + ": no process could be started to read it: " + error.what(), kStartAgain);
  }
}

}  // namespace

RawSummary read_apart(const std::filesystem::path& file, const TableChoice& choice, const ReadLimits& limits, const RawRowSink& sink) {
  ReaderNursery* const nursery = ReaderNursery::current();
  if (nursery == nullptr) return read_raw(file, choice, limits, sink);
  const std::string name = file.filename().string();
  const std::unique_ptr<ReaderProcess> reader = start_reader(*nursery, name, limits);
  try {
    WireWriter request;
    request.put(ReadRequest{std::filesystem::absolute(file).string(), choice, limits});
    reader->send(request.frame(FrameKind::kRequest));
    for (RawRow row;;) {
      const auto [kind, content] = reader->next_frame();
      WireReader frame(content);
      if (kind == FrameKind::kSummary) return frame.summary();
      if (kind == FrameKind::kError) throw frame.error();
      if (kind != FrameKind::kRows) throw WireError("a frame is of no known kind");
      while (!frame.at_end()) {
        frame.row(row);
        sink(row);
      }
    }
  } catch (const WireError& error) {
    throw ParseError(ParseErrorKind::kCorrupt, name + ": the reader answered nonsense: " + error.what(),
                     "Download it again; if that does not help, report it together with the file.");
  }
}

}  // namespace nightporter::stages
