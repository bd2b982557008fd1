#include "stages/upload/sheets/sheet_destination.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "model/withdrawn_column.h"
#include "stages/google/error.h"
#include "stages/http/error.h"
#include "stages/upload/error.h"
#include "tests/stages/upload/sheets_rig.h"
#include "tests/support/npm_program.h"

using namespace nightporter;
using namespace nightporter::stages;
using namespace nightporter::stages::test;
using namespace std::chrono_literals;
using backoffice::GoogleFault;

namespace {

std::size_t keys_in(SheetsRig& rig) {
  std::set<std::string> keys;
  for (const std::string& row : rig.rows()) keys.insert(row.substr(0, row.find('|')));
  return keys.size() - 1;  // the header
}

}  // namespace

TEST_CASE("the sheet is never cleared: days accumulate, a repeated day adds nothing, 23 → 25 rows add two") {
  SheetsRig rig;
  const UploadPlan first = rig.upload(transactions("2025-11-11", 100, 23));
  CHECK(first.new_rows.size() == 23);
  CHECK(rig.rows().size() == 24);
  CHECK(rig.rows()[0] == "Transaksi ID|Nama|Jumlah|Tanggal");
  CHECK(rig.rows()[1] == "00100|Name 100|100.5|2025-11-11");

  CHECK(rig.upload(transactions("2025-11-11", 100, 23)).nothing_to_do());
  CHECK(rig.upload(transactions("2025-11-11", 100, 25)).new_rows.size() == 2);
  CHECK(rig.upload(transactions("2025-11-12", 200, 10)).new_rows.size() == 10);
  CHECK(rig.rows().size() == 36);

  UploadTable corrected = transactions("2025-11-11", 100, 25);
  corrected.rows[3][1] = std::string("=Corrected");
  CHECK(rig.upload(corrected).updates.size() == 1);
  CHECK(rig.rows()[4] == "00103|=Corrected|103.5|2025-11-11");
  CHECK(rig.rows().size() == 36);
  CHECK(keys_in(rig) == 35);
  CHECK(rig.google.forbidden_calls() == 0);
}

TEST_CASE("an upload that has nothing to write writes nothing") {
  SheetsRig rig;
  rig.upload(transactions("2025-11-11", 100, 5));
  const std::size_t writes = rig.writes();
  rig.upload(transactions("2025-11-11", 100, 5));
  CHECK(rig.writes() == writes);
}

TEST_CASE("sorting and inserting rows by hand between two uploads does no harm") {
  SheetsRig rig;
  rig.upload(transactions("2025-11-11", 100, 5));
  rig.edit([](backoffice::SheetGrid& grid) {
    std::reverse(grid.cells.begin() + 1, grid.cells.end());
    grid.cells.insert(grid.cells.begin() + 2, {std::string("a remark of mine")});
    grid.cells.insert(grid.cells.begin() + 4, std::vector<backoffice::SheetCell>());
  });
  UploadTable table = transactions("2025-11-11", 100, 6);
  table.rows[0][1] = std::string("changed");
  const UploadPlan plan = rig.upload(table);
  CHECK(plan.updates.size() == 1);
  CHECK(plan.new_rows.size() == 1);
  CHECK(rig.rows() == std::vector<std::string>{"Transaksi ID|Nama|Jumlah|Tanggal", "00104|Name 104|104.5|2025-11-11", "a remark of mine",
                                               "00103|Name 103|103.5|2025-11-11", "", "00102|Name 102|102.5|2025-11-11",
                                               "00101|Name 101|101.5|2025-11-11", "00100|changed|100.5|2025-11-11",
                                               "00105|Name 105|105.5|2025-11-11"});
}

TEST_CASE("columns that people added beside ours stay as they are, and new rows go below all of them") {
  SheetsRig rig;
  rig.upload(transactions("2025-11-11", 100, 2));
  rig.edit([](backoffice::SheetGrid& grid) {
    grid.set(1, 5, std::string("Catatan"));
    grid.set(2, 5, std::string("paid"));
    grid.set(6, 5, std::string("total: 2"));
  });
  UploadTable table = transactions("2025-11-11", 100, 3);
  table.rows[0][1] = std::string("changed");
  rig.upload(table);
  CHECK(rig.rows()[1] == "00100|changed|100.5|2025-11-11|paid");
  CHECK(rig.rows()[5] == "||||total: 2");
  CHECK(rig.rows()[6] == "00102|Name 102|102.5|2025-11-11");
}

