#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <iostream>
#include <map>

#include "tests/stages/parse/corpus.h"

namespace fs = std::filesystem;
using namespace nightporter::test;

namespace {

/// The two readers of the "agreed" files round to 15 digits; everything else is exact.
bool alike(const std::string& expected, const std::string& actual) {
  if (expected == actual) return true;
  if (!expected.starts_with("n:") || !actual.starts_with("n:")) return false;
  const double a = std::stod(expected.substr(2));
  const double b = std::stod(actual.substr(2));
  return std::fabs(a - b) <= 8e-15 * std::max(std::fabs(a), std::fabs(b));
}

/// The first few differences of two sheets, as lines.
std::string differences(const Sheet& expected, const Sheet& actual) {
  std::string lines;
  int count = 0;
  const auto add = [&](const auto& place, const std::string& wanted, const std::string& got) {
    if (++count <= 5)
      lines += "  row " + std::to_string(place.first) + ", column " + std::to_string(place.second) + ": expected " + wanted + ", got " +
               got + "\n";
  };
  for (const auto& [place, text] : expected) {
    const auto found = actual.find(place);
    if (found == actual.end())
      add(place, text, "nothing");
    else if (!alike(text, found->second))
      add(place, text, found->second);
  }
  for (const auto& [place, text] : actual)
    if (!expected.contains(place)) add(place, "nothing", text);
  return count == 0 ? "" : lines + "  " + std::to_string(count) + " cells differ\n";
}

/// Empty when the file reads as expected.
std::string verdict(const fs::path& file, const fs::path& json) {
  const Expected expected = read_expected(json);
  const Actual actual = read_actual(file);
  if (!expected.errors.empty()) {
    if (std::find(expected.errors.begin(), expected.errors.end(), actual.error) != expected.errors.end()) return {};
    return "  expected the error " + expected.errors.front() + ", got " +
           (actual.error.empty() ? "rows" : actual.error + ": " + actual.message) + "\n";
  }
  if (!actual.error.empty()) return "  " + actual.error + ": " + actual.message + "\n";
  std::string lines;
  for (const auto& [name, cells] : expected.sheets) {
    const auto found = std::find_if(actual.sheets.begin(), actual.sheets.end(), [&](const auto& sheet) { return sheet.first == name; });
    const bool only = expected.sheets.size() == 1 && actual.sheets.size() == 1;
    if (found == actual.sheets.end() && !only)
      lines += "  no sheet " + name + "\n";
    else
      lines += differences(cells, only ? actual.sheets.front().second : found->second);
  }
  return lines;
}

/// Cells where we know better than the two readers: they drop the text of a formula that was saved as an inline string with a <v>.
const std::map<std::string, std::string> kBetterThanAgreed = {
    {"poi__52575_main.xlsx", "  row 2, column 1: expected nothing, got s:POI rocks!\n  1 cells differ\n"}};

struct Score {
  int right = 0;
  int refused = 0;
  int wrong = 0;
};

}  // namespace

TEST_CASE("every awkward file of the corpus reads as written down by hand, or fails with the error written down") {
  int right = 0;
  int all = 0;
  for (const auto& entry : fs::directory_iterator(corpus() / "xlsx/awkward")) {
    const fs::path& file = entry.path();
    if (file.extension() == ".json") continue;
    const fs::path json = file.extension() == ".xlsx" ? fs::path(file).replace_extension(".json") : fs::path(file.string() + ".json");
    ++all;
    const std::string lines = verdict(file, json);
    if (lines.empty())
      ++right;
    else
      FAIL_CHECK(file.filename().string() << "\n" << lines);
  }
  std::cout << "corpus awkward: " << right << " of " << all << " right\n";
  CHECK(all >= 40);
}

TEST_CASE("every cell on which two other readers agree is read alike from real workbooks") {
  Score score;
  for (const auto& entry : fs::directory_iterator(corpus() / "xlsx/agreed")) {
    const fs::path& file = entry.path();
    if (file.extension() == ".json") continue;
    const std::string lines = verdict(file, fs::path(file).replace_extension(".json"));
    const auto better = kBetterThanAgreed.find(file.filename().string());
    if (lines.empty() || (better != kBetterThanAgreed.end() && better->second == lines)) {
      ++score.right;
    } else if (lines.find("expected") == lines.npos) {
      ++score.refused;
      FAIL_CHECK(file.filename().string() << "\n" << lines);
    } else {
      ++score.wrong;
      FAIL_CHECK(file.filename().string() << "\n" << lines);
    }
  }
  std::cout << "corpus agreed: " << score.right << " right, " << score.refused << " refused, " << score.wrong << " wrong\n";
  CHECK(score.right + score.refused + score.wrong >= 160);
}
