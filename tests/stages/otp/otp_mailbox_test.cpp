#include "stages/otp/otp_mailbox.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <catch2/catch.hpp>

#include "cdp/async/on_worker.h"
#include "tests/stages/otp/mail_server.h"
#include "tests/support/run_async.h"

namespace nightporter::stages {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::system_clock;

std::string mail(const std::string& from, const std::string& text) {
  return "From: " + from + "\r\nTo: owner@shop.example\r\nSubject: Sign in\r\n\r\n" + text + "\r\n";
}

OtpMailbox mailbox(const test::MailServer& server) {
  return {.server = server.url(),
          .user = "owner",
          .password = model::Secret("made-up"),
          .sender = "no-reply@td.example",
          .pattern = "code is (\\d{3} ?\\d{3})",
          .authorities = server.certificate(),
          .look_every = 100ms,
          .within = 20s};
}

std::string code_of(OtpMailbox box, Clock::time_point began = Clock::now()) {
  std::string code;
  test::run_async([&]() -> awaitable<void> {
    const auto given = co_await otp_from_mailbox(std::move(box))({.began = began}, Deadline::after(30s));
    code = given->reveal();
  });
  return code;
}

TEST_CASE("the newest mail of the sender that matches holds the code; others, and older ones, do not") {
  test::MailServer server;
  server.deliver(mail("TumbleDry <no-reply@td.example>", "Your code is 111111"), 600s);
  server.deliver(mail("TumbleDry <no-reply@td.example>", "Your code is 222222"), 5s);
  server.deliver(mail("TumbleDry <no-reply@td.example>", "Your code is 471 109"));
  server.deliver(mail("Somebody <else@shop.example>", "Your code is 333333"));
  server.deliver(mail("TumbleDry <no-reply@td.example>", "Your invoice 444444"));
  CHECK(code_of(mailbox(server), Clock::now() - 60s) == "471109");
}

TEST_CASE("a mail that comes while the mailbox is watched is found; one from before the sign-in is not waited on") {
  test::MailServer server;
  server.deliver(mail("no-reply@td.example", "Your code is 111111"), 30s);
  test::run_async([&]() -> awaitable<void> {
    const sites::OtpSource source = otp_from_mailbox(mailbox(server));
    OtpMailbox impatient = mailbox(server);
    impatient.within = 1s;
    std::string failure;
    try {
      co_await otp_from_mailbox(impatient)({.began = Clock::now()}, Deadline::after(30s));
    } catch (const sites::OtpFailed& failed) {
      failure = failed.what();
    }
    CHECK(failure == "no mail from no-reply@td.example with a code came to owner in time");
    server.deliver(mail("no-reply@td.example", "Your code is 555555"));
    const auto code = co_await source({.began = Clock::now()}, Deadline::after(30s));
    CHECK(code->reveal() == "555555");
  });
}

TEST_CASE("a mailbox that refuses the password, or whose certificate nobody vouches for, is named without secrets") {
  test::MailServer server;
  OtpMailbox wrong = mailbox(server);
  wrong.password = model::Secret("hunter2");
  CHECK_THROWS_WITH(code_of(wrong), "the mailbox of owner at " + server.url() + " refuses the user or the password");
  OtpMailbox untrusted = mailbox(server);
  untrusted.authorities.clear();
  CHECK_THROWS_WITH(code_of(untrusted), Catch::StartsWith("the mailbox of owner at " + server.url() + " cannot be trusted"));
  OtpMailbox nobody = mailbox(server);
  nobody.server = "imaps://127.0.0.1:1";
  nobody.within = 1s;
  CHECK_THROWS_WITH(code_of(nobody), Catch::StartsWith("the mailbox of owner at imaps://127.0.0.1:1: "));
}

TEST_CASE("a code from elsewhere does not wait for a mail server that is silent") {
  boost::asio::io_context context;
  const boost::asio::ip::tcp::acceptor silent(context, {boost::asio::ip::address_v4::loopback(), 0});
  const OtpMailbox box{.server = "imaps://127.0.0.1:" + std::to_string(silent.local_endpoint().port()),
                       .user = "owner",
                       .password = model::Secret("made-up"),
                       .pattern = "."};
  const auto began = std::chrono::steady_clock::now();
  test::run_async([&]() -> awaitable<void> {
    const auto person = sites::otp_from_prompt([](const sites::OtpRequest&) { return std::string("471109"); });
    const auto code = co_await sites::otp_from_any_of({otp_from_mailbox(box), person})({}, Deadline::after(60s));
    CHECK(code->reveal() == "471109");
  });
  CHECK(std::chrono::steady_clock::now() - began < 8s);  // a command to the server may take 15 s
}

}  // namespace
}  // namespace nightporter::stages
