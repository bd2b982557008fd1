#include "tests/backoffice/andalan_reports.h"

#include <fmt/format.h>

#include <array>

namespace nightporter::backoffice {

using model::Decimal;
using model::Period;
using Align = PrintedReport::Align;

namespace {

std::string period_line(Period period) {
  return fmt::format("Periode: {} s/d {}", day_first(period.from, '/'), day_first(period.to, '/'));
}

std::string rupiah(std::int64_t amount) {
  return "Rp " + indonesian_number(amount);
}

Decimal amount(std::int64_t rupiah) {
  return Decimal(rupiah, 0);
}

}  // namespace

std::string indonesian_number(std::int64_t number) {
  std::string text = std::to_string(number < 0 ? -number : number);
  for (auto at = static_cast<std::ptrdiff_t>(text.size()) - 3; at > 0; at -= 3) text.insert(static_cast<std::size_t>(at), ".");
  return (number < 0 ? "-" : "") + text;
}

std::string indonesian_date(model::CalendarDate date) {
  static constexpr std::array kMonths = {"Januari", "Februari", "Maret",     "April",   "Mei",      "Juni",
                                         "Juli",    "Agustus",  "September", "Oktober", "November", "Desember"};
  return fmt::format("{} {} {}", date.day(), kMonths[date.month() - 1], date.year());
}

ExportTable andalan_transactions_table(const RewardsBooks& books, Period period) {
  ExportTable table{"Laporan Transaksi",
                    {"Transaksi ID",  "Tanggal",      "Waktu",          "Kode Toko",    "Toko",   "Kasir",    "ID Pengguna",
                     "Nama Pengguna", "Email",        "No. Telepon",    "Kota",         "Level",  "Kategori", "Kode Produk",
                     "Nama Produk",   "Jumlah",       "Harga",          "Subtotal",     "Diskon", "PPN",      "Ongkos Kirim",
                     "Total",         "Metode Bayar", "Poin Diperoleh", "Poin Ditukar", "Status", "Catatan"},
                    {},
                    {}};
  for (const Purchase& p : books.purchases(period))
    table.rows.push_back({p.id,
                          p.day,
                          p.time,
                          p.branch_code,
                          p.branch,
                          p.cashier,
                          p.member.id,
                          p.member.name,
                          p.member.email,
                          p.member.phone,
                          p.member.city,
                          p.member.level,
                          p.category,
                          p.product_code,
                          p.product,
                          p.count,
                          amount(p.price),
                          amount(p.subtotal()),
                          amount(p.discount),
                          amount(p.tax()),
                          amount(p.delivery),
                          amount(p.total()),
                          p.paid_by,
                          p.points_earned(),
                          p.points_used,
                          p.status,
                          p.note});
  return table;
}

PrintedReport andalan_points_report(const RewardsBooks& books, Period period) {
  PrintedReport report{.title = "Laporan Transaksi Poin",
                       .period = period_line(period),
                       .columns = {{"ID Transaksi Poin", 8},
                                   {"Tanggal", 7},
                                   {"Transaksi ID", 7},
                                   {"ID Pengguna", 7},
                                   {"Nama Pengguna", 12},
                                   {"Email", 19},
                                   {"No. Telepon", 8},
                                   {"Toko", 9},
                                   {"Jenis", 7},
                                   {"Poin", 5, Align::kRight},
                                   {"Saldo Poin", 6, Align::kRight},
                                   {"Keterangan", 11}},
                       .rows = {},
                       .totals = {},
                       .when_empty = "Tidak ada data",
                       .lines = PrintedReport::Lines::kGrid,
                       .paper = PrintedReport::Paper::kLandscape,
                       .font_size = 6.5};
  for (const PointMove& m : books.point_moves(period))
    report.rows.push_back({m.id, day_first(m.purchase.day, '/'), m.purchase.id, m.purchase.member.id, m.purchase.member.name,
                           m.purchase.member.email, m.purchase.member.phone, m.purchase.branch, m.kind, indonesian_number(m.points),
                           indonesian_number(m.balance), m.note});
  return report;
}

PrintedReport andalan_users_report(const RewardsBooks& books, Period period) {
  PrintedReport report{.title = "Data Pengguna",
                       .period = period_line(period),
                       .columns = {{"ID Pengguna", 9},
                                   {"Nama Lengkap", 16},
                                   {"Email", 12},
                                   {"No. Telepon", 10},
                                   {"Kota", 9},
                                   {"Level", 7},
                                   {"Tanggal Daftar", 11},
                                   {"Total Poin", 7, Align::kRight},
                                   {"Total Koin", 7, Align::kRight},
                                   {"Status", 8}},
                       .rows = {},
                       .totals = {},
                       .when_empty = "Tidak ada data",
                       .lines = PrintedReport::Lines::kRows,
                       .paper = PrintedReport::Paper::kLandscape,
                       .font_size = 7.5};
  for (const Registration& r : books.registrations(period))
    report.rows.push_back({r.member.id, r.member.name, r.member.email, r.member.phone, r.member.city, r.member.level,
                           indonesian_date(r.day), indonesian_number(r.points), indonesian_number(r.coins), r.status});
  return report;
}

PrintedReport andalan_coins_report(const RewardsBooks& books, Period period) {
  PrintedReport report{.title = "Laporan Pembayaran Koin",
                       .period = period_line(period),
                       .columns = {{"ID Pembayaran", 8},
                                   {"Tanggal", 8},
                                   {"Nama Pengguna", 16},
                                   {"Jumlah Koin", 8, Align::kRight},
                                   {"Total Bayar", 10, Align::kRight},
                                   {"Status", 9}},
                       .rows = {},
                       .totals = {},
                       .when_empty = "Tidak ada data",
                       .lines = PrintedReport::Lines::kNone,
                       .paper = PrintedReport::Paper::kPortrait,
                       .font_size = 9};
  for (const CoinPayment& p : books.coin_payments(period))
    report.rows.push_back({p.id, day_first(p.day, '/'), p.member.name, indonesian_number(p.coins), rupiah(p.amount), p.status});
  return report;
}

}  // namespace nightporter::backoffice
