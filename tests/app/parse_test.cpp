#include <boost/json.hpp>
#include <catch2/catch.hpp>
#include <fstream>

#include "tests/app/program_run.h"

namespace nightporter {
namespace {

namespace json = boost::json;
using Catch::Matchers::Contains;
using test::ProgramFolder;
using test::ProgramResult;

std::string recipe_with(const std::string& table) {
  return "site: shop\nname: Shop\ntime_zone: UTC\norigins: [ https://shop.example ]\nsession:\n  probe: { goto: https://shop.example/home, "
         "signed_in: 'css=#menu', signed_out: 'css=input[name=password]' }\n  sign_in: []\nreports:\n  orders:\n    file_title: Orders\n"
         "    period: { at_most: 31 days }\n    steps:\n      - goto: https://shop.example/orders\n      - expect_download: { by: { click: "
         "'text=Export' }, type: xlsx }\n" +
         table;
}

const std::string kTable = R"(    table:
      columns:
        No: { name: no, type: text, key: true }
        Day: { name: day, type: date, format: dd/MM/yyyy, period: true }
        Net: { name: net, type: decimal }
        Shop: { name: shop, type: text }
      totals_row: { where: { No: Total }, check: [net] }
    checks:
      - store: { column: Shop, equals: '{{ store.name }}' }
    load: { staging: stg_shop_orders, fact: fact_shop_orders }
)";
const std::string kRows = "T1,12/11/2025,10.50,One\nT2,13/11/2025,20,One\nTotal,,30.50,\n";

class ParseFixture {
 public:
  ParseFixture() {
    folder.send_origin("shop", "https://shop.example", "http://127.0.0.1:9");
    folder.add_recipe("shop", recipe_with(kTable));
    folder.add_store_without_secrets("shop", {.shop = {.code = "s1", .name = "One"}});
  }

  std::string write(const std::string& name, const std::string& text) {
    std::ofstream(folder / name, std::ios::binary) << text;
    return (folder / name).string();
  }
  ProgramResult parse(const std::string& file, const std::string& more = "--report shop/orders") {
    return folder.run("nightporter parse " + file + " " + more);
  }

  ProgramFolder folder;
};

}  // namespace

TEST_CASE_METHOD(ParseFixture, "a file's tables are shown as they are, with their kind and where the header seems to be") {
  const std::string file = write("orders.xls",
                                 "<html><head><title>Orders of today</title></head><table id=Menu><tr><td>Menu</td></tr></table>"
                                 "<table id=Orders><tr><td>Our shop</td></tr><tr><th>No</th><th>Net</th></tr>"
                                 "<tr><td>T1</td><td>10</td></tr><tr><td>T2</td><td>20</td></tr></table></html>");
  const ProgramResult shown = parse(file, "");
  INFO(shown.output);
  CHECK(shown.exit_code == 0);
  CHECK_THAT(shown.output,
             Contains("an HTML page \"Orders of today\"") && Contains("table 2 \"Orders\": 4 rows, the header seems to be row 2"));
  CHECK_THAT(parse(file, "--limit 1").output, Contains("… and 3 more rows"));
  const json::value content = json::parse(parse(file, "--json").output);
  CHECK(content.at("tables").at(1).at("header_row") == 2);
  CHECK(content.at("tables").at(1).at("rows").as_array().size() == 4);
  CHECK(content.at("tables").at(1).at("rows").at(2).at("cells").at(0) == "T1");
  CHECK_THAT(parse(file, "--csv").output, Contains("Menu\r\n\r\nOur shop\r\nNo,Net\r\nT1,10\r\n"));
}

