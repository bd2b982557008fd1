#include "tests/backoffice/rewards_books.h"

#include <fmt/format.h>

#include <array>
#include <iterator>

namespace nightporter::backoffice {

using model::CalendarDate;

namespace {

struct Person {
  const char* name;
  const char* mail;
  const char* city;
};

// Short and long, with titles, commas and marks: names that do not fit a column have to be broken over lines.
constexpr std::array kPeople = {
    Person{"Siti Nurhaliza", "siti.nurhaliza", "Bandung"},
    Person{"Budi", "budi", "Jakarta"},
    Person{"Raden Ajeng Kartika Sari Dewi Kusumaningrum", "kartika.kusumaningrum", "Yogyakarta"},
    Person{"Ahmad Fauzi", "ahmad.fauzi", "Surabaya"},
    Person{"PT Sinar Jaya Abadi Sentosa, Tbk.", "pembelian.sinarjaya", "Tangerang Selatan"},
    Person{"I Gusti Ngurah Agung Putra Wijaya", "ngurah.agung", "Denpasar"},
    Person{"Dewi", "dewi", "Bekasi"},
    Person{"Ma'ruf Hidayatullah", "maruf.hidayat", "Semarang"},
    Person{"Dr. Hj. Endang Sulistyowati, S.Pd., M.M.", "endang.s", "Jakarta Timur"},
    Person{"Yohanes Christian Simanjuntak", "yohanes.c", "Medan"},
    Person{"CV Berkah Alat Tulis & Kantor", "cv.berkah", "Depok"},
    Person{"René Manuhutu", "rene.m", "Ambon"},
    Person{"Muhammad Rizky Ramadhan Al-Fatih", "rizky.ramadhan", "Bogor"},
    Person{"Lestari", "lestari", "Malang"},
};
struct Product {
  const char* code;
  const char* name;
  const char* category;
  std::int64_t price;
};
constexpr std::array kProducts = {
    Product{"000417", "Kertas A4 80 gsm", "Kertas", 54'500},         Product{"000502", "Pulpen gel 0,5 hitam", "Alat tulis", 6'750},
    Product{"001210", "Map plastik kancing", "Arsip", 3'200},        Product{"001377", "Tinta printer 664 (hitam)", "Tinta", 98'000},
    Product{"002001", "Buku tulis 58 lembar", "Buku", 4'900},        Product{"002450", "Stapler besar HD-12", "Alat kantor", 187'500},
    Product{"003000", "Amplop coklat = ukuran F4", "Amplop", 1'150},
};
constexpr std::array kBranches = {std::pair{"JKT01", "Andalan Kelapa Gading"}, std::pair{"BDG02", "Andalan Bandung Dago"},
                                  std::pair{"SBY01", "Andalan Surabaya"}};
constexpr std::array kCashiers = {"Rina", "Agus", "Wulan", "Joko"};
constexpr std::array kLevels = {"Perunggu", "Perak", "Emas"};
constexpr std::array kPaidBy = {"Tunai", "QRIS", "Kartu debit", "Transfer"};

/// Numbers that look random and are the same for the same day and place.
class Dice {
 public:
  Dice(CalendarDate day, int number, int purpose)
      : state_(static_cast<std::uint64_t>(day.days().time_since_epoch().count()) * 1'000'003U +
               static_cast<std::uint64_t>(number) * 7'919U + static_cast<std::uint64_t>(purpose) * 104'729U) {}

  std::int64_t between(std::int64_t low, std::int64_t high) {
    state_ += 0x9E3779B97F4A7C15U;  // SplitMix64
    std::uint64_t z = state_;
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
    z ^= z >> 31U;
    return low + static_cast<std::int64_t>(z % static_cast<std::uint64_t>(high - low + 1));
  }
  template <class Values>
  const auto& one_of(const Values& values) {
    return values[static_cast<std::size_t>(between(0, static_cast<std::int64_t>(values.size()) - 1))];
  }

 private:
  std::uint64_t state_;
};

std::string compact(CalendarDate day) {
  return fmt::format("{:04}{:02}{:02}", day.year(), day.month(), day.day());
}

Member member(Dice& dice, std::int64_t number) {
  const Person& person = dice.one_of(kPeople);
  return {.id = fmt::format("USR-{:05}", number),
          .name = person.name,
          .email = std::string(person.mail) + "@contoh.example",
          .phone = fmt::format("0812{:08}", number * 7'919 % 100'000'000),
          .city = person.city,
          .level = dice.one_of(kLevels)};
}

}  // namespace

int RewardsBooks::count_of(CalendarDate day, int otherwise) const {
  if (closed_.contains(day)) return 0;
  const auto set = counts_.find(day);
  return set == counts_.end() ? otherwise : set->second;
}

template <class Entry>
std::vector<Entry> RewardsBooks::all_of(model::Period period, std::vector<Entry> (RewardsBooks::*of_day)(CalendarDate) const) const {
  std::vector<Entry> all;
  for (CalendarDate day = period.from; day <= period.to; day = day + std::chrono::days(1)) {
    std::vector<Entry> entries = (this->*of_day)(day);
    all.insert(all.end(), std::make_move_iterator(entries.begin()), std::make_move_iterator(entries.end()));
  }
  return all;
}

std::vector<Purchase> RewardsBooks::purchases_of(CalendarDate day) const {
  std::vector<Purchase> purchases;
  const int count = count_of(day, static_cast<int>(Dice(day, 0, 1).between(38, 55)));
  for (int number = 1; number <= count; ++number) {
    Dice dice(day, number, 2);
    const Product& product = dice.one_of(kProducts);
    const auto& [branch_code, branch] = dice.one_of(kBranches);
    Purchase purchase{.id = fmt::format("TRX-{}-{:04}", compact(day), number),
                      .day = day,
                      .time = fmt::format("{:02}:{:02}", 8 + number % 12, dice.between(0, 59)),
                      .member = member(dice, dice.between(100, 900)),
                      .branch_code = branch_code,
                      .branch = branch,
                      .cashier = dice.one_of(kCashiers),
                      .category = product.category,
                      .product_code = product.code,
                      .product = product.name,
                      .count = dice.between(1, 24),
                      .price = product.price};
    purchase.discount = dice.between(0, 3) == 0 ? purchase.subtotal() / 10 : 0;
    purchase.delivery = dice.between(0, 4) == 0 ? 15'000 : 0;
    purchase.paid_by = dice.one_of(kPaidBy);
    purchase.points_used = dice.between(0, 5) == 0 ? dice.between(1, 50) : 0;
    purchase.status = corrected_.contains(day) && number == 2 ? "Dibatalkan" : "Selesai";
    if (dice.between(0, 9) == 0) purchase.note = "=kirim ke lantai 2";  // what a spreadsheet would take for a formula
    purchases.push_back(std::move(purchase));
  }
  return purchases;
}

std::vector<PointMove> RewardsBooks::point_moves_of(CalendarDate day) const {
  std::vector<PointMove> moves;
  for (const Purchase& purchase : purchases_of(day)) {
    std::int64_t balance = Dice(day, static_cast<int>(moves.size()), 3).between(60, 12'000);
    const auto move = [&](const std::string& kind, std::int64_t points, const std::string& note) {
      balance += points;
      moves.push_back({.id = fmt::format("PT-{}-{}", purchase.id.substr(4), points < 0 ? 2 : 1),
                       .purchase = purchase,
                       .kind = kind,
                       .points = points,
                       .balance = balance,
                       .note = note});
    };
    move("Perolehan", purchase.points_earned(), "Poin dari belanja");
    if (purchase.points_used > 0) move("Penukaran", -purchase.points_used, "Ditukar dengan potongan harga di kasir");
  }
  return moves;
}

std::vector<Registration> RewardsBooks::registrations_of(CalendarDate day) const {
  std::vector<Registration> registrations;
  const int count = closed_.contains(day) ? 0 : static_cast<int>(Dice(day, 0, 4).between(24, 40));
  for (int number = 1; number <= count; ++number) {
    Dice dice(day, number, 5);
    const std::int64_t serial = (day.days().time_since_epoch().count() % 1000) * 50 + number;
    registrations.push_back({.member = member(dice, serial),
                             .day = day,
                             .points = dice.between(0, 3'500),
                             .coins = dice.between(0, 120),
                             .status = dice.between(0, 9) == 0 ? "Tidak aktif" : "Aktif"});
  }
  return registrations;
}

std::vector<CoinPayment> RewardsBooks::coin_payments_of(CalendarDate day) const {
  std::vector<CoinPayment> payments;
  const int count = count_of(day, static_cast<int>(Dice(day, 0, 6).between(30, 60)));
  for (int number = 1; number <= count; ++number) {
    Dice dice(day, number, 7);
    const std::int64_t coins = dice.between(1, 60) * 5;
    payments.push_back({.id = fmt::format("KOIN-{}-{:03}", compact(day), number),
                        .day = day,
                        .member = member(dice, dice.between(100, 900)),
                        .coins = coins,
                        .amount = coins * 1'000 - dice.between(0, 1) * 500,
                        .status = corrected_.contains(day) && number == 2 ? "Dikembalikan" : "Lunas"});
  }
  return payments;
}

std::vector<Purchase> RewardsBooks::purchases(model::Period period) const {
  return all_of(period, &RewardsBooks::purchases_of);
}
std::vector<PointMove> RewardsBooks::point_moves(model::Period period) const {
  return all_of(period, &RewardsBooks::point_moves_of);
}
std::vector<Registration> RewardsBooks::registrations(model::Period period) const {
  return all_of(period, &RewardsBooks::registrations_of);
}
std::vector<CoinPayment> RewardsBooks::coin_payments(model::Period period) const {
  return all_of(period, &RewardsBooks::coin_payments_of);
}

}  // namespace nightporter::backoffice
