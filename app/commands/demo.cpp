#include <fmt/format.h>

#include <filesystem>
#include <fstream>

#include "app/commands/commands.h"
#include "app/commands/open_database.h"
#include "app/commands/site_catalog.h"
#include "app/error.h"
#include "app/run/night_run.h"
#include "app/run_loop.h"
#include "app/terminal/text_table.h"
#include "cdp/async/signal.h"
#include "tests/backoffice/demo_back_office.h"

namespace nightporter::app {

namespace fs = std::filesystem;

namespace {

constexpr const char* kMarker = ".nightporter-demo";
constexpr int kDays = 3;

/// An empty folder. One that an earlier demo made is made anew; anything else is left alone.
void prepare_folder(const fs::path& folder) {
  if (fs::exists(folder) && !fs::is_empty(folder)) {
    if (!fs::exists(folder / kMarker))
      throw UsageError(folder.string() + " is not empty and was not made by the demo", "Name another folder with --folder.");
    fs::remove_all(folder);
  }
  fs::create_directories(folder);
  std::ofstream(folder / kMarker) << "Made by `nightporter demo`, which may delete this folder.\n";
}

std::string variable_of(const backoffice::ShopLogin& login, const char* secret) {
  std::string name = "DEMO_" + login.shop.code + "_" + secret;
  for (char& c : name) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return name;
}

/// The configuration that a person would have written for the demo's two stores.
std::string configuration_text(const std::vector<backoffice::ShopLogin>& logins, const std::string& real_origin,
                               const std::string& origin) {
  std::string text = fmt::format(
      "# Written by `nightporter demo`.\ndata: data\ndownloads: {{ folder: downloads, keep: for ever }}\n"
      "sites:\n  origins:\n    demo: {{ \"{}\": \"{}\" }}\nstores:\n",
      real_origin, origin);
  for (const auto& login : logins)
    text += fmt::format("  - {{ site: demo, code: {}, name: {}, secrets: {{ username: env:{}, password: env:{}, totp: env:{} }} }}\n",
                        login.shop.code, login.shop.name, variable_of(login, "username"), variable_of(login, "password"),
                        variable_of(login, "totp"));
  return text;
}

Environment demo_environment(const std::vector<backoffice::ShopLogin>& logins) {
  std::map<std::string, std::string> variables;
  for (const auto& login : logins) {
    variables[variable_of(login, "username")] = login.user_name;
    variables[variable_of(login, "password")] = login.password;
    variables[variable_of(login, "totp")] = login.totp_secret;
  }
  const Environment process = Environment::of_process();
  for (const char* name : {"NIGHTPORTER_CHROME", "NIGHTPORTER_CHROME_SANDBOX", "NIGHTPORTER_CATALOG"})
    if (const auto value = process.find(name)) variables[name] = *value;
  return Environment(std::move(variables));
}

void print_facts(storage::Database& database, const sites::Report& report, std::ostream& out) {
  const std::size_t shown = std::min<std::size_t>(report.table.columns.size(), 6);
  std::vector<std::string> headings{"store"};
  std::string columns = "store";
  for (std::size_t i = 0; i < shown; ++i) {
    headings.push_back(report.table.columns[i].name);
    columns += ", " + report.table.columns[i].name;
  }
  TextTable table(headings);
  auto select = database.prepare("SELECT " + columns + " FROM " + report.table.fact_table + " ORDER BY " + columns + " LIMIT 5");
  while (select.next()) {
    std::vector<std::string> cells{select.text(0)};
    for (std::size_t i = 0; i < shown; ++i)
      cells.push_back(select.cell_text(static_cast<int>(i) + 1, report.table.columns[i].type).value_or(""));
    table.add(std::move(cells));
  }
  auto count = database.prepare("SELECT count(*) FROM " + report.table.fact_table);
  count.next();
  out << "\nThe first of " << count.integer(0) << " rows of " << report.table.fact_table << ":\n";
  table.print(out);
}

/// Newest picture that the demo's recipe took.
fs::path find_picture(const fs::path& evidence) {
  fs::path newest;
  if (!fs::exists(evidence)) return newest;
  for (const auto& entry : fs::recursive_directory_iterator(evidence))
    if (entry.path().extension() == ".png" && (newest.empty() || entry.path() > newest)) newest = entry.path();
  return newest;
}

ExitCode serve(const CommandContext& context) {
  backoffice::DemoBackOffice office;
  context.out << "The demo's back office is at " << office.origin() << " until Ctrl-C.\n";
  for (const auto& login : backoffice::demo_logins())
    context.out << "  store " << login.shop.code << " (" << login.shop.name << "): user name " << login.user_name << ", password "
                << login.password << ", totp secret " << login.totp_secret << '\n';
  context.out << std::flush;
  return run_to_end([]() -> awaitable<ExitCode> {
    Signal never;
    co_await never.wait(Deadline::never(), "Ctrl-C");
    co_return ExitCode::kGood;
  });
}

}  // namespace

ExitCode execute(const DemoOptions& options, const CommandContext& context) {
  if (options.serve_only) return serve(context);
  prepare_folder(options.folder);
  backoffice::DemoBackOffice office;
  const auto logins = backoffice::demo_logins();
  const fs::path file = options.folder / "nightporter.yaml";

  const sites::Recipe recipe = site_catalog({}, context.environment).find(model::SiteCode("demo"));
  if (recipe.origins.empty()) throw ConfigurationError(recipe.file + ": the demo's recipe names no origin");
  std::ofstream(file) << configuration_text(logins, recipe.origins.front().source(), office.origin());
  CommandContext demo{.global = context.global,
                      .environment = demo_environment(logins),
                      .out = context.out,
                      .err = context.err,
                      .program = context.program};
  demo.global.configuration = file;
  const Configuration configuration = demo.configuration();

  const AskedDays days{*DateWord::parse("-" + std::to_string(kDays) + "d"), *DateWord::parse("yesterday")};
  const NightRunRequest request{.command = "demo", .fetching = {.window = options.window}, .asked = days};
  context.out << "A back office runs at " << office.origin() << ": two stores, sign-in with password and one-time password,\n"
              << "an .xlsx report, an HTML table called .xls and a CSV. Nightporter fetches the last " << kDays << " days.\n\n";
  const ExitCode first = night_run(request, demo, configuration);
  if (first != ExitCode::kGood) return first;
  context.out << "\nOnce more. The sessions still hold, and nothing is loaded twice:\n\n";
  const ExitCode second = night_run(request, demo, configuration);
  if (second != ExitCode::kGood) return second;

  context.out << "\nThe ledger:\n";
  execute(LedgerOptions{.limit = 12}, demo);
  const auto database = open_database(configuration);
  if (!recipe.reports.empty()) print_facts(*database, recipe.reports.front(), context.out);
  context.out << "\nLook further:\n"
              << "  files     " << configuration.downloads.string() << '\n'
              << "  database  sqlite3 " << configuration.sqlite_file().string() << '\n'
              << "  ledger    " << context.program << " ledger --config " << file.string() << '\n'
              << "  log       " << configuration.log_file().string() << '\n';
  if (const fs::path picture = find_picture(configuration.evidence()); !picture.empty())
    context.out << "  picture   " << picture.string() << '\n';
  return ExitCode::kGood;
}

}  // namespace nightporter::app
