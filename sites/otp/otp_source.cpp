#include "sites/otp/otp_source.h"

#include <algorithm>
#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>
#include <cctype>
#include <exception>
#include <fstream>
#include <memory>
#include <system_error>

#include "cdp/async/on_worker.h"
#include "cdp/async/with_deadline.h"
#include "cdp/error.h"

namespace nightporter::sites {
namespace {

using Code = std::optional<model::Secret>;

/// A code typed later than this before its window ends may arrive too late.
constexpr std::chrono::seconds kSafetyMargin(3);
/// How often the file is looked for; there is no portable way to be told.
constexpr std::chrono::milliseconds kFileInterval(200);

awaitable<void> pause(std::chrono::steady_clock::duration duration, Deadline deadline, std::string what) {
  boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor, duration);
  co_await with_deadline(timer.async_wait(boost::asio::use_awaitable), deadline, std::move(what));
}

struct TotpState {
  TotpSecret secret;
  std::function<std::chrono::system_clock::time_point()> now;
  std::optional<std::uint64_t> last_window;
};

awaitable<Code> next_totp_code(std::shared_ptr<TotpState> state, Deadline deadline) {
  while (true) {
    const auto now = state->now();
    const std::uint64_t window = totp_window(state->secret, now);
    const auto end = std::chrono::system_clock::time_point(state->secret.period * static_cast<std::int64_t>(window + 1));
    const bool used = state->last_window && window <= *state->last_window;
    const auto margin = std::min<std::chrono::milliseconds>(kSafetyMargin, std::chrono::milliseconds(state->secret.period) / 3);
    if (!used && end - now >= margin) {
      state->last_window = window;
      co_return totp_code(state->secret, window);
    }
    co_await pause(std::chrono::ceil<std::chrono::milliseconds>(end - now), deadline, "the next one-time password");
  }
}

std::string trimmed(const std::string& text) {
  const auto start = text.find_first_not_of(" \t\r\n");
  if (start == std::string::npos) return {};
  return text.substr(start, text.find_last_not_of(" \t\r\n") - start + 1);
}

/// People write codes as they see them: "123 456".
Code code_or_nothing(const std::string& text) {
  std::string code = text;
  std::erase_if(code, [](unsigned char c) { return std::isspace(c) != 0; });
  return code.empty() ? Code() : Code(model::Secret(code));
}

awaitable<Code> ask_person(std::shared_ptr<std::function<std::string(const OtpRequest&)>> ask, OtpRequest request) {
  const std::string answer = co_await on_worker([ask, request] { return (*ask)(request); });
  co_return code_or_nothing(answer);
}

awaitable<Code> watch_file(std::filesystem::path file, Deadline deadline) {
  std::filesystem::remove(file);
  while (true) {
    std::ifstream stream(file);
    std::string line;
    // A line feed shows that the writer is through with the code.
    if (stream && std::getline(stream, line) && !stream.eof() && !trimmed(line).empty()) {
      stream.close();
      std::filesystem::remove(file);
      co_return code_or_nothing(line);
    }
    co_await pause(kFileInterval, deadline, "a one-time password in " + file.string());
  }
}

awaitable<Code> wait_for_file(std::filesystem::path file, std::chrono::milliseconds within, Deadline deadline) {
  try {
    co_return co_await watch_file(file, deadline.earlier_of(within));
  } catch (const cdp::DeadlineExceeded&) {
    throw OtpFailed("no one-time password was written to " + file.string() + " in time");
  }
}

/// So that a source without a code does not end the wait for the others.
struct NoCode : std::exception {};

awaitable<void> ask_one(const OtpSource& source, OtpRequest request, Deadline deadline, Code& code) {
  code = co_await source(std::move(request), deadline);
  if (!code) throw NoCode();
}

/// The first failure that says more than "no code"; none when there is none.
std::exception_ptr first_failure(const std::vector<std::exception_ptr>& ends) {
  for (const std::exception_ptr& end : ends) {
    try {
      if (end) std::rethrow_exception(end);
    } catch (const NoCode&) {
    } catch (...) {
      return end;
    }
  }
  return nullptr;
}

awaitable<Code> ask_all(std::shared_ptr<std::vector<OtpSource>> sources, OtpRequest request, Deadline deadline) {
  namespace asio = boost::asio;
  const auto executor = co_await asio::this_coro::executor;
  std::vector<Code> codes(sources->size());
  using Asking = decltype(asio::co_spawn(executor, ask_one(sources->front(), request, deadline, codes.front()), asio::deferred));
  std::vector<Asking> askings;
  for (std::size_t i = 0; i < sources->size(); ++i)
    askings.push_back(asio::co_spawn(executor, ask_one((*sources)[i], request, deadline, codes[i]), asio::deferred));
  if (askings.empty()) co_return std::nullopt;
  const auto [order, ends] = co_await asio::experimental::make_parallel_group(std::move(askings))
                                 .async_wait(asio::experimental::wait_for_one_success(), asio::use_awaitable);
  for (const std::size_t index : order)
    if (codes[index]) co_return codes[index];
  if ((co_await asio::this_coro::cancellation_state).cancelled() != asio::cancellation_type::none)
    throw boost::system::system_error(asio::error::operation_aborted);
  if (const std::exception_ptr failure = first_failure(ends)) std::rethrow_exception(failure);
  co_return std::nullopt;
}

awaitable<Code> ask_in_turn(std::shared_ptr<std::vector<OtpSource>> sources, OtpRequest request, Deadline deadline) {
  std::exception_ptr failure;
  for (const OtpSource& source : *sources) {
    try {
      Code code = co_await source(request, deadline);
      if (code) co_return code;
    } catch (const OtpFailed&) {
      if (!failure) failure = std::current_exception();
    }
  }
  if (failure) std::rethrow_exception(failure);
  co_return std::nullopt;
}

}  // namespace

OtpSource otp_from_totp(TotpSecret secret, std::function<std::chrono::system_clock::time_point()> now) {
  auto state = std::make_shared<TotpState>(TotpState{std::move(secret), std::move(now), {}});
  return [state](OtpRequest, Deadline deadline) { return next_totp_code(state, deadline); };
}

OtpSource otp_from_prompt(std::function<std::string(const OtpRequest&)> ask) {
  auto shared = std::make_shared<std::function<std::string(const OtpRequest&)>>(std::move(ask));
  return [shared](OtpRequest request, Deadline) { return ask_person(shared, std::move(request)); };
}

OtpSource otp_from_file(std::filesystem::path file, std::chrono::milliseconds within) {
  return [file, within](OtpRequest, Deadline deadline) { return wait_for_file(file, within, deadline); };
}

OtpSource otp_from_any_of(std::vector<OtpSource> sources) {
  auto shared = std::make_shared<std::vector<OtpSource>>(std::move(sources));
  return [shared](OtpRequest request, Deadline deadline) { return ask_all(shared, std::move(request), deadline); };
}

OtpSource otp_from_first_of(std::vector<OtpSource> sources) {
  auto shared = std::make_shared<std::vector<OtpSource>>(std::move(sources));
  return [shared](OtpRequest request, Deadline deadline) { return ask_in_turn(shared, std::move(request), deadline); };
}

}  // namespace nightporter::sites
