#include <catch2/catch.hpp>
#include <chrono>
#include <stdexcept>

#include "cdp/async/on_worker.h"
#include "cdp/connection.h"
#include "cdp/protocol/page.h"
#include "cdp/protocol/runtime.h"
#include "cdp/protocol/target.h"
#include "cdp/session.h"
#include "engine/element/keyboard.h"
#include "engine/element/mouse.h"
#include "engine/process/chrome_process.h"
#include "sites/otp/totp.h"
#include "tests/app/program_run.h"
#include "tests/backoffice/demo_back_office.h"
#include "tests/support/run_async.h"

namespace nightporter {
namespace {

using namespace std::chrono_literals;

/// A person at the window that the program has opened: sees the page, and uses mouse and keyboard only.
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
        person->target_ = target.targetId;
        person->page_ = person->connection_->attach(attached.sessionId);
      }
    if (!person->page_) throw std::runtime_error("there is no page at " + page_prefix);
    person->keyboard_ = std::make_unique<engine::Keyboard>(*person->page_);
    person->mouse_ = std::make_unique<engine::Mouse>(*person->page_);
    co_return person;
  }

  awaitable<void> sees(std::string element) {
    const Deadline deadline = Deadline::after(20s);
    for (;;) {
      if (co_await ask("!!document.querySelector('" + element + "') && document.readyState === 'complete'") == "true") co_return;
      if (deadline.has_passed()) throw std::runtime_error("the person looks for " + element + " in vain");
      co_await ask("new Promise(done => setTimeout(done, 50))");
    }
  }
  awaitable<void> clicks(std::string element) {
    co_await sees(element);
    const double x = std::stod(co_await ask("(() => { const b = document.querySelector('" + element +
                                            "').getBoundingClientRect(); return b.x + b.width / 2 })()"));
    const double y = std::stod(co_await ask("(() => { const b = document.querySelector('" + element +
                                            "').getBoundingClientRect(); return b.y + b.height / 2 })()"));
    co_await mouse_->click({x, y}, engine::MouseButton::kLeft, 1, {}, Deadline::after(20s));
  }
  awaitable<void> types(std::string element, std::string keys) {
    co_await sees(element);
    co_await ask("document.querySelector('" + element + "').focus()");
    co_await keyboard_->type(keys, Deadline::after(20s));
  }
  awaitable<void> presses(std::string key) { co_await keyboard_->press(key, Deadline::after(20s)); }
  awaitable<void> closes_the_window() {
    co_await connection_->root().call(cdp::target::CloseTarget{.targetId = target_}, Deadline::after(20s));
  }

 private:
  Person() = default;
  /// Between two documents there is nothing to see: then it is "null".
  awaitable<std::string> ask(std::string expression) {
    try {
      const auto answer = co_await page_->call(
          cdp::runtime::Evaluate{.expression = std::move(expression), .returnByValue = true, .awaitPromise = true}, Deadline::after(20s));
      co_return answer.result.value ? answer.result.value->text : "null";
    } catch (const cdp::ProtocolError&) {
      co_return "null";
    }
  }

  std::unique_ptr<cdp::Connection> connection_;
  std::unique_ptr<cdp::Session> page_;
  cdp::TargetId target_;
  std::unique_ptr<engine::Keyboard> keyboard_;
  std::unique_ptr<engine::Mouse> mouse_;
};

awaitable<void> shows(test::ChildProgram& program, std::string text) {
  const bool shown = co_await on_worker([&] {
    for (int look = 0; look < 300; ++look) {
      if (program.output().find(text) != std::string::npos) return true;
      if (program.wait(100ms)) break;
    }
    return program.output().find(text) != std::string::npos;
  });
  if (!shown) throw std::runtime_error("the program does not say " + text + "; it said:\n" + program.output());
}

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
    co_await shows(*program, "A window is open");
    const auto person = co_await Person::sit_down(chrome->web_socket_url(), office.origin());
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
    co_await shows(*program, "a file came");
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
