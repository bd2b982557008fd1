#include "bench/raw_chrome.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <utility>

#include "engine/process/chrome_flags.h"

namespace nightporter::bench {

namespace {

constexpr std::size_t kReadBytes = 1024 * 1024;

void write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno != EINTR) throw std::runtime_error(std::string("writing to Chrome: ") + std::strerror(errno));
    if (written > 0) bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

/// Descriptors 3 and 4 of Chrome. Ours may have these numbers already, so they are moved out of the way first.
void place(int command_end, int answer_end) {
  const int command = ::fcntl(command_end, F_DUPFD, 10);
  const int answer = ::fcntl(answer_end, F_DUPFD, 10);
  ::dup2(command, 3);
  ::dup2(answer, 4);
  ::close(command);
  ::close(answer);
}

}  // namespace

std::vector<std::string> common_flags() {
  std::vector<std::string> kept;
  for (const std::string& flag : engine::chrome_flags({}))
    if (!flag.starts_with("--user-data-dir") && !flag.starts_with("--remote-debugging")) kept.push_back(flag);
  return kept;
}

RawChrome::RawChrome(const std::filesystem::path& executable, const std::filesystem::path& folder) {
  std::string name = (folder / "raw-chrome-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no folder can be made in " + folder.string());
  profile_ = name;
  std::vector<std::string> flags = engine::chrome_flags({.transport = engine::TransportKind::kPipe, .profile = profile_});
  std::vector<char*> arguments{const_cast<char*>(executable.c_str())};
  for (std::string& flag : flags) arguments.push_back(flag.data());
  arguments.push_back(nullptr);

  std::array<int, 2> commands{};
  std::array<int, 2> answers{};
  if (::pipe2(commands.data(), O_CLOEXEC) != 0 || ::pipe2(answers.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe to Chrome");
  pid_ = ::fork();
  if (pid_ == 0) {
    place(commands[0], answers[1]);
    const int nowhere = ::open("/dev/null", O_RDWR);
    for (const int standard : {0, 1, 2}) ::dup2(nowhere, standard);
    ::execv(executable.c_str(), arguments.data());
    ::_exit(127);
  }
  ::close(commands[0]);
  ::close(answers[1]);
  to_ = commands[1];
  from_ = answers[0];
}

RawChrome::~RawChrome() {
  if (pid_ > 0) {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  ::close(to_);
  ::close(from_);
  std::error_code ignored;  // nothing depends on it
  std::filesystem::remove_all(profile_, ignored);
}

int RawChrome::queue(std::string_view method, std::string_view params_json, std::string_view session) {
  const int id = ++last_id_;
  outgoing_ += R"({"id":)" + std::to_string(id) + R"(,"method":")";
  outgoing_.append(method).append(R"(","params":)").append(params_json);
  if (!session.empty()) outgoing_.append(R"(,"sessionId":")").append(session).append("\"");
  outgoing_ += '}';
  outgoing_ += '\0';
  return id;
}

void RawChrome::flush() {
  write_all(to_, outgoing_);
  outgoing_.clear();
}

int RawChrome::send(std::string_view method, std::string_view params_json, std::string_view session) {
  const int id = queue(method, params_json, session);
  flush();
  return id;
}

std::string RawChrome::next() {
  std::size_t searched = read_;
  for (;;) {
    if (const std::size_t end = incoming_.find('\0', searched); end != std::string::npos) {
      std::string message = incoming_.substr(read_, end - read_);
      read_ = end + 1;
      if (read_ == incoming_.size()) {
        incoming_.clear();
        read_ = 0;
      }
      return message;
    }
    if (read_ > 0) incoming_.erase(0, std::exchange(read_, 0));
    searched = incoming_.size();
    incoming_.resize(searched + kReadBytes);
    const ssize_t count = ::read(from_, incoming_.data() + searched, kReadBytes);
    incoming_.resize(searched + static_cast<std::size_t>(count > 0 ? count : 0));
    if (count == 0 || (count < 0 && errno != EINTR)) throw std::runtime_error("Chrome has gone");
  }
}

std::string RawChrome::reply(int id) {
  for (;;) {
    std::string message = next();
    if (reply_id(message) != id) continue;
    if (message.find(R"("error":{)") != std::string::npos) throw std::runtime_error(message);
    return message;
  }
}

void RawChrome::close() {
  send("Browser.close", "{}");
  ::waitpid(pid_, nullptr, 0);
  pid_ = -1;
}

std::string_view field(std::string_view message, std::string_view name) {
  const std::string key = "\"" + std::string(name) + "\":";
  std::size_t begin = message.find(key);
  if (begin == std::string_view::npos) return {};
  begin += key.size();
  const bool is_text = message[begin] == '"';
  if (is_text) ++begin;
  return message.substr(begin, message.find_first_of(is_text ? "\"" : ",}", begin) - begin);
}

int reply_id(std::string_view message) {
  constexpr std::string_view kId = R"({"id":)";  // Chrome begins every reply with it, and no event
  return message.starts_with(kId) ? std::atoi(message.data() + kId.size()) : 0;
}

}  // namespace nightporter::bench
