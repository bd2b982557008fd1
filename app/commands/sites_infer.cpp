#include <algorithm>

#include "app/commands/commands.h"
#include "app/commands/new_file.h"
#include "app/error.h"
#include "app/parse/report_preview.h"
#include "app/terminal/plain_text.h"
#include "sites/language/table_writer.h"
#include "sites/recipe_file.h"
#include "stages/parse/guess_table.h"

namespace nightporter::app {

namespace {

using sites::language::TableComments;

std::string quoted_list(const std::vector<std::string>& words) {
  std::string list;
  for (const std::string& word : words) list += (list.empty() ? "" : ", ") + word;
  return list;
}

bool is_date(const model::ColumnMapping& column) {
  return column.type == model::ColumnType::kDate || column.type == model::ColumnType::kDateTime;
}

/// The site filters by one date: the first that every row has.
void choose_period(stages::GuessedTable& guess) {
  for (std::size_t i = 0; i < guess.mapping.columns.size(); ++i)
    if (guess.days[i]) {
      guess.mapping.columns[i].period = true;
      return;
    }
}

void comment_column(const stages::GuessedTable& guess, std::size_t index, TableComments& comments) {
  const model::ColumnMapping& column = guess.mapping.columns[index];
  std::vector<std::string>& about = comments.columns[column.name];
  if (const auto& others = guess.other_readings[index]; !others.empty()) {
    if (is_date(column))
      about.push_back("AMBIGUOUS: every date here can also be read as " + quoted_list(others) + "; look at a day after the 12th");
    else
      about.push_back("AMBIGUOUS: every number here can also be read as in " + quoted_list(others) + "; look at the site's language");
  }
  if (guess.days[index]) about.push_back((column.period ? "the date that the site filters by? " : "") + guess.days[index]->to_string());
}

void comment_key(const stages::GuessedTable& guess, TableComments& comments) {
  std::vector<std::string> together;
  for (const model::ColumnMapping& column : guess.mapping.columns)
    if (column.key) together.push_back(column.name);
  if (guess.key_candidates.empty())
    comments.table.push_back("key: no column alone tells the rows apart; " + quoted_list(together) + " together do");
  else if (guess.key_candidates.size() > 1)
    comments.table.push_back("key: each of these tells the rows apart: " + quoted_list(guess.key_candidates));
  else
    comments.table.push_back("key: only " + quoted_list(together) + " tells the rows apart");
}

void comment_reading(const ReportPreview& preview, TableComments& comments) {
  comments.table.push_back(std::to_string(preview.row_count) + " rows of the sample are read by this, from the header in row " +
                           std::to_string(preview.table.header_row));
  for (const stages::BadRow& row : preview.bad_rows)
    for (const auto& reason : row.reasons) {
      if (comments.table.size() > 12) return;
      comments.table.push_back("row " + std::to_string(row.number) + ", " + reason.header + " \"" + reason.value +
                               "\" is not: " + reason.message);
    }
}

/// A recipe with nothing in it but the table.
std::string recipe_around(const SitesInferOptions& options, const std::string& table) {
  return "site: " + options.site +
         "\nname: x\ntime_zone: UTC\norigins: [ https://www.example.com ]\nsession:\n  probe:\n    goto: "
         "https://www.example.com\n    signed_in: 'css=#a'\n    signed_out: 'css=#b'\n  sign_in: []\nreports:\n  " +
         options.report +
         ":\n    file_title: X\n    period: { at_most: 31 days }\n    steps:\n      - goto: https://www.example.com\n      - "
         "expect_download: { by: { click: 'text=x' }, type: xlsx }\n" +
         table;
}

/// What is proposed must be what `sites check` accepts.
void require_good(const SitesInferOptions& options, const std::string& table) {
  const std::vector<sites::Problem> problems = sites::check_recipe(recipe_around(options, table), options.report);
  if (problems.empty()) return;
  std::string message = "what comes of it is not right:";
  for (const sites::Problem& problem : problems) message += "\n" + problem.to_string();
  throw UsageError(message, "Look at --site and --report first: they are names of small letters and digits.");
}

}  // namespace

ExitCode execute(const SitesInferOptions& options, const CommandContext& context) {
  auto guess = stages::guess_table(options.file);
  if (!guess)
    throw Error(ExitCode::kCheckFailed,
                options.file.string() + ": no table was recognised that has a header, rows below it and columns that tell the rows apart",
                "`nightporter parse " + options.file.string() + "` shows what is in it; a sample with more rows may help.");
  guess->mapping.staging_table = "stg_" + options.site + "_" + options.report;
  guess->mapping.fact_table = "fact_" + options.site + "_" + options.report;
  choose_period(*guess);
  const ReportPreview preview = preview_report(options.file, guess->mapping, {}, std::nullopt, 0);
  TableComments comments;
  comments.table.push_back("proposed from " + plain_line(options.file.filename().string()) +
                           ": read it once, and see that keys, types and dates are right");
  comment_reading(preview, comments);
  comment_key(*guess, comments);
  for (std::size_t i = 0; i < guess->mapping.columns.size(); ++i) comment_column(*guess, i, comments);
  const std::string table = sites::language::write_table(guess->mapping, comments);
  require_good(options, table);
  if (options.output.empty()) {
    context.out << table;
  } else {
    write_new_file(options.output, table);
    context.out << options.output.string() << " written: put it below the report in the recipe.\n";
  }
  return ExitCode::kGood;
}

}  // namespace nightporter::app
