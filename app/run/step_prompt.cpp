#include "app/run/step_prompt.h"

#include <fcntl.h>
#include <unistd.h>

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <fstream>

#include "app/error.h"
#include "app/terminal/plain_text.h"

namespace nightporter::app {

namespace asio = boost::asio;

namespace {

/// So that a person can follow what happens between two questions.
constexpr std::chrono::milliseconds kSlowedBy(300);

awaitable<void> pause(std::chrono::steady_clock::duration duration) {
  asio::steady_timer timer(co_await asio::this_coro::executor, duration);
  co_await timer.async_wait(asio::use_awaitable);
}

/// Waiting makes a terminal non-blocking for all who share it, the shell included: this puts it back.
class KeptFlags {
 public:
  explicit KeptFlags(int descriptor) : descriptor_(descriptor), flags_(::fcntl(descriptor, F_GETFL)) {}
  ~KeptFlags() { ::fcntl(descriptor_, F_SETFL, flags_); }
  KeptFlags(const KeptFlags&) = delete;
  KeptFlags& operator=(const KeptFlags&) = delete;

 private:
  int descriptor_;
  int flags_;
};

std::string trimmed(std::string text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

}  // namespace

struct StepPrompt::Input {
  int descriptor;
  std::string read_ahead;
};

StepPrompt::StepPrompt(std::ostream& out, int input, std::function<void()> quit)
    : out_(out), input_(new Input{.descriptor = input, .read_ahead = {}}), quit_(std::move(quit)) {}
StepPrompt::~StepPrompt() = default;

awaitable<void> StepPrompt::leave() {
  quit_();
  co_await pause(std::chrono::hours(1));  // until the cancellation is here
}

awaitable<std::string> StepPrompt::read_line() {
  // Of its own for each line: it must not outlive the run's io_context.
  asio::posix::stream_descriptor stream(co_await asio::this_coro::executor, ::dup(input_->descriptor));
  const KeptFlags flags(input_->descriptor);
  boost::system::error_code error;
  const std::size_t length = co_await asio::async_read_until(stream, asio::dynamic_buffer(input_->read_ahead), '\n',
                                                             asio::redirect_error(asio::use_awaitable, error));
  if (error == asio::error::operation_not_supported)
    throw ConfigurationError("--debug reads orders from a terminal or a pipe, and standard input is a plain file", "Use: cat FILE | …");
  if (error == asio::error::operation_aborted) throw boost::system::system_error(error);
  if (error) {
    out_ << "\nend of input: the run ends here\n" << std::flush;
    co_await leave();
  }
  std::string line = trimmed(input_->read_ahead.substr(0, length));
  input_->read_ahead.erase(0, length);
  co_return line;
}

awaitable<std::string> StepPrompt::ask_for_selector(std::string now) {
  out_ << "    now: " << plain_line(now) << "\n    new selector (Enter keeps it): " << std::flush;
  co_return co_await read_line();
}

awaitable<sites::StepOrder> StepPrompt::ask(std::string store, sites::StepMoment moment) {
  using Kind = sites::StepOrder::Kind;
  const bool failed = !moment.error.empty();
  if (failed) {
    out_ << "  ✗ " << plain_line(moment.error) << '\n';
  } else {
    out_ << store << "  " << moment.section << ' ' << moment.number << "  " << plain_line(moment.words) << '\n';
    if (const std::string line = line_of_file(moment.file, moment.line); !line.empty())
      out_ << "    " << moment.file << ':' << moment.line << "  " << plain_line(line) << '\n';
    if (!moment.selector.empty()) out_ << (moment.is_visible ? "    framed in the page\n" : "    not in the page yet\n");
    out_ << std::flush;
    if (goes_on_) {
      co_await pause(kSlowedBy);
      co_return sites::StepOrder{};
    }
  }
  for (;;) {
    out_ << (failed ? "  [r]etry  [e]dit selector and retry  [s]kip  [f]ail  [q]uit > "
                    : "  [n]ext  [e]dit selector  [s]kip  [c]ontinue  [q]uit > ")
         << std::flush;
    const std::string word = co_await read_line();
    if (word == "q" || word == "quit") co_await leave();
    if (word == "s" || word == "skip") co_return sites::StepOrder{.kind = Kind::kSkip, .selector = {}};
    if (failed && (word == "r" || word == "retry")) co_return sites::StepOrder{};
    if (failed && (word == "f" || word == "fail")) co_return sites::StepOrder{.kind = Kind::kFail, .selector = {}};
    if (!failed && (word.empty() || word == "n" || word == "next")) co_return sites::StepOrder{};
    if (word == "c" || word == "continue") {
      goes_on_ = true;
      co_return sites::StepOrder{};
    }
    if (word == "e" || word == "edit") {
      if (!moment.selector.empty()) {
        std::string selector = co_await ask_for_selector(moment.selector);
        co_return sites::StepOrder{.kind = Kind::kDo, .selector = std::move(selector)};
      }
      out_ << "  this step is about no element\n";
      continue;
    }
    out_ << "  \"" << plain_line(word) << "\" is none of these\n";
  }
}

std::string line_of_file(const std::string& file, int number) {
  std::ifstream lines(file);
  std::string line;
  for (int at = 0; at < number; ++at)
    if (!std::getline(lines, line)) return {};
  return trimmed(line);
}

}  // namespace nightporter::app
