#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <iostream>

#include "stages/parse/typed/folded_text.h"
#include "stages/parse/typed/number_text.h"
#include "tests/stages/parse/corpus.h"

namespace fs = std::filesystem;
using namespace nightporter;
using namespace nightporter::test;

namespace {

enum class Comparison { kAlike, kDifferent, kNotComparable };

/// Excel wrote characters that its CSV could not hold as "?" or "_".
bool same_text(const std::string& shown, const std::string& text) {
  const std::string a = stages::folded(shown);
  const std::string b = stages::folded(text);
  const bool ascii = std::all_of(b.begin(), b.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  return a == b || !ascii;
}

/// Decimals that a shown number has.
int decimals_of(const std::string& shown) {
  const std::size_t point = shown.find('.');
  return point == shown.npos ? 0
                             : static_cast<int>(shown.find_first_not_of("0123456789", point + 1) == shown.npos
                                                    ? shown.size() - point - 1
                                                    : shown.find_first_not_of("0123456789", point + 1) - point - 1);
}

Comparison compare(const std::string& shown, const std::string& raw) {
  const std::string value = raw.substr(2);
  switch (raw[0]) {
    case 's':
      return same_text(shown, value) ? Comparison::kAlike : Comparison::kDifferent;
    case 'e':
      return shown == value ? Comparison::kAlike : Comparison::kDifferent;
    case 'b':
      return (shown == "TRUE") == (value == "true") ? Comparison::kAlike : Comparison::kDifferent;
    case 'n': {
      const auto number = stages::NumberText("en-US").read(shown);
      if (!number) return Comparison::kNotComparable;  // a fraction, a phone number, an exponent…
      const int decimals = decimals_of(shown) + (shown.ends_with('%') ? 2 : 0);
      const double allowed = 0.5000001 * std::pow(10, -decimals);
      return std::fabs(std::stod(number->to_string()) - std::stod(value)) <= allowed + std::fabs(std::stod(value)) * 1e-14
                 ? Comparison::kAlike
                 : Comparison::kDifferent;
    }
    case 'd': {  // the year, where it is shown whole
      const std::string year = value.substr(0, 4);
      return shown.find(year) != shown.npos ? Comparison::kAlike : Comparison::kNotComparable;
    }
    default:
      return Comparison::kNotComparable;
  }
}

}  // namespace

TEST_CASE("what Excel itself shows of a workbook, saved as CSV, agrees with what is read of it") {
  int files = 0;
  int alike = 0;
  int not_comparable = 0;
  int different = 0;
  std::string lines;
  for (const auto& entry : fs::directory_iterator(corpus() / "xlsx/excel-csv")) {
    if (entry.path().extension() != ".xlsx") continue;
    const Actual book = read_actual(entry.path());
    INFO(entry.path().filename().string() << ": " << book.message);
    CHECK(book.error.empty());
    for (std::size_t i = 0; i < book.sheets.size(); ++i) {
      const fs::path csv = fs::path(entry.path()).replace_extension("." + std::to_string(i) + ".csv");
      if (!fs::exists(csv) || fs::file_size(csv) == 0) continue;
      ++files;
      const Actual shown = read_actual(csv);
      if (!shown.error.empty()) {
        lines += csv.filename().string() + ": " + shown.message + "\n";
        continue;
      }
      for (const auto& [place, text] : shown.sheets.at(0).second) {
        if (book.sheets[i].second.contains(place) || stages::trimmed(text.substr(2)).empty()) continue;
        if (++different <= 60)
          lines += csv.filename().string() + " row " + std::to_string(place.first) + ", column " + std::to_string(place.second) +
                   ": Excel shows \"" + text.substr(2) + "\", read nothing\n";
      }
      for (const auto& [place, raw] : book.sheets[i].second) {
        const auto cell = shown.sheets.at(0).second.find(place);
        const Comparison result =
            cell == shown.sheets.at(0).second.end() ? Comparison::kNotComparable : compare(cell->second.substr(2), raw);
        alike += result == Comparison::kAlike;
        not_comparable += result == Comparison::kNotComparable;
        if (result != Comparison::kDifferent) continue;
        if (++different <= 60)
          lines += csv.filename().string() + " row " + std::to_string(place.first) + ", column " + std::to_string(place.second) +
                   ": Excel shows \"" + cell->second.substr(2) + "\", read " + raw + "\n";
      }
    }
  }
  std::cout << "corpus excel-csv: " << files << " sheets, " << alike << " cells alike, " << not_comparable << " not comparable, "
            << different << " different\n";
  CHECK(lines == "");
  CHECK(files >= 60);
}
