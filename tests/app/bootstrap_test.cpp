#include <catch2/catch.hpp>
#include <chrono>
#include <stdexcept>

#include "cdp/async/on_worker.h"
#include "cdp/connection.h"
#include "cdp/protocol/page.h"
#include "cdp/protocol/runtime.h"
#include "cdp/protocol/target.h"
#include "cdp/session.h"
#include "engine/process/chrome_process.h"
#include "sites/otp/totp.h"
#include "tests/app/program_run.h"
#include "tests/backoffice/tumbledry_site.h"
#include "tests/support/run_async.h"

namespace nightporter {
namespace {

using namespace std::chrono_literals;

/// A person in front of the browser's window: fills in and submits what the page asks for.
class Person {
 public:
  static awaitable<std::unique_ptr<Person>> sit_down(std::string browser_url, std::string page_prefix) {
    const Deadline deadline = Deadline::after(20s);
    auto person = std::unique_ptr<Person>(new Person);
    person->connection_ = co_await cdp::Connection::open_websocket(std::move(browser_url), {}, deadline);
    const auto targets = co_await person->connection_->root().call(cdp::target::GetTargets{}, deadline);
    for (const auto& target : targets.targetInfos)
      if (target.url.starts_with(page_prefix)) {
        const auto attached =
            co_await person->connection_->root().call(cdp::target::AttachToTarget{.targetId = target.targetId, .flatten = true}, deadline);
        person->page_ = person->connection_->attach(attached.sessionId);
      }
    if (!person->page_) throw std::runtime_error("there is no page at " + page_prefix);
    co_await person->page_->call(cdp::page::Enable{}, deadline);
    co_return person;
  }

  /// Fills in the form and sends it; returns when the next page is there.
  awaitable<void> submits(std::string filling) {
    const Deadline deadline = Deadline::after(20s);
    auto loads = page_->events<cdp::page::LoadEventFired>();
    co_await page_->call(cdp::runtime::Evaluate{.expression = filling + "document.querySelector('[type=submit]').click()"}, deadline);
    co_await loads.next(deadline);
  }

 private:
  Person() = default;
  std::unique_ptr<cdp::Connection> connection_;
  std::unique_ptr<cdp::Session> page_;
};

std::string fill_in(const std::string& field, const std::string& value) {
  return "document.querySelector('input[name=" + field + "]').value = '" + value + "';";
}

TEST_CASE("bootstrap waits until a person has signed in, saves the session, and later downloads need no password") {
  backoffice::TumbleDrySite site;
  test::ProgramFolder folder;
  folder.send_origin("td", "https://subs.quickdrycleaning.com", site.subs_origin());
  folder.send_origin("td", "https://reports.quickdrycleaning.com", site.reports_origin());
  const auto login = backoffice::tumbledry_logins()[0];
  folder.add_store_without_secrets("td", login);

  test::run_async([&]() -> awaitable<void> {
    const auto chrome = co_await engine::ChromeProcess::launch({}, Deadline::after(20s));
    auto program = folder.start("crm_download bootstrap --crm td --store a668 --transport " + chrome->web_socket_url());
    // The program says when its window is there; the person looks at it.
    co_await on_worker([&program] {
      for (int look = 0; look < 300 && program->output().find("Log in to TumbleDry") == std::string::npos; ++look)
        if (program->wait(100ms)) break;
    });
    INFO(program->output());
    const auto person = co_await Person::sit_down(chrome->web_socket_url(), site.subs_origin());
    co_await person->submits(fill_in("username", login.user_name) + fill_in("password", login.password));
    const auto totp = sites::TotpSecret::parse(model::Secret(login.totp_secret));
    co_await person->submits(fill_in("otp", sites::totp_code(totp, sites::totp_window(totp, std::chrono::system_clock::now())).reveal()));
    const auto end = co_await on_worker([&program] { return program->wait(30s); });
    INFO(program->output());
    REQUIRE(end);
    CHECK(end->exit_code == 0);
    CHECK_THAT(program->output(), Catch::Contains("Signed in. The session of td/a668 is sealed and saved"));
    co_await chrome->close(Deadline::after(10s));
  });

  const auto download = folder.run("crm_download download --crm td --store a668 --from 2025-11-12 --to 2025-11-12");
  INFO(download.output);
  CHECK(download.exit_code == 0);
  CHECK(std::stoi(folder.query_one("SELECT count(*) FROM fact_td_orders")) > 0);
}

}  // namespace
}  // namespace nightporter
