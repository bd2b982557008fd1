#include "tests/backoffice/demo_reports.h"

#include <fmt/format.h>

#include <utility>

namespace nightporter::backoffice {

using model::Decimal;

ExportTable demo_orders_table(const Books& books, model::Period period) {
  ExportTable table{"Orders",
                    {"Order No", "Order Date", "Ordered At", "Store", "Customer No", "Customer", "Items", "Gross", "Discount", "Net",
                     "Status", "Paid By"},
                    {},
                    {}};
  for (const Order& order : books.orders(period))
    table.rows.push_back({order.order_no, order.day, order.ordered_at, books.shop().name, order.customer_no, order.customer, order.items,
                          order.gross, order.discount, order.net, order.status, order.paid_by});
  if (!table.rows.empty()) table.totals = totals_of(table, "Total");
  return table;
}

ExportTable demo_payments_table(const Books& books, model::Period period) {
  ExportTable table{"Payments", {"Payment No", "Date", "Order No", "Mode", "Reference", "Amount", "Store"}, {}, {}};
  const auto pay = [&](const Order& order, int part, const std::string& mode, Decimal amount) {
    const std::string reference = mode == "Cash" ? "" : fmt::format("{}/{}", mode == "UPI" ? "UPI" : "TXN", order.order_no.substr(1));
    table.rows.push_back(
        {fmt::format("P-{}-{}", order.order_no, part), order.day, order.order_no, mode, reference, amount, books.shop().name});
  };
  for (const Order& order : books.orders(period)) {
    if (order.paid_by.empty()) continue;
    const Decimal from_wallet(5'000, 2);
    if (order.paid_by == "Wallet" && order.net > from_wallet) {
      pay(order, 1, "Wallet", from_wallet);
      pay(order, 2, "Cash", order.net - from_wallet);
    } else {
      pay(order, 1, order.paid_by, order.net);
    }
  }
  if (!table.rows.empty()) table.totals = totals_of(table, "Total");
  return table;
}

ExportTable demo_customers_table(const Books& books, model::Period period) {
  struct Visit {
    Order first;
    std::int64_t orders = 0;
    Decimal spent;
  };
  std::map<std::pair<model::CalendarDate, std::string>, Visit> visits;
  for (const Order& order : books.orders(period)) {
    Visit& visit = visits[{order.day, order.customer_no}];
    if (visit.orders == 0) visit.first = order;
    ++visit.orders;
    if (!order.paid_by.empty()) visit.spent = visit.spent + order.net;
  }
  ExportTable table{"Customers", {"Customer No", "Name", "Phone", "City", "Last Order", "Orders", "Spent", "Store"}, {}, {}};
  for (const auto& [key, visit] : visits)
    table.rows.push_back(
        {key.second, visit.first.customer, visit.first.phone, visit.first.city, key.first, visit.orders, visit.spent, books.shop().name});
  return table;
}

}  // namespace nightporter::backoffice
