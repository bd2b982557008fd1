#include <boost/json.hpp>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <iostream>
#include <map>
#include <optional>

#include "stages/parse/pdf/pdf_file.h"
#include "stages/parse/pdf/table_area.h"
#include "stages/parse/pdf/table_grid.h"
#include "stages/parse/read_table.h"
#include "tests/stages/corpus/table_score.h"
#include "tests/stages/parse/corpus.h"
#include "tests/support/temporary_folder.h"

namespace fs = std::filesystem;
namespace json = boost::json;
namespace pdf = nightporter::stages::pdf;
using namespace nightporter::test;

namespace {

/// One table of the corpus' manifest.
struct Case {
  std::string id;
  fs::path file;
  int page = 1;
  std::optional<pdf::Box> area;  // nullopt = the whole page
  std::vector<fs::path> expected;
  std::string kind;
};

std::vector<Case> cases() {
  const fs::path folder = corpus() / "pdf";
  std::vector<Case> result;
  const json::value manifest = json::parse(read_file(folder / "manifest.json"));
  for (const json::value& entry : manifest.as_array()) {
    Case& item = result.emplace_back();
    item.id = entry.at("id").as_string();
    item.file = folder / std::string(entry.at("pdf").as_string());
    item.page = static_cast<int>(entry.at("page").as_int64());
    item.kind = entry.at("kind").as_string();
    if (const json::value& area = entry.at("area"); area.is_array()) {
      const auto side = [&area](std::size_t i) { return area.as_array()[i].to_number<double>(); };
      item.area = pdf::Box{.left = side(1), .top = side(0), .right = side(3), .bottom = side(2)};
    }
    for (const json::value& csv : entry.at("expected").as_array()) item.expected.push_back(folder / std::string(csv.as_string()));
  }
  return result;
}

Cells read_table_of(const Case& item) {
  const pdf::PageContent page = pdf::PdfFile(item.file).page(item.page);
  Cells cells;
  for (const pdf::GridRow& row : pdf::grid_of(item.area ? pdf::cropped(page, *item.area) : pdf::cropped(page, pdf::table_area(page))).rows)
    cells.push_back(row.cells);
  return comparable(cells);
}

struct Score {
  int tables = 0;
  int exact = 0;
  Adjacency all;
  double sum_of_f1 = 0;

  void add(const Cells& expected, const Cells& found) {
    ++tables;
    exact += expected == found;
    const Adjacency one = adjacency(expected, found);
    all += one;
    sum_of_f1 += one.f1();
  }
  std::string text() const {
    char line[160];
    std::snprintf(line, sizeof line, "%d of %d exact (%.0f %%), adjacency F1 %.3f micro, %.3f macro", exact, tables, 100.0 * exact / tables,
                  all.f1(), sum_of_f1 / tables);
    return line;
  }
};

}  // namespace

TEST_CASE("tables of government reports are read when their area is given") {
  Score score;
  for (const Case& item : cases()) {
    if (item.kind != "ground-truth") continue;
    INFO(item.id);
    REQUIRE(item.area.has_value());
    score.add(comparable(read_cells(item.expected.at(0))), read_table_of(item));
  }
  std::cout << "corpus pdf/icdar2013, area given: " << score.text() << "\n";
  CHECK(score.tables >= 100);
  CHECK(score.exact >= 0.61 * score.tables);
  CHECK(score.all.f1() >= 0.94);
}

TEST_CASE("tables that other programs read are compared with what they accept") {
  std::map<std::string, Score> scores;
  for (const Case& item : cases()) {
    if (item.kind != "tool-fixture") continue;
    INFO(item.id);
    // Theirs are tables that are found on the page; where there are several, the first is compared.
    scores[item.id.substr(0, item.id.find('/'))].add(comparable(read_cells(item.expected.at(0))), read_table_of(item));
  }
  for (const auto& [set, score] : scores) std::cout << "corpus pdf/" << set << ": " << score.text() << "\n";
  CHECK(scores.size() >= 3);
}

TEST_CASE("reports that Chrome printed are read row by row as they were, over all of their pages") {
  const fs::path folder = corpus() / "pdf";
  std::size_t right = 0;
  std::size_t all = 0;
  const json::value manifest = json::parse(read_file(folder / "chrome/manifest.json"));
  for (const json::value& entry : manifest.as_array()) {
    const Cells expected = read_cells(folder / std::string(entry.at("expected").as_array()[0].as_string()));
    const std::string id(entry.at("id").as_string());
    nightporter::model::TableMapping mapping;
    for (const std::string& header : expected.front())
      mapping.columns.push_back({.header = header, .name = header, .key = header == expected.front().front()});
    Cells found = {expected.front()};
    const auto table = nightporter::stages::read_table(folder / std::string(entry.at("pdf").as_string()), mapping, [&](auto&& row) {
      std::vector<std::string>& cells = found.emplace_back();
      for (const nightporter::model::Cell& cell : row.cells) cells.push_back(nightporter::model::to_text(cell));
    });
    std::size_t same = 0;
    for (std::size_t i = 1; i < expected.size(); ++i) {
      const bool alike = i < found.size() && found[i] == expected[i];
      same += alike;
      if (!alike && same + 1 >= i)
        FAIL_CHECK(id << " row " << i << ": " << (i < found.size() ? json::serialize(json::value_from(found[i])) : "missing"));
    }
    CHECK(found.size() == expected.size());
    right += same;
    all += expected.size() - 1;
  }
  std::cout << "corpus pdf/chrome: " << right << " of " << all << " rows right\n";
  CHECK(all >= 637);
  CHECK(right == all);
}
