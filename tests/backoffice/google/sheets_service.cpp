#include "tests/backoffice/google/sheets_service.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

namespace nightporter::backoffice {

namespace {

constexpr std::size_t kMostBytes = std::size_t{2} << 20U;
constexpr std::string_view kPrefix = "/v4/spreadsheets/";

using boost::json::object;

GoogleError invalid(std::string message) {
  return {.message = std::move(message)};
}

GoogleError not_found() {
  return {.status = 404, .code = "NOT_FOUND", .message = "Requested entity was not found."};
}

object body_of(const HttpRequest& request) {
  boost::system::error_code error;
  const auto value = boost::json::parse(request.body, error);
  if (error || !value.is_object()) throw invalid("Invalid JSON payload received. Unexpected end of string.");
  return value.get_object();
}

const boost::json::value& member(const object& of, const char* key) {
  const auto* value = of.if_contains(key);
  if (value == nullptr) throw invalid(std::string("Invalid value at '") + key + "': it is required");
  return *value;
}

std::string text_member(const object& of, const char* key) {
  const auto& value = member(of, key);
  if (!value.is_string()) throw invalid(std::string("Invalid value at '") + key + "' (TYPE_STRING)");
  return std::string(value.get_string());
}

void check_input_option(const std::string& option) {
  if (option.empty()) throw invalid("'valueInputOption' is required but not specified");
  if (option != "RAW") throw invalid("Invalid valueInputOption: " + option + " (these simulated sheets know RAW alone)");
}

/// Of each request of a batchUpdate, the one kind that it is.
void apply(Spreadsheet& sheet, const object& request, std::size_t index) {
  if (request.size() != 1) throw invalid("Invalid requests[" + std::to_string(index) + "]: it must set exactly one kind");
  const std::string kind(request.begin()->key());
  const object& content = request.begin()->value().as_object();
  if (kind == "appendDimension") {
    sheet.append_dimension(content);
  } else if (kind == "addSheet") {
    const object& properties = content.at("properties").as_object();
    const auto* grid = properties.if_contains("gridProperties");
    const auto size = [&](const char* key, std::int64_t otherwise) {
      return grid != nullptr && grid->as_object().contains(key) ? grid->at(key).to_number<std::int64_t>() : otherwise;
    };
    sheet.add_tab(text_member(properties, "title"), size("rowCount", 1000), size("columnCount", 26));
  } else if (kind == "repeatCell") {
    const auto id = content.at("range").at("sheetId").to_number<std::int64_t>();
    SheetGrid* tab = sheet.tab_by_id(id);
    if (tab == nullptr) throw invalid("Invalid requests[" + std::to_string(index) + "].repeatCell: No grid with id: " + std::to_string(id));
    tab->formats.push_back(parse_number_format(content, tab->row_count, tab->column_count));
  } else {
    throw invalid("Invalid JSON payload received. Unknown name \"" + kind + "\" at 'requests[" + std::to_string(index) +
                  "]': Cannot find field.");
  }
}

object describe(Spreadsheet& sheet, const std::string& id) {
  boost::json::array tabs;
  std::int64_t index = 0;
  for (const auto& grid : sheet.tabs())
    tabs.push_back(
        object{{"properties", object{{"sheetId", grid->sheet_id},
                                     {"title", grid->title},
                                     {"index", index++},
                                     {"sheetType", "GRID"},
                                     {"gridProperties", object{{"rowCount", grid->row_count}, {"columnCount", grid->column_count}}}}}});
  return {{"spreadsheetId", id},
          {"properties", object{{"title", sheet.title()}, {"locale", "en_US"}, {"autoRecalc", "ON_CHANGE"}, {"timeZone", "Asia/Jakarta"}}},
          {"sheets", tabs},
          {"spreadsheetUrl", "https://docs.google.com/spreadsheets/d/" + id + "/edit"}};
}

Spreadsheet::Render render_of(const HttpRequest& request) {
  const std::string option = request.query.value("valueRenderOption");
  if (option.empty() || option == "FORMATTED_VALUE") return Spreadsheet::Render::kFormatted;
  if (option != "UNFORMATTED_VALUE") throw invalid("Invalid value at 'value_render_option': \"" + option + "\"");
  return Spreadsheet::Render::kUnformatted;
}

object batch_get(Spreadsheet& sheet, const std::string& id, const HttpRequest& request) {
  boost::json::array ranges;
  for (const auto& [name, value] : request.query)
    if (name == "ranges") ranges.push_back(sheet.read(value, render_of(request)));
  object answer{{"spreadsheetId", id}};
  if (!ranges.empty()) answer["valueRanges"] = std::move(ranges);
  return answer;
}

object batch_update_values(Spreadsheet& sheet, const std::string& id, const object& body) {
  check_input_option(text_member(body, "valueInputOption"));
  const boost::json::array& data = member(body, "data").as_array();
  Spreadsheet& target = sheet;
  for (const auto& range : data) target.resolve(text_member(range.as_object(), "range"));  // all or nothing
  boost::json::array responses;
  std::int64_t cells = 0;
  for (const auto& range : data) {
    object response = target.write(text_member(range.as_object(), "range"), member(range.as_object(), "values"));
    response["spreadsheetId"] = id;
    cells += response.at("updatedCells").to_number<std::int64_t>();
    responses.push_back(std::move(response));
  }
  return {{"spreadsheetId", id}, {"totalUpdatedCells", cells}, {"totalUpdatedSheets", 1}, {"responses", std::move(responses)}};
}

object values_call(Spreadsheet& sheet, const std::string& id, const std::string& rest, const HttpRequest& request) {
  const auto ends_with = [&](std::string_view end) { return rest.size() > end.size() && rest.ends_with(end); };
  if (request.method == "POST" && ends_with(":append")) {
    check_input_option(request.query.value("valueInputOption"));
    object updates = sheet.append(rest.substr(0, rest.size() - 7), member(body_of(request), "values"));
    updates["spreadsheetId"] = id;
    return {{"spreadsheetId", id}, {"updates", std::move(updates)}};
  }
  if (request.method == "POST" && ends_with(":clear"))
    return {{"spreadsheetId", id}, {"clearedRange", sheet.clear(rest.substr(0, rest.size() - 6))}};
  if (request.method == "GET") return sheet.read(rest, render_of(request));
  if (request.method != "PUT") throw not_found();
  check_input_option(request.query.value("valueInputOption"));
  object answer = sheet.write(rest, member(body_of(request), "values"));
  answer["spreadsheetId"] = id;
  return answer;
}

}  // namespace

Spreadsheet& SheetsService::add(const std::string& id, const std::string& title, std::set<std::string> shared_with) {
  auto& document = documents_[id] =
      std::make_unique<Document>(Document{.sheet = Spreadsheet(title), .shared_with = std::move(shared_with)});
  return document->sheet;
}

Spreadsheet* SheetsService::find(const std::string& id) {
  const auto found = documents_.find(id);
  return found == documents_.end() ? nullptr : &found->second->sheet;
}

SheetsService::Document& SheetsService::document(const std::string& id, const std::string& account) {
  const auto found = documents_.find(id);
  if (found == documents_.end()) throw not_found();
  if (!found->second->shared_with.contains(account)) throw not_shared();
  return *found->second;
}

HttpResponse SheetsService::answer(const HttpRequest& request, const std::string& account) {
  if (request.body.size() > kMostBytes) return HttpResponse::html("<title>Error 413 (Request Entity Too Large)!!1</title>", 413);
  if (!request.path.starts_with(kPrefix)) throw not_found();
  const std::string rest = request.path.substr(kPrefix.size());
  const std::size_t slash = rest.find('/');
  const std::size_t colon = rest.find(':');
  const std::string id = rest.substr(0, std::min(slash, colon));
  Spreadsheet& sheet = document(id, account).sheet;
  const std::string call = rest.substr(id.size());
  object answer;
  if (call.empty() && request.method == "GET") {
    answer = describe(sheet, id);
  } else if (call == ":batchUpdate" && request.method == "POST") {
    const object body = body_of(request);
    boost::json::array replies;
    std::size_t index = 0;
    for (const auto& change : member(body, "requests").as_array()) {
      apply(sheet, change.as_object(), index++);
      replies.push_back(object());
    }
    answer = {{"spreadsheetId", id}, {"replies", std::move(replies)}};
  } else if (call == "/values:batchGet" && request.method == "GET") {
    answer = batch_get(sheet, id, request);
  } else if (call == "/values:batchUpdate" && request.method == "POST") {
    answer = batch_update_values(sheet, id, body_of(request));
  } else if (call.starts_with("/values/")) {
    answer = values_call(sheet, id, call.substr(8), request);
  } else {
    throw not_found();
  }
  return HttpResponse::json(boost::json::serialize(answer)).header("Cache-Control", "private");
}

}  // namespace nightporter::backoffice
