#include "stages/parse/process/reader_nursery.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#ifdef __linux__
#include <sys/prctl.h>
#include <sys/syscall.h>
#endif

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace nightporter::stages {

namespace {

using engine::Descriptor;

ReaderNursery* newest = nullptr;

/// The nursery's descriptor of its orders, and a reader's of the socket to the program that wants a file read.
constexpr int kOnlyDescriptor = 3;
static_assert(kOnlyDescriptor == kParentSocket);

/// For a reader to be gone after SIGKILL: one that waits in a file system that hangs can stay much longer.
constexpr int kToDieMs = 2000;

/// What a reader needs of the environment. Of all else, secrets among it, not even the bytes stay.
void wipe_environment() {
  std::vector<std::pair<std::string, std::string>> kept;
  for (const char* name : {"LANG", "LC_ALL", "LC_CTYPE", "TZ", "ASAN_OPTIONS", "UBSAN_OPTIONS"})
    if (const char* value = std::getenv(name)) kept.emplace_back(name, value);
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) ::explicit_bzero(*entry, std::strlen(*entry));
  ::clearenv();
  for (const auto& [name, value] : kept) ::setenv(name.c_str(), value.c_str(), 1);
}

void follow_parent(pid_t parent) {
#ifdef __linux__
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(1);  // it died before
#else
  (void)parent;
#endif
}

/// A copy out of the way of the standard descriptors, which whoever started this program may have closed. Closes `fd`.
Descriptor above_standard(int fd) {
  const Descriptor low(fd);
  return Descriptor(fd < 0 ? -1 : ::fcntl(fd, F_DUPFD_CLOEXEC, kOnlyDescriptor + 1));
}

/// `fd` as kOnlyDescriptor and nothing else, but for standard descriptors that lead nowhere; errors may still be told.
void keep_only(const Descriptor& fd) {
  if (::dup2(fd.get(), kOnlyDescriptor) < 0) ::_exit(1);
  const bool has_errors = ::fcntl(STDERR_FILENO, F_GETFD) >= 0;
  const Descriptor null = above_standard(::open("/dev/null", O_RDWR));
  for (const int standard : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
    if (standard != STDERR_FILENO || !has_errors) ::dup2(null.get(), standard);
#ifdef __linux__
  ::close_range(kOnlyDescriptor + 1, ~0u, 0);
#else
  for (int other = kOnlyDescriptor + 1; other < ::getdtablesize(); ++other) ::close(other);
#endif
}

[[noreturn]] void become_reader(const Descriptor& socket, pid_t nursery, const RawReader& reader) {
  ::setpgid(0, 0);
  follow_parent(nursery);
  keep_only(socket);
  read_for_parent(reader);
}

bool ends_soon(pid_t process) {
#ifdef __linux__
  const Descriptor exit(static_cast<int>(::syscall(SYS_pidfd_open, process, 0)));
  pollfd event{.fd = exit.get(), .events = POLLIN, .revents = 0};
  return exit.get() < 0 || ::poll(&event, 1, kToDieMs) != 0;
#else
  static_cast<void>(process);
  return true;
#endif
}

/// The readers that run, and those that were killed and are not gone yet.
class Readers {
 public:
  void add(pid_t reader) {
    ::setpgid(reader, reader);  // in both, so that the group exists whoever comes first
    running_.insert(reader);
  }

  /// Kills the reader's group; how the reader ended, as waitpid has it. Nothing when it is none of ours, or hangs.
  std::optional<int> end(pid_t reader) {
    if (running_.erase(reader) == 0) return std::nullopt;
    ::kill(-reader, SIGKILL);
    std::optional<int> how;
    if (int status = 0; ends_soon(reader) && ::waitpid(reader, &status, 0) == reader) how = status;
    dying_.insert(reader);
    reap();
    return how;
  }

 private:
  void reap() {
    std::erase_if(dying_, [](pid_t group) {
      while (::waitpid(-group, nullptr, WNOHANG) > 0) continue;
      return ::waitpid(-group, nullptr, WNOHANG) < 0;  // ECHILD: nobody is left
    });
  }

  std::set<pid_t> running_;
  std::set<pid_t> dying_;
};

}  // namespace

/// To start a reader (`reader` is 0; the socket comes along), or to end one.
struct ReaderNursery::Order {
  pid_t reader = 0;

  void send(int orders, int socket) const {
    iovec content{const_cast<Order*>(this), sizeof *this};
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> space{};
    msghdr message{};
    message.msg_iov = &content;
    message.msg_iovlen = 1;
    if (socket >= 0) {
      message.msg_control = space.data();
      message.msg_controllen = space.size();
      cmsghdr* const header = CMSG_FIRSTHDR(&message);
      *header = {.cmsg_len = CMSG_LEN(sizeof(int)), .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS};
      std::memcpy(CMSG_DATA(header), &socket, sizeof socket);
    }
    ssize_t sent = 0;
    do {
      sent = ::sendmsg(orders, &message, MSG_NOSIGNAL);
    } while (sent < 0 && errno == EINTR);
    if (sent != static_cast<ssize_t>(sizeof *this)) throw std::system_error(sent < 0 ? errno : EPIPE, std::generic_category());
  }

  /// Returns the socket that came along, if any. Ends this process when nobody orders any more.
  Descriptor receive(int orders) {
    iovec content{this, sizeof *this};
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> space{};
    msghdr message{};
    message.msg_iov = &content;
    message.msg_iovlen = 1;
    message.msg_control = space.data();
    message.msg_controllen = space.size();
    ssize_t got = 0;
    do {
      got = ::recvmsg(orders, &message, MSG_WAITALL);
    } while (got < 0 && errno == EINTR);
    if (got != static_cast<ssize_t>(sizeof *this)) ::_exit(0);
    const cmsghdr* const header = CMSG_FIRSTHDR(&message);
    int socket = -1;
    if (header != nullptr) std::memcpy(&socket, CMSG_DATA(header), sizeof socket);
    return above_standard(socket);
  }
};

struct ReaderNursery::Answer {
  int value = 0;  // a process, or how one ended
  int error = 0;  // why there is no value

  void send(int orders) const {
    if (::send(orders, this, sizeof *this, MSG_NOSIGNAL) != static_cast<ssize_t>(sizeof *this)) ::_exit(0);
  }

  void receive(int orders) {
    ssize_t got = 0;
    do {
      got = ::recv(orders, this, sizeof *this, MSG_WAITALL);
    } while (got < 0 && errno == EINTR);
    if (got != static_cast<ssize_t>(sizeof *this)) throw std::system_error(got < 0 ? errno : EPIPE, std::generic_category());
  }
};

ReaderNursery::ReaderNursery(RawReader reader) : before_(newest) {
  newest = this;
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    why_not_ = {errno, std::generic_category()};
    return;
  }
  orders_ = above_standard(ends[0]);
  const Descriptor far_end = above_standard(ends[1]);
  const pid_t parent = ::getpid();
  id_ = orders_.get() < 0 || far_end.get() < 0 ? -1 : ::fork();
  if (id_ < 0) why_not_ = {errno, std::generic_category()};
  if (id_ != 0) return;
  ::setpgid(0, 0);  // Ctrl-C is not for it
  follow_parent(parent);
  keep_only(far_end);
  wipe_environment();
  obey(reader);
}

