#include "tests/backoffice/business_data.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace nightporter::backoffice {

using model::CalendarDate;
using model::Decimal;

namespace {

/// SplitMix64: the standard library's distributions differ between implementations, and the rows must not.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    state_ += 0x9E3779B97F4A7C15U;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31U);
  }
  std::int64_t between(std::int64_t low, std::int64_t high) {
    return low + static_cast<std::int64_t>(next() % static_cast<std::uint64_t>(high - low + 1));
  }
  template <class Values>
  const auto& one_of(const Values& values) {
    return values[static_cast<std::size_t>(between(0, static_cast<std::int64_t>(values.size()) - 1))];
  }

 private:
  std::uint64_t state_;
};

std::uint64_t seed_of(const std::string& text, std::int64_t number) {
  std::uint64_t hash = 0xCBF29CE484222325U;  // FNV-1a
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3U;
  return Dice(hash ^ static_cast<std::uint64_t>(number) * 0x9E3779B97F4A7C15U).next();
}

struct Person {
  const char* name;
  const char* city;
};

// Names that break careless readers: other scripts, quotes, commas, ampersands, leading and trailing marks.
constexpr std::array kPeople = {
    Person{"Aarav Sharma", "Delhi"},  Person{"अनिता वर्मा", "Delhi"},      Person{"Zoë D’Souza", "Gurugram"},
    Person{"Mehta & Sons", "Noida"},  Person{"Rao, Lakshmi", "Gurugram"}, Person{"Farah Khan", "Delhi"},
    Person{"José Pereira", "Panjim"}, Person{"Søren Møller", "Gurugram"}, Person{"Hotel \"The Lantern\"", "Delhi"},
    Person{"Priya Nair", "Kochi"},    Person{"Vikram Singh", "Delhi"},    Person{"O'Brien <Catering>", "Noida"},
    Person{"Ирина Орлова", "Delhi"},  Person{"Ishaan Gupta", "Gurugram"}, Person{"Meera Iyer", "Chennai"},
    Person{"Kabir Anand", "Delhi"},   Person{"Sunita Devi", "Noida"},     Person{"Ünal Öztürk", "Gurugram"},
    Person{"Tara Bose", "Kolkata"},   Person{"Rohan Mehra", "Delhi"},
};
constexpr std::array kPaidBy = {"Cash", "UPI", "UPI", "Card", "Wallet"};
constexpr std::array kOpenStatus = {"Delivered", "Delivered", "Delivered", "Ready", "In process"};

void set_amounts(Order& order, Dice& dice) {
  const std::int64_t gross_paise = order.items * dice.between(3'900, 24'950);
  const std::int64_t discount_paise = dice.between(0, 3) == 0 ? gross_paise / 10 : 0;
  order.gross = Decimal(gross_paise, 2);
  order.discount = Decimal(discount_paise, 2);
  order.net = Decimal(gross_paise - discount_paise, 2);
}

void set_outcome(Order& order, Dice& dice) {
  const bool cancelled = dice.between(0, 19) == 0;
  order.status = cancelled ? "Cancelled" : dice.one_of(kOpenStatus);
  order.paid_by = cancelled ? "" : dice.one_of(kPaidBy);
}

Order make_order(const std::string& store_code, CalendarDate day, std::int64_t number, std::int64_t minute_of_day) {
  Dice dice(seed_of(store_code + day.to_iso(), number));
  Order order;
  order.order_no = fmt::format("{}{:02}{:02}{:02}-{:03}", static_cast<char>(store_code.empty() ? 'X' : std::toupper(store_code[0])),
                               day.year() % 100, day.month(), day.day(), number);
  order.day = day;
  order.ordered_at = std::chrono::local_days(day.year_month_day()) + std::chrono::minutes(minute_of_day);
  const std::size_t person = static_cast<std::size_t>(dice.between(0, static_cast<std::int64_t>(kPeople.size()) - 1));
  order.customer_no = fmt::format("{:06}", 417 + person * 31);
  order.customer = kPeople[person].name;
  order.city = kPeople[person].city;
  order.phone = fmt::format("98100{:05}", 10'423 + person * 977);
  if (person % 7 == 3) order.gstin = fmt::format("07AAB{}PL{:04}Q1Z{}", person % 10 == 3 ? "C" : "F", 1042 + person, person % 10);
  order.items = dice.between(1, 14);
  set_amounts(order, dice);
  set_outcome(order, dice);
  return order;
}

}  // namespace

std::vector<Order> orders_of_day(const std::string& store_code, CalendarDate day, int revision) {
  constexpr std::int64_t kOpens = 8 * 60;
  constexpr std::int64_t kShuts = 21 * 60;
  Dice dice(seed_of(store_code, day.days().time_since_epoch().count()));
  const bool weekend = day.weekday() == std::chrono::Saturday || day.weekday() == std::chrono::Sunday;
  std::vector<std::int64_t> minutes(static_cast<std::size_t>(dice.between(12, 20) + (weekend ? 8 : 0)));
  for (std::int64_t& minute : minutes) minute = dice.between(kOpens, kShuts);
  std::ranges::sort(minutes);

  std::vector<Order> orders;
  std::int64_t number = 1;
  for (const std::int64_t minute : minutes) orders.push_back(make_order(store_code, day, number++, minute));
  for (int round = 1; round <= revision; ++round) {
    Dice corrections(seed_of(store_code + "/corrected", day.days().time_since_epoch().count() * 100 + round));
    for (int change = 0; change < 3; ++change) {
      Order& order = orders[static_cast<std::size_t>(corrections.between(0, static_cast<std::int64_t>(orders.size()) - 1))];
      order.items += 1;
      set_amounts(order, corrections);
      set_outcome(order, corrections);
    }
    orders.push_back(make_order(store_code, day, number++, kShuts + round));
  }
  return orders;
}

std::vector<Order> Books::orders(model::Period period) const {
  std::vector<Order> all;
  for (CalendarDate day = period.from; day <= period.to; day = day + std::chrono::days(1)) {
    const auto revision = revisions_.find(day);
    if (revision != revisions_.end() && revision->second < 0) continue;
    std::vector<Order> orders = orders_of_day(shop_.code, day, revision == revisions_.end() ? 0 : revision->second);
    all.insert(all.end(), std::make_move_iterator(orders.begin()), std::make_move_iterator(orders.end()));
  }
  return all;
}

}  // namespace nightporter::backoffice