TEST_CASE("moved headers stop the upload before anything is written") {
  SheetsRig rig;
  rig.upload(transactions("2025-11-11", 100, 2));
  rig.edit([](backoffice::SheetGrid& grid) { std::swap(grid.cells[0][1], grid.cells[0][2]); });
  const auto before = rig.rows();
  CHECK_THROWS_WITH(rig.upload(transactions("2025-11-12", 200, 2)), Catch::Contains("\"Nama\" stands in C1 and belongs into B1"));
  CHECK(rig.rows() == before);
}

TEST_CASE("a recipe's new column is added at the end") {
  SheetsRig rig;
  rig.upload(transactions("2025-11-11", 100, 2));
  UploadTable wider = transactions("2025-11-11", 100, 2);
  wider.columns.push_back({.header = "Kasir", .name = "kasir"});
  for (auto& row : wider.rows) row.push_back(std::string("Ana"));
  rig.upload(wider);
  CHECK(rig.rows()[0] == "Transaksi ID|Nama|Jumlah|Tanggal|Kasir");
  CHECK(rig.rows()[2] == "00101|Name 101|101.5|2025-11-11|Ana");
}

TEST_CASE("a tab that was filled before rows could be withdrawn gains the column, after room was made where somebody's own stands") {
  SheetsRig rig;
  rig.upload(transactions("2025-11-11", 100, 2));
  UploadTable withdrawing = transactions("2025-11-11", 100, 2);
  withdrawing.columns.push_back({.header = model::kWithdrawnHeader, .name = model::kWithdrawnName});
  withdrawing.rows[0].push_back(model::Empty());
  withdrawing.rows[1].push_back(std::string("2025-11-12T01:00:00Z"));
  rig.edit([](backoffice::SheetGrid& grid) {
    grid.set(1, 5, std::string("Catatan"));
    grid.set(2, 5, std::string("paid"));
  });
  const auto before = rig.rows();
  std::string hint;
  try {
    rig.upload(withdrawing);
  } catch (const HeadersMoved& error) {
    CHECK_THAT(error.what(), Catch::EndsWith("E1 says \"Catatan\" where \"Withdrawn at\" belongs"));
    hint = error.hint();
  }
  CHECK_THAT(hint, Catch::Contains("if \"Withdrawn at\" is new in the recipe, insert an empty column to the left of E") &&
                       Catch::Contains("the upload writes the header there"));
  CHECK(rig.rows() == before);
  rig.edit([](backoffice::SheetGrid& grid) {
    for (auto& row : grid.cells)
      if (row.size() > 4) row.emplace(row.begin() + 4);
  });
  CHECK(rig.upload(withdrawing).updates.size() == 1);
  CHECK(rig.rows() == std::vector<std::string>{"Transaksi ID|Nama|Jumlah|Tanggal|Withdrawn at|Catatan",
                                               "00100|Name 100|100.5|2025-11-11||paid",
                                               "00101|Name 101|101.5|2025-11-11|2025-11-12T01:00:00Z"});
}

TEST_CASE("a duplicate key in the sheet is told and not made worse") {
  SheetsRig rig;
  rig.upload(transactions("2025-11-11", 100, 2));
  rig.edit([](backoffice::SheetGrid& grid) { grid.cells.push_back(grid.cells[1]); });
  UploadTable table = transactions("2025-11-11", 100, 2);
  table.rows[0][1] = std::string("changed");
  const UploadPlan plan = rig.upload(table);
  REQUIRE(plan.repeated_keys.size() == 1);
  CHECK(plan.repeated_keys[0].key == "Transaksi ID 00100");
  CHECK(rig.rows().size() == 4);
  CHECK(rig.rows()[1] == "00100|changed|100.5|2025-11-11");
}

TEST_CASE("the grid grows when rows or columns do not fit") {
  SheetsRig rig;
  rig.google.edit(SheetsRig::kId, [](backoffice::Spreadsheet& sheet) { sheet.add_tab("Transaksi", 3, 2); });
  CHECK(rig.upload(transactions("2025-11-11", 100, 1200)).new_rows.size() == 1200);
  rig.edit([](const backoffice::SheetGrid& grid) {
    CHECK(grid.row_count == 1201);
    CHECK(grid.column_count == 4);
  });
  CHECK(keys_in(rig) == 1200);
  CHECK(rig.rows()[1] == "00100|Name 100|100.5|2025-11-11");
  CHECK(rig.rows()[1200] == "001299|Name 1299|1299.5|2025-11-11");
  rig.upload(transactions("2025-11-12", 2000, 2));
  CHECK(rig.rows()[1202] == "002001|Name 2001|2001.5|2025-11-12");
}

