#include <catch2/catch.hpp>

#include "engine/browser/page.h"
#include "sites/catalog.h"
#include "sites/error.h"
#include "tests/backoffice/demo_back_office.h"
#include "tests/sites/run/site_session.h"

namespace nightporter::sites {
namespace {

using namespace std::chrono_literals;
using backoffice::HttpResponse;
using test::period;
using test::SiteSession;
using test::SiteSetting;
using test::store_of;
using test::with_site;
using test::with_steps;

const char* kNoSteps = "- fetch: { get: https://shop.example/x, save_as: csv }";

Recipe demo_recipe() {
  return Catalog({std::filesystem::path(NIGHTPORTER_SOURCE) / "sites" / "catalog"}).find(model::SiteCode("demo"));
}

SiteSetting demo_setting(backoffice::DemoBackOffice& office) {
  SiteSetting setting;
  setting.overrides = {{"https://lantern.example", office.origin()}};
  setting.store = store_of("demo", backoffice::demo_logins()[0]);
  return setting;
}

void serve_home(SiteSession& s, const std::string& body, int status = 200) {
  s.browser.server.handle("GET", "/home", HttpResponse::html("<!doctype html><title>Home</title>" + body, status));
}

TEST_CASE("the probe tells signed in, signed out, other known pages and unknown ones apart") {
  with_steps(kNoSteps, [](SiteSession& s) -> awaitable<void> {
    serve_home(s, "<script>setTimeout(() => document.body.innerHTML = '<nav id=menu>Menu</nav>', 200)</script>");
    CHECK((co_await s.site.probe_session(s.deadline)).signed_in());
    serve_home(s, "<input name=password>");
    CHECK((co_await s.site.probe_session(s.deadline)).kind == SessionState::Kind::kSignedOut);
    serve_home(s, "<p>Your account is locked</p>");
    const SessionState locked = co_await s.site.probe_session(s.deadline);
    CHECK(locked.kind == SessionState::Kind::kOutcome);
    CHECK(locked.page == LoginPage::kBlocked);
    serve_home(s, "<p>Maintenance</p>");
    const SessionState unknown = co_await s.site.probe_session(s.deadline);
    CHECK(unknown.kind == SessionState::Kind::kUnknownPage);
    CHECK(unknown.title == "Home");
    CHECK(unknown.url == s.browser.server.url("/home"));
    CHECK((co_await s.site.look_at_page(s.deadline)).kind == SessionState::Kind::kUnknownPage);
  });
}

TEST_CASE("the page that the probe has opened is not opened again by the report that begins there") {
  const std::string steps = "- goto: https://shop.example/home\n- fetch: { get: https://shop.example/x, save_as: csv }";
  with_steps(steps, [](SiteSession& s) -> awaitable<void> {
    auto& server = s.browser.server;
    serve_home(s, "<nav id=menu>Menu</nav>");
    server.handle("GET", "/x", HttpResponse::attachment("text/csv", "x.csv", "a\n1\n"));
    server.handle("GET", "/y", HttpResponse::html("<p>elsewhere"));
    const auto run_orders = [&s]() -> awaitable<void> {
      const ReportFiles files = co_await s.site.run_report(model::ReportName("orders"), period("2025-11-12", "2025-11-12"), s.deadline);
      for (const FetchedDownload& download : files.files) std::filesystem::remove(download.file);
    };
    REQUIRE((co_await s.site.probe_session(s.deadline)).signed_in());
    co_await run_orders();
    CHECK(server.count_requests("GET", "/home") == 1);
    co_await run_orders();  // what the first one has done to the page is not known
    CHECK(server.count_requests("GET", "/home") == 2);

    REQUIRE((co_await s.site.probe_session(s.deadline)).signed_in());
    co_await s.browser.page->go_to(server.url("/y"), engine::WaitUntil::kLoad, s.deadline);
    co_await run_orders();
    CHECK(server.count_requests("GET", "/home") == 4);
  });
}

TEST_CASE("a person who is asked before each step gets every page opened, whatever the probe has opened") {
  SiteSetting setting;
  setting.guide = [](StepMoment) -> awaitable<StepOrder> { co_return StepOrder{}; };
  with_steps(
      "- goto: https://shop.example/home\n- fetch: { get: https://shop.example/x, save_as: csv }",
      [](SiteSession& s) -> awaitable<void> {
        serve_home(s, "<nav id=menu>Menu</nav>");
        s.browser.server.handle("GET", "/x", HttpResponse::attachment("text/csv", "x.csv", "a\n1\n"));
        REQUIRE((co_await s.site.probe_session(s.deadline)).signed_in());
        const ReportFiles files = co_await s.site.run_report(model::ReportName("orders"), period("2025-11-12", "2025-11-12"), s.deadline);
        for (const FetchedDownload& download : files.files) std::filesystem::remove(download.file);
        CHECK(s.browser.server.count_requests("GET", "/home") == 2);
      },
      setting);
}

TEST_CASE("the sign-in page to which the probe was sent is not opened again either") {
  SiteSetting setting;
  setting.store.secrets["password"] = model::Secret("geheim");
  with_steps(
      kNoSteps,
      [](SiteSession& s) -> awaitable<void> {
        auto& server = s.browser.server;
        server.handle("GET", "/home", HttpResponse::redirect("/login", 303));
        server.handle("GET", "/login",
                      HttpResponse::html("<input name=password oninput=\"document.body.innerHTML = '<nav id=menu>Menu'\">"));
        CHECK((co_await s.site.probe_session(s.deadline)).kind == SessionState::Kind::kSignedOut);
        CHECK((co_await s.site.sign_in(s.deadline)).signed_in());
        CHECK(server.count_requests("GET", "/login") == 1);
        CHECK((co_await s.site.sign_in(s.deadline)).signed_in());
        CHECK(server.count_requests("GET", "/login") == 2);
      },
      setting);
}

TEST_CASE("a probe of a server in trouble is worth another try") {
  with_steps(kNoSteps, [](SiteSession& s) -> awaitable<void> {
    serve_home(s, "", 502);
    bool transient = false;
    try {
      co_await s.site.probe_session(s.deadline);
    } catch (const TransientFailure& error) {
      transient = true;
      CHECK(std::string(error.what()) == "try again later at probe (goto \"https://shop.example/home\"): the server answers 502");
    }
    CHECK(transient);
  });
}

TEST_CASE("a login that ends on a page of a server in trouble is worth another try, and told at once") {
  with_steps(kNoSteps, [](SiteSession& s) -> awaitable<void> {
    s.browser.server.handle("GET", "/login", HttpResponse::html("<form method=post><input name=password><button>Go</button></form>"));
    s.browser.server.handle("POST", "/login", HttpResponse::html("<h1>Service Unavailable</h1>", 503));
    Recipe recipe = s.recipe;
    recipe.session.sign_in.clear();
    Step open, click;
    open.action = GoTo{TextTemplate::literal("https://shop.example/login")};
    click.action = Click{{TextTemplate::literal("text=Go")}};
    recipe.session.sign_in.push_back(open);
    recipe.session.sign_in.push_back(click);
    Interpreter site(*s.browser.page, recipe,
                     {.variables = Variables::of_store(SiteSetting().store),
                      .overrides = OriginOverrides({{"https://shop.example", s.browser.server.url("")}}),
                      .folder = s.folder});
    const auto began = std::chrono::steady_clock::now();
    std::optional<Trouble> trouble;
    try {
      co_await site.sign_in(s.deadline);
    } catch (const TransientFailure& error) {
      trouble = error.trouble();
      CHECK(std::string(error.what()) == "try again later at sign_in: the server answers 503");
    }
    CHECK(trouble == Trouble::kServer);
    CHECK(std::chrono::steady_clock::now() - began < 10s);
  });
}

TEST_CASE("signing out ends the session before anything else goes on") {
  backoffice::DemoBackOffice office;
  SiteSetting setting = demo_setting(office);
  setting.otp = otp_from_totp(TotpSecret::parse(model::Secret(backoffice::demo_logins()[0].totp_secret)));
  Recipe recipe = demo_recipe();
  Step sign_out;
  sign_out.action = Click{{TextTemplate::literal("text=Sign out")}};
  recipe.session.sign_out.push_back(sign_out);
  with_site(recipe, setting, [](SiteSession& s) -> awaitable<void> {
    CHECK((co_await s.site.sign_in(s.deadline)).signed_in());
    co_await s.site.sign_out(s.deadline);
    CHECK((co_await s.site.probe_session(s.deadline)).kind == SessionState::Kind::kSignedOut);
  });
}

TEST_CASE("a wrong password is an outcome, and one that must not be repeated") {
  backoffice::DemoBackOffice office;
  SiteSetting setting = demo_setting(office);
  setting.store.secrets["password"] = model::Secret("wrong");
  const Recipe recipe = demo_recipe();
  with_site(recipe, setting, [](SiteSession& s) -> awaitable<void> {
    const SignInOutcome outcome = co_await s.site.sign_in(s.deadline);
    CHECK(outcome.kind == SignInOutcome::Kind::kWrongPassword);
    CHECK(outcome.must_not_be_repeated());
  });
}

TEST_CASE("a locked account is an outcome") {
  backoffice::DemoBackOffice office({.logins = backoffice::demo_logins(), .lock_after = 1});
  office.change([](backoffice::BackOfficeState& state) { state.accounts.check_password("north.office", "wrong"); });
  const Recipe recipe = demo_recipe();
  with_site(recipe, demo_setting(office),
            [](SiteSession& s) -> awaitable<void> { CHECK((co_await s.site.sign_in(s.deadline)).kind == SignInOutcome::Kind::kBlocked); });
}

TEST_CASE("without a source of one-time passwords the sign-in ends where one is asked for") {
  backoffice::DemoBackOffice office;
  const Recipe recipe = demo_recipe();
  with_site(recipe, demo_setting(office), [](SiteSession& s) -> awaitable<void> {
    const SignInOutcome outcome = co_await s.site.sign_in(s.deadline);
    CHECK(outcome.kind == SignInOutcome::Kind::kOtpNeeded);
    CHECK_FALSE(outcome.must_not_be_repeated());
  });
}

TEST_CASE("a one-time password that the site refuses is an outcome of its own") {
  backoffice::DemoBackOffice office;
  SiteSetting setting = demo_setting(office);
  std::string asked_for;
  setting.otp = otp_from_prompt([&](const OtpRequest& request) {
    asked_for = request.store;
    return std::string("000 000");
  });
  const Recipe recipe = demo_recipe();
  with_site(recipe, setting, [&](SiteSession& s) -> awaitable<void> {
    CHECK((co_await s.site.sign_in(s.deadline)).kind == SignInOutcome::Kind::kOtpRefused);
    CHECK(asked_for == "demo/north");
  });
}

TEST_CASE("a password that the configuration lacks is named") {
  backoffice::DemoBackOffice office;
  SiteSetting setting = demo_setting(office);
  setting.store.secrets.erase("password");
  const Recipe recipe = demo_recipe();
  with_site(recipe, setting, [](SiteSession& s) -> awaitable<void> {
    std::string message;
    try {
      co_await s.site.sign_in(s.deadline);
    } catch (const ConfigurationLacking& error) {
      message = error.what();
    }
    CHECK(message.find("lacks the secret \"password\"") != std::string::npos);
  });
}

TEST_CASE("a secret is never typed into a page of another origin") {
  with_steps(kNoSteps,
             [](SiteSession& s) -> awaitable<void> {
               // The same server under another origin: the login page sends the browser there.
               s.browser.server.handle("GET", "/login", HttpResponse::redirect(s.browser.server.localhost_url("/elsewhere")));
               s.browser.server.handle("GET", "/elsewhere", HttpResponse::html("<title>Trap</title><input name=password>"));
               bool refused = false;
               try {
                 co_await s.site.sign_in(s.deadline);
               } catch (const SecretRefused& error) {
                 refused = true;
                 CHECK(error.reason().find(s.browser.server.localhost_url("")) != std::string::npos);
               }
               CHECK(refused);
               CHECK(co_await s.browser.page->evaluate("document.querySelector('input').value", s.deadline) == "\"\"");
             },
             {.store = {model::SiteCode("shop"), model::StoreCode("n1"), "North", {{"password", model::Secret("geheim")}}, {}}});
}

TEST_CASE("a secret is never typed into a frame of another origin") {
  Recipe recipe = test::recipe_with_steps(kNoSteps);
  recipe.session.sign_in[1].frame = {TextTemplate::literal("css=iframe")};
  SiteSetting setting;
  setting.store.secrets["password"] = model::Secret("geheim");
  with_site(recipe, setting, [](SiteSession& s) -> awaitable<void> {
    s.browser.server.handle("GET", "/login",
                            HttpResponse::html("<iframe src='" + s.browser.server.localhost_url("/frame") + "'></iframe>"));
    s.browser.server.handle("GET", "/frame", HttpResponse::html("<input name=password>"));
    bool refused = false;
    try {
      co_await s.site.sign_in(s.deadline);
    } catch (const SecretRefused&) {
      refused = true;
    }
    CHECK(refused);
  });
}

TEST_CASE("a secret is given to the page's own script only where the recipe's origins are") {
  SiteSetting setting;
  setting.store.secrets["password"] = model::Secret("geheim");
  with_steps(
      "- evaluate: { script: 'given => { localStorage.word = given.word }', with: { word: '{{ secret.password }}' } }\n" +
          std::string(kNoSteps),
      [](SiteSession& s) -> awaitable<void> {
        s.browser.server.handle("GET", "/trap", HttpResponse::html("<title>Trap</title><nav id=menu>"));
        co_await s.browser.page->go_to(s.browser.server.localhost_url("/trap"), engine::WaitUntil::kLoad, s.deadline);
        const auto error = co_await test::error_of<SecretRefused>(
            s.site.run_report(model::ReportName("orders"), test::period("2025-11-10", "2025-11-12"), s.deadline));
        CHECK(error.reason().find(s.browser.server.localhost_url("")) != std::string::npos);
        CHECK(co_await s.browser.page->evaluate("localStorage.length", s.deadline) == "0");
      },
      setting);
}

TEST_CASE("a file is uploaded nowhere but where the recipe's origins are") {
  const test::TemporaryFolder folder;
  const auto file = folder.write("filter.csv", "x").string();
  with_steps("- upload: { into: 'css=input', files: " + file + " }\n" + std::string(kNoSteps), [](SiteSession& s) -> awaitable<void> {
    s.browser.server.handle("GET", "/trap", HttpResponse::html("<title>Trap</title><nav id=menu></nav><input type=file>"));
    co_await s.browser.page->go_to(s.browser.server.localhost_url("/trap"), engine::WaitUntil::kLoad, s.deadline);
    co_await test::error_of<SecretRefused>(
        s.site.run_report(model::ReportName("orders"), test::period("2025-11-10", "2025-11-12"), s.deadline));
    CHECK(co_await s.browser.page->evaluate("document.querySelector('input').files.length", s.deadline) == "0");
  });
}

TEST_CASE("neither errors nor step reports show a secret") {
  SiteSetting setting;
  setting.store.secrets["password"] = model::Secret("geheim");
  with_steps(
      kNoSteps,
      [](SiteSession& s) -> awaitable<void> {
        s.browser.server.handle("GET", "/login", HttpResponse::html("<input name=password readonly>"));
        std::string text;
        try {
          co_await s.site.sign_in(s.deadline.earlier_of(3s));
        } catch (const std::exception& error) {
          text = error.what();
        }
        for (const StepReport& step : s.steps) text += step.words;
        CHECK(text.find("css=input[name=password]") != std::string::npos);
        CHECK(text.find("geheim") == std::string::npos);
      },
      setting);
}

}  // namespace
}  // namespace nightporter::sites