TEST_CASE_METHOD(ParseFixture, "a report's file is shown as a run would load it") {
  const std::string file = write("orders.csv", "No,Day,Net,Shop\n" + kRows);
  const ProgramResult good = parse(file, "--report shop/orders --store s1 --from 2025-11-12 --to 2025-11-13");
  INFO(good.output);
  CHECK(good.exit_code == 0);
  CHECK_THAT(good.output, Contains("header in row 1") && Contains("2025-11-12") && Contains("2 rows to load") &&
                              Contains("totals row 4: net 30.5") && Contains("A run would load it") && !Contains("not checked"));
  CHECK_THAT(parse(file).output, Contains("not checked: whether the dates") && Contains("not checked: whose rows"));
  CHECK_THAT(parse(file, "--report shop/orders --csv").output, Contains("no,day,net,shop\r\nT1,2025-11-12,10.5,One\r\n"));
  const json::value content = json::parse(parse(file, "--report shop/orders --json").output);
  CHECK(content.at("row_count") == 2);
  CHECK(content.at("rows").at(0).at("cells").at("net") == "10.5");
  CHECK(content.at("can_be_loaded") == true);
  CHECK(folder.files("data").empty());
}

TEST_CASE_METHOD(ParseFixture, "a check that fails ends with 6 and says rule, row, column, value and next step") {
  const std::string file = write("orders.csv", "No,Day,Net,Shop\nT1,14/11/2025,10,Other\nTotal,,11,\n");
  const ProgramResult bad = parse(file, "--report shop/orders --store s1 --from 2025-11-12 --json");
  INFO(bad.output);
  CHECK(bad.exit_code == 6);
  const json::value content = json::parse(bad.output);
  std::map<std::string, json::object> by_rule;
  for (const json::value& violation : content.at("violations").as_array())
    by_rule[std::string(violation.at("rule").as_string())] = violation.as_object();
  REQUIRE(by_rule.size() == 3);
  CHECK((by_rule["period"]["row"] == 2 && by_rule["period"]["column"] == "Day" && by_rule["period"]["value"] == "2025-11-14"));
  CHECK((by_rule["column-equals"]["value"] == "Other" && by_rule["totals"]["row"] == 3 && by_rule["totals"]["value"] == "11"));
  for (const auto& [rule, violation] : by_rule) CHECK_FALSE(violation.at("hint").as_string().empty());
  CHECK_THAT(parse(file, "--report shop/orders --store s1").output, Contains("totals") && Contains("A run would refuse it."));
}

TEST_CASE_METHOD(ParseFixture, "all values that would be refused are listed, not only the first") {
  const std::string file =
      write("orders.csv", "No,Day,Net,Shop\nT1,soon,10,One\nT2,12/11/2025,many,One\nT3,12/11/2025,1,One\nTotal,,11,\n");
  const ProgramResult bad = parse(file, "--report shop/orders --json");
  INFO(bad.output);
  CHECK(bad.exit_code == 6);
  const json::value content = json::parse(bad.output);
  REQUIRE(content.at("bad_rows").as_array().size() == 2);
  CHECK((content.at("bad_rows").at(0).at("row") == 2 && content.at("bad_rows").at(0).at("column") == "Day"));
  CHECK((content.at("bad_rows").at(1).at("value") == "many" && content.at("bad_rows").at(1).at("reason") == "not a number"));
  CHECK_THAT(parse(file).output, Contains("2 rows would be refused, and the file with them") && Contains("B \"Day\""));
  std::string table = kTable;
  table.insert(table.find("    checks:"), "      bad_rows: quarantine\n");
  folder.add_recipe("shop", recipe_with(table));
  const ProgramResult quarantined = parse(write("few.csv", "No,Day,Net,Shop\nT1,soon,10,One\nT3,12/11/2025,1,One\nTotal,,11,\n"));
  CHECK(quarantined.exit_code == 0);
  CHECK_THAT(quarantined.output, Contains("1 row would be quarantined"));
}