TEST_CASE("large uploads go in several requests, each below Google's recommended size") {
  SheetsRig rig;
  UploadTable table = transactions("2025-11-11", 1000, 3000);
  for (auto& row : table.rows) row[1] = std::string(1000, 'x');
  rig.upload(table);
  CHECK(rig.google.http().count_requests("POST", "/v4/spreadsheets/1AbCdEf/values:batchUpdate") == 2);
  CHECK(keys_in(rig) == 3000);
}

TEST_CASE("a write whose answer is lost is done once") {
  for (const GoogleFault fault : {GoogleFault::kAppliedThenLost, GoogleFault::kAppliedThenError, GoogleFault::kDropped}) {
    SheetsRig rig;
    rig.upload(transactions("2025-11-11", 100, 3));
    rig.google.inject(fault, "POST", "values:batchUpdate");
    const UploadPlan plan = rig.upload(transactions("2025-11-12", 200, 4));
    CHECK(plan.new_rows.size() == 4);
    CHECK(rig.rows().size() == 8);
    CHECK(keys_in(rig) == 7);
    CHECK(rig.waits.size() == 1);
    const std::size_t writes = fault == GoogleFault::kDropped ? 2 : 1;
    CHECK(rig.google.http().count_requests("POST", "/v4/spreadsheets/1AbCdEf/values:batchUpdate") == 1 + writes);
  }
}

TEST_CASE("growing the grid and making a tab survive lost answers too") {
  SheetsRig rig;
  rig.google.inject(GoogleFault::kAppliedThenLost, "POST", "1AbCdEf:batchUpdate", 2);
  rig.upload(transactions("2025-11-11", 100, 3));
  rig.google.inject(GoogleFault::kAppliedThenLost, "POST", "1AbCdEf:batchUpdate");
  rig.upload(transactions("2025-11-11", 1000, 1000));
  CHECK(keys_in(rig) == 1003);
  rig.edit([](const backoffice::SheetGrid& grid) { CHECK(grid.row_count == 1004); });
}

TEST_CASE("passing troubles are waited out, the spent quota of a minute for more than a minute") {
  const auto waited_for = [](GoogleFault fault, const std::string& method, const std::string& target) {
    SheetsRig rig;
    rig.upload(transactions("2025-11-11", 100, 1));
    rig.google.inject(fault, method, target);
    CHECK(rig.upload(transactions("2025-11-12", 200, 1)).new_rows.size() == 1);
    CHECK(rig.rows().size() == 3);
    REQUIRE(rig.waits.size() == 1);
    return rig.waits[0];
  };
  CHECK(waited_for(GoogleFault::kReadQuota, "GET", "values:batchGet") == 62s);
  CHECK(waited_for(GoogleFault::kWriteQuota, "POST", "values:batchUpdate") == 62s);
  CHECK(waited_for(GoogleFault::kSorryPage, "GET", "includeGridData") == 1s);
  CHECK(waited_for(GoogleFault::kInternal, "POST", "values:batchUpdate") == 1s);
  CHECK(waited_for(GoogleFault::kUnavailable, "GET", "values:batchGet") == 1s);
  CHECK(waited_for(GoogleFault::kUnavailable, "POST", "values:batchUpdate") == 1s);
  CHECK(waited_for(GoogleFault::kDropped, "POST", "values:batchUpdate") == 1s);
}

TEST_CASE("a token that is refused is fetched once more; a second refusal ends the upload") {
  SheetsRig rig;
  rig.upload(transactions("2025-11-11", 100, 1));
  rig.google.revoke_tokens();
  rig.upload(transactions("2025-11-12", 200, 1));
  CHECK(rig.google.tokens_granted() == 2);
  CHECK(rig.waits.empty());
  rig.google.inject(GoogleFault::kUnauthenticated, "GET", "includeGridData", 2);
  CHECK_THROWS_AS(rig.upload(transactions("2025-11-13", 300, 1)), GoogleRefused);
}

TEST_CASE("the token endpoint's passing troubles are waited out as well") {
  SheetsRig rig;
  rig.google.inject(GoogleFault::kUnavailable, "POST", "/token");
  rig.google.inject(GoogleFault::kDropped, "POST", "/token");
  rig.upload(transactions("2025-11-11", 100, 1));
  CHECK(rig.waits.size() == 2);
}

