#include <algorithm>
#include <cctype>
#include <chrono>
#include <fstream>
#include <iterator>
#include <system_error>

#include "app/commands/commands.h"
#include "app/commands/new_file.h"
#include "app/commands/site_catalog.h"
#include "app/error.h"
#include "app/terminal/plain_text.h"
#include "sites/recipe_file.h"
#include "sites/recording/from_flow.h"
#include "sites/recording/machine_time_zone.h"
#include "sites/recording/recipe_draft.h"
#include "sites/recording/to_flow.h"

namespace nightporter::app {

namespace {

using model::CalendarDate;

CalendarDate day_of(std::chrono::system_clock::time_point time) {
  return CalendarDate(std::chrono::floor<std::chrono::days>(time));
}

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  if (!file) throw UsageError(path.string() + " cannot be read: " + std::generic_category().message(errno));
  return text;
}

/// The day on which the file was saved: Chrome's Recorder writes no date into it.
CalendarDate saved_on(const std::filesystem::path& file) {
  return day_of(std::chrono::file_clock::to_sys(std::filesystem::last_write_time(file)));
}

/// "quickdrycleaning" of https://subs.quickdrycleaning.com: a site's code until somebody gives it a better one.
std::string code_of_origin(const std::string& origin) {
  std::string host = origin.substr(std::min(origin.size(), origin.find("://") + 3));
  host = host.substr(0, host.find(':'));
  const std::size_t last_dot = host.rfind('.');
  if (last_dot != std::string::npos) host.resize(last_dot);
  const std::size_t dot = host.rfind('.');
  std::string code;
  for (const char c : host.substr(dot == std::string::npos ? 0 : dot + 1))
    if (std::isalnum(static_cast<unsigned char>(c)) != 0) code += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  code.resize(std::min<std::size_t>(code.size(), 16));
  return code.empty() || std::isalpha(static_cast<unsigned char>(code.front())) == 0 ? "site" : code;
}

/// What is made here must be what `sites check` accepts.
void require_good(const std::string& recipe, const std::string& file) {
  const std::vector<sites::Problem> problems = sites::check_recipe(recipe, file);
  if (problems.empty()) return;
  std::string message = "the recipe that comes of it is not right:";
  for (const sites::Problem& problem : problems) message += "\n" + problem.to_string();
  throw ConfigurationError(message, "Look at --site and --report first: they are names of small letters and digits.");
}

}  // namespace

ExitCode execute(const SitesImportOptions& options, const CommandContext& context) {
  namespace recording = sites::recording;
  const std::string file = options.file.filename().string();
  try {
    recording::Recording recorded = recording::recording_of(recording::read_flow(read_file(options.file)));
    const std::vector<model::Secret> secrets = recorded.secrets;
    recording::DraftOptions draft_options;
    draft_options.site = options.site;
    draft_options.report = options.report;
    draft_options.time_zone = recording::machine_time_zone();
    draft_options.recorded_on = options.day ? options.day->resolve(day_of(std::chrono::system_clock::now())) : saved_on(options.file);
    draft_options.source = "Made from the recording " + file;
    recording::RecipeDraft draft = recording::draft_recipe(std::move(recorded), std::move(draft_options));
    if (draft.options.site.empty()) draft.options.site = draft.origins.empty() ? "site" : code_of_origin(draft.origins.front());
    const recording::WrittenRecipe recipe = recording::write_recipe(draft, secrets);
    require_good(recipe.text, draft.options.site + ".yaml");
    if (options.output.empty())
      context.out << recipe.text;
    else
      write_new_file(options.output, recipe.text);
    for (const std::string& warning : recipe.warnings) context.err << plain_line(file + ": " + warning) << '\n';
    if (!options.output.empty())
      context.out << options.output.string() << " written. Next:\n  nightporter sites check " << options.output.string()
                  << "\n  nightporter download --crm " << draft.options.site << " --store STORE --from yesterday --to yesterday --headed\n";
    return ExitCode::kGood;
  } catch (const recording::FlowError& error) {
    throw UsageError(file + ": " + error.what(), "Export it from Chrome's Recorder as JSON once more.");
  } catch (const recording::DraftError& error) {
    throw ConfigurationError(file + ": " + error.what(), error.hint);
  }
}

ExitCode execute(const SitesExportOptions& options, const CommandContext& context) {
  const std::size_t slash = options.report.find('/');
  if (slash == std::string::npos)
    throw UsageError("\"" + options.report + "\" names no report", "Write the site's code and the report: td/order_report.");
  const sites::Recipe recipe =
      site_catalog(context.configuration(), context.environment).find(model::SiteCode(options.report.substr(0, slash)));
  const sites::Report* report = recipe.find_report(model::ReportName(options.report.substr(slash + 1)));
  if (report == nullptr) {
    std::string known;
    for (const sites::Report& other : recipe.reports) known += (known.empty() ? "" : ", ") + other.name.value();
    throw UsageError(recipe.name + " has no report \"" + options.report.substr(slash + 1) + "\"", "It has " + known + ".");
  }
  const CalendarDate today = sites::business_day(recipe, std::chrono::system_clock::now());
  const CalendarDate day = options.day ? options.day->resolve(today) : today - std::chrono::days(1);
  const std::string json = write_flow(sites::recording::flow_of(recipe, *report, {day, day}));
  if (options.output.empty()) {
    context.out << json;
  } else {
    write_new_file(options.output, json);
    context.out << options.output.string() << " written: import it in the Recorder panel of Chrome's developer tools.\n";
  }
  return ExitCode::kGood;
}

}  // namespace nightporter::app
