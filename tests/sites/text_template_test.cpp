#include "sites/text_template.h"

#include <catch2/catch.hpp>

#include "sites/date_format.h"
#include "sites/json_template.h"
#include "sites/variables.h"

namespace nightporter::sites {
namespace {

model::CalendarDate day(const char* iso) {
  return *model::CalendarDate::parse_iso(iso);
}

Variables some_variables() {
  Variables variables;
  variables.set("store.name", std::string("Uttam Nagar"));
  variables.set("secret.password", model::Secret("pa\"ss"));
  return variables.with_period({day("2025-02-03"), day("2025-11-12")});
}

std::string rendered(const std::string& source) {
  return TextTemplate::parse(source).render(some_variables()).reveal();
}

TEST_CASE("references are replaced, all else stays") {
  CHECK(rendered("no reference { } }}") == "no reference { } }}");
  CHECK(rendered("{{store.name}}") == "Uttam Nagar");
  CHECK(rendered("a {{ store.name | upper }} b {{ from | dd/MM/yyyy }}..{{ to | d.M.yy }}") == "a UTTAM NAGAR b 03/02/2025..12.11.25");
  CHECK(rendered("?s={{ store.name | url }}") == "?s=Uttam%20Nagar");
  CHECK(rendered("{{ to | plus 1 day | yyyy-MM-dd }}") == "2025-11-13");
  CHECK(rendered("{{ from | minus 3 days | dd MMM yyyy | upper }}") == "31 JAN 2025");
}

TEST_CASE("a date is written in every known form") {
  CHECK(format_date(day("2025-02-03"), "yyyy yy MMMM MMM MM M dd d HH:mm") == "2025 25 February Feb 02 2 03 3 00:00");
  CHECK(format_date(day("0987-12-31"), "yyyy-MM-dd") == "0987-12-31");
}

TEST_CASE("what is no date format is told, with what was meant") {
  CHECK_FALSE(date_format_error("dd/MM/yyyy"));
  CHECK(date_format_error("DD/MM/YYYY") == "\"DD\" is not part of a date");
  CHECK(date_format_error("ddd") == "\"ddd\" is not part of a date");
  CHECK(date_format_error("..") == "there is no date in \"..\"");
  CHECK(nearest_date_format("DD/MM/YYYY") == "dd/MM/yyyy");
  CHECK(nearest_date_format("dd/mm/yyyy") == "dd/MM/yyyy");
  CHECK(nearest_date_format("yyy-M-D") == "yyyy-M-d");
  CHECK(nearest_date_format("hello").empty());
}

TEST_CASE("a template that is none names the place and the remedy") {
  const auto fails = [](const std::string& source, std::size_t position, const std::string& message, const std::string& hint) {
    try {
      TextTemplate::parse(source);
      FAIL("no error for " << source);
    } catch (const TemplateError& error) {
      CHECK(error.position == position);
      CHECK(error.what() == message);
      CHECK(error.hint == hint);
    }
  };
  fails("ab {{ x", 3, "{{ is never closed", "end it with }}");
  fails("{{ }}", 0, "nothing stands between {{ and }}", "name a variable: {{ store.code }}");
  fails("{{ from | DD/MM/YYYY }}", 0, "\"DD/MM/YYYY\" is no date format: \"DD\" is not part of a date", "did you mean \"dd/MM/yyyy\"?");
  fails("{{ x | uper }}", 0, "unknown filter \"uper\"", "did you mean \"upper\"?");
  fails("{{ env? }}", 0, "\"env?\" is not the name of a variable", "write one name: {{ store.code }}, {{ from | dd/MM/yyyy }}");
}

TEST_CASE("a date without a format, and a format without a date, are refused") {
  CHECK_THROWS_AS(rendered("{{ from }}"), TemplateError);
  CHECK_THROWS_AS(rendered("{{ from | upper }}"), TemplateError);
  CHECK_THROWS_AS(rendered("{{ store.name | dd/MM/yyyy }}"), TemplateError);
}

TEST_CASE("a variable without a value is named, and for a secret the configuration is blamed") {
  try {
    rendered("{{ secret.pin }}");
    FAIL("no error");
  } catch (const VariableMissing& missing) {
    CHECK(missing.name == "secret.pin");
    CHECK(std::string(missing.what()).find("lacks the secret \"pin\"") != std::string::npos);
  }
}

TEST_CASE("a text with a secret shows that there is one, not what it is") {
  const RenderedText text = TextTemplate::parse("Basic {{ secret.password }}!").render(some_variables());
  CHECK(text.reveal() == "Basic pa\"ss!");
  CHECK(text.shown() == "Basic ‹secret.password›!");
  CHECK(text.has_secret());
  CHECK_FALSE(TextTemplate::parse("{{ store.name }}").render(some_variables()).has_secret());
}

TEST_CASE("a JSON body escapes what is put in and keeps its secrets") {
  JsonTemplate password;
  password.kind = JsonTemplate::Kind::kText;
  password.text = TextTemplate::parse("{{ secret.password }}");
  JsonTemplate number;
  number.verbatim = "12.5";
  JsonTemplate list;
  list.kind = JsonTemplate::Kind::kArray;
  list.items = {number, number};
  JsonTemplate body;
  body.kind = JsonTemplate::Kind::kObject;
  body.names = {"p\"w", "n"};
  body.items = {password, list};
  const RenderedText text = body.render(some_variables());
  CHECK(text.reveal() == R"({"p\"w":"pa\"ss","n":[12.5,12.5]})");
  CHECK(text.shown() == R"({"p\"w":"‹secret›","n":[12.5,12.5]})");
  CHECK(quote_json("a\tb\x01\n") == R"("a\tb\u0001\n")");
}

TEST_CASE("a store brings its code, name, variables and secrets") {
  model::Store store{model::SiteCode("td"),
                     model::StoreCode("a668"),
                     "UttamNagar",
                     {{"username", model::Secret("u")}},
                     {{"export", "post"}, {"code", "evil"}}};
  const Variables variables = Variables::of_store(store);
  CHECK(variables.names() == std::vector<std::string>{"secret.username", "site.code", "store.code", "store.export", "store.name"});
  CHECK(std::get<std::string>(*variables.find("store.code")) == "a668");
}

}  // namespace
}  // namespace nightporter::sites