TEST_CASE("a failed read is never an empty sheet") {
  SheetsRig rig;
  rig.upload(transactions("2025-11-11", 100, 3));
  const std::size_t writes = rig.writes();
  rig.google.inject(GoogleFault::kInternal, "GET", "values:batchGet", 20);
  CHECK_THROWS_AS(rig.upload(transactions("2025-11-11", 100, 3)), GoogleRefused);
  CHECK(rig.writes() == writes);
}

TEST_CASE("what a person must mend is told with what to do, and not tried again") {
  const auto hint_of = [](GoogleFault fault) {
    SheetsRig rig;
    rig.google.inject(fault, "GET", "includeGridData");
    try {
      rig.upload(transactions("2025-11-11", 100, 1));
    } catch (const GoogleRefused& error) {
      CHECK(rig.waits.empty());
      return error.hint();
    }
    return std::string("(no error)");
  };
  CHECK_THAT(hint_of(GoogleFault::kNotShared),
             Catch::Contains("share the spreadsheet with porter@made-up-project.iam.gserviceaccount.com"));
  CHECK_THAT(hint_of(GoogleFault::kNotFound), Catch::Contains("look at the spreadsheet's id"));
}

TEST_CASE("a tab that was filled before and is now empty or gone is not filled again by itself") {
  SheetsRig rig;
  CHECK_THROWS_WITH(rig.upload(transactions("2025-11-12", 200, 1), Beginning::kWasFilled),
                    Catch::Contains("is gone") && Catch::Contains("'Sheet1'"));
  rig.upload(transactions("2025-11-11", 100, 3));
  rig.edit([](backoffice::SheetGrid& grid) { grid.cells.clear(); });
  CHECK_THROWS_WITH(rig.upload(transactions("2025-11-12", 200, 1), Beginning::kWasFilled),
                    Catch::Contains("is empty, though rows were uploaded"));
  CHECK(rig.upload(transactions("2025-11-11", 100, 3)).new_rows.size() == 3);
}

TEST_CASE("somebody who sorts between our look and our write is found out, and the next upload mends it") {
  SheetsRig rig;
  rig.upload(transactions("2025-11-11", 100, 4));
  UploadTable table = transactions("2025-11-11", 100, 4);
  table.rows[0][1] = std::string("changed");
  rig.google.before(
      "POST", "values:batchUpdate",
      [](backoffice::Spreadsheet& sheet) { std::reverse(sheet.tab("Transaksi")->cells.begin() + 1, sheet.tab("Transaksi")->cells.end()); },
      SheetsRig::kId);
  CHECK_THROWS_AS(rig.upload(table), NotVerified);
  rig.upload(table);
  CHECK(keys_in(rig) == 4);
}

TEST_CASE("comparing shows the difference and changes nothing") {
  SheetsRig rig;
  rig.upload(transactions("2025-11-11", 100, 3));
  const auto before = rig.rows();
  UploadTable table = transactions("2025-11-11", 100, 4);
  table.rows[1][2] = model::Decimal(1, 0);
  const UploadPlan plan = rig.compare(table);
  CHECK(plan.new_rows == std::vector<std::size_t>{3});
  REQUIRE(plan.updates.size() == 1);
  CHECK(plan.updates[0].columns == std::vector<std::size_t>{2});
  CHECK(rig.rows() == before);
}

TEST_CASE("an answer that comes late is waited for") {
  SheetsRig rig;
  rig.upload(transactions("2025-11-11", 100, 1));
  rig.google.inject(GoogleFault::kHeld, "POST", "values:batchUpdate");
  rig.google.before("POST", "values:batchUpdate", [&rig](backoffice::Spreadsheet&) { rig.google.release(); }, SheetsRig::kId);
  CHECK(rig.upload(transactions("2025-11-12", 200, 1)).new_rows.size() == 1);
  CHECK(rig.rows().size() == 3);
}

