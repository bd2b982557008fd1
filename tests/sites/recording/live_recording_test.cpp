#include "sites/recording/live_recording.h"

#include <catch2/catch.hpp>

#include "sites/recipe_file.h"
#include "sites/recording/recipe_draft.h"

namespace nightporter::sites::recording {
namespace {

using Catch::Contains;
using engine::UserAction;
using Kind = UserAction::Kind;

/// A person who signs in, asks for yesterday and exports.
class Work {
 public:
  Work() : live_("https://shop.example/login", {}) { address(Kind::kGoTo, "https://shop.example/login"); }

  void address(Kind kind, const char* url, int window = 0) {
    UserAction action{.kind = kind};
    action.value = url;
    live_.add({.action = action, .window = window, .window_url = url});
  }
  UserAction& on(Kind kind, std::vector<std::string> selectors, std::string value = {}) {
    action_ = UserAction{.kind = kind};
    action_.selectors = std::move(selectors);
    action_.value = std::move(value);
    return action_;
  }
  std::string add(const UserAction& action) { return live_.add({.action = action}); }
  std::string add(LiveAction action) { return live_.add(action); }

  void sign_in() {
    add(on(Kind::kFill, {"label=\"User\""}, "asha"));
    UserAction password = on(Kind::kFill, {"css=#p"});
    password.is_secret = true;
    add(password);
    add(on(Kind::kClick, {"text=\"Sign in\""}));
    address(Kind::kNavigated, "https://shop.example/home");
  }

  Recipe recipe(std::optional<DraftTable> table = {}) {
    DraftOptions options;
    options.site = "shop";
    options.report = "orders";
    options.recorded_on = model::CalendarDate::parse_iso("2025-11-13");
    options.store_code = "n1";
    options.table = std::move(table);
    text = write_recipe(draft_recipe(live_.recording(), options), live_.recording().secrets).text;
    INFO(text);
    return parse_recipe(text, "shop.yaml");
  }

  LiveRecording& live() { return live_; }
  std::string text;

