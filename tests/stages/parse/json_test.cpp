#include <boost/json/serialize.hpp>
#include <catch2/catch.hpp>

#include "stages/parse/json/json_reader.h"
#include "stages/parse/json/json_walk.h"
#include "stages/parse/parse_error.h"
#include "stages/parse/read_table.h"
#include "tests/stages/parse/raw_text.h"
#include "tests/support/temporary_folder.h"

using namespace nightporter;
using namespace nightporter::test;
using Rows = std::vector<std::string>;

namespace {

constexpr const char* kOrders =
    R"({"status":"ok","data":{"page":1,"orders":[
      {"no":"007","net":10.5,"paid":true,"customer":{"name":"Ann","id":9007199254740993}},
      {"no":"008","tags":["a","b"],"net":null,"customer":{"name":""}}]}})";

std::string error_of(const std::string& text) {
  const TemporaryFolder folder;
  return raw_error(folder.write("f.json", text));
}

}  // namespace

TEST_CASE("an array of objects is a table: keys are headers, values keep their kinds, what is null is empty") {
  const TemporaryFolder folder;
  CHECK(raw_rows(folder.write("f.json", kOrders)) == Rows{"1: A=s:no B=s:net C=s:paid D=s:customer.name E=s:customer.id F=s:tags",
                                                          "2: A=s:007 B=n:10.5 C=b:true D=s:Ann E=s:9007199254740993",
                                                          "3: A=s:008 F=s:[\"a\",\"b\"]"});
}

TEST_CASE("one of several tables of a JSON document is chosen by where it stands") {
  const TemporaryFolder folder;
  const auto file = folder.write("f.json", R"({"a":[{"x":1}],"b":{"c":[{"x":2}]},"empty":[],"mixed":[1,{"x":3}]})");
  CHECK(raw_rows(file) == Rows{"1: A=s:x", "2: A=n:1", "1: A=s:x", "2: A=n:2"});
  CHECK(raw_rows(file, stages::TableChoice::of_sheet("b.c")) == Rows{"1: A=s:x", "2: A=n:2"});
  CHECK(raw_rows(file, stages::TableChoice::of_sheet("1")) == Rows{"1: A=s:x", "2: A=n:1"});
  CHECK_THROWS_AS(raw_rows(file, stages::TableChoice::of_sheet("d")), stages::ParseError);
}

TEST_CASE("a JSON report becomes typed rows, and a changed one says which key is gone") {
  const TemporaryFolder folder;
  model::TableMapping mapping;
  mapping.columns = {{.header = "no", .name = "no", .key = true}, {.header = "net", .name = "net", .type = model::ColumnType::kDecimal}};
  std::vector<model::Row> rows;
  const auto sink = [&](stages::ParsedRow&& row) { rows.push_back(std::move(row.cells)); };
  stages::read_table(folder.write("f.json", kOrders), mapping, sink);
  REQUIRE(rows.size() == 2);
  CHECK((rows[0][0] == model::Cell(std::string("007")) && rows[0][1] == model::Cell(*model::Decimal::parse("10.5"))));
  CHECK(rows[1][1] == model::Cell(model::Empty()));
  try {
    stages::read_table(folder.write("g.json", R"([{"no":"1","amount":5}])"), mapping, sink);
    FAIL("it was read");
  } catch (const stages::ParseError& error) {
    CHECK(error.kind() == stages::ParseErrorKind::kSiteChanged);
    CHECK_THAT(error.what(), Catch::Matchers::Contains("column \"net\" is gone; \"amount\" is new"));
  }
}

TEST_CASE("a JSON error body is no report, a cut or too deep document is damaged") {
  model::TableMapping mapping;
  mapping.columns = {{.header = "no", .name = "no", .key = true}};
  const TemporaryFolder folder;
  for (const char* body : {R"({"error":"expired"})", R"([])", R"({"errors":[{"code":5,"message":"expired"}]})"}) {
    try {
      stages::read_table(folder.write("f.json", body), mapping, [](stages::ParsedRow&&) {});
      FAIL("it was read");
    } catch (const stages::ParseError& error) {
      CHECK(error.kind() == stages::ParseErrorKind::kNotAReport);
    }
  }
  CHECK(error_of(R"([{"no":1},{"no")") == "corrupt");
  std::string deep = R"([{"a":)";
  for (int i = 0; i < 100; ++i) deep += "[";
  CHECK(error_of(deep) == "corrupt");
  stages::ReadLimits limits;
  limits.rows = 2;
  CHECK(raw_error(folder.write("many.json", R"([{"a":1},{"a":2}])"), limits) == "too-large");
}

TEST_CASE("a zero character, which no database takes, is replaced in names and values") {
  const TemporaryFolder folder;
  CHECK(raw_rows(folder.write("f.json", R"([{"a\u0000b":"c\u0000d"}])")) == Rows{"1: A=s:a\uFFFDb", "2: A=s:c\uFFFDd"});
}

TEST_CASE("a value under an empty name stands in a column without a header") {
  const TemporaryFolder folder;
  CHECK(raw_rows(folder.write("f.json", R"([{"":1,"b":2}])")) == Rows{"1: B=s:b", "2: A=n:1 B=n:2"});
}

