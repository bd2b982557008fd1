#include "sites/language/scalars.h"
#include "sites/language/vocabulary.h"

namespace nightporter::sites::language {

using yaml::Presence;

void Vocabulary::add_file() {
  const Value* described = map_of(any_text_, "a map of names and what they are", check_name);
  const Object* file = object(
      "recipe", "One web site: how to sign in to it, and what reports it gives.",
      {{"site", text("a short code of small letters and digits", check_site_code, "^[a-z][a-z0-9]*$"), Presence::kRequired,
        "The site's code, as in the configuration and, in capitals, in file names.", "td"},
       {"name", any_text_, Presence::kRequired, "The site's name, for people.", "TumbleDry"},
       {"time_zone", text("an IANA time zone", check_time_zone), Presence::kRequired, "Where the site's days begin and end.",
        "Asia/Kolkata"},
       {"day_ends_at", text("a time such as \"04:00\"", check_time_of_day, "^([01][0-9]|2[0-3]):[0-5][0-9]$"), Presence::kOptional,
        "Until then it is still yesterday's business day; midnight if not said.", "\"04:00\""},
       {"origins", list(text("an origin", check_origin), "a list of origins such as https://www.example.com"), Presence::kRequired,
        "Where the steps may go. Passwords, cookies and files go nowhere else.", "[ https://www.example.com ]"},
       {"secrets", described, Presence::kOptional, "Secrets besides username, password and totp that a store must bring.",
        "{ pin: 'The four digits asked for on a new device' }"},
       {"variables", described, Presence::kOptional, "Words that a store's configuration may bring: {{ store.<word> }}.",
        "{ tenant: 'The number in the address' }"},
       {"block", one_or_more(word("a kind of resource", blocked_resource_words()), "one or several of image, font, media and stylesheet"),
        Presence::kOptional,
        "What the site's pages ask for and do not get; nothing if not said. Without stylesheets other elements are visible.",
        "[ image, font, media ]"},
       {"session", session_section(), Presence::kRequired, "How to tell whether a session is alive, and how to begin one."},
       {"retry", retry_section(), Presence::kOptional, "How often is tried again, and after how long, by the kind of trouble.",
        "{ server: { attempts: 4, wait: 10s } }"},
       {"failure_pictures", failure_pictures_section(), Presence::kOptional,
        "Names for the pictures of what failed; named after store, report and step if not said.",
        "{ sign_in: login_error, report: export_error }"},
       {"reports", map_of(report_section(), "a map of reports by name", check_name), Presence::kRequired, "The reports, by name."}});
  recipe = value_of(file, "a recipe: a map that begins with site:");
}

const yaml::Value* Vocabulary::session_section() {
  Keys outcome_keys;
  const std::vector<std::string> docs{"The page that says that user name or password are wrong.",
                                      "The page that asks for a one-time password.",
                                      "The page that says that the one-time password is wrong.",
                                      "A page that wants to know whether this is a person.",
                                      "The page that wants a new password.",
                                      "The page that says that the account is locked."};
  for (std::size_t i = 0; i < login_page_words().size(); ++i)
    outcome_keys.push_back({login_page_words()[i], selectors_, Presence::kOptional, docs[i], "'text=…'"});
  const Object* outcomes = object("outcomes", "The other pages that a login can end on.", std::move(outcome_keys));
  const Object* probe =
      object("probe", "Opens one page and looks whether the session is alive. Cheap, and without effect on the site.",
             {{"goto", text("an absolute URL", check_url, "^https?://"), Presence::kRequired,
               "A page that only shows itself to who is signed in.", "https://www.example.com/home"},
              {"signed_in", selectors_, Presence::kRequired, "Visible only when signed in.", "'css=#menu'"},
              {"signed_out", selectors_, Presence::kRequired, "Visible only when signed out.", "'css=input[name=username]'"},
              {"outcomes", value_of(outcomes, "a map of outcomes"), Presence::kOptional, "The other pages that a login can end on.",
               "{ wrong_password: 'text=Invalid password' }"},
              {"timeout", duration_, Presence::kOptional, "How long one of them may take to show; 30s if not said.", "30s"}});
  return value_of(
      object("session", "How to tell whether a session is alive, and how to begin and end one.",
             {{"probe", value_of(probe, "a probe"), Presence::kRequired, "Decides, before any work, whether the session is alive."},
              {"sign_in", steps_, Presence::kRequired, "Steps that sign in; [] when only a person can.",
               "[ { goto: 'https://www.example.com/login' } ]"},
              {"sign_out", steps_, Presence::kOptional, "Steps that sign out, for sites that allow one session per user.",
               "[ { click: 'text=\"Log out\"' } ]"},
              {"per", word("how long a session lasts", session_span_words()), Presence::kOptional,
               "run: one session for all reports (if not said). report: a session for each of them.", "report"},
              {"when_lost", word("what to do without a session", lost_session_words()), Presence::kOptional,
               "When the site ends the session before the last report, or it cannot be begun: sign_in_again (if not said), or "
               "session_per_report, a clean session for each report that is left.",
               "session_per_report"}}),
      "a session section");
}

const yaml::Value* Vocabulary::retry_section() {
  const std::vector<std::string> docs{"The address cannot be reached, or the connection broke.", "The server answers 429 or 5xx.",
                                      "The page crashed, or the browser was too slow.",
                                      "The file did not begin, stopped on its way, or was empty.",
                                      "An element is not there: for pages that are sometimes only slow. Once if not said."};
  const yaml::Value* attempts = text("a number from 1 to 10", check_attempts, "^([1-9]|10)$");
  const Object* rule = object("retry rule", "How often is tried again, and after how long.",
                              {{"attempts", attempts, Presence::kOptional, "Attempts in all; 3 if not said.", "3"},
                               {"wait", duration_, Presence::kOptional,
                                "Before the second attempt (2s if not said); before each further one four times as long.", "2s"}});
  const Value* rule_value = value_of(rule, "a map such as { attempts: 3, wait: 2s }");
  Keys keys;
  for (std::size_t i = 0; i < trouble_words().size(); ++i)
    keys.push_back({trouble_words()[i], rule_value, Presence::kOptional, docs[i], "{ attempts: 3, wait: 2s }"});
  return value_of(object("retry", "How often is tried again, by the kind of trouble; never after a refused password.", std::move(keys)),
                  "a map of kinds of trouble");
}

const yaml::Value* Vocabulary::failure_pictures_section() {
  return value_of(object("failure_pictures", "Names for the pictures of what failed, without .png.",
                         {{"sign_in", name_, Presence::kOptional, "Of a login that failed.", "login_error"},
                          {"report", name_, Presence::kOptional, "Of a report that failed.", "export_error"}}),
                  "a map such as { sign_in: login_error, report: export_error }");
}

const yaml::Value* Vocabulary::report_section() {
  const Object* period = object("period", "Which periods can be asked for.",
                                {{"at_most", text("a length such as \"one day\", \"31 days\" or \"a month\"", check_period_limit),
                                  Presence::kRequired, "The longest period that one file can hold.", "31 days"},
                                 {"look_back", text("a number of days such as \"3 days\"", check_days), Presence::kOptional,
                                  "So many days are fetched again each time, for late corrections; none if not said.", "3 days"}});
  const Object* rows =
      object("rows", "How many rows there must be.",
             {{"at_least", number_, Presence::kOptional, "So many or more.", "1"},
              {"at_most", number_, Presence::kOptional, "So many or fewer.", "50000"},
              {"empty_when_page_shows", selectors_, Presence::kOptional,
               "The site's own words for \"nothing in this period\": then no rows, or no file, is right.", "'text=No records found'"},
              {"empty_when_file_shows", any_text_, Presence::kOptional,
               "The file's own words for \"nothing in this period\", in a row that holds little else: then no rows are right.",
               "No records found"}});
  const Object* history =
      object("rows_against_history", "How many rows a day may have, against the average of the same weekdays before it.",
             {{"min", factor_, Presence::kOptional, "At least this part of the average.", "0.5"},
              {"max", factor_, Presence::kOptional, "At most this part of the average.", "2"},
              {"weeks", number_, Presence::kOptional, "How many weeks back, 2 to 52; 4 if not said.", "4"}});
  const Object* store = object("store check", "Every row must be of this store.",
                               {{"column", any_text_, Presence::kRequired, "The column's header in the file, or its name.", "Store"},
                                {"equals", template_, Presence::kRequired, "What must stand there in every row.", "'{{ store.name }}'"}});
  const Object* check =
      object("check", "One check of the file.",
             {{"rows", value_of(rows, "a map"), Presence::kOptional, "How many rows there must be.", "{ at_least: 1 }"},
              {"store", value_of(store, "a map"), Presence::kOptional, "Every row must be of this store.",
               "{ column: Store, equals: '{{ store.name }}' }"},
              {"rows_against_history", value_of(history, "a map"), Presence::kOptional,
               "Each day has about as many rows as the same weekdays before it; days that have not two of them are not "
               "judged.",
               "{ min: 0.5, max: 2, weeks: 4 }"},
              {"duplicate_keys", word("what to do with rows that have one key", duplicate_keys_words()), Presence::kOptional,
               "Rows of a file with one key: allow (the last one counts, if not said), refuse_conflicting, or refuse.", "refuse"}});
  const Value* checks = list(
      keep({.kind = Value::Kind::kOneKey, .description = "a check such as - rows: { at_least: 1 }", .object = check}), "a list of checks");
  const Object* load = object("load", "Where the rows go in the database.",
                              {{"staging", name_, Presence::kRequired, "Table of the rows as they came.", "stg_td_order_report"},
                               {"fact", name_, Presence::kRequired, "Table of what is known, one row per key.", "fact_td_orders"}});
  return value_of(
      object(
          "report", "One report of the site.",
          {{"file_title", text("a part of a file name", check_file_title, "^[A-Za-z0-9][A-Za-z0-9_-]*$"), Presence::kRequired,
            "The middle of the file's name: TD_<file_title>_<store>_<from>_to_<to>.xlsx", "OrderReport"},
           {"only_for", map_of(one_or_more(text("a text", nullptr), "a text or a list of texts"), "a map of store variables", check_name),
            Presence::kOptional, "Only stores whose variable is this (or one of these; '' = not set) have the report.", "{ export: post }"},
           {"period", value_of(period, "a map such as { at_most: 31 days }"), Presence::kRequired, "Which periods can be asked for.",
            "{ at_most: 31 days, look_back: 3 days }"},
           {"steps", steps_, Presence::kRequired, "How to get the file.", "[ … ]"},
           {"table", table_section(), Presence::kOptional, "The table in the file."},
           {"checks", checks, Presence::kOptional, "What must be so before the rows are loaded.", "[ { rows: { at_least: 1 } } ]"},
           {"load", value_of(load, "a map such as { staging: …, fact: … }"), Presence::kOptional, "Where the rows go; needed with table.",
            "{ staging: stg_td_orders, fact: fact_td_orders }"}}),
      "a report");
}

const yaml::Value* Vocabulary::table_section() {
  const Object* column = object(
      "column", "One column of the file.",
      {{"name", name_, Presence::kRequired, "Its name in the database.", "order_no"},
       {"type", word("a type", column_type_words()), Presence::kRequired, "What its cells are.", "decimal"},
       {"format", text("a date format", check_date_format), Presence::kOptional, "Of dates that the file shows as text.", "dd/MM/yyyy"},
       {"locale", text("a locale", check_locale), Presence::kOptional,
        "Of numbers, and of names of months, that the file shows as text; en-US if not said.", "en-IN"},
       {"key", boolean_, Presence::kOptional, "true: part of what makes a row unique.", "true"},
       {"required", boolean_, Presence::kOptional, "true: no cell may be empty.", "true"},
       {"period", boolean_, Presence::kOptional, "true: the date that must lie in the period.", "true"},
       {"optional", boolean_, Presence::kOptional, "true: the file may lack the column.", "true"},
       {"one_word", boolean_, Presence::kOptional,
        "true: a text without spaces, such as a number of an order; where a PDF breaks it over lines it is put together without one.",
        "true"}});
  const Object* totals = object(
      "totals_row", "A row that adds up the others: not loaded, but checked.",
      {{"where", map_of(any_text_, "a map such as { Order No.: Total }"), Presence::kRequired, "Column and text that mark the row.",
        "{ Order No.: Total }"},
       {"check", list(name_, "a list of column names"), Presence::kRequired, "Columns whose sum must be the row's cell.", "[net_amount]"}});
  const Object* keep_rows =
      object("keep_rows", "Which rows are loaded.",
             {{"period", boolean_, Presence::kRequired, "true: only rows in the period, for sites that cannot filter by date.", "true"}});
  return value_of(
      object("table", "The table in the file.",
             {{"sheet", any_text_, Presence::kOptional, "Name or number (from 1) of the sheet; the first if not said.", "1"},
              {"columns",
               map_of(value_of(column, "a column such as { name: order_no, type: text }"), "a map of columns by their header in the file",
                      check_not_empty),
               Presence::kRequired, "The columns by their header in the file.", "{ Order No.: { name: order_no, type: text, key: true } }"},
              {"totals_row", value_of(totals, "a map"), Presence::kOptional, "A row that adds up the others.",
               "{ where: { Order No.: Total }, check: [net_amount] }"},
              {"other_columns", word("what to do with columns that are not named", other_columns_words()), Presence::kOptional,
               "Columns that are not named here: keep (if not said), ignore, or refuse the file.", "ignore"},
              {"bad_rows", word("what to do with bad rows", bad_rows_words()), Presence::kOptional,
               "Rows with values that are none of their column's type, or without what they must have: refuse the file (if not said), or "
               "quarantine them and load the others.",
               "quarantine"},
              {"missing_rows", word("what to do with missing rows", missing_rows_words()), Presence::kOptional,
               "Loaded rows of the period that a later file lacks: keep (if not said), or withdraw: marked in withdrawn_at, never deleted.",
               "withdraw"},
              {"keep_rows", value_of(keep_rows, "a map such as { period: true }"), Presence::kOptional,
               "Which rows are loaded; all if not said.", "{ period: true }"}}),
      "a table");
}

}  // namespace nightporter::sites::language
