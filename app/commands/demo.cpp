#include <fmt/format.h>

#include <filesystem>
#include <fstream>

#include "app/commands/commands.h"
#include "app/commands/demo_offices.h"
#include "app/commands/open_database.h"
#include "app/commands/site_catalog.h"
#include "app/error.h"
#include "app/run/night_run.h"
#include "app/run_loop.h"
#include "app/terminal/text_table.h"
#include "cdp/async/signal.h"

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
  const DemoOffices offices;
  offices.print_access(context.out);
  return run_to_end([]() -> awaitable<ExitCode> {
    Signal never;
    co_await never.wait(Deadline::never(), "Ctrl-C");
    co_return ExitCode::kGood;
  });
}

/// The first origin of a recipe, which the demo serves itself.
std::string origin_of(const sites::Recipe& recipe) {
  if (recipe.origins.empty()) throw ConfigurationError(recipe.file + ": the demo's recipe names no origin");
  return recipe.origins.front().source();
}

}  // namespace

ExitCode execute(const DemoOptions& options, const CommandContext& context) {
  if (options.serve_only) return serve(context);
  prepare_folder(options.folder);
  DemoOffices offices;
  const fs::path file = options.folder / "nightporter.yaml";
  const fs::path sheets = options.folder / "spreadsheet";

  const sites::Catalog catalog = site_catalog({}, context.environment);
  const sites::Recipe recipe = catalog.find(model::SiteCode("demo"));
  const std::string rewards_origin = origin_of(catalog.find(model::SiteCode("andalan")));
  std::ofstream(file) << offices.configuration_text(origin_of(recipe), rewards_origin);
  CommandContext demo{
      .global = context.global, .environment = offices.environment(), .out = context.out, .err = context.err, .program = context.program};
  demo.global.configuration = file;
  const Configuration configuration = demo.configuration();

  const AskedDays days{*DateWord::parse("-" + std::to_string(kDays) + "d"), *DateWord::parse("yesterday")};
  const NightRunRequest request{.command = "demo", .fetching = {.window = options.window}, .asked = days};
  context.out << "A laundry's back office runs at " << offices.laundry() << ": two stores, sign-in with password and one-time password,\n"
              << "an .xlsx report, an HTML table called .xls and a CSV. That of a rewards programme runs at " << offices.rewards() << ":\n"
              << "one login for four reports, one .xlsx and three PDFs. Nightporter fetches the last " << kDays
              << " days, and fills a spreadsheet\n(at a Google that runs here, too).\n\n";
  const ExitCode first = night_run(request, demo, configuration);
  if (first != ExitCode::kGood) return first;
  context.out << "\nOnce more. Sessions still hold where the site lets them, and nothing is loaded or written twice:\n\n";
  const ExitCode second = night_run(request, demo, configuration);
  if (second != ExitCode::kGood) return second;

  context.out << "\nThe ledger:\n";
  execute(LedgerOptions{.limit = 12}, demo);
  const auto database = open_database(configuration);
  if (!recipe.reports.empty()) print_facts(*database, recipe.reports.front(), context.out);
  context.out << "\nThe spreadsheet, tab by tab:\n";
  offices.show_spreadsheet(sheets, context.out);
  context.out << "\nWhich of the last days are here (`" << context.program << " coverage`):\n";
  execute(CoverageOptions{.selection = {.crm = recipe.site.value()}, .from = DateWord::parse("-10d"), .to = days.to}, demo);
  context.out << "\nLook further:\n"
              << "  files     " << configuration.downloads.string() << '\n'
              << "  sheets    " << sheets.string() << " (a CSV file for each tab)\n"
              << "  database  sqlite3 " << configuration.sqlite_file().string() << '\n'
              << "  ledger    " << context.program << " ledger --config " << file.string() << '\n'
              << "  log       " << configuration.log_file().string() << '\n';
  if (const fs::path picture = find_picture(configuration.evidence()); !picture.empty())
    context.out << "  picture   " << picture.string() << '\n';
  return ExitCode::kGood;
}

}  // namespace nightporter::app