TEST_CASE("a number that no double holds is damage, not infinity") {
  CHECK(error_of(R"([{"a":1e308}])") == "none");
  CHECK(error_of(R"([{"a":1e999}])") == "corrupt");
}

TEST_CASE("names that grow with every level are refused before they fill the memory") {
  const std::string name(3000, 'n');
  CHECK(error_of("{\"" + name + "\":[{\"" + name + "\":1}]}") == "none");
  CHECK(error_of("{\"" + name + "\":{\"" + name + "\":[{\"a\":1}]}}") == "too-large");
  CHECK(error_of("[{\"" + name + "\":{\"" + name + "\":1}}]") == "too-large");
}

TEST_CASE("a JSON document is walked through an object at a time, so that its size does not matter") {
  struct Listener : stages::JsonListener {
    std::vector<std::string> seen;
    void begin_array(std::size_t array, const std::string& name) override { seen.push_back(std::to_string(array) + " " + name); }
    void item(std::size_t array, const boost::json::object& item) override {
      seen.push_back(std::to_string(array) + " " + boost::json::serialize(item));
    }
    void other_item(std::size_t array) override { seen.push_back(std::to_string(array) + " other"); }
  } listener;
  const TemporaryFolder folder;
  const auto file = folder.write(
      "f.json", R"({"a":[{"x":[{"y":1}],"z":{"e":[]}},{}],"b":{"c":[1,"s",null,[{"n":1},[2]],{"m":2}]},"d":[],"e":{"f":[{"late":1},{"cut)");
  CHECK_THROWS_AS(stages::walk_json(file, {}, listener), stages::ParseError);
  CHECK(listener.seen == Rows{"0 a", R"(0 {"x":[{"y":1}],"z":{"e":[]}})", "0 {}", "1 b.c", "1 other", "1 other", "1 other", "1 other",
                              R"(1 {"m":2})", "2 d", "3 e.f", R"(3 {"late":1})"});
}

TEST_CASE("pieces of a JSON document may end anywhere") {
  const TemporaryFolder folder;
  // Longer than a piece that is read at a time, so that words, numbers and names are cut somewhere.
  for (const int shift : {0, 1, 2, 3, 5, 7, 11}) {
    std::string text = std::string(static_cast<std::size_t>(shift), ' ') + "[";
    for (int row = 0; row < 20'000; ++row)
      text += (row == 0 ? "" : ",") + std::string(R"({"number":)") + std::to_string(row * 1000) + R"(,"word":"\u00e9true","flag":true})";
    const auto rows = raw_rows(folder.write("f.json", text + "] \n" + std::string(70'000, ' ')));
    REQUIRE(rows.size() == 20'001);
    CHECK(rows[20'000] == "20001: A=n:19999000 B=s:étrue C=b:true");
  }
}

TEST_CASE("of two arrays at the same place in a JSON document the last one counts") {
  const TemporaryFolder folder;
  CHECK(raw_rows(folder.write("f.json", R"({"a":[{"x":1}],"b":[{"y":3}],"a":[{"x":2}]})")) ==
        Rows{"1: A=s:y", "2: A=n:3", "1: A=s:x", "2: A=n:2"});
}

TEST_CASE("a JSON table that is not wanted may have more columns than any report") {
  const TemporaryFolder folder;
  const auto file = folder.write("f.json", R"({"lookup":[{"a":1,"b":2,"c":3}],"orders":[{"x":1}]})");
  stages::ReadLimits limits;
  limits.columns = 2;
  Rows rows;
  const auto sink = [&](const stages::RawRow& row) { rows.push_back(row_text(row)); };
  stages::read_json(file, stages::TableChoice::of_sheet("orders"), limits, sink);
  CHECK(rows == Rows{"1: A=s:x", "2: A=n:1"});
  CHECK_THROWS_AS(stages::read_json(file, stages::TableChoice::of_sheet("lookup"), limits, sink), stages::ParseError);
}

TEST_CASE("what stands behind a JSON document, and a document that is none, is damage") {
  CHECK(error_of(R"([{"a":1}] )") == "none");
  CHECK(error_of(R"([{"a":1}] x)") == "corrupt");
  CHECK(error_of(R"([{"a":1}][{"a":2}])") == "corrupt");
  CHECK(error_of(R"([{"a":1}])" + std::string(70'000, ' ') + "[]") == "corrupt");
  CHECK(error_of(R"([{"a":1},])") == "corrupt");
}

TEST_CASE("the first words of a JSON document, for messages, are cut between two characters") {
  const TemporaryFolder folder;
  for (const std::string& shift : {"", "x", "xx"}) {
    std::string text = "{\"" + shift;
    for (int i = 0; i < 200; ++i) text += "\xe2\x82\xac";
    text += "\":\"" + std::string(200'000, 'x') + "\"}";  // more than is read at a time
    const auto summary = stages::read_json(folder.write("f.json", text), {}, {}, [](const stages::RawRow&) {});
    CHECK(summary.beginning.size() > 190);
    CHECK(summary.beginning.size() <= 200);
    CHECK(summary.beginning.ends_with("\xe2\x82\xac"));
  }
}

TEST_CASE("an object of an array that is larger than any row is refused") {
  CHECK(error_of(R"([{"a":")" + std::string(17u << 20u, 'x') + "\"}]") == "too-large");
}
