#include <catch2/catch.hpp>

#include "sites/error.h"
#include "sites/recipe_file.h"
#include "tests/sites/language/recipe_text.h"

namespace nightporter::sites {
namespace {

using test::kRecipe;
using test::with_line;
using Lines = std::vector<std::string>;

Lines problems_of(const std::string& text) {
  Lines lines;
  for (const Problem& problem : check_recipe(text, "shop.yaml")) lines.push_back(problem.to_string());
  return lines;
}

/// With the orders' steps replaced by these.
Lines problems_of_steps(const std::string& steps) {
  return problems_of(with_line(19, steps));
}

TEST_CASE("the recipe that the tests break has no problems") {
  CHECK(problems_of(kRecipe) == Lines{});
}

TEST_CASE("an unknown step is named with file, line, place and the nearest word") {
  CHECK(problems_of_steps("      - clik: 'text=Search'") ==
        Lines{"shop.yaml:19: unknown step \"clik\" in reports.orders.steps[1]; did you mean \"click\"?"});
}

TEST_CASE("an unknown key, word or section is named with the nearest one") {
  CHECK(problems_of(with_line(16, "    fil_title: Orders")) ==
        Lines{"shop.yaml:16: \"file_title\" is missing in reports.orders; for example file_title: OrderReport",
              "shop.yaml:16: unknown key \"fil_title\" in reports.orders; did you mean \"file_title\"?"});
  CHECK(problems_of(with_line(20, "      - expect_download: { by: { click: 'text=Export' }, type: xslx }")) ==
        Lines{"shop.yaml:20: unknown word \"xslx\" in reports.orders.steps[2].expect_download.type; did you mean \"xlsx\"?"});
  CHECK(problems_of(with_line(23, "        Order No.: { name: order_no, type: txt, key: true }")) ==
        Lines{"shop.yaml:23: unknown word \"txt\" in reports.orders.table.columns.Order No..type; did you mean \"text\"?"});
  CHECK(problems_of(with_line(3, "time_zone: Asia/Kolkatta")) ==
        Lines{"shop.yaml:3: unknown time zone \"Asia/Kolkatta\" in time_zone; did you mean \"Asia/Kolkata\"?"});
}

TEST_CASE("all problems are told at once, in the file's order, with columns") {
  std::string text = with_line(19, "      - fill: { into: 'label=From', with: '{{ from }}', extra: 1 }");
  text.replace(text.find("31 days"), 7, "31");
  const auto problems = check_recipe(text, "shop.yaml");
  REQUIRE(problems.size() == 3);
  CHECK((problems[0].line == 17 && problems[0].column == 24));
  CHECK(problems[0].to_string() ==
        "shop.yaml:17: expected a length such as \"one day\", \"31 days\" or \"a month\", found \"31\" in reports.orders.period.at_most");
  CHECK((problems[1].line == 19 && problems[1].column == 44));
  CHECK(problems[1].message == "the date \"from\" has no format");
  CHECK((problems[2].line == 19 && problems[2].column == 57));
  CHECK(problems[2].message == "unknown key \"extra\"");
}

TEST_CASE("a missing section says what it should hold") {
  const Lines lines = problems_of("site: shop\n");
  CHECK(lines == Lines{"shop.yaml:1: \"name\" is missing; for example name: TumbleDry",
                       "shop.yaml:1: \"origins\" is missing; for example origins: [ https://www.example.com ]",
                       "shop.yaml:1: \"reports\" is missing", "shop.yaml:1: \"session\" is missing",
                       "shop.yaml:1: \"time_zone\" is missing; for example time_zone: Asia/Kolkata"});
  CHECK(problems_of("") == Lines{"shop.yaml: expected a recipe: a map that begins with site:, found nothing"});
}

TEST_CASE("a selector that cannot be read is a problem of the recipe, not of the night") {
  const Lines lines = problems_of_steps("      - click: ['text=Search', 'role=button[nam=\"x\"]']");
  REQUIRE(lines.size() == 1);
  CHECK(lines[0].starts_with("shop.yaml:19: selector \"role=button[nam=\"x\"]\", character"));
  CHECK(lines[0].find("in reports.orders.steps[1].click[2]") != std::string::npos);
}

TEST_CASE("a variable that nobody has is named with the nearest one") {
  CHECK(problems_of_steps("      - click: 'text={{ stroe.name }}'") ==
        Lines{"shop.yaml:19: unknown variable \"stroe.name\" in reports.orders.steps[1].click; did you mean \"store.name\"?"});
  CHECK(problems_of_steps("      - click: 'text={{ store.tenant }}'") ==
        Lines{"shop.yaml:19: unknown variable \"store.tenant\" in reports.orders.steps[1].click; declare it at the top of the file: "
              "variables: { tenant: 'what it is' }"});
  CHECK(problems_of_steps("      - click: 'text={{ day | dd/MM/yyyy }}'")[0].find("for_each: { day_in: period } only") !=
        std::string::npos);
  CHECK(problems_of("variables: { tenant: 'x' }\n" + with_line(19, "      - click: 'text={{ store.tenant }}'")).empty());
}

TEST_CASE("from and to are known in reports only") {
  CHECK(problems_of(with_line(13, "    - fill: { into: 'label=From', with: '{{ from | dd/MM/yyyy }}' }")).size() == 1);
  CHECK(problems_of_steps("      - fill: { into: 'label=From', with: '{{ from | dd/MM/yyyy }}' }").empty());
}

TEST_CASE("a wrong date format is set right") {
  CHECK(problems_of_steps("      - fill: { into: 'label=From', with: '{{ from | DD/MM/YYYY }}' }") ==
        Lines{"shop.yaml:19: \"DD/MM/YYYY\" is no date format: \"DD\" is not part of a date in reports.orders.steps[1].fill.with; did you "
              "mean \"dd/MM/yyyy\"?"});
}

TEST_CASE("steps may go to the recipe's origins only") {
  CHECK(problems_of_steps("      - goto: https://shop.example.evil/orders") ==
        Lines{"shop.yaml:19: \"https://shop.example.evil/orders\" lies outside of the recipe's origins in reports.orders.steps[1].goto; "
              "add https://shop.example.evil to origins if "
              "passwords and files may go there"});
  CHECK(problems_of_steps("      - fetch: { get: 'http://shop.example/x', save_as: csv }").size() == 1);
  CHECK(problems_of_steps("      - goto: https://shop.example?x").empty());
  CHECK(problems_of_steps("      - goto: /orders").size() == 1);
  std::string tenant = with_line(5, "  - https://{{ store.code }}.shop.example\n  - https://shop.example");
  tenant.replace(tenant.find("https://shop.example/orders"), 20, "https://{{store.code}}.shop.example");
  CHECK(problems_of(tenant).empty());
}

TEST_CASE("what is blocked is named once, in words that there are") {
  CHECK(problems_of("block: [ image, font, media, stylesheet ]\n" + kRecipe) == Lines{});
  CHECK(problems_of("block: image\n" + kRecipe) == Lines{});
  CHECK(problems_of("block: [ image, fonts ]\n" + kRecipe) ==
        Lines{"shop.yaml:1: unknown word \"fonts\" in block[2]; did you mean \"font\"?"});
  CHECK(problems_of("block: [ script ]\n" + kRecipe)[0].starts_with("shop.yaml:1: unknown word \"script\" in block[1]"));
  CHECK(problems_of("block:\n  - image\n  - media\n  - image\n" + kRecipe) ==
        Lines{"shop.yaml:4: \"image\" is named twice in block[3]; name it once"});
  CHECK(problems_of("block: []\n" + kRecipe) ==
        Lines{"shop.yaml:1: expected one or several of image, font, media and stylesheet, found an empty list in block"});
  CHECK(problems_of("blok: [ image ]\n" + kRecipe) == Lines{"shop.yaml:1: unknown key \"blok\"; did you mean \"block\"?"});
}

TEST_CASE("an origin has no path") {
  CHECK(problems_of(with_line(5, "  - https://shop.example\n  - https://x.example/app"))[0] ==
        "shop.yaml:6: \"https://x.example/app\" is no origin in origins[2]; leave out the path: https://x.example");
}

TEST_CASE("secrets go into fields and requests, never where logs would show them") {
  CHECK(problems_of_steps("      - goto: https://shop.example/?p={{ secret.password }}")[0].find("must not stand here") !=
        std::string::npos);
  CHECK(problems_of_steps("      - click: 'text={{ secret.username }}'").size() == 1);
  CHECK(problems_of_steps("      - fetch: { post: 'https://shop.example/x', json: { p: '{{ secret.password }}' } }").empty());
  CHECK(problems_of_steps("      - fill: { into: 'css=#otp', with: '{{ secret.totp }}' }")[0].find("entered by an otp step") !=
        std::string::npos);
  CHECK(problems_of("secrets: { pin: 'x' }\n" + with_line(19, "      - fill: { into: 'css=#p', with: '{{ secret.pin }}' }")).empty());
}

TEST_CASE("values of the page serve in requests only") {
  CHECK(problems_of_steps("      - fetch: { post: 'https://shop.example/x', headers: { X-CSRF: '{{ page.cookie.XSRF-TOKEN | url_decode }}' "
                          "}, form: { a: '{{ page.input.token }}' } }")
            .empty());
  CHECK(problems_of_steps("      - fill: { into: 'css=#p', with: '{{ page.meta.x }}' }").size() == 1);
  CHECK(problems_of_steps("      - fetch: { post: 'https://shop.example/x', headers: { X: '{{ page.cokie.x }}' } }").size() == 1);
}

TEST_CASE("what belongs inside the braces is not written beside them") {
  CHECK(problems_of_steps("      - click: 'text=Search'\n        optional: true") ==
        Lines{"shop.yaml:20: \"optional\" stands beside click in reports.orders.steps[1]; put it inside: click: { on: …, optional: … }"});
}

TEST_CASE("steps inside of steps are checked with their place") {
  CHECK(problems_of_steps("      - if_visible: { element: 'css=#x', then: [ { click: 'a' }, { clik: 'b' } ] }") ==
        Lines{"shop.yaml:19: unknown step \"clik\" in reports.orders.steps[1].if_visible.then[2]; did you mean \"click\"?"});
}

TEST_CASE("steps that make no sense are refused") {
  CHECK(problems_of_steps("      - wait_for: { response: '**/api' }")[0].find("add by: { click: … } beside response") != std::string::npos);
  CHECK(problems_of_steps("      - wait_for: { visible: 'a', gone: 'b' }")[0].find("visible and gone exclude each other") !=
        std::string::npos);
  CHECK(problems_of_steps("      - wait_for: { count: { of: 'css=tr' } }")[0].find("one of equals, at_least or at_most is missing") !=
        std::string::npos);
  CHECK(problems_of_steps("      - fetch: { get: 'https://shop.example/x', form: { a: b } }")[0].find("a get sends no body") !=
        std::string::npos);
  CHECK(problems_of_steps("      - fetch: { post: 'https://shop.example/x', form: { a: b }, json: 1 }")[0].find("exclude each other") !=
        std::string::npos);
  CHECK(problems_of_steps("      - select_option: { in: 'css=select' }")[0].find("one of label, value or index is missing") !=
        std::string::npos);
  CHECK(problems_of_steps("      - evaluate: { script: '1', remember: from }")[0].find("\"from\" is a variable already") !=
        std::string::npos);
  CHECK(problems_of_steps("      - expect_download: { by: { click: a }, type: csv, capture: response }") ==
        Lines{"shop.yaml:19: which answer is the file is not said in reports.orders.steps[1].expect_download.capture; add its address "
              "beside capture: url: '**/export*'"});
  CHECK(problems_of_steps("      - expect_download: { by: { click: a }, type: csv, url: '**/export*' }")[0].find(
            "\"url\" belongs to capture: response") != std::string::npos);
  CHECK(problems_of_steps("      - expect_download: { by: { click: a }, type: csv, capture: respnse, url: x }")[0].find(
            "did you mean \"response\"?") != std::string::npos);
  CHECK(problems_of_steps("      - expect_download: { by: { click: a }, type: csv, capture: response, url: '{{ secret.password }}' }")
            .size() == 1);
  CHECK(problems_of_steps("      - click: { on: 'a', timeout: 60 }")[0].find("expected a duration") != std::string::npos);
}

TEST_CASE("what a step remembers is known from then on") {
  CHECK(problems_of_steps("      - evaluate: { script: '1', remember: job }\n      - click: 'text={{ job }}'").empty());
  CHECK(problems_of_steps("      - click: 'text={{ job }}'\n      - evaluate: { script: '1', remember: job }").size() == 1);
  CHECK(problems_of_steps(
            "      - fetch: { get: 'https://shop.example/x', remember: { job: data.id } }\n      - goto: https://shop.example/{{ job }}")
            .empty());
}

TEST_CASE("a fetch goes by the page or by the program itself, which sends no header of the session's that a recipe sets") {
  CHECK(problems_of_steps("      - fetch: { get: 'https://shop.example/x', via: http, headers: { X-A: b }, save_as: csv }").empty());
  CHECK(problems_of_steps("      - fetch: { get: 'https://shop.example/x', via: curl, save_as: csv }").size() == 1);
  const Lines problems =
      problems_of_steps("      - fetch: { get: 'https://shop.example/x', via: http, headers: { cookie: a=b }, save_as: csv }");
  REQUIRE(problems.size() == 1);
  CHECK(problems[0].find("the header cookie is no recipe's to set") != std::string::npos);
}

TEST_CASE("a report that fetches nothing is no report") {
  CHECK(problems_of(with_line(20, "")) == Lines{"shop.yaml:19: no step fetches a file in reports.orders.steps; add expect_download: { by: "
                                                "…, type: xlsx }, or save_as to a fetch"});
}

TEST_CASE("a table needs a key, unique names and a place to go") {
  CHECK(problems_of(with_line(23, "        No: { name: order_no, type: text }"))[0].find("no column is the key") != std::string::npos);
  CHECK(problems_of(with_line(23, "        No: { name: a, type: text, key: true }\n        B: { name: a, type: text }"))[0].find(
            "a second column is named \"a\"") != std::string::npos);
  CHECK(problems_of(with_line(24, ""))[0].find("\"load\" is missing") != std::string::npos);
  CHECK(problems_of(with_line(24, "    load: { staging: x, fact: x }"))[0].find("the same table") != std::string::npos);
  CHECK(problems_of(with_line(23, "        No: { name: a, type: text, key: true, format: dd/MM/yyyy, locale: en-IN, period: true }"))
            .size() == 3);
  CHECK(problems_of(
            with_line(24, "      totals_row: { where: { No: Total }, check: [order_n, order_no] }\n    load: { staging: a, fact: b }")) ==
        Lines{"shop.yaml:24: unknown column \"order_n\" in reports.orders.table.totals_row.check[1]; did you mean \"order_no\"?",
              "shop.yaml:24: \"order_no\" is no number and has no sum in reports.orders.table.totals_row.check[2]; check integer and "
              "decimal columns only"});
  CHECK(problems_of(with_line(24, "      keep_rows: { period: true }\n    load: { staging: a, fact: b }"))[0].find(
            "no column says which period") != std::string::npos);
}

TEST_CASE("only a text can be one word") {
  CHECK(problems_of(with_line(23, "        No: { name: a, type: text, key: true, one_word: true }")).empty());
  CHECK(problems_of(with_line(23, "        No: { name: a, type: integer, key: true, one_word: true }")) ==
        Lines{"shop.yaml:23: only a text can be one word in reports.orders.table.columns.No.one_word; drop it: numbers and dates are read "
              "without"});
  CHECK(problems_of(with_line(23, "        No: { name: a, type: text, key: true, one_wrd: true }"))[0].find("did you mean \"one_word\"?") !=
        std::string::npos);
}

TEST_CASE("how long a session lasts is said once and can be done") {
  const std::string steps = "    - fill: { into: 'label=User', with: '{{ secret.username }}' }\n";
  CHECK(problems_of(with_line(13, steps + "  per: run\n  when_lost: session_per_report")).empty());
  CHECK(problems_of(with_line(13, steps + "  per: report\n  when_lost: session_per_report")) ==
        Lines{"shop.yaml:15: every report has a session of its own already in session.when_lost; drop when_lost, or per: report"});
  CHECK(problems_of(with_line(13, steps + "  when_lost: session_per_reprot")) ==
        Lines{"shop.yaml:14: unknown word \"session_per_reprot\" in session.when_lost; did you mean \"session_per_report\"?"});
  std::string by_hand = with_line(13, "");
  by_hand.replace(by_hand.find("  sign_in:\n    - goto: https://shop.example/login\n"), 50,
                  "  sign_in: []\n  when_lost: session_per_report");
  CHECK(problems_of(by_hand)[0].find("a session for each report needs steps that sign in") != std::string::npos);
}

TEST_CASE("rules of trying again name a kind of trouble, a small number of attempts and a time") {
  CHECK(problems_of("retry: { network: { attempts: 4 }, page: { attempts: 2, wait: 500ms } }\n" + kRecipe).empty());
  CHECK(problems_of("retry: { netwrok: { attempts: 4 } }\n" + kRecipe)[0].find("did you mean \"network\"?") != std::string::npos);
  CHECK(problems_of("retry: { login: { attempts: 4 } }\n" + kRecipe).size() == 1);
  CHECK(problems_of("retry: { server: { attempts: 11 } }\n" + kRecipe)[0].find(
            "expected a number of attempts from 1 to 10, found \"11\"") != std::string::npos);
  CHECK(problems_of("retry: { server: { wait: 5 } }\n" + kRecipe)[0].find("expected a duration") != std::string::npos);
  CHECK(problems_of("failure_pictures: { sign_in: login_error.png }\n" + kRecipe)[0].find("expected a name") != std::string::npos);
}

TEST_CASE("two reports that load one table agree on its columns") {
  const std::string second = R"(  late_orders:
    file_title: Late
    period: { at_most: one day }
    steps:
      - fetch: { get: 'https://shop.example/x', save_as: csv }
    table: { columns: { No: { name: order_no, type: integer, key: true } } }
    load: { staging: stg_late, fact: fact_orders }
)";
  CHECK(problems_of(kRecipe + second) ==
        Lines{"shop.yaml:31: table fact_orders has other columns in report orders in reports.late_orders.load; give both the same names, "
              "types and keys, or name another table"});
}

TEST_CASE("only_for names store variables that are declared") {
  CHECK(problems_of(with_line(16, "    file_title: Orders\n    only_for: { exprt: post }"))[0].find("unknown store variable \"exprt\"") !=
        std::string::npos);
  CHECK(
      problems_of("variables: { export: 'get or post' }\n" + with_line(16, "    file_title: Orders\n    only_for: { export: [post, ''] }"))
          .empty());
}

TEST_CASE("broken YAML is told with its line, and nothing else") {
  CHECK(problems_of("site: shop\n  name: x\n").size() == 1);
  CHECK(problems_of("a: 'x")[0].starts_with("shop.yaml:1: this is not YAML"));
}

TEST_CASE("parsing throws all problems, one per line") {
  try {
    parse_recipe("site: shop\nnme: x\n", "shop.yaml");
    FAIL("no error");
  } catch (const RecipeError& error) {
    CHECK(error.problems().size() == 6);
    CHECK(std::count(std::string_view(error.what()).begin(), std::string_view(error.what()).end(), '\n') == 5);
  }
}

}  // namespace
}  // namespace nightporter::sites
