#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "model/calendar_date.h"
#include "model/period.h"

namespace nightporter::backoffice {

/// A member of the rewards programme.
struct Member {
  std::string id;  // "USR-00417"
  std::string name;
  std::string email;
  std::string phone;
  std::string city;
  std::string level;
};

struct Purchase {
  std::string id;  // "TRX-20251112-0001"
  model::CalendarDate day;
  std::string time;  // "09:41"
  Member member;
  std::string branch_code;
  std::string branch;
  std::string cashier;
  std::string category;
  std::string product_code;
  std::string product;
  std::int64_t count = 0;
  std::int64_t price = 0;  // rupiah, as all amounts
  std::int64_t discount = 0;
  std::int64_t delivery = 0;
  std::string paid_by;
  std::int64_t points_used = 0;
  std::string status;
  std::string note;

  std::int64_t subtotal() const { return count * price; }
  std::int64_t tax() const { return (subtotal() - discount) * 11 / 100; }
  std::int64_t total() const { return subtotal() - discount + tax() + delivery; }
  std::int64_t points_earned() const { return total() / 10'000; }
};

struct PointMove {
  std::string id;  // "PT-20251112-0001-1"
  Purchase purchase;
  std::string kind;  // "Perolehan", "Penukaran"
  std::int64_t points = 0;
  std::int64_t balance = 0;
  std::string note;
};

struct Registration {
  Member member;
  model::CalendarDate day;
  std::int64_t points = 0;
  std::int64_t coins = 0;
  std::string status;
};

struct CoinPayment {
  std::string id;  // "KOIN-20251112-001"
  model::CalendarDate day;
  Member member;
  std::int64_t coins = 0;
  std::int64_t amount = 0;
  std::string status;
};

/// The books of a simulated stationer's rewards programme: what happened on a day is a function of the day, the same on every machine,
/// but for what a test has changed.
class RewardsBooks {
 public:
  std::vector<Purchase> purchases(model::Period period) const;
  std::vector<PointMove> point_moves(model::Period period) const;
  std::vector<Registration> registrations(model::Period period) const;
  std::vector<CoinPayment> coin_payments(model::Period period) const;

  /// Nothing happens on that day.
  void close(model::CalendarDate day) { closed_.insert(day); }
  /// As many purchases and as many coin payments as that.
  void set_count(model::CalendarDate day, int count) { counts_[day] = count; }
  /// The day's second purchase and second coin payment get another status.
  void correct(model::CalendarDate day) { corrected_.insert(day); }

 private:
  int count_of(model::CalendarDate day, int otherwise) const;
  template <class Entry>
  std::vector<Entry> all_of(model::Period period, std::vector<Entry> (RewardsBooks::*of_day)(model::CalendarDate) const) const;
  std::vector<Purchase> purchases_of(model::CalendarDate day) const;
  std::vector<PointMove> point_moves_of(model::CalendarDate day) const;
  std::vector<Registration> registrations_of(model::CalendarDate day) const;
  std::vector<CoinPayment> coin_payments_of(model::CalendarDate day) const;

  std::set<model::CalendarDate> closed_;
  std::set<model::CalendarDate> corrected_;
  std::map<model::CalendarDate, int> counts_;
};

}  // namespace nightporter::backoffice
