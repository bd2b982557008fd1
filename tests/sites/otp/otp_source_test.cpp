#include "sites/otp/otp_source.h"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <thread>

#include "cdp/async/with_deadline.h"
#include "cdp/error.h"
#include "tests/support/run_async.h"

namespace nightporter::sites {
namespace {

using namespace std::chrono_literals;
using Time = std::chrono::system_clock::time_point;

/// A clock that the test sets and that runs on by itself.
struct TestClock {
  explicit TestClock(std::chrono::milliseconds at) : start(at) {}
  Time operator()() const { return Time(start) + (std::chrono::steady_clock::now() - began); }
  std::chrono::milliseconds start;
  std::chrono::steady_clock::time_point began = std::chrono::steady_clock::now();
};

TotpSecret secret() {
  return {model::Secret("12345678901234567890"), TotpSecret::Algorithm::kSha1, 6, 5s};
}

std::string code_of(std::uint64_t window) {
  return totp_code(secret(), window).reveal();
}

struct TempFolder {
  TempFolder() {
    char pattern[] = "/tmp/nightporter-otp-XXXXXX";
    path = mkdtemp(pattern);
  }
  ~TempFolder() { std::filesystem::remove_all(path); }
  std::filesystem::path path;
};

TEST_CASE("a TOTP source gives the code of the moment") {
  test::run_async([]() -> awaitable<void> {
    const OtpSource source = otp_from_totp(secret(), TestClock(101s));
    CHECK((co_await source({}, Deadline::after(1s)))->reveal() == code_of(20));
  });
}

TEST_CASE("a code that is about to expire is not given: the next window is waited for") {
  test::run_async([]() -> awaitable<void> {
    const OtpSource source = otp_from_totp(secret(), TestClock(104'700ms));
    CHECK((co_await source({}, Deadline::after(5s)))->reveal() == code_of(21));
  });
}

TEST_CASE("a code with less than three seconds left waits for the next one, with three it does not") {
  test::run_async([]() -> awaitable<void> {
    TotpSecret usual = secret();
    usual.period = 30s;
    const OtpSource late = otp_from_totp(usual, TestClock(3'027'100ms));
    CHECK_THROWS_AS(co_await late({}, Deadline::after(100ms)), cdp::DeadlineExceeded);
    const OtpSource in_time = otp_from_totp(usual, TestClock(3'026'000ms));
    CHECK((co_await in_time({}, Deadline::after(1s)))->reveal() == totp_code(usual, 100).reveal());
  });
}

TEST_CASE("no code is given twice, by copies of the source neither") {
  test::run_async([]() -> awaitable<void> {
    TotpSecret quick = secret();
    quick.period = 3s;
    const OtpSource source = otp_from_totp(quick, TestClock(90'200ms));
    const OtpSource copy = source;
    const std::string first = (co_await source({}, Deadline::after(1s)))->reveal();
    const std::string second = (co_await copy({}, Deadline::after(5s)))->reveal();
    CHECK(first == totp_code(quick, 30).reveal());
    CHECK(second == totp_code(quick, 31).reveal());
  });
}

TEST_CASE("the deadline ends the wait for the next window") {
  CHECK_THROWS_AS(test::run_async([]() -> awaitable<void> {
                    const OtpSource source = otp_from_totp(secret(), TestClock(103'500ms));
                    co_await source({}, Deadline::after(50ms));
                  }),
                  cdp::DeadlineExceeded);
}

TEST_CASE("a person is asked with the site's and the store's name, and may have no code") {
  test::run_async([]() -> awaitable<void> {
    std::string asked;
    const OtpSource source = otp_from_prompt([&](const OtpRequest& request) {
      asked = request.store;
      return std::string(" 123 456\n");
    });
    CHECK((co_await source({"uc", "uc/sector56", "Code"}, Deadline::after(1s)))->reveal() == "123456");
    CHECK(asked == "uc/sector56");
    const OtpSource nobody = otp_from_prompt([](const OtpRequest&) { return std::string(); });
    CHECK_FALSE((co_await nobody({}, Deadline::after(1s))).has_value());
  });
}

TEST_CASE("a file gives its code once, and what was in it before is too old") {
  TempFolder folder;
  const auto file = folder.path / "otp";
  std::ofstream(file) << "000000\n";
  std::thread writer;
  test::run_async([&]() -> awaitable<void> {
    const OtpSource source = otp_from_file(file);
    writer = std::thread([&] {
      while (std::filesystem::exists(file)) std::this_thread::yield();  // the old code is removed first
      std::ofstream(folder.path / "part") << "654321\n";
      std::filesystem::rename(folder.path / "part", file);
    });
    CHECK((co_await source({}, Deadline::after(5s)))->reveal() == "654321");
    CHECK_FALSE(std::filesystem::exists(file));
  });
  writer.join();
}

TEST_CASE("the first source that has a code gives it") {
  test::run_async([]() -> awaitable<void> {
    const OtpSource nobody = otp_from_prompt([](const OtpRequest&) { return std::string(); });
    const OtpSource somebody = otp_from_prompt([](const OtpRequest&) { return std::string("42"); });
    CHECK((co_await otp_from_first_of({nobody, somebody})({}, Deadline::after(1s)))->reveal() == "42");
    CHECK_FALSE((co_await otp_from_first_of({})({}, Deadline::after(1s))).has_value());
  });
}

/// Waits for what never comes, and says when it was told to stop.
OtpSource patient(bool& was_cancelled) {
  return [&was_cancelled](OtpRequest, Deadline) -> awaitable<std::optional<model::Secret>> {
    boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor, 1h);
    boost::system::error_code error;
    co_await timer.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, error));
    was_cancelled = error == boost::asio::error::operation_aborted;
    throw boost::system::system_error(error);
  };
}

OtpSource failing(const std::string& why) {
  return [why](OtpRequest, Deadline) -> awaitable<std::optional<model::Secret>> {
    throw OtpFailed(why);
    co_return std::nullopt;
  };
}

TEST_CASE("sources that are asked together: the first code wins, whoever comes before it in the list, and the others are cancelled") {
  test::run_async([]() -> awaitable<void> {
    bool was_cancelled = false;
    const OtpSource nobody = otp_from_prompt([](const OtpRequest&) { return std::string(); });
    const OtpSource later = [](OtpRequest request, Deadline) -> awaitable<std::optional<model::Secret>> {
      boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor, 300ms);
      co_await timer.async_wait(boost::asio::use_awaitable);
      co_return model::Secret(request.store + "42");
    };
    const auto any = otp_from_any_of({patient(was_cancelled), failing("the mailbox is away"), nobody, later});
    CHECK((co_await any({.store = "a"}, Deadline::after(10s)))->reveal() == "a42");
    CHECK(was_cancelled);
  });
}

TEST_CASE("sources that are asked together and have no code: their first failure is thrown, or nothing given") {
  test::run_async([]() -> awaitable<void> {
    const OtpSource nobody = otp_from_prompt([](const OtpRequest&) { return std::string(); });
    CHECK_FALSE((co_await otp_from_any_of({nobody, nobody})({}, Deadline::after(1s))).has_value());
    CHECK_FALSE((co_await otp_from_any_of({})({}, Deadline::after(1s))).has_value());
    std::string failure;
    try {
      co_await otp_from_any_of({nobody, failing("first"), failing("second")})({}, Deadline::after(1s));
    } catch (const OtpFailed& failed) {
      failure = failed.what();
    }
    CHECK(failure == "first");
  });
}

TEST_CASE("sources that are asked together are cancelled with the one who asks") {
  test::run_async([]() -> awaitable<void> {
    bool first = false;
    bool second = false;
    const auto any = otp_from_any_of({patient(first), patient(second)});
    CHECK_THROWS_AS(co_await with_deadline(any({}, Deadline::after(1h)), Deadline::after(50ms), "a code"), cdp::DeadlineExceeded);
    CHECK(first);
    CHECK(second);
  });
}

TEST_CASE("a file that nobody writes has its time and no more, so that others can be asked") {
  TempFolder folder;
  test::run_async([&]() -> awaitable<void> {
    const OtpSource somebody = otp_from_prompt([](const OtpRequest&) { return std::string("42"); });
    const auto turns = otp_from_first_of({otp_from_file(folder.path / "otp", 50ms), somebody});
    CHECK((co_await turns({}, Deadline::after(1h)))->reveal() == "42");
    std::string failure;
    try {
      co_await otp_from_file(folder.path / "otp", 1h)({}, Deadline::after(50ms));
    } catch (const OtpFailed& failed) {
      failure = failed.what();
    }
    CHECK(failure == "no one-time password was written to " + (folder.path / "otp").string() + " in time");
  });
}

}  // namespace
}  // namespace nightporter::sites
