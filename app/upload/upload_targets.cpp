#include "app/upload/upload_targets.h"

#include <algorithm>

#include "app/error.h"
#include "app/error_report.h"
#include "model/withdrawn_column.h"
#include "stages/upload/files/file_destination.h"
#include "stages/upload/sheets/sheet_destination.h"
#include "stages/upload/table_destination.h"

namespace nightporter::app {

namespace {

using Kind = DestinationSettings::Kind;

std::string default_place(Kind kind, const sites::Report& report) {
  return kind == Kind::kSqlite ? report.table.fact_table : report.file_title;
}

/// With the ending that the kind of file has.
std::filesystem::path file_of(const DestinationSettings& settings, const std::string& as) {
  const std::string ending = settings.kind == Kind::kCsv ? ".csv" : ".xlsx";
  return settings.path / (as.ends_with(ending) ? as : as + ending);
}

/// What the ledger calls it: the same place is the same text whatever its name in the configuration is.
std::string ledger_name(const DestinationSettings& settings, const std::string& as) {
  switch (settings.kind) {
    case Kind::kGoogleSheet:
      return "google_sheet:" + settings.spreadsheet + "/" + as;
    case Kind::kSqlite:
      return "sqlite:" + settings.path.string() + "/" + as;
    case Kind::kCsv:
      return "csv:" + file_of(settings, as).string();
    case Kind::kExcel:
      return "excel:" + file_of(settings, as).string();
  }
  return {};
}

const sites::Report& report_of(const StoreJob& job, const UploadSettings& upload) {
  if (const sites::Report* report = job.recipe.find_report(model::ReportName(upload.report))) return *report;
  throw ConfigurationError(upload.place + ": the site " + job.store.site.value() + " has no report \"" + upload.report + "\"",
                           "`nightporter sites list` shows the recipes.");
}

/// Two columns under one header would be one column twice in a sheet, and none could say which is which.
void check_store_column(const UploadSettings& upload, const model::TableMapping& table) {
  const auto same = [&](const std::string& header) { return model::same_header(header, upload.store_column); };
  const bool taken = std::any_of(table.columns.begin(), table.columns.end(), [&](const auto& column) { return same(column.header); });
  if (taken || (table.missing_rows == model::MissingRows::kWithdraw && same(model::kWithdrawnHeader)))
    throw ConfigurationError(
        upload.place + ": store_column: the rows of " + upload.report + " have a column \"" + upload.store_column + "\" already",
        "Choose another header for the store's code, such as store_column: Store code.");
}

bool lists(const std::string& selected, const std::string& code) {
  return selected == "all" || ("," + selected + ",").find("," + code + ",") != std::string::npos;
}

bool is_selected(const UploadTarget& target, const Selection& selection) {
  return (selection.crm == "all" || selection.crm == target.site.value()) && lists(selection.report, target.report.value()) &&
         std::any_of(target.stores.begin(), target.stores.end(), [&](const std::string& code) { return lists(selection.store, code); });
}

void add_source(UploadTarget& target, const StoreJob& job, const sites::Report& report) {
  target.request.sources.push_back(storage::facts_to_upload(job.store.site, job.store.code, report.table, job.recipe.time_zone));
}

}  // namespace

std::string UploadTarget::source() const {
  std::string text = site.value() + "/";
  for (std::size_t index = 0; index < stores.size(); ++index) text += (index == 0 ? "" : ",") + stores[index];
  return text + " " + report.value();
}

std::vector<UploadTarget> upload_targets(const Configuration& configuration, const Environment& environment, const Selection& selection) {
  select_stores(configuration, selection);  // says what is wrong with the selection
  std::vector<UploadTarget> targets;
  if (std::all_of(configuration.stores.begin(), configuration.stores.end(), [](const auto& store) { return store.uploads.empty(); }))
    return targets;
  std::vector<StoreJob> jobs = prepare_jobs(configuration, environment, {});
  for (std::size_t index = 0; index < jobs.size(); ++index) {
    StoreJob& job = jobs[index];
    // A login's secret that is not there does not stop an upload, which needs none: only what is missing of the recipe does.
    for (const UploadSettings& upload : configuration.stores[index].uploads) {
      const DestinationSettings& settings = configuration.destinations.at(upload.to);
      UploadTarget target{.destination = upload.to, .as = upload.as, .site = job.store.site, .report = model::ReportName(upload.report)};
      const auto failure = failure_of([&] {
        if (job.recipe.reports.empty()) throw ConfigurationError(job.problem, job.hint);
        const sites::Report& report = report_of(job, upload);
        check_store_column(upload, report.table);
        if (target.as.empty()) target.as = default_place(settings.kind, report);
        target.request = {.destination = ledger_name(settings, target.as), .store_column = upload.store_column};
        const auto shared = std::find_if(targets.begin(), targets.end(), [&](const UploadTarget& other) {
          return other.request.destination == target.request.destination && other.problem.empty();
        });
        UploadTarget& place = shared == targets.end() ? targets.emplace_back(std::move(target)) : *shared;
        place.stores.push_back(job.store.code.value());
        add_source(place, job, report);
      });
      if (!failure) continue;
      target.stores = {job.store.code.value()};
      target.problem = failure->message;
      target.hint = failure->hint;
      targets.push_back(std::move(target));
    }
  }
  std::erase_if(targets, [&](const UploadTarget& target) { return !is_selected(target, selection); });
  return targets;
}

struct Destinations::Account {
  Account(stages::ServiceAccount account, const std::string& server)
      : token(std::move(account), stages::SheetsApi::kScope, http,
              [] { return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()); }),
        api(http, token, {.server = server.empty() ? stages::SheetsApi::kServer : server}) {}

  stages::HttpClient http;
  stages::AccessToken token;
  stages::SheetsApi api;
};

Destinations::Destinations(const Configuration& configuration, const Environment& environment)
    : configuration_(configuration), environment_(environment) {}

Destinations::~Destinations() = default;

std::unique_ptr<stages::Destination> Destinations::open(const UploadTarget& target) {
  const DestinationSettings& settings = configuration_.destinations.at(target.destination);
  switch (settings.kind) {
    case Kind::kSqlite:
      return std::make_unique<stages::TableDestination>(settings.path, target.as);
    case Kind::kCsv:
      return std::make_unique<stages::FileDestination>(stages::FileDestination::Format::kCsv, file_of(settings, target.as));
    case Kind::kExcel:
      return std::make_unique<stages::FileDestination>(stages::FileDestination::Format::kExcel, file_of(settings, target.as));
    case Kind::kGoogleSheet:
      break;
  }
  auto& account = accounts_[settings.credentials.source + "\n" + settings.server];
  if (!account) {
    const model::Secret key = read_secret(settings.credentials, settings.name, environment_);
    account = std::make_unique<Account>(stages::parse_service_account(key, settings.credentials.place + ": " + settings.credentials.source),
                                        settings.server);
  }
  return std::make_unique<stages::SheetDestination>(account->api, settings.spreadsheet, target.as);
}

}  // namespace nightporter::app
