#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "model/calendar_date.h"
#include "model/cell.h"
#include "model/decimal.h"
#include "model/period.h"

namespace nightporter::backoffice {

/// One branch of a simulated business.
struct Shop {
  std::string code;  // "north"
  std::string name;  // "North Gate"
};

struct Order {
  std::string order_no;
  model::CalendarDate day;
  model::DateTime ordered_at;
  std::string customer_no;
  std::string customer;
  std::string phone;
  std::string city;
  std::string gstin;  // mostly empty
  std::int64_t items = 0;
  model::Decimal gross;
  model::Decimal discount;
  model::Decimal net;
  std::string status;   // "Delivered", "Ready", "In process", "Cancelled"
  std::string paid_by;  // "Cash", "UPI", "Card", "Wallet"; empty when cancelled
};

/// The day's orders of a store, in order of time: a pure function, the same on every machine and in every year. Revision 0 is what
/// the day looked like first; each further revision corrects amount and status of some orders (keeping their numbers) and adds one
/// that was entered late.
std::vector<Order> orders_of_day(const std::string& store_code, model::CalendarDate day, int revision);

/// One store's books: its generated days, with the corrections that a test or the demo has asked for.
class Books {
 public:
  explicit Books(Shop shop) : shop_(std::move(shop)) {}

  const Shop& shop() const { return shop_; }
  std::vector<Order> orders(model::Period period) const;

  /// Late corrections: some rows of the day change, one comes to it.
  void revise(model::CalendarDate day) { ++revisions_[day]; }
  /// The shop is shut: no orders on that day.
  void close(model::CalendarDate day) { revisions_[day] = kClosed; }

 private:
  static constexpr int kClosed = -1'000'000;

  Shop shop_;
  std::map<model::CalendarDate, int> revisions_;
};

}  // namespace nightporter::backoffice
