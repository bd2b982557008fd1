#include "engine/process/chrome_process.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>
#include <exception>
#include <optional>
#include <system_error>
#include <utility>

#include "cdp/async/signal.h"
#include "cdp/error.h"
#include "engine/error.h"
#include "engine/process/active_port.h"
#include "engine/process/chrome_finder.h"
#include "engine/process/chrome_flags.h"
#include "engine/process/chrome_home.h"
#include "engine/process/group_memory.h"
#include "engine/process/launch_diagnosis.h"
#include "engine/process/line_ring.h"
#include "engine/process/process_group.h"

namespace nightporter::engine {

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {

constexpr auto kLaunchLimit = 15s;
/// Chrome crashes in pages that share more than this; Docker gives 64 MB.
constexpr std::uint64_t kEnoughSharedMemoryBytes = 512ull * 1024 * 1024;

SharedMemory shared_memory() {
  struct statvfs status{};
  if (::statvfs("/dev/shm", &status) != 0) return SharedMemory::kSmall;
  return static_cast<std::uint64_t>(status.f_bavail) * status.f_frsize < kEnoughSharedMemoryBytes ? SharedMemory::kSmall
                                                                                                  : SharedMemory::kAmple;
}

/// Both ends of a pipe, closed on exec and by the destructor.
class Pipe {
 public:
  Pipe() {
    if (::pipe2(ends_.data(), O_CLOEXEC) != 0) throw std::system_error(errno, std::generic_category(), "pipe to Chrome");
  }
  ~Pipe() {
    for (const int end : ends_) {
      if (end >= 0) ::close(end);
    }
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;

  int read_end() const { return ends_[0]; }
  int write_end() const { return ends_[1]; }
  int release_read_end() { return std::exchange(ends_[0], -1); }
  int release_write_end() { return std::exchange(ends_[1], -1); }

 private:
  std::array<int, 2> ends_{-1, -1};
};

std::filesystem::path executable_for(const LaunchOptions& options) {
  if (!options.executable.empty()) return behind_launcher(options.executable);
  if (auto found = find_chrome(options.window_mode)) return *found;
  throw ChromeLaunchFailed(ChromeLaunchFailed::Cause::kNoExecutable, "no Chrome was found on this machine",
                           "run ./chrome-setup --install, or set NIGHTPORTER_CHROME to the path of one", "");
}

}  // namespace

struct ChromeProcess::State {
  State(const asio::any_io_executor& executor, const LaunchOptions& launch_options)
      : options(launch_options), executable(executable_for(options)), home(options), error_output(executor), children(executor, SIGCHLD) {}

  void start();
  void watch_active_port();
  void stop() noexcept;
  ChromeLaunchFailed diagnose(const std::optional<ChildExit>& exit) const;
  awaitable<void> read_to_the_end(Deadline deadline);

  static awaitable<void> read_log(std::shared_ptr<State> state);
  static awaitable<void> read_active_port(std::shared_ptr<State> state);
  static awaitable<void> watch_children(std::shared_ptr<State> state);
  static awaitable<bool> wait_for_exit(std::shared_ptr<State> state, Deadline deadline);
  static awaitable<ChromeLaunchFailed> diagnose_when_ended(std::shared_ptr<State> state, Deadline deadline);
  static awaitable<void> close(std::shared_ptr<State> state, Deadline deadline);
  static awaitable<void> kill(std::shared_ptr<State> state, Deadline deadline);

  LaunchOptions options;
  std::filesystem::path executable;
  ChromeHome home;
  asio::posix::stream_descriptor error_output;
  asio::signal_set children;
  std::optional<ActivePortFile> active_port;
  std::unique_ptr<ProcessGroup> group;
  std::unique_ptr<Pipe> to_chrome;
  std::unique_ptr<Pipe> from_chrome;
  LineRing log;
  std::string web_socket_url;
  Signal changed;
  bool log_ended = false;
  bool stopped = false;
};

void ChromeProcess::State::start() {
  if (options.transport == TransportKind::kWebSocket) watch_active_port();
  Pipe error_pipe;
  SpawnRequest request{.program = executable,
                       .arguments = chrome_flags({.window_mode = options.window_mode,
                                                  .transport = options.transport,
                                                  .sandbox = options.sandbox,
                                                  .shared_memory = shared_memory(),
                                                  .profile = home.profile(),
                                                  .extra_flags = options.extra_flags}),
                       .environment = home.environment(),
                       .run_as = home.user(),
                       .descriptors = {{error_pipe.write_end(), 1}, {error_pipe.write_end(), 2}}};
  if (options.transport == TransportKind::kPipe) {
    to_chrome = std::make_unique<Pipe>();
    from_chrome = std::make_unique<Pipe>();
    request.descriptors.emplace_back(to_chrome->read_end(), 3);
    request.descriptors.emplace_back(from_chrome->write_end(), 4);
  }
  try {
    group = std::make_unique<ProcessGroup>(request);
  } catch (const std::system_error& error) {
    throw ChromeLaunchFailed(ChromeLaunchFailed::Cause::kNoExecutable, std::string("Chrome cannot be started: ") + error.what(),
                             "check the path (chrome.executable, NIGHTPORTER_CHROME), or run ./chrome-setup --install", "");
  }
  if (to_chrome) {
    // Chrome's ends must be its alone, or neither side would notice that the other has gone.
    ::close(to_chrome->release_read_end());
    ::close(from_chrome->release_write_end());
  }
  error_output.assign(error_pipe.release_read_end());
}

void ChromeProcess::State::watch_active_port() {
  try {
    active_port.emplace(error_output.get_executor(), home.profile());
  } catch (const std::system_error& error) {
    throw Error(std::string("Chrome's protocol endpoint cannot be waited for: ") + error.what(),
                "raise fs.inotify.max_user_instances (sysctl), or use the pipe transport");
  }
}

void ChromeProcess::State::stop() noexcept {
  if (std::exchange(stopped, true)) return;
  if (group) group->kill_and_reap();
  boost::system::error_code ignored;  // closing; nothing depends on it
  error_output.close(ignored);
  children.cancel(ignored);
  if (active_port) active_port->close();
  home.remove();
  changed.notify_all();
}

ChromeLaunchFailed ChromeProcess::State::diagnose(const std::optional<ChildExit>& exit) const {
  return diagnose_launch({.executable = executable.string(),
                          .profile = home.profile().string(),
                          .window_mode = options.window_mode,
                          .exit = exit,
                          .log = log.text()});
}

/// Kills the group and takes in what it had still written: the reason often comes last.
awaitable<void> ChromeProcess::State::read_to_the_end(Deadline deadline) {
  group->kill_and_reap();
  try {
    co_await changed.wait_until([this] { return log_ended; }, deadline.earlier_of(2s), "the end of Chrome's log");
  } catch (const cdp::DeadlineExceeded&) {
    // A process that left the group holds the pipe; what has come must do.
  }
}

awaitable<void> ChromeProcess::State::read_log(std::shared_ptr<State> state) {
  std::array<char, 4096> buffer{};
  for (;;) {
    boost::system::error_code error;
    const std::size_t size =
        co_await state->error_output.async_read_some(asio::buffer(buffer), asio::redirect_error(asio::use_awaitable, error));
    if (error) {
      state->log_ended = true;
      state->changed.notify_all();
      co_return;
    }
    state->log.append(std::string_view(buffer.data(), size));
    state->changed.notify_all();
  }
}

awaitable<void> ChromeProcess::State::read_active_port(std::shared_ptr<State> state) {
  if (auto endpoint = co_await state->active_port->wait()) state->web_socket_url = std::move(*endpoint);
  state->changed.notify_all();
}

awaitable<void> ChromeProcess::State::watch_children(std::shared_ptr<State> state) {
  while (!state->stopped) {
    boost::system::error_code error;
    co_await state->children.async_wait(asio::redirect_error(asio::use_awaitable, error));
    if (error || state->stopped) co_return;
    state->group->reap();
    state->changed.notify_all();
  }
}

awaitable<std::unique_ptr<ChromeProcess>> ChromeProcess::launch(LaunchOptions options, Deadline deadline) {
  if (options.sandbox == SandboxMode::kOff && options.warn) {
    options.warn("Chrome runs without its sandbox (chrome.sandbox: off): a hostile page can reach whatever its user can reach");
  }
  const auto executor = co_await asio::this_coro::executor;
  std::unique_ptr<ChromeProcess> process(new ChromeProcess(std::make_shared<State>(executor, options)));
  State& state = *process->state_;
  state.start();
  // Both end when the state is stopped, and fail for no other reason.
  const auto ended = [](const std::exception_ptr& error) {
    if (error) std::rethrow_exception(error);
  };
  asio::co_spawn(executor, State::read_log(process->state_), ended);
  asio::co_spawn(executor, State::watch_children(process->state_), ended);
  state.group->reap();  // for a child that ended before anybody watched
  if (options.transport == TransportKind::kPipe) co_return process;
  asio::co_spawn(executor, State::read_active_port(process->state_), ended);

  bool timed_out = false;
  try {
    co_await state.changed.wait_until([&state] { return !state.web_socket_url.empty() || state.group->leader_exit(); },
                                      deadline.earlier_of(kLaunchLimit), "Chrome's protocol endpoint");
  } catch (const cdp::DeadlineExceeded&) {
    timed_out = true;
  }
  if (timed_out || state.web_socket_url.empty()) {
    const std::optional<ChildExit> exit = state.group->leader_exit();
    co_await state.read_to_the_end(deadline);
    throw state.diagnose(exit);
  }
  co_return process;
}

ChromeProcess::ChromeProcess(std::shared_ptr<State> state) : state_(std::move(state)) {}

ChromeProcess::~ChromeProcess() {
  kill();
}

const std::string& ChromeProcess::web_socket_url() const {
  return state_->web_socket_url;
}

ChromeProcess::PipeEnds ChromeProcess::release_pipe() {
  if (!state_->to_chrome) throw std::logic_error("Chrome was not started with the pipe transport, or its pipe was taken before");
  const PipeEnds ends{.read_fd = state_->from_chrome->release_read_end(), .write_fd = state_->to_chrome->release_write_end()};
  state_->to_chrome.reset();
  state_->from_chrome.reset();
  return ends;
}

pid_t ChromeProcess::pid() const {
  return state_->group->id();
}
bool ChromeProcess::has_exited() const {
  return state_->group->leader_exit().has_value();
}
const std::filesystem::path& ChromeProcess::executable() const {
  return state_->executable;
}
const std::filesystem::path& ChromeProcess::profile() const {
  return state_->home.profile();
}
std::filesystem::path ChromeProcess::make_scratch_directory(const std::string& name) {
  return state_->home.make_directory(name);
}
void ChromeProcess::give_to_chrome(const std::filesystem::path& directory) const {
  state_->home.give_to_chrome(directory);
}
void ChromeProcess::require_writable(const std::filesystem::path& directory) const {
  state_->home.require_writable(directory);
}
std::string ChromeProcess::last_log_lines() const {
  return state_->log.text();
}
std::size_t ChromeProcess::memory_bytes() const {
  return has_exited() ? 0 : group_memory_bytes(pid());
}

// The process object may go while somebody waits for its end.

awaitable<bool> ChromeProcess::State::wait_for_exit(std::shared_ptr<State> state, Deadline deadline) {
  try {
    co_await state->changed.wait_until([&state] { return state->group->leader_exit().has_value(); }, deadline, "the end of Chrome");
  } catch (const cdp::DeadlineExceeded&) {
    co_return false;
  }
  co_return true;
}

awaitable<ChromeLaunchFailed> ChromeProcess::State::diagnose_when_ended(std::shared_ptr<State> state, Deadline deadline) {
  co_await wait_for_exit(state, deadline.earlier_of(500ms));
  const std::optional<ChildExit> exit = state->group->leader_exit();
  co_await state->read_to_the_end(deadline);
  co_return state->diagnose(exit);
}

awaitable<void> ChromeProcess::State::close(std::shared_ptr<State> state, Deadline deadline) {
  if (!state->group->leader_exit()) {
    state->group->signal(SIGTERM);
    co_await wait_for_exit(state, deadline);
  }
  state->stop();
}

awaitable<void> ChromeProcess::State::kill(std::shared_ptr<State> state, Deadline deadline) {
  if (state->stopped) co_return;
  // Again whenever one has ended: it may have begun another just before.
  const auto all_have_ended = [&group = *state->group] {
    if (!group.reap()) return true;
    group.signal(SIGKILL);
    return false;
  };
  try {
    co_await state->changed.wait_until(all_have_ended, deadline, "the end of Chrome");
  } catch (const cdp::DeadlineExceeded&) {
    // What follows waits for it.
  }
  state->stop();
}

awaitable<bool> ChromeProcess::wait_for_exit(Deadline deadline) {
  return State::wait_for_exit(state_, deadline);
}

awaitable<ChromeLaunchFailed> ChromeProcess::diagnose(Deadline deadline) {
  return State::diagnose_when_ended(state_, deadline);
}

awaitable<void> ChromeProcess::close(Deadline deadline) {
  return State::close(state_, deadline);
}

awaitable<void> ChromeProcess::kill(Deadline deadline) {
  return State::kill(state_, deadline);
}

void ChromeProcess::kill() noexcept {
  state_->stop();
}

}  // namespace nightporter::engine
