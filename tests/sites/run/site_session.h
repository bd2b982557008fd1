#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "sites/interpreter.h"
#include "tests/backoffice/back_office_state.h"
#include "tests/support/browser_session.h"
#include "tests/support/temporary_folder.h"

namespace nightporter::sites::test {

using nightporter::test::BrowserSession;
using nightporter::test::TemporaryFolder;

/// A real Chrome, a recipe, and an interpreter for one store on one page.
struct SiteSession {
  BrowserSession& browser;
  const Recipe& recipe;
  Interpreter& site;
  std::vector<StepReport>& steps;
  std::map<std::string, std::string>& pictures;
  Deadline deadline;
  std::filesystem::path folder;  // of the files that fetch makes
};

struct SiteSetting {
  std::map<std::string, std::string> overrides = {};
  model::Store store = {model::SiteCode("shop"), model::StoreCode("n1"), "North", {}, {}};
  OtpSource otp = {};
  HttpSender http = {};
  std::filesystem::path wire_log = {};
  Milliseconds step_timeout{20'000};
  StepGuide guide = {};
};

/// The store that a simulated site's login belongs to.
model::Store store_of(const std::string& site, const backoffice::ShopLogin& login);

/// Starts Chrome and runs `body`.
void with_site(const Recipe& recipe, SiteSetting setting, std::function<awaitable<void>(SiteSession&)> body);

/// A recipe for https://shop.example whose one report "orders" has these steps (each line "- …"); its origin is sent to the browser
/// session's own server.
Recipe recipe_with_steps(const std::string& steps);
/// Runs `body` with that recipe. `setting.overrides` is filled in.
void with_steps(const std::string& steps, std::function<awaitable<void>(SiteSession&)> body, SiteSetting setting = {});

/// From ISO dates.
model::Period period(const char* from, const char* to);

/// The error of a kind that `work` ends with; fails the test when there is none.
template <class Expected>
awaitable<Expected> error_of(awaitable<ReportFiles> work) {
  std::optional<Expected> error;
  try {
    co_await std::move(work);
  } catch (const Expected& expected) {
    error = expected;
  }
  if (!error) throw std::runtime_error("nothing went wrong");
  co_return *error;
}

}  // namespace nightporter::sites::test
