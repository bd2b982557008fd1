#include "sites/recipe.h"

#include <catch2/catch.hpp>

#include "sites/recipe_file.h"
#include "tests/sites/language/recipe_text.h"

namespace nightporter::sites {
namespace {

using namespace std::chrono_literals;

const char* kWhole = R"(site: td
name: TumbleDry
time_zone: Asia/Kolkata
day_ends_at: "04:00"
origins: [ 'https://a.example', 'https://b.example' ]
secrets: { pin: 'four digits' }
variables: { export: 'get or post' }
session:
  probe:
    goto: https://a.example/{{ store.code }}/home
    signed_in: ['css=#menu', 'text=Log out']
    signed_out: 'css=input[name=username]'
    outcomes: { wrong_password: 'text=Invalid', blocked: 'text=locked' }
    timeout: 10s
  sign_in:
    - goto: { url: https://a.example/login, until: domcontentloaded }
    - fill: { into: 'label=User', with: '{{ secret.username }}{{ secret.pin }}' }
    - otp: { into: 'css=#otp', optional: true, note: 'new devices only' }
  sign_out: []
  per: report
retry: { server: { attempts: 5, wait: 10s }, page: { wait: 1s } }
failure_pictures: { sign_in: login_error, report: export_error }
block: [ font, media ]
reports:
  orders:
    file_title: OrderReport
    only_for: { export: [post, ''] }
    period: { at_most: a month, look_back: 3 days }
    steps:
      - click: { on: ['text=Menu', 'css=.menu'], button: right, within: 'css=nav', frame: 'css=iframe', timeout: 2m }
      - press: Enter
      - select_option: { in: 'label=Store', value: ['{{ store.code }}', all] }
      - wait_for: { count: { of: 'css=tr', equals: 3 } }
      - wait_for: { response: '**/api', by: { click: 'text=Go' } }
      - dialog: accept
      - if_not_visible: { element: 'css=#x', disappears_within: 2s, then: [ { hover: 'a' } ], else: [ { press: Tab }, { press: Escape } ] }
      - repeat_until: { gone: 'text=More', at_most: 20, steps: [ { click: 'text=More' } ] }
      - evaluate: { script: 'x => x.from', with: { from: '{{ from | dd/MM/yyyy }}' }, remember: job }
      - for_each:
          day_in: period
          steps:
            - expect_download: { by: [ { click: 'text={{ day | d MMM }}' } ], type: xls-html, begins_within: 5s, idle: 6s, total: 7s }
      - fetch:
          post: https://b.example/api
          headers: { X-CSRF: '{{ page.meta.csrf }}' }
          json: { from: '{{ from | yyyy-MM-dd }}', n: 5, text: "5", list: [true, null] }
          save_as: csv
    table:
      sheet: 2
      columns:
        "Order  No.": { name: order_no, type: text, key: true, required: true }
        Date: { name: order_date, type: date, format: dd/MM/yyyy, period: true }
        Net: { name: net, type: decimal, locale: en-IN, optional: true }
      totals_row: { where: { Order No.: Total }, check: [net] }
      other_columns: refuse
      keep_rows: { period: true }
    checks:
      - rows: { at_least: 1, at_most: 9, empty_when_page_shows: 'text=No records' }
      - store: { column: Store, equals: '{{ store.name }}' }
    load: { staging: stg_orders, fact: fact_orders }
)";

TEST_CASE("every part of a recipe file arrives in the recipe") {
  const Recipe recipe = parse_recipe(kWhole, "td.yaml");
  CHECK(recipe.site.value() == "td");
  CHECK(recipe.day_ends_at == 4h);
  CHECK(recipe.origins.size() == 2);
  CHECK(recipe.secrets.at("pin") == "four digits");
  CHECK(recipe.secrets_used() == std::vector<std::string>{"pin", "username"});

  const SessionProbe& probe = recipe.session.probe;
  CHECK(probe.go_to.source() == "https://a.example/{{ store.code }}/home");
  CHECK(probe.signed_in.size() == 2);
  CHECK(probe.timeout == 10s);
  CHECK(probe.outcomes.size() == 2);
  CHECK((probe.outcomes[1].first == LoginPage::kBlocked && probe.outcomes[1].second[0].source() == "text=locked"));
  CHECK(std::get<GoTo>(recipe.session.sign_in[0].action).until == LoadState::kDomContentLoaded);
  CHECK(recipe.session.sign_in[2].optional);
  CHECK(recipe.session.sign_in[2].note == "new devices only");
  CHECK(recipe.session.sign_in[2].place == yaml::Place{18, 7});

  CHECK(recipe.session.span == SessionSpan::kReport);
  CHECK(recipe.session.when_lost == LostSession::kSignInAgain);
  CHECK((recipe.retry.rule(Trouble::kServer).attempts == 5 && recipe.retry.rule(Trouble::kServer).wait == 10s));
  CHECK((recipe.retry.rule(Trouble::kPage).attempts == 1 && recipe.retry.rule(Trouble::kPage).wait == 1s));
  CHECK(recipe.retry.rule(Trouble::kNetwork).attempts == 3);
  CHECK(recipe.block == std::set{engine::ResourceType::kFont, engine::ResourceType::kMedia});
  CHECK((recipe.failure_pictures.sign_in == "login_error" && recipe.failure_pictures.report == "export_error"));

  const Report& report = *recipe.find_report(model::ReportName("orders"));
  CHECK(report.period.at_most.unit == PeriodLimit::Unit::kMonths);
  CHECK(report.period.look_back_days == 3);
  CHECK((report.checks.rows_at_least == 1 && report.checks.rows_at_most == 9));
  CHECK(report.checks.empty_when_page_shows.size() == 1);
  CHECK(recipe.find_report(model::ReportName("other")) == nullptr);

  const model::TableMapping& table = report.table;
  CHECK(table.sheet == "2");
  CHECK(table.columns[0].header == "Order No.");
  CHECK((table.columns[0].key && table.columns[0].required && !table.columns[0].optional));
  CHECK((table.columns[1].type == model::ColumnType::kDate && table.columns[1].format == "dd/MM/yyyy" && table.columns[1].period));
  CHECK((table.columns[2].locale == "en-IN" && table.columns[2].optional));
  CHECK((table.totals_row->column == "Order No." && table.totals_row->equals == "Total" &&
         table.totals_row->check == std::vector<std::string>{"net"}));
  CHECK(table.other_columns == model::OtherColumns::kRefuse);
  CHECK(table.keep_rows_in_period);
  CHECK((table.staging_table == "stg_orders" && table.fact_table == "fact_orders"));
}

TEST_CASE("every step arrives with its words, number and place") {
  const Recipe recipe = parse_recipe(kWhole, "td.yaml");
  const Steps& steps = recipe.reports[0].steps;
  const Click& click = std::get<Click>(steps[0].action);
  CHECK((click.on.size() == 2 && click.button == MouseButton::kRight));
  CHECK((steps[0].within.size() == 1 && steps[0].frame.size() == 1 && steps[0].timeout == 2min && steps[0].place.line == 30));
  CHECK(steps[0].words() == "click \"text=Menu\"");
  CHECK(std::get<Press>(steps[1].action).key == "Enter");
  const SelectOption& select = std::get<SelectOption>(steps[2].action);
  CHECK((select.by == SelectOption::By::kValue && select.options.size() == 2));
  const Count& count = std::get<Count>(std::get<WaitFor>(steps[3].action).condition);
  CHECK((count.at_least == 3 && count.at_most == 3));
  CHECK(std::get<WaitFor>(steps[4].action).by.size() == 1);
  CHECK(steps[4].words() == "wait_for response \"**/api\"");
  CHECK(std::get<AnswerDialog>(steps[5].action).answer == AnswerDialog::Answer::kAccept);
  const IfVisible& branch = std::get<IfVisible>(steps[6].action);
  CHECK((branch.wanted == IfVisible::Wanted::kNotVisible && branch.wait == 2s && branch.otherwise.size() == 2));
  CHECK(branch.otherwise[1].number == "7.else.2");
  CHECK(steps[6].word() == "if_not_visible");
  CHECK(std::get<RepeatUntil>(steps[7].action).at_most == 20);
  CHECK(std::get<Evaluate>(steps[8].action).remember == "job");
  const ForEach& loop = std::get<ForEach>(steps[9].action);
  CHECK(loop.element.empty());
  const ExpectDownload& download = std::get<ExpectDownload>(loop.steps[0].action);
  CHECK((download.type == FileType::kXlsHtml && download.begins_within == 5s && download.idle == 6s && download.total == 7s));
  CHECK(download.by[0].number == "10.1.1");
  const Fetch& fetch = std::get<Fetch>(steps[10].action);
  CHECK((fetch.method == Fetch::Method::kPost && fetch.save_as == FileType::kCsv && fetch.headers.size() == 1));
  const Variables variables =
      Variables().with_period({*model::CalendarDate::parse_iso("2025-11-12"), *model::CalendarDate::parse_iso("2025-11-13")});
  CHECK(fetch.json->render(variables).reveal() == R"({"from":"2025-11-12","n":5,"text":"5","list":[true,null]})");
}

TEST_CASE("a report belongs to the stores that only_for names") {
  const Recipe recipe = parse_recipe(kWhole, "td.yaml");
  model::Store store{model::SiteCode("td"), model::StoreCode("a"), "A", {}, {}};
  CHECK(recipe.reports[0].applies_to(store));  // '' stands for "is not set"
  store.variables["export"] = "post";
  CHECK(recipe.reports[0].applies_to(store));
  store.variables["export"] = "get";
  CHECK_FALSE(recipe.reports[0].applies_to(store));
  CHECK(parse_recipe(test::kRecipe, "x").reports[0].applies_to(store));
}

TEST_CASE("checks get the store's words, files their canonical names") {
  const Recipe recipe = parse_recipe(kWhole, "td.yaml");
  const model::Store store{model::SiteCode("td"), model::StoreCode("a668"), "UttamNagar", {}, {}};
  const model::Period period{*model::CalendarDate::parse_iso("2025-11-10"), *model::CalendarDate::parse_iso("2025-11-12")};
  const model::TableChecks checks = recipe.reports[0].table_checks(Variables::of_store(store).with_period(period));
  CHECK(checks.column_equals == std::vector<std::pair<std::string, std::string>>{{"Store", "UttamNagar"}});
  CHECK(checks.rows_at_most == 9);
  CHECK(file_name_for(recipe, recipe.reports[0], store, period, FileType::kXlsx) ==
        "TD_OrderReport_UttamNagar_2025-11-10_to_2025-11-12.xlsx");
  CHECK(file_name_for(recipe, recipe.reports[0], store, period, FileType::kXlsHtml, 2) ==
        "TD_OrderReport_UttamNagar_2025-11-10_to_2025-11-12_2.xls");
}

}  // namespace
}  // namespace nightporter::sites
