#include "app/commands/demo_offices.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <fstream>
#include <map>
#include <vector>

#include "app/terminal/plain_text.h"
#include "app/terminal/text_table.h"
#include "tests/backoffice/export_table.h"

namespace nightporter::app {

namespace {

constexpr const char* kSpreadsheet = "lantern-and-andalan";
constexpr std::size_t kShownRows = 2;
constexpr std::size_t kShownColumns = 5;
constexpr std::size_t kShownWidth = 24;

std::string variable_of(const std::string& site, const backoffice::ShopLogin& login, const char* secret) {
  std::string name = site + "_" + login.shop.code + "_" + secret;
  for (char& c : name) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return name;
}

std::string store_entry(const std::string& site, const backoffice::ShopLogin& login, const std::string& upload) {
  const std::string totp = login.totp_secret.empty() ? "" : ", totp: env:" + variable_of(site, login, "totp");
  return fmt::format("  - {{ site: {}, code: {}, name: {}, secrets: {{ username: env:{}, password: env:{}{} }}{} }}\n", site,
                     login.shop.code, login.shop.name, variable_of(site, login, "username"), variable_of(site, login, "password"), totp,
                     upload);
}

void add_secrets(std::map<std::string, std::string>& variables, const std::string& site, const backoffice::ShopLogin& login) {
  variables[variable_of(site, login, "username")] = login.user_name;
  variables[variable_of(site, login, "password")] = login.password;
  if (!login.totp_secret.empty()) variables[variable_of(site, login, "totp")] = login.totp_secret;
}

/// A tab as it stands there.
struct Tab {
  std::string title;
  std::vector<std::vector<std::string>> rows;
};

std::vector<std::string> beginning_of(const std::vector<std::string>& row, std::size_t columns) {
  std::vector<std::string> cells(row.begin(), row.begin() + static_cast<std::ptrdiff_t>(std::min(row.size(), columns)));
  cells.resize(columns);
  for (std::string& cell : cells) cell = cut_to_width(cell, kShownWidth);
  return cells;
}

void write_csv(const std::filesystem::path& file, const Tab& tab) {
  backoffice::ExportTable table{tab.title, tab.rows.front(), {}, {}};
  for (std::size_t row = 1; row < tab.rows.size(); ++row) table.rows.emplace_back(tab.rows[row].begin(), tab.rows[row].end());
  std::ofstream(file) << backoffice::to_csv(table);
}

void print(const Tab& tab, std::ostream& out) {
  const std::size_t columns = std::min(tab.rows.front().size(), kShownColumns);
  out << fmt::format("\n{}: {} rows, {} columns\n", tab.title, tab.rows.size() - 1, tab.rows.front().size());
  TextTable table(beginning_of(tab.rows.front(), columns));
  for (std::size_t row = 1; row < std::min(tab.rows.size(), kShownRows + 1); ++row) table.add(beginning_of(tab.rows[row], columns));
  table.print(out);
}

}  // namespace

DemoOffices::DemoOffices() {
  google_.add_spreadsheet(kSpreadsheet, "Lantern Laundry and Andalan");
}

std::string DemoOffices::configuration_text(const std::string& laundry_origin, const std::string& rewards_origin) const {
  std::string text = fmt::format(
      "# Written by `nightporter demo`.\ndata: data\ndownloads: {{ folder: downloads, keep: for ever }}\n"
      "sites:\n  origins:\n    demo: {{ \"{}\": \"{}\" }}\n    andalan: {{ \"{}\": \"{}\" }}\n"
      "destinations:\n  sheet: {{ google_sheet: {}, credentials: env:DEMO_GOOGLE_KEY, server: \"{}\" }}\nstores:\n",
      laundry_origin, laundry(), rewards_origin, rewards(), kSpreadsheet, google_.server());
  for (const backoffice::ShopLogin& login : backoffice::demo_logins())
    text += store_entry("demo", login, ", upload: [ { report: orders, to: sheet, store_column: Branch } ]");
  std::string uploads;
  for (const char* report : {"transactions", "point_transactions", "users", "coin_payments"})
    uploads += fmt::format("{}{{ report: {}, to: sheet }}", uploads.empty() ? "" : ", ", report);
  return text + store_entry("andalan", backoffice::andalan_login(), ", upload: [ " + uploads + " ]");
}

Environment DemoOffices::environment() const {
  std::map<std::string, std::string> variables{{"DEMO_GOOGLE_KEY", google_.key_file()}};
  for (const backoffice::ShopLogin& login : backoffice::demo_logins()) add_secrets(variables, "demo", login);
  add_secrets(variables, "andalan", backoffice::andalan_login());
  const Environment process = Environment::of_process();
  for (const char* name : {"NIGHTPORTER_CHROME", "NIGHTPORTER_CHROME_SANDBOX", "NIGHTPORTER_CATALOG"})
    if (const auto value = process.find(name)) variables[name] = *value;
  return Environment(std::move(variables));
}

void DemoOffices::print_access(std::ostream& out) const {
  out << "The demo's back office is at " << laundry() << " until Ctrl-C.\n";
  for (const backoffice::ShopLogin& login : backoffice::demo_logins())
    out << "  store " << login.shop.code << " (" << login.shop.name << "): user name " << login.user_name << ", password " << login.password
        << ", totp secret " << login.totp_secret << '\n';
  const backoffice::ShopLogin login = backoffice::andalan_login();
  out << "That of the rewards (andalan) is at " << rewards() << ": e-mail " << login.user_name << ", password " << login.password << '\n'
      << std::flush;
}

void DemoOffices::show_spreadsheet(const std::filesystem::path& folder, std::ostream& out) {
  std::vector<Tab> tabs;
  google_.edit(kSpreadsheet, [&tabs](backoffice::Spreadsheet& sheet) {
    for (const auto& grid : sheet.tabs()) {
      Tab tab{grid->title, {}};
      for (std::size_t row = 1; row <= grid->cells.size(); ++row) tab.rows.push_back(grid->shown_row(static_cast<std::int64_t>(row)));
      if (!tab.rows.empty()) tabs.push_back(std::move(tab));
    }
  });
  std::filesystem::create_directories(folder);
  for (const Tab& tab : tabs) {
    write_csv(folder / (tab.title + ".csv"), tab);
    print(tab, out);
  }
}

}  // namespace nightporter::app
