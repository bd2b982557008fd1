#include "sites/language/step_writer.h"

#include <catch2/catch.hpp>

#include "sites/recipe_file.h"
#include "sites/yaml/writer.h"

namespace nightporter::sites::language {
namespace {

std::string written(const Steps& steps, std::size_t indent) {
  std::string text;
  for (const Step& step : steps) text += yaml::write_item(step_node(step), indent);
  return text;
}

Steps read(const std::string& steps) {
  const std::string text = R"(site: shop
name: Shop
time_zone: Asia/Kolkata
origins: [ https://shop.example ]
variables: { a: b }
session:
  probe: { goto: https://shop.example, signed_in: a, signed_out: b }
  sign_in: []
reports:
  x:
    file_title: X
    period: { at_most: one day }
    steps:
)" + steps + "      - expect_download: { by: { click: a }, type: csv }\n";
  Recipe recipe = parse_recipe(text, "shop.yaml");
  Steps list = std::move(recipe.reports[0].steps);
  list.pop_back();
  return list;
}

const char* const kSteps[] = {
    "      - goto: 'https://shop.example/a?b={{ from | yyyy-MM-dd }}'\n",
    "      - goto: { url: https://shop.example/, until: networkidle }\n",
    "      - click: 'text=\"Don''t\"'\n",
    "      - click: { on: ['css=#a', b], button: right, within: 'css=nav', frame: 'css=iframe', note: 'a: b' }\n",
    "      - dblclick: 'css=#a'\n",
    "      - fill: { into: 'css=#a', with: '{{ from | dd/MM/yyyy }}' }\n",
    "      - fill: { into: 'css=#a', with: '31' }\n",
    "      - type: { into: 'css=#a', with: 'null', optional: true }\n",
    "      - press: Enter\n",
    "      - press: { key: '[', on: 'css=#a' }\n",
    "      - check: 'css=#a'\n",
    "      - uncheck: 'css=#a'\n",
    "      - select_option: { in: 'css=#a', label: [All, '{{ store.a }}'] }\n",
    "      - select_option: { in: 'css=#a', index: 0 }\n",
    "      - hover: 'css=#a'\n",
    "      - upload: { into: 'css=#a', files: a.csv }\n",
    "      - wait_for: { text: ready, in: 'css=#a' }\n",
    "      - wait_for: { count: { of: 'css=#a', equals: 3 } }\n",
    "      - wait_for: { response: '**/api*', by: { click: 'css=#a' } }\n",
    "      - wait_for: { load: networkidle, timeout: 1500ms }\n",
    "      - expect_download: { by: { press: Enter }, type: xls-html, begins_within: 2m, idle: 5s, total: 1h }\n",
    "      - expect_download: { by: { press: Enter }, type: json, capture: response, url: '**/export?d={{ from | d MMM }}' }\n",
    "      - screenshot: orders\n",
    "      - screenshot: { name: orders, of: 'css=#a', full_page: true }\n",
    "      - fetch: { post: https://shop.example/, headers: { A-B: C }, json: { a: 5, b: '5', c: [null, true] } }\n",
    "      - fetch: { get: https://shop.example/, remember: { job: data.id } }\n",
    "      - fetch: { get: https://shop.example/, via: http, save_as: csv }\n",
    "      - evaluate: \"a\\nb\"\n",
    "      - evaluate: { script: 'x => x', with: { a: b }, remember: c }\n",
    "      - otp: { into: 'css=#a', submit: 'css=#b' }\n",
    "      - otp: { boxes: 'css=.code input' }\n",
    "      - dialog: dismiss\n",
    "      - dialog: { answer: accept, text: hello }\n",
    "      - if_not_visible: { element: 'css=#a', disappears_within: 2s, then: [{ press: Tab }], else: [{ press: F5 }] }\n",
    "      - repeat_until: { gone: 'css=#a', at_most: 20, steps: [{ click: 'css=#a' }] }\n",
    "      - for_each: { day_in: period, steps: [{ type: { into: 'css=#a', with: '{{ day | d MMM }}' } }] }\n",
};

TEST_CASE("every step is written as it would be by hand") {
  for (const char* step : kSteps) CHECK(written(read(step), 6) == step);
}

TEST_CASE("a step that is too long for a line stands in a block, and is the same step") {
  const std::string long_text(60, 'x');
  const std::string step = "      - click: { on: ['css=#" + long_text + "', 'text=\"" + long_text + "\"'], timeout: 2m }\n";
  const std::string block = written(read(step), 6);
  CHECK(block == "      - click:\n          on:\n            - 'css=#" + long_text + "'\n            - 'text=\"" + long_text + "\"'\n" +
                     "          timeout: 2m\n");
  CHECK(written(read(block), 6) == block);
}

}  // namespace
}  // namespace nightporter::sites::language
