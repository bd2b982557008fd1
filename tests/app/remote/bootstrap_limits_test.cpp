#include <catch2/catch.hpp>
#include <mutex>
#include <sstream>
#include <thread>

#include "app/commands/commands.h"
#include "app/error.h"
#include "cdp/async/on_worker.h"
#include "engine/process/chrome_process.h"
#include "tests/app/remote/remote_person.h"
#include "tests/backoffice/tumbledry_site.h"
#include "tests/support/run_async.h"
#include "tests/support/temporary_folder.h"

namespace nightporter::app {
namespace {

using namespace std::chrono_literals;
using test::Device;
using test::RemotePerson;

/// A stream that another thread reads while it is written.
class SharedOutput : public std::stringbuf {
 public:
  std::string text() const {
    const std::lock_guard lock(mutex_);
    return text_;
  }

 private:
  std::streamsize xsputn(const char* text, std::streamsize size) override {
    const std::lock_guard lock(mutex_);
    text_.append(text, static_cast<std::size_t>(size));
    return size;
  }
  int_type overflow(int_type c) override {
    const char letter = static_cast<char>(c);
    xsputn(&letter, 1);
    return c;
  }
  mutable std::mutex mutex_;
  std::string text_;
};

/// Somebody opens the link and then does nothing: what the page and the command say in the end.
void nothing_is_done(std::chrono::seconds within, std::chrono::seconds idle, std::string page_title, std::string message) {
  const test::TemporaryFolder folder;
  backoffice::TumbleDrySite site;
  test::run_async([&]() -> awaitable<void> {
    const auto chrome = co_await engine::ChromeProcess::launch({}, Deadline::after(20s));
    const auto configuration =
        folder.write("nightporter.yaml", "sites: { folders: [\"" NIGHTPORTER_SOURCE_DIR
                                         "/sites/catalog\"], origins: { td: { \"https://subs."
                                         "quickdrycleaning.com\": \"" +
                                             site.subs_origin() + "\" } } }\nstores: [ { site: td, code: a668, name: UttamNagar } ]\n");
    const BootstrapOptions options{.selection = {.crm = "td", .store = "a668"}, .within = within, .remote = RemoteOptions{.idle = idle}};
    SharedOutput output;
    std::ostream stream(&output);
    const CommandContext context{
        .global = {.configuration = configuration, .transport = chrome->web_socket_url()}, .environment = {}, .out = stream, .err = stream};
    std::string failure;
    std::thread command([&] {
      try {
        execute(options, context);
      } catch (const Error& error) {
        failure = error.what();
      } catch (const std::exception& error) {
        failure = std::string("another error: ") + error.what();
      }
    });
    co_await on_worker([&output] {
      while (output.text().find("THIS-MACHINE") == std::string::npos) std::this_thread::yield();
    });
    const std::string text = output.text();
    const std::size_t start = text.find("http");
    const auto person = co_await RemotePerson::come(text.substr(start, text.find('\n', start) - start), Device::kPhone);
    co_await person->sees("document.querySelector('#end-title').textContent === '" + page_title + "'");
    co_await person->keep_picture("over");
    co_await on_worker([&command] { command.join(); });
    CHECK_THAT(failure, Catch::Contains(message));
    co_await person->leave();
    co_await chrome->close(Deadline::after(10s));
  });
}

TEST_CASE("a page that nobody uses closes, and says so here and there") {
  nothing_is_done(60s, 4s, "Closed after a quiet while", "td/a668: nobody has used the page");
}

TEST_CASE("when the time is up the page closes, and says so here and there") {
  nothing_is_done(6s, 60s, "The time is up", "td/a668: nobody was signed in");
}

}  // namespace
}  // namespace nightporter::app
