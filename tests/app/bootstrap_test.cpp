#include <catch2/catch.hpp>
#include <chrono>
#include <stdexcept>

#include "cdp/async/on_worker.h"
#include "engine/process/chrome_process.h"
#include "sites/otp/totp.h"
#include "tests/app/person_at_window.h"
#include "tests/app/program_run.h"
#include "tests/backoffice/tumbledry_site.h"
#include "tests/support/run_async.h"

namespace nightporter {
namespace {

using namespace std::chrono_literals;

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
    co_await test::program_says(*program, "Log in to TumbleDry");
    const auto person = co_await test::PersonAtWindow::sit_down(chrome->web_socket_url(), site.subs_origin());
    co_await person->types("input[name=username]", login.user_name);
    co_await person->types("input[name=password]", login.password);
    co_await person->clicks("[type=submit]");
    const auto totp = sites::TotpSecret::parse(model::Secret(login.totp_secret));
    co_await person->types("input[name=otp]", sites::totp_code(totp, sites::totp_window(totp, std::chrono::system_clock::now())).reveal());
    co_await person->clicks("[type=submit]");
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
