#include <catch2/catch.hpp>
#include <chrono>
#include <stdexcept>

#include "cdp/async/on_worker.h"
#include "engine/process/chrome_process.h"
#include "sites/otp/totp.h"
#include "tests/app/person_at_window.h"
#include "tests/app/program_run.h"
#include "tests/backoffice/demo_back_office.h"
#include "tests/support/run_async.h"

namespace nightporter {
namespace {

using namespace std::chrono_literals;

/// "11122025" for 2025-11-12: what is typed into Chrome's field for dates.
std::string as_typed(model::CalendarDate day) {
  char text[16];
  std::snprintf(text, sizeof text, "%02u%02u%04d", day.month(), day.day(), day.year());
  return text;
}

TEST_CASE("record writes a recipe while a person works, and the recipe fetches and loads the report by itself") {
  const backoffice::DemoBackOffice office;
  const auto login = backoffice::demo_logins()[0];
  test::ProgramFolder folder;
  folder.send_origin("lantern", "https://lantern.example", office.origin());
  const auto yesterday =
      model::CalendarDate(std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now())) - std::chrono::days(1);

  test::run_async([&]() -> awaitable<void> {
    const auto chrome = co_await engine::ChromeProcess::launch({}, Deadline::after(20s));
    folder.add_store_without_secrets("lantern", login);
    auto program = folder.start("nightporter record --crm lantern --store " + login.shop.code +
                                " https://lantern.example/sign-in --report orders --headless --output lantern.yaml --transport " +
                                chrome->web_socket_url());
    co_await test::program_says(*program, "A window is open");
    const auto person = co_await test::PersonAtWindow::sit_down(chrome->web_socket_url(), office.origin());
    co_await person->types("input[name=username]", login.user_name);
    co_await person->types("input[name=password]", login.password);
    co_await person->presses("Enter");
    co_await person->sees("input[name=otp]");
    const auto totp = sites::TotpSecret::parse(model::Secret(login.totp_secret));
    co_await person->types("input[name=otp]", sites::totp_code(totp, sites::totp_window(totp, std::chrono::system_clock::now())).reveal());
    co_await person->clicks("button");
    co_await person->clicks("#menu a:nth-of-type(2)");
    co_await person->types("#from", as_typed(yesterday));
    co_await person->types("#to", as_typed(yesterday));
    co_await person->clicks("form.filter button");
    co_await person->clicks("#result .bar a, #result .bar button");
    co_await test::program_says(*program, "a file came");
    co_await person->closes_the_window();
    const auto end = co_await on_worker([&program] { return program->wait(30s); });
    INFO(program->output());
    REQUIRE(end);
    CHECK(end->exit_code == 0);
    CHECK_THAT(program->output(), Catch::Contains("lantern.yaml written") && !Catch::Contains(login.password));
    co_await chrome->close(Deadline::after(10s));
  });

  CHECK(folder.files_with(login.password).empty());
  const std::string recipe = test::read_file(folder / "lantern.yaml");
  INFO(recipe);
  CHECK_THAT(recipe,
             Catch::Contains("{{ from | yyyy-MM-dd }}") && Catch::Contains("{{ to | yyyy-MM-dd }}") && Catch::Contains("type: xlsx"));
  CHECK_THAT(recipe, Catch::Contains("- otp:") && Catch::Contains("{{ secret.password }}") && !Catch::Contains(login.user_name));

  test::ProgramFolder night;
  night.send_origin("lantern", "https://lantern.example", office.origin());
  night.add_recipe("lantern", recipe);
  night.add_store("lantern", login);
  const auto run =
      night.run("nightporter download --crm lantern --store " + login.shop.code + " --from yesterday --to yesterday --headless");
  INFO(run.output);
  CHECK(run.exit_code == 0);
  CHECK(std::stoi(night.query_one("SELECT count(*) FROM fact_lantern_orders")) > 0);
}

TEST_CASE("record refuses to write over a file, and an address that is none") {
  test::ProgramFolder folder;
  folder.add_store_without_secrets("demo", backoffice::demo_logins()[0]);
  folder.send_origin("demo", "https://lantern.example", "http://127.0.0.1:1");
  folder.add_recipe("mine", "site: mine\n");
  const auto taken = folder.run("nightporter record --crm mine --store n1 https://a.example --headless --output sites/mine.yaml");
  CHECK(taken.exit_code == 2);
  CHECK_THAT(taken.output, Catch::Contains("is there already"));
  CHECK(folder.run("nightporter record --crm mine --store n1 a.example --headless").exit_code == 2);
}

}  // namespace
}  // namespace nightporter
