#include <catch2/catch.hpp>
#include <chrono>
#include <cmath>
#include <csignal>
#include <stdexcept>

#include "cdp/async/on_worker.h"
#include "cdp/connection.h"
#include "cdp/protocol/runtime.h"
#include "cdp/protocol/target.h"
#include "cdp/session.h"
#include "engine/process/chrome_process.h"
#include "sites/otp/totp.h"
#include "tests/app/program_run.h"
#include "tests/app/remote/remote_person.h"
#include "tests/backoffice/tumbledry_site.h"
#include "tests/support/http_client.h"
#include "tests/support/run_async.h"

namespace nightporter {
namespace {

using namespace std::chrono_literals;
using test::Device;
using test::RemotePerson;

/// Waits until the program has printed `words`, and returns all that it has.
awaitable<std::string> printed(test::ChildProgram& program, std::string words) {
  co_await on_worker([&program, &words] {
    for (int look = 0; look < 300 && program.output().find(words) == std::string::npos; ++look)
      if (program.wait(100ms)) break;
  });
  std::string output = program.output();
  if (output.find(words) == std::string::npos) throw std::runtime_error("it does not say \"" + words + "\":\n" + output);
  co_return output;
}

std::string link_in(const std::string& output) {
  const std::size_t start = output.find("http", output.find("Open this link"));
  return output.substr(start, output.find('\n', start) - start);
}

/// What a person sees in the picture, asked of the browser behind it: where an element is.
class Eyes {
 public:
  static awaitable<std::unique_ptr<Eyes>> open(std::string browser_url, std::string page_prefix) {
    const Deadline deadline = Deadline::after(20s);
    auto eyes = std::unique_ptr<Eyes>(new Eyes);
    eyes->connection_ = co_await cdp::Connection::open_websocket(std::move(browser_url), {}, deadline);
    const auto targets = co_await eyes->connection_->root().call(cdp::target::GetTargets{}, deadline);
    for (const auto& target : targets.targetInfos)
      if (target.url.starts_with(page_prefix)) {
        const auto attached =
            co_await eyes->connection_->root().call(cdp::target::AttachToTarget{.targetId = target.targetId, .flatten = true}, deadline);
        eyes->page_ = eyes->connection_->attach(attached.sessionId);
      }
    if (!eyes->page_) throw std::runtime_error("there is no page at " + page_prefix);
    co_return eyes;
  }

  /// The middle of the element, as soon as it is there.
  awaitable<engine::Point> find(std::string selector) {
    const double packed = co_await ask("const element = document.querySelector('" + selector +
                                       "'); if (element) { const box = element.getBoundingClientRect(); return Math.round(box.x + "
                                       "box.width / 2) * 10000 + Math.round(box.y + box.height / 2); }");
    co_return engine::Point{.x = std::floor(packed / 10000), .y = std::fmod(packed, 10000)};
  }

  awaitable<void> see_focus_on(std::string selector) { co_await ask("if (document.activeElement.matches('" + selector + "')) return 1;"); }

 private:
  /// Runs `script` again and again, in the next document too, until it returns a number.
  awaitable<double> ask(std::string script) {
    for (const Deadline deadline = Deadline::after(20s);;) {
      cdp::runtime::Evaluate evaluate{.expression = "(() => { " + script + " })()"};
      evaluate.returnByValue = true;
      const auto found = co_await page_->call(std::move(evaluate), deadline);
      if (found.result.value) co_return std::stod(found.result.value->text);
    }
  }

  Eyes() = default;
  std::unique_ptr<cdp::Connection> connection_;
  std::unique_ptr<cdp::Session> page_;
};

struct RemoteScene {
  backoffice::TumbleDrySite site;
  test::ProgramFolder folder;
  const backoffice::ShopLogin login = backoffice::tumbledry_logins()[0];