TEST_CASE_METHOD(ParseFixture, "changed headers end with 5 and name what is gone and what is new, whatever kind of file it is") {
  const std::string html =
      "<table><tr><th>No</th><th>Date</th><th>Net</th><th>Shop</th></tr><tr><td>T1</td><td>12/11/2025</td><td>1</td>"
      "<td>One</td></tr></table>";
  std::string xml =
      "<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\" "
      "xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\"><Worksheet ss:Name=\"S\"><Table>";
  for (const auto& row : {std::vector<std::string>{"No", "Date", "Net", "Shop"}, {"T1", "12/11/2025", "1", "One"}}) {
    xml += "<Row>";
    for (const std::string& cell : row) xml += "<Cell><Data ss:Type=\"String\">" + cell + "</Data></Cell>";
    xml += "</Row>";
  }
  xml += "</Table></Worksheet></Workbook>";
  for (const auto& [name, text] : std::map<std::string, std::string>{{"a.csv", "No,Date,Net,Shop\n" + kRows},
                                                                     {"b.tsv", "No\tDate\tNet\tShop\nT1\t12/11/2025\t1\tOne\n"},
                                                                     {"c.xls", "<html>" + html + "</html>"},
                                                                     {"d.xls", xml}}) {
    const ProgramResult changed = parse(write(name, text));
    INFO(name << "\n" << changed.output);
    CHECK(changed.exit_code == 5);
    CHECK_THAT(changed.output, Contains("site changed: column \"Day\" is gone; \"Date\" is new"));
  }
}

TEST_CASE_METHOD(ParseFixture, "a mistake of the caller is told as one") {
  const std::string file = write("orders.csv", "No,Day,Net,Shop\n" + kRows);
  CHECK(parse("nowhere.csv", "").exit_code == 2);
  CHECK(parse(file, "--report shop").exit_code == 2);
  const ProgramResult mistyped = parse(file, "--report shop/order");
  CHECK(mistyped.exit_code == 2);
  CHECK_THAT(mistyped.output, Contains("did you mean \"orders\"?"));
  CHECK(parse(file, "--from 2025-11-12").exit_code == 2);
  CHECK(parse(write("page.html", "<html><form>Password <input type=password></form></html>")).exit_code == 6);
}

TEST_CASE_METHOD(ParseFixture, "what is inferred from a file passes the check of recipes, and reads the same file") {
  const std::string html =
      "<html><table><tr><th>Bill</th><th>Day</th><th>Sum</th></tr><tr><td>B1</td><td>12/11/2025</td><td>1.234,50</td></tr>"
      "<tr><td>B2</td><td>11/11/2025</td><td>2,00</td></tr><tr><td>Total</td><td></td><td>1.236,50</td></tr></table></html>";
  for (const auto& [name, text] :
       std::map<std::string, std::string>{{"a.csv",
                                           "Title\nBill,Day,Sum,Paid\nB1,13/11/2025,\"1,23,456.50\",Cash\nB2,14/11/"
                                           "2025,2.00,\nTotal,,\"1,23,458.50\",\nPrinted on 15/11/2025\n"},
                                          {"b.xls", html},
                                          {"c.tsv", "Item\tShelf\tCount\nSoap\tA\t1\nSoap\tB\t2\nSalt\tA\t1\n"}}) {
    const std::string file = write(name, text);
    const ProgramResult inferred = folder.run("nightporter sites infer " + file + " --site shop --report orders");
    INFO(name << "\n" << inferred.output);
    CHECK(inferred.exit_code == 0);
    folder.add_recipe("shop", recipe_with(inferred.output));
    const ProgramResult checked = folder.run("nightporter sites check " + (folder / "sites/shop.yaml").string());
    INFO(checked.output);
    CHECK(checked.exit_code == 0);
    const ProgramResult parsed = parse(file, "--report shop/orders --json");
    INFO(parsed.output);
    CHECK(parsed.exit_code == 0);
    const json::value content = json::parse(parsed.output);
    CHECK(content.at("row_count") == (name == "c.tsv" ? 3 : 2));
    CHECK(content.at("totals").is_null() == (name == "c.tsv"));
  }
  const std::string ambiguous = folder.run("nightporter sites infer " + (folder / "b.xls").string()).output;
  CHECK_THAT(ambiguous, Contains("AMBIGUOUS: every date here can also be read as MM/dd/yyyy"));
  CHECK_THAT(ambiguous, Contains("check: [sum]") || Contains("check: [ sum ]"));
  CHECK_THAT(folder.run("nightporter sites infer " + (folder / "a.csv").string()).output, !Contains("can also be read as MM/dd/yyyy"));
  CHECK_THAT(folder.run("nightporter sites infer " + (folder / "c.tsv").string()).output, Contains("item, shelf together do"));
  CHECK(folder.run("nightporter sites infer " + write("none.csv", "just words\n")).exit_code == 6);
}

}  // namespace nightporter