TEST_CASE("Google's own client works with the simulated Google, and sees what we wrote", "[npm]") {
  SheetsRig rig;
  rig.google.add_private_spreadsheet("private");
  rig.upload(transactions("2025-11-11", 100, 2));
  const auto end = nightporter::test::run_node({"-e", R"(
    const {sheets, auth} = require('@googleapis/sheets');
    const {createSign} = require('crypto');
    const key = JSON.parse(process.env.KEY);
    const check = (what, holds) => { if (!holds) { console.log('WRONG: ' + what); process.exitCode = 1; } };
    const same = (what, a, b) => check(what + ': ' + JSON.stringify(a), JSON.stringify(a) === JSON.stringify(b));
    const refused = async (what, call, code, message) => {
      try { await call(); check(what + ' was not refused', false); }
      catch (error) { check(what + ': ' + error.code + ' ' + error.message, Number(error.code) === code && message.test(error.message)); }
    };
    (async () => {
      const jwt = new auth.JWT({email: key.client_email, key: key.private_key, scopes: ['https://www.googleapis.com/auth/spreadsheets']});
      // The library knows one address for tokens; send it here.
      const transporter = jwt.transporter.request.bind(jwt.transporter);
      jwt.transporter.request = options => transporter({...options, url: String(options.url).replace('https://oauth2.googleapis.com/token', key.token_uri)});
      const api = sheets({version: 'v4', auth: jwt, rootUrl: process.env.SERVER, retry: false}).spreadsheets;
      const spreadsheetId = '1AbCdEf';
      const got = (await api.get({spreadsheetId, fields: 'sheets.properties'})).data;
      same('tabs', got.sheets.map(sheet => sheet.properties.title), ['Sheet1', 'Transaksi']);
      const read = (await api.values.batchGet({spreadsheetId, ranges: ["'Transaksi'!A1:D3"], valueRenderOption: 'UNFORMATTED_VALUE'})).data;
      same('rows', read.valueRanges[0].values, [['Transaksi ID', 'Nama', 'Jumlah', 'Tanggal'], ['00100', 'Name 100', 100.5, 45972], ['00101', 'Name 101', 101.5, 45972]]);
      same('range', read.valueRanges[0].range, 'Transaksi!A1:D3');
      const shown = (await api.values.get({spreadsheetId, range: "'Transaksi'!D2:D3"})).data;
      same('days as a person sees them', shown.values, [['2025-11-11'], ['2025-11-11']]);
      const written = (await api.values.batchUpdate({spreadsheetId, requestBody: {valueInputOption: 'RAW', data: [{range: 'Sheet1!A1:B2', values: [['x', 1], [null, '']]}]}})).data;
      same('cells', written.totalUpdatedCells, 3);
      same('empty', (await api.values.get({spreadsheetId, range: 'Sheet1!C1:D2'})).data.values, undefined);
      await api.values.update({spreadsheetId, range: 'Sheet1!A3', valueInputOption: 'RAW', requestBody: {values: [['=4/2']]}});
      same('formula', (await api.values.get({spreadsheetId, range: 'Sheet1!A3'})).data.values, [['=4/2']]);
      await api.batchUpdate({spreadsheetId, requestBody: {requests: [{appendDimension: {sheetId: 0, dimension: 'ROWS', length: 5}}]}});
      same('grown', (await api.get({spreadsheetId})).data.sheets[0].properties.gridProperties.rowCount, 1005);
      await refused('a tab that is not there', () => api.values.get({spreadsheetId, range: 'NOPE!A5:F15'}), 400, /Unable to parse range: NOPE!A5:F15/);
      await refused('a range past the grid', () => api.values.update({spreadsheetId, range: 'Sheet1!A1006', valueInputOption: 'RAW', requestBody: {values: [[1]]}}), 400, /exceeds grid limits/);
      await refused('too many cells', () => api.batchUpdate({spreadsheetId, requestBody: {requests: [{appendDimension: {sheetId: 0, dimension: 'ROWS', length: 500000}}]}}), 400, /10000000 cells/);
      await refused('a private spreadsheet', () => api.get({spreadsheetId: 'private'}), 403, /does not have permission/);
      await refused('no such spreadsheet', () => api.get({spreadsheetId: 'none'}), 404, /not found/);
      // The drift that was recorded with append: the reason why we never call it.
      await api.batchUpdate({spreadsheetId, requestBody: {requests: [{addSheet: {properties: {title: 'Drift'}}}]}});
      for (let i = 0; i < 2; ++i) await api.values.append({spreadsheetId, range: 'Drift', valueInputOption: 'RAW', requestBody: {values: [['a', '', 'c']]}});
      same('drift', (await api.values.get({spreadsheetId, range: 'Drift'})).data.values, [['a', '', 'c'], ['', '', 'a', '', 'c']]);
      await api.values.clear({spreadsheetId, range: 'Drift!A1:Z9'});
      same('cleared', (await api.values.get({spreadsheetId, range: 'Drift'})).data.values, undefined);
      console.log('done');
    })().catch(error => { console.log('FAILED', error); process.exitCode = 1; });)"},
                                               {{"KEY", rig.google.key_file()}, {"SERVER", rig.google.server() + "/"}});
  INFO(end.output);
  CHECK(end.exit_code == 0);
  CHECK_THAT(end.output, Catch::Contains("done") && !Catch::Contains("WRONG"));
}