  RemoteScene() {
    folder.send_origin("td", "https://subs.quickdrycleaning.com", site.subs_origin());
    folder.send_origin("td", "https://reports.quickdrycleaning.com", site.reports_origin());
    folder.add_store_without_secrets("td", login);
  }
};

awaitable<void> fills_in(RemotePerson& person, Eyes& eyes, std::string selector, std::string text) {
  const engine::Point field = co_await eyes.find(selector);
  co_await person.press_at(field);
  co_await eyes.see_focus_on(selector);
  co_await person.sees("document.activeElement.id === 'keys'");
  co_await person.type(std::move(text));
}

awaitable<void> signs_in(RemotePerson& person, Eyes& eyes, const backoffice::ShopLogin& login) {
  co_await fills_in(person, eyes, "input[name=username]", login.user_name);
  co_await fills_in(person, eyes, "input[name=password]", login.password);
  co_await person.keep_picture("password");
  const engine::Point button = co_await eyes.find("[type=submit]");
  co_await person.press_at(button);
  const auto totp = sites::TotpSecret::parse(model::Secret(login.totp_secret));
  co_await eyes.find("input[name=otp]");
  co_await fills_in(person, eyes, "input[name=otp]",
                    sites::totp_code(totp, sites::totp_window(totp, std::chrono::system_clock::now())).reveal());
  co_await person.keep_picture("code");
  co_await person.press_key("Enter");
}

void signs_in_from(Device device, std::string more_options, std::string scheme) {
  RemoteScene scene;
  test::run_async([&]() -> awaitable<void> {
    engine::LaunchOptions as_started_for_this;
    as_started_for_this.extra_flags = {"--force-device-scale-factor=2"};
    const auto chrome = co_await engine::ChromeProcess::launch(std::move(as_started_for_this), Deadline::after(20s));
    auto program = scene.folder.start("nightporter bootstrap --crm td --store a668 --remote --log-wire wire.log --transport " +
                                      chrome->web_socket_url() + more_options);
    const std::string output = co_await printed(*program, "/enter/");
    const std::string link = link_in(output);
    CHECK_THAT(link, Catch::StartsWith(scheme + "://127.0.0.1:"));
    const auto eyes = co_await Eyes::open(chrome->web_socket_url(), scene.site.subs_origin());
    const auto person = co_await RemotePerson::come(link, device);
    co_await signs_in(*person, *eyes, scene.login);
    co_await person->sees("document.querySelector('#end-title').textContent === 'Thank you'");
    co_await person->keep_picture("thanks");
    const auto end = co_await on_worker([&program] { return program->wait(30s); });
    INFO(program->output());
    REQUIRE(end);
    CHECK(end->exit_code == 0);
    CHECK_THAT(program->output(), Catch::Contains("Somebody at 127.0.0.1 has opened the link") &&
                                      Catch::Contains("Signed in. The session of td/a668 is sealed and saved"));
    co_await person->leave();
    co_await chrome->close(Deadline::after(10s));
    // Neither what was typed nor the link is kept anywhere.
    CHECK(scene.folder.files_with(scene.login.password).empty());
    CHECK(scene.folder.files_with(link.substr(link.rfind('/') + 1)).empty());
  });
  const auto download = scene.folder.run("nightporter download --crm td --store a668 --from 2025-11-12 --to 2025-11-12");
  INFO(download.output);
  CHECK(download.exit_code == 0);
}

TEST_CASE("a person signs in on the page that bootstrap --remote serves, and later downloads need no password") {
  signs_in_from(Device::kDesktop, "", "http");
}

TEST_CASE("bootstrap --remote over TLS, from a phone") {
  const test::TemporaryFolder tls;
  test::ChildProgram openssl({.arguments = {"/usr/bin/openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
                                            "/CN=127.0.0.1", "-keyout", (tls / "key.pem").string(), "-out", (tls / "cert.pem").string()}});
  REQUIRE(openssl.wait(30s));
  signs_in_from(Device::kPhone, " --tls-certificate " + (tls / "cert.pem").string() + " --tls-key " + (tls / "key.pem").string(), "https");
}

TEST_CASE("bootstrap --remote says what is wrong with its options before it starts a browser") {
  RemoteScene scene;
  const auto ends_with = [&scene](const std::string& options, const std::string& words) {
    const auto result = scene.folder.run("nightporter bootstrap --crm td --store a668 " + options);
    INFO(options);
    CHECK(result.exit_code == 2);
    CHECK_THAT(result.output, Catch::Contains(words));
  };
  ends_with("--remote --listen 8443", "is not an address and a port");
  ends_with("--remote --listen 0.0.0.0:0", "without TLS would send the password readable");
  ends_with("--remote --tls-key key.pem", "TLS needs both");
  ends_with("--listen 127.0.0.1:0", "--remote");
  ends_with("--remote --tls-key /nowhere/key.pem --tls-certificate /nowhere/cert.pem", "/nowhere/cert.pem cannot be used");
}

TEST_CASE("the link does not outlive bootstrap --remote: after Ctrl-C nobody answers there") {
  RemoteScene scene;
  test::run_async([&]() -> awaitable<void> {
    const auto chrome = co_await engine::ChromeProcess::launch({}, Deadline::after(20s));
    auto program = scene.folder.start("nightporter bootstrap --crm td --store a668 --remote --transport " + chrome->web_socket_url());
    const std::string output = co_await printed(*program, "THIS-MACHINE");
    const std::string link = link_in(output);
    co_await on_worker([&] {
      test::HttpClient client;
      CHECK(client.get(link).status == 200);
      CHECK(client.get(link + "0").status == 404);
    });
    program->signal(SIGINT);
    const auto end = co_await on_worker([&program] { return program->wait(30s); });
    REQUIRE(end);
    CHECK(end->exit_code == 130);
    co_await on_worker([&link] {
      test::HttpClient client;
      CHECK(client.get(link).failure);
    });
    co_await chrome->close(Deadline::after(10s));
  });
}

}  // namespace
}  // namespace nightporter