 private:
  LiveRecording live_;
  UserAction action_;
};

TEST_CASE("a morning's work becomes a recipe with sign-in, period, and the download that came") {
  Work work;
  work.sign_in();
  work.add(work.on(Kind::kClick, {"role=link[name=\"Orders\"s]"}));
  work.address(Kind::kNavigated, "https://shop.example/orders");
  work.add(work.on(Kind::kFill, {"css=#from"}, "2025-11-12"));
  work.add(work.on(Kind::kFill, {"css=#to"}, "2025-11-12"));
  work.add(work.on(Kind::kFill, {"css=#shop"}, "n1"));
  work.add(work.on(Kind::kClick, {"text=\"Search\""}));
  work.address(Kind::kNavigated, "https://shop.example/orders?from=2025-11-12&to=2025-11-12");
  work.add(work.on(Kind::kClick, {"text=\"Get it\""}));
  work.live().downloaded(work.live().last_number(), {"orders.csv", FileType::kCsv});

  const auto day = *model::CalendarDate::parse_iso("2025-11-12");
  DraftTable table{{}, {std::nullopt, model::Period{day, day}}};
  table.mapping.columns = {{.header = "No", .name = "no", .key = true}, {.header = "Day", .name = "day", .type = model::ColumnType::kDate}};
  const Recipe recipe = work.recipe(table);
  INFO(work.text);
  CHECK(recipe.session.sign_in.size() == 4);
  CHECK(recipe.session.probe.go_to.source() == "https://shop.example/home");
  for (const char* line :
       {"- fill: { into: 'label=\"User\"', with: '{{ secret.username }}' }", "- fill: { into: 'css=#p', with: '{{ secret.password }}' }",
        "- wait_for: { url: https://shop.example/orders** }", "with: '{{ from | yyyy-MM-dd }}'", "with: '{{ to | yyyy-MM-dd }}'",
        "- fill: { into: 'css=#shop', with: '{{ store.code }}' }",
        "- wait_for: { response: https://shop.example/orders**, by: { click: 'text=\"Search\"' } }",
        "- expect_download: { by: { click: 'text=\"Get it\"' }, type: csv }",
        "Day: { name: day, type: date, required: true, period: true }", "load: { staging: stg_shop_orders, fact: fact_shop_orders }"})
    CHECK_THAT(work.text, Contains(line));
  CHECK_THAT(work.text, !Contains("asha"));
}

TEST_CASE("a secret that the page did not give away is recorded as a reference, and a code as an otp step") {
  Work work;
  UserAction pin = work.on(Kind::kFill, {"label=\"PIN\""});
  pin.is_secret = true;
  work.add(pin);
  UserAction password = work.on(Kind::kFill, {"label=\"Kata sandi\""}, "CANARY-77");  // a field that only its name gives away
  work.add(password);
  work.add(work.on(Kind::kClick, {"text=\"Next\""}));
  for (const char* box : {"css=#otp1", "css=#otp2"}) {
    UserAction code = work.on(Kind::kFill, {box});
    code.names = {"one-time-code"};
    code.is_secret = true;
    work.add(code);
  }
  work.add(work.on(Kind::kClick, {"text=\"Verify\""}));
  work.address(Kind::kNavigated, "https://shop.example/home");
  work.add(work.on(Kind::kClick, {"text=\"Export\""}));
  work.recipe();
  CHECK_THAT(work.text, Contains("{{ secret.pin }}") && Contains("secrets: { pin: The PIN that the site asks for }") &&
                            Contains("{{ secret.password }}"));
  CHECK_THAT(work.text, Contains("- otp: { into: 'css=#otp1', submit: 'text=\"Verify\"', optional: true }") && !Contains("#otp2"));
  CHECK_THAT(work.text, !Contains("CANARY"));
}

TEST_CASE("a secret that a form puts into an address is not recorded with it") {
  for (const char* landing : {"https://shop.example/home?user=asha&p=CANARY-77", "https://shop.example/home?pwd=CANARY-77#top"}) {
    Work work;
    UserAction password = work.on(Kind::kFill, {"css=#x"});
    password.is_secret = true;
    password.names = {"p"};
    work.add(password);
    work.add(work.on(Kind::kClick, {"text=\"Go\""}));
    work.address(Kind::kNavigated, landing);
    work.address(Kind::kGoTo, landing);
    work.add(work.on(Kind::kClick, {"text=\"Export\""}));
    work.recipe();
    CHECK_THAT(work.text, Contains("- goto: https://shop.example/home\n") && !Contains("CANARY"));
  }
}

TEST_CASE("two clicks and their double click are one step, and so is a field that is filled twice") {
  Work work;
  for (int i = 0; i < 2; ++i) work.add(work.on(Kind::kClick, {"css=#row"}));
  work.add(work.on(Kind::kDoubleClick, {"css=#row"}));
  work.add(work.on(Kind::kFill, {"css=#q"}, "a"));
  work.add(work.on(Kind::kFill, {"css=#q"}, "ab"));
  const Recording& recording = work.live().recording();
  REQUIRE(recording.steps.size() == 3);
  CHECK(recording.steps[1].step.word() == "dblclick");
  CHECK(std::get<Fill>(recording.steps[2].step.action).with.source() == "ab");
}

TEST_CASE("another window, a frame, and what cannot be said are noted") {
  Work work;
  LiveAction in_frame{.action = work.on(Kind::kClick, {"css=#a"}), .frame = {"css=iframe"}};
  work.add(in_frame);
  in_frame.in_nested_frame = true;
  CHECK(work.add(in_frame).empty());
  work.add(LiveAction{.action = work.on(Kind::kClick, {"css=#b"}), .window = 1, .window_url = "https://shop.example/popup"});
  work.add(work.on(Kind::kClick, {}));
  const Recipe recipe = work.recipe();
  CHECK_THAT(work.text, Contains("- click: { on: 'css=#a', frame: 'css=iframe' }") && Contains("a frame inside of a frame"));
  CHECK_THAT(work.text, Contains("- goto: https://shop.example/popup\n") && Contains("a window of its own"));
  CHECK_THAT(work.text, Contains("which no selector finds alone"));
}

TEST_CASE("addresses of a rehearsal are recorded as the real ones") {
  LiveRecording live("http://127.0.0.1:5/login", {{"http://127.0.0.1:5", "https://shop.example"}});
  UserAction go{.kind = Kind::kGoTo};
  go.value = "http://127.0.0.1:5/login?next=home";
  live.add({.action = go});
  REQUIRE(live.recording().steps.size() == 1);
  CHECK(std::get<GoTo>(live.recording().steps[0].step.action).url.source() == "https://shop.example/login");
  CHECK(live.recording().steps[0].leads_to == "https://shop.example/login?next=home");
}

}  // namespace
}  // namespace nightporter::sites::recording
