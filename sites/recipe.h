#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "engine/browser/resource_type.h"
#include "model/period.h"
#include "model/store.h"
#include "model/strong_id.h"
#include "model/table_mapping.h"
#include "sites/retry.h"
#include "sites/step.h"
#include "sites/variables.h"

/// What a recipe file says, as plain values: made by recipe_file.h, carried out by interpreter.h.
namespace nightporter::sites {

/// Pages, besides "signed in" and "signed out", that a login can end on.
enum class LoginPage { kWrongPassword, kOtpNeeded, kOtpRefused, kCaptcha, kPasswordExpired, kBlocked };

/// "wrong_password", as in a recipe.
std::string to_string(LoginPage page);

/// How to tell, cheaply and without side effects, whether a session is alive.
struct SessionProbe {
  TextTemplate go_to;
  Selectors signed_in;
  Selectors signed_out;
  std::vector<std::pair<LoginPage, Selectors>> outcomes;
  Milliseconds timeout{30'000};
  yaml::Place place;
};

/// How long one session of a store lasts: for all reports of a run, or for one of them.
enum class SessionSpan { kRun, kReport };

/// What is done for the reports that are left when the session of a run ends before them, or cannot be begun.
enum class LostSession { kSignInAgain, kSessionPerReport };

struct SessionRecipe {
  SessionProbe probe;
  Steps sign_in;
  Steps sign_out;
  SessionSpan span = SessionSpan::kRun;
  LostSession when_lost = LostSession::kSignInAgain;
};

/// Names that pictures of what failed get in a run's folder; empty = named after store, report and step.
struct FailurePictures {
  std::string sign_in;
  std::string report;
};

/// The longest period that a site gives in one file.
struct PeriodLimit {
  enum class Unit { kDays, kMonths };
  Unit unit = Unit::kDays;
  int count = 31;

  /// The longest allowed period that begins on `from`. One month from the 31st ends on the day before the next month's last day.
  model::Period longest_from(model::CalendarDate from) const;
  bool allows(model::Period period) const { return period.to <= longest_from(period.from).to; }
};

struct PeriodRules {
  PeriodLimit at_most;
  int look_back_days = 0;  // how many of the days that are already here are asked for again, for late corrections
};

/// What is checked in a report's table and on its page.
struct ReportChecks {
  std::optional<std::int64_t> rows_at_least;
  std::optional<std::int64_t> rows_at_most;
  /// The page says "nothing in this period": then an empty file, or no file, is right.
  Selectors empty_when_page_shows;
  std::optional<model::RowsAgainstHistory> rows_against_history;
  model::DuplicateKeys duplicate_keys = model::DuplicateKeys::kAllow;
  NamedTexts column_equals;  // column's header or name → text
};

struct Report {
  model::ReportName name;
  std::string file_title;  // "OrderReport" in TD_OrderReport_<StoreName>_<From>_to_<To>.xlsx
  PeriodRules period;
  /// Store variable → values: the report exists only in stores where each has one of them ("" = is not set). Empty: in all.
  std::vector<std::pair<std::string, std::vector<std::string>>> only_for;
  Steps steps;
  model::TableMapping table;
  ReportChecks checks;
  yaml::Place place;

  bool applies_to(const model::Store& store) const;
  /// The checks with this store's and period's words put in.
  model::TableChecks table_checks(const Variables& variables) const;
};

/// One site. A value; reports and steps stay where they are as long as it lives.
struct Recipe {
  std::string file;  // as shown in messages
  model::SiteCode site;
  std::string name;
  std::string time_zone;                // IANA
  std::chrono::minutes day_ends_at{0};  // after midnight: until then it is still yesterday's business day
  std::vector<TextTemplate> origins;
  std::map<std::string, std::string> secrets;    // name → what it is
  std::map<std::string, std::string> variables;  // store variables, name → what it is
  std::set<engine::ResourceType> block;          // what the site's pages ask for and do not get
  SessionRecipe session;
  RetryRules retry;
  FailurePictures failure_pictures;
  std::vector<Report> reports;

  /// nullptr when there is none.
  const Report* find_report(const model::ReportName& report_name) const;
  /// Names of the secrets that the recipe's steps refer to ("username", "password"); an otp step adds nothing.
  std::vector<std::string> secrets_used() const;
};

/// "TD_OrderReport_UttamNagar_2025-11-12_to_2025-11-12.xlsx"; a second file of the same period ends in "…_2.xlsx".
std::string file_name_for(const Recipe& recipe, const Report& report, const model::Store& store, model::Period period, FileType type,
                          int part = 1);

/// The business day of the site at this moment: its calendar day, or the day before until day_ends_at.
model::CalendarDate business_day(const Recipe& recipe, std::chrono::system_clock::time_point now);

}  // namespace nightporter::sites
