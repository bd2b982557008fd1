#include "sites/otp/otp_command.h"

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cctype>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <sstream>
#include <system_error>
#include <utility>

#include "cdp/async/with_deadline.h"
#include "cdp/error.h"
#include "engine/process/process_group.h"

namespace nightporter::sites {
namespace {

namespace asio = boost::asio;
namespace fs = std::filesystem;
using asio::posix::stream_descriptor;

constexpr std::size_t kMostBytes = 4096;

/// What the program prints; its errors go nowhere, since they may quote the code.
struct Pipe {
  Pipe() : nowhere(::open("/dev/null", O_WRONLY | O_CLOEXEC)) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::system_error(errno, std::generic_category(), "pipe2");
    read_end = ends[0];
    write_end = ends[1];
  }
  ~Pipe() {
    close_write_end();
    if (read_end >= 0) ::close(read_end);
    if (nowhere >= 0) ::close(nowhere);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  void close_write_end() {
    if (write_end >= 0) ::close(write_end);
    write_end = -1;
  }
  int release_read_end() { return std::exchange(read_end, -1); }
  int nowhere = -1;
  int read_end = -1;
  int write_end = -1;
};

std::string variable(const char* name, std::string otherwise) {
  const char* const value = std::getenv(name);
  return value == nullptr ? std::move(otherwise) : value;
}

fs::path find_program(const std::string& name) {
  if (name.find('/') != std::string::npos) return fs::absolute(name);
  std::istringstream folders(variable("PATH", "/usr/local/bin:/usr/bin:/bin"));
  for (std::string folder; std::getline(folders, folder, ':');)
    if (::access((fs::path(folder) / name).c_str(), X_OK) == 0) return fs::path(folder) / name;
  return {};
}

std::string words_of(const OtpCommand& command) {
  return "the command " + command.arguments.front();
}

engine::SpawnRequest request_of(const OtpCommand& command, const OtpRequest& request, int output, int errors) {
  engine::SpawnRequest spawn{.program = find_program(command.arguments.front())};
  if (spawn.program.empty()) throw OtpFailed(words_of(command) + " is not found in PATH");
  spawn.arguments.assign(command.arguments.begin() + 1, command.arguments.end());
  spawn.environment = {"PATH=" + variable("PATH", "/usr/local/bin:/usr/bin:/bin"), "HOME=" + variable("HOME", "/"),
                       "LANG=" + variable("LANG", "C.UTF-8"), "NIGHTPORTER_SITE=" + request.site, "NIGHTPORTER_STORE=" + request.store};
  spawn.working_directory = fs::current_path();
  spawn.descriptors = {{output, STDOUT_FILENO}, {errors, STDERR_FILENO}};
  return spawn;
}

/// Reads until the program, and whatever it started, has closed its output; too much is as bad as nothing.
awaitable<std::string> read_output(stream_descriptor& output) {
  std::string text;
  std::array<char, 512> bytes{};
  for (;;) {
    boost::system::error_code error;
    const std::size_t count = co_await output.async_read_some(asio::buffer(bytes), asio::redirect_error(asio::use_awaitable, error));
    if (error == asio::error::eof || text.size() > kMostBytes) break;
    if (error) throw boost::system::system_error(error);
    text.append(bytes.data(), count);
  }
  co_return text;
}

awaitable<void> wait_for_end(engine::ProcessGroup& group) {
  stream_descriptor process(co_await asio::this_coro::executor, static_cast<int>(::syscall(SYS_pidfd_open, group.id(), 0U)));
  co_await process.async_wait(stream_descriptor::wait_read, asio::use_awaitable);
  group.reap();
}

awaitable<std::string> output_of(engine::ProcessGroup& group, stream_descriptor& output) {
  std::string text = co_await read_output(output);
  if (!group.leader_exit()) co_await wait_for_end(group);
  co_return text;
}

std::optional<model::Secret> first_line(const std::string& text) {
  std::string code = text.substr(0, text.find('\n'));
  std::erase_if(code, [](unsigned char c) { return std::isspace(c) != 0; });
  return code.empty() ? std::nullopt : std::optional(model::Secret(std::move(code)));
}

awaitable<std::optional<model::Secret>> ask_command(std::shared_ptr<const OtpCommand> command, OtpRequest request, Deadline deadline) {
  Pipe pipe;
  std::unique_ptr<engine::ProcessGroup> group;
  try {
    group = std::make_unique<engine::ProcessGroup>(request_of(*command, request, pipe.write_end, pipe.nowhere));
  } catch (const std::system_error& error) {
    throw OtpFailed(words_of(*command) + " cannot be started: " + error.code().message());
  }
  pipe.close_write_end();
  stream_descriptor output(co_await asio::this_coro::executor, pipe.release_read_end());
  std::string text;
  try {
    text = co_await with_deadline(output_of(*group, output), deadline.earlier_of(command->within), "a one-time password");
  } catch (const cdp::DeadlineExceeded&) {
    throw OtpFailed(words_of(*command) + " did not end within " + std::to_string(command->within.count()) + " s");
  }
  const auto& end = group->leader_exit();
  if (!end || end->code != 0) throw OtpFailed(words_of(*command) + " ended with " + (end ? end->describe() : "nobody knows what"));
  co_return first_line(text);
}

}  // namespace

OtpSource otp_from_command(OtpCommand command) {
  auto shared = std::make_shared<const OtpCommand>(std::move(command));
  return [shared](OtpRequest request, Deadline deadline) { return ask_command(shared, std::move(request), deadline); };
}

}  // namespace nightporter::sites