void ReaderNursery::obey(const RawReader& reader) {
#ifdef __linux__
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);
#endif
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  for (const int number : {SIGCHLD, SIGPIPE, SIGXCPU}) ::signal(number, SIG_DFL);
  // Whoever tells all processes of a service to end means the program, which reads to the end or ends this one.
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) ::signal(number, SIG_IGN);
  const pid_t nursery = ::getpid();
  Readers readers;
  for (;;) {
    Order order;
    const Descriptor socket = order.receive(kOnlyDescriptor);
    Answer answer;
    if (order.reader != 0) {
      const std::optional<int> how = readers.end(order.reader);
      answer = {.value = how.value_or(0), .error = how ? 0 : ESRCH};
    } else if (socket.get() < 0) {
      answer.error = EMFILE;
    } else {
      answer.value = ::fork();
      if (answer.value == 0) become_reader(socket, nursery, reader);
      if (answer.value > 0) readers.add(answer.value);
      if (answer.value < 0) answer.error = errno;
    }
    answer.send(kOnlyDescriptor);
  }
}

ReaderNursery::~ReaderNursery() {
  newest = before_;
  if (id_ < 0) return;
  ::shutdown(orders_.get(), SHUT_RDWR);
  while (::waitpid(id_, nullptr, 0) < 0 && errno == EINTR) continue;
}

ReaderNursery* ReaderNursery::current() {
  return newest;
}

ReaderNursery::Answer ReaderNursery::ask(const Order& order, int socket) {
  const std::lock_guard lock(one_at_a_time_);
  order.send(orders_.get(), socket);
  Answer answer;
  answer.receive(orders_.get());
  return answer;
}

pid_t ReaderNursery::start(int socket) {
  if (why_not_) throw std::system_error(why_not_, "a process to read files");
  const Answer answer = ask({}, socket);
  if (answer.error != 0) throw std::system_error(answer.error, std::generic_category(), "a reader");
  return answer.value;
}

std::optional<engine::ChildExit> ReaderNursery::end(pid_t reader) {
  try {
    const Answer answer = ask({.reader = reader}, -1);
    if (answer.error != 0) return std::nullopt;
    return WIFEXITED(answer.value) ? engine::ChildExit{.code = WEXITSTATUS(answer.value), .signal = {}}
                                   : engine::ChildExit{.code = {}, .signal = WTERMSIG(answer.value)};
  } catch (const std::system_error&) {
    return std::nullopt;  // its readers went with it
  }
}

}  // namespace nightporter::stages
