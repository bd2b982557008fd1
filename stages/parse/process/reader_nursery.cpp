#include "stages/parse/process/reader_nursery.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

namespace nightporter::stages {

namespace {

ReaderNursery* newest = nullptr;

constexpr int kOrders = 3;  // the nursery's descriptor

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

/// `fd` as kept_as, nothing else beyond the standard ones, and these without a way in.
void keep_only(int fd, int kept_as) {
  if (fd != kept_as) {
    ::dup2(fd, kept_as);
  } else {
    ::fcntl(fd, F_SETFD, 0);
  }
  for (int other = 3; other < 1024; ++other)
    if (other != kept_as) ::close(other);
  if (const Descriptor null(::open("/dev/null", O_RDWR)); null.get() >= 0) {
    ::dup2(null.get(), 0);
    ::dup2(null.get(), 1);
  }
}

[[noreturn]] void become_reader(int socket, pid_t nursery, const RawReader& reader) {
  ::setpgid(0, 0);
  follow_parent(nursery);
  keep_only(socket, kParentSocket);
  read_for_parent(reader);
}

/// Kills the group and waits for all of it; how its leader ended, as waitpid has it.
int end_group(pid_t leader) {
  int how = 0;
  for (;;) {
    ::kill(-leader, SIGKILL);
    int status = 0;
    const pid_t ended = ::waitpid(-leader, &status, 0);
    if (ended == leader) how = status;
    if (ended < 0 && errno != EINTR) return how;  // ECHILD: nobody is left
  }
}

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
    return Descriptor(socket);
  }
};

struct ReaderNursery::Answer {
  int value = 0;  // a process, or how one ended
  int error = 0;

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
  const Descriptor far_end(ends[1]);
  orders_ = Descriptor(ends[0]);
  const pid_t parent = ::getpid();
  id_ = ::fork();
  if (id_ < 0) why_not_ = {errno, std::generic_category()};
  if (id_ != 0) return;
  ::setpgid(0, 0);  // Ctrl-C is not for it
  follow_parent(parent);
  keep_only(far_end.get(), kOrders);
  wipe_environment();
  obey(reader);
}

void ReaderNursery::obey(const RawReader& reader) {
#ifdef __linux__
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);
#endif
  ::signal(SIGCHLD, SIG_DFL);
  const pid_t nursery = ::getpid();
  for (;;) {
    Order order;
    const Descriptor socket = order.receive(kOrders);
    Answer answer;
    if (order.reader != 0) {
      answer.value = end_group(order.reader);
    } else {
      answer.value = ::fork();
      answer.error = errno;
      if (answer.value == 0) become_reader(socket.get(), nursery, reader);
      if (answer.value > 0) ::setpgid(answer.value, answer.value);  // in both, so that the group exists whoever comes first
    }
    answer.send(kOrders);
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
  if (answer.value < 0) throw std::system_error(answer.error, std::generic_category(), "fork");
  return answer.value;
}

engine::ChildExit ReaderNursery::end(pid_t reader) {
  try {
    const int status = ask({.reader = reader}, -1).value;
    return WIFEXITED(status) ? engine::ChildExit{.code = WEXITSTATUS(status), .signal = {}}
                             : engine::ChildExit{.code = {}, .signal = WTERMSIG(status)};
  } catch (const std::system_error&) {
    return {};  // its readers went with it
  }
}

}  // namespace nightporter::stages
