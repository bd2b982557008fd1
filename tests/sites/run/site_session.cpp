#include "tests/sites/run/site_session.h"

#include <chrono>

#include "sites/recipe_file.h"

namespace nightporter::sites::test {

model::Store store_of(const std::string& site, const backoffice::ShopLogin& login) {
  model::Store store;
  store.site = model::SiteCode(site);
  store.code = model::StoreCode(login.shop.code);
  store.name = login.shop.name;
  store.secrets["username"] = model::Secret(login.user_name);
  store.secrets["password"] = model::Secret(login.password);
  return store;
}

void with_site(const Recipe& recipe, SiteSetting setting, std::function<awaitable<void>(SiteSession&)> body) {
  const TemporaryFolder folder;
  nightporter::test::BrowserSetting browser_setting;
  browser_setting.launch.wire_log = setting.wire_log;
  const auto with_interpreter = [&](BrowserSession& browser) -> awaitable<void> {
    std::vector<StepReport> steps;
    std::map<std::string, std::string> pictures;
    InterpreterSettings settings;
    settings.variables = Variables::of_store(setting.store);
    settings.store_label = setting.store.label();
    if (setting.overrides.empty()) setting.overrides["https://shop.example"] = browser.server.url("");
    settings.overrides = OriginOverrides(setting.overrides);
    settings.otp = setting.otp;
    settings.http = setting.http;
    settings.folder = folder.path();
    settings.on_step = [&](const StepReport& report) { steps.push_back(report); };
    settings.on_screenshot = [&](std::string name, std::string png) { pictures[name] = std::move(png); };
    settings.step_timeout = setting.step_timeout;
    settings.guide = setting.guide;
    Interpreter interpreter(*browser.page, recipe, std::move(settings));
    SiteSession session{browser, recipe, interpreter, steps, pictures, Deadline::after(std::chrono::seconds(90)), folder.path()};
    browser.deadline = session.deadline;
    co_await body(session);
  };
  nightporter::test::with_browser(with_interpreter, std::move(browser_setting));
}

Recipe recipe_with_steps(const std::string& steps) {
  std::string text = R"(site: shop
name: Shop
time_zone: Asia/Kolkata
origins: [ https://shop.example ]
variables: { word: 'a free word' }
session:
  probe: { goto: https://shop.example/home, signed_in: 'css=#menu', signed_out: 'css=input[name=password]', outcomes: { blocked: 'text=is locked' }, timeout: 2s }
  sign_in: [ { goto: https://shop.example/login }, { fill: { into: 'css=input[name=password]', with: '{{ secret.password }}' } } ]
reports:
  orders:
    file_title: Orders
    period: { at_most: 31 days }
    checks: [ { rows: { empty_when_page_shows: 'text=No records found' } } ]
    steps:
)";
  std::string line;
  for (const char c : steps + "\n") {
    line += c;
    if (c != '\n') continue;
    text += "      " + line;
    line.clear();
  }
  return parse_recipe(text, "shop.yaml");
}

void with_steps(const std::string& steps, std::function<awaitable<void>(SiteSession&)> body, SiteSetting setting) {
  const Recipe recipe = recipe_with_steps(steps);
  with_site(recipe, std::move(setting), std::move(body));
}

model::Period period(const char* from, const char* to) {
  return {*model::CalendarDate::parse_iso(from), *model::CalendarDate::parse_iso(to)};
}

}  // namespace nightporter::sites::test
