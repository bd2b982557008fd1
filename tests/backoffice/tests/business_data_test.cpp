#include "tests/backoffice/business_data.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "tests/backoffice/export_table.h"

namespace nightporter::backoffice {
namespace {

using model::CalendarDate;
using model::Decimal;

const CalendarDate kDay = *CalendarDate::parse_iso("2025-11-12");

std::set<std::string> numbers_of(const std::vector<Order>& orders) {
  std::set<std::string> numbers;
  for (const Order& order : orders) numbers.insert(order.order_no);
  return numbers;
}

std::size_t changed_rows(const std::vector<Order>& before, const std::vector<Order>& after) {
  std::size_t changed = 0;
  for (std::size_t i = 0; i < before.size(); ++i) changed += before[i].net != after[i].net ? 1 : 0;
  return changed;
}

TEST_CASE("a day's orders are the same whenever they are asked for") {
  const auto orders = orders_of_day("north", kDay, 0);
  const auto again = orders_of_day("north", kDay, 0);
  REQUIRE(orders.size() == again.size());
  REQUIRE(orders.size() >= 12);
  CHECK(changed_rows(orders, again) == 0);
  CHECK(numbers_of(orders).size() == orders.size());
  // On every machine and in every year: these are written down, not computed.
  CHECK(orders.front().order_no == "N251112-001");
  CHECK(model::to_text(orders.front().ordered_at) == "2025-11-12 08:03:00");
}

TEST_CASE("stores and days differ") {
  CHECK(changed_rows(orders_of_day("north", kDay, 0), orders_of_day("harbour", kDay + std::chrono::days(1), 0)) > 5);
  CHECK(numbers_of(orders_of_day("north", kDay, 0)) != numbers_of(orders_of_day("harbour", kDay, 0)));
}

TEST_CASE("a revision changes some rows, keeps all numbers and adds one order") {
  const auto before = orders_of_day("north", kDay, 0);
  const auto after = orders_of_day("north", kDay, 1);
  CHECK(after.size() == before.size() + 1);
  const std::size_t changed = changed_rows(before, after);
  CHECK(changed >= 1);
  CHECK(changed <= 3);
  for (std::size_t i = 0; i < before.size(); ++i) CHECK(before[i].order_no == after[i].order_no);
  const auto later = orders_of_day("north", kDay, 2);
  CHECK(numbers_of(later).size() == before.size() + 2);
}

TEST_CASE("books answer for a period, with what was revised and closed") {
  Books books({"north", "North Gate"});
  const model::Period two_days{kDay, kDay + std::chrono::days(1)};
  const std::size_t size = books.orders(two_days).size();
  books.revise(kDay);
  CHECK(books.orders(two_days).size() == size + 1);
  books.close(kDay);
  CHECK(books.orders({kDay, kDay}).empty());
  CHECK(books.orders(two_days).size() == orders_of_day("north", kDay + std::chrono::days(1), 0).size());
}

TEST_CASE("net is gross less discount on every order") {
  for (const Order& order : orders_of_day("harbour", kDay, 2)) CHECK(order.net == order.gross - order.discount);
}

TEST_CASE("amounts and dates are written as Indian back offices write them") {
  CHECK(indian_amount(*Decimal::parse("123456.5")) == "1,23,456.50");
  CHECK(indian_amount(*Decimal::parse("-12345678")) == "-1,23,45,678.00");
  CHECK(indian_amount(*Decimal::parse("999")) == "999.00");
  CHECK(indian_amount(*Decimal::parse("-999.05")) == "-999.05");
  CHECK(indian_amount(*Decimal::parse("1000")) == "1,000.00");
  CHECK(day_first(kDay, '/') == "12/11/2025");
  CHECK(parse_day_first("12/11/2025") == kDay);
  CHECK_FALSE(parse_day_first("31/02/2025"));
  CHECK_FALSE(parse_day_first("2025-11-12"));
  CHECK_FALSE(parse_day_first("-1/11/2025"));
}

ExportTable small_table() {
  ExportTable table{"Orders & more", {"No", "Customer", "Items", "Net", "Date"}, {}, {}};
  table.rows.push_back({std::string("001"), std::string("Rao, \"L\" <x>"), std::int64_t{2}, Decimal(123456'50, 2), kDay});
  table.rows.push_back({std::string("002"), std::string("अनिता"), std::int64_t{3}, Decimal(50, 2), kDay});
  table.totals = totals_of(table, "Total");
  return table;
}

TEST_CASE("totals sum the columns of numbers") {
  const ExportTable table = small_table();
  CHECK(*table.totals == model::Row{std::string("Total"), model::Empty{}, std::int64_t{5}, Decimal(123457, 0), model::Empty{}});
}

TEST_CASE("a CSV export quotes what needs it and starts with a byte order mark") {
  CHECK(to_csv(small_table()) ==
        "\xEF\xBB\xBFNo,Customer,Items,Net,Date\r\n"
        "001,\"Rao, \"\"L\"\" <x>\",2,123456.50,12-11-2025\r\n"
        "002,अनिता,3,0.50,12-11-2025\r\n"
        "Total,,5,123457.00,\r\n");
}

TEST_CASE("an HTML export called .xls has captions above its header and escapes its cells") {
  const std::string page = to_html_xls(small_table(), {"Period: 12/11/2025"});
  CHECK(page.starts_with("<html"));
  CHECK(page.find("<td colspan=\"5\"><b>Orders &amp; more</b>") < page.find("<th>No</th>"));
  CHECK(
      page.find("<td>Rao, &quot;L&quot; &lt;x&gt;</td><td align=\"right\">2</td><td align=\"right\">1,23,456.50</td><td>12/11/2025</td>") !=
      std::string::npos);
  CHECK(page.find("<td>Total</td>") != std::string::npos);
}

TEST_CASE("an Excel export is a zip whose bytes are the same every time") {
  const std::string file = to_xlsx(small_table());
  CHECK(file.starts_with("PK\x03\x04"));
  CHECK(file.find("xl/worksheets/sheet1.xml") != std::string::npos);
  CHECK(to_xlsx(small_table()) == file);
  ExportTable other = small_table();
  other.rows.pop_back();
  CHECK(to_xlsx(other) != file);
}

}  // namespace
}  // namespace nightporter::backoffice
