#include "stages/upload/singer_stream.h"

#include <date/tz.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "stages/error.h"

namespace nightporter::stages {

namespace {

boost::json::object schema_of(model::ColumnType type) {
  using model::ColumnType;
  const auto nullable = [](const char* word) { return boost::json::array{"null", word}; };
  switch (type) {
    case ColumnType::kInteger:
      return {{"type", nullable("integer")}};
    case ColumnType::kDecimal:
      return {{"type", nullable("string")}, {"format", "singer.decimal"}};
    case ColumnType::kDate:
      return {{"type", nullable("string")}, {"format", "date"}};
    case ColumnType::kDateTime:
      return {{"type", nullable("string")}, {"format", "date-time"}};
    case ColumnType::kBoolean:
      return {{"type", nullable("boolean")}};
    case ColumnType::kText:
      break;
  }
  return {{"type", nullable("string")}};
}

/// "2025-11-12T14:03:00.000+05:30". Of the two hours of a day that is an hour too long the first; a time that a clock leaves out is moved.
std::string with_offset(const model::DateTime& moment, const date::time_zone* zone) {
  const date::local_time<std::chrono::milliseconds> local(moment.time_since_epoch());
  return date::format("%FT%T%Ez", date::zoned_time<std::chrono::milliseconds>(zone, local, date::choose::earliest));
}

struct ToJson {
  const date::time_zone* zone;

  boost::json::value operator()(model::Empty) const { return nullptr; }
  boost::json::value operator()(const std::string& text) const { return boost::json::value(text); }
  boost::json::value operator()(std::int64_t number) const { return number; }
  boost::json::value operator()(const model::Decimal& number) const { return boost::json::value(number.to_string()); }
  boost::json::value operator()(model::CalendarDate date) const { return boost::json::value(date.to_iso()); }
  boost::json::value operator()(const model::DateTime& moment) const { return boost::json::value(with_offset(moment, zone)); }
  boost::json::value operator()(bool truth) const { return truth; }
};

}  // namespace

void SingerStream::write(const std::string& name, const UploadTable& table, const std::string& time_zone) {
  boost::json::object properties;
  boost::json::array keys;
  for (const auto& column : table.columns) {
    properties[column.name] = schema_of(column.type);
    if (column.key) keys.emplace_back(column.name);
  }
  line(boost::json::serialize(boost::json::object{{"type", "SCHEMA"},
                                                  {"stream", name},
                                                  {"schema", boost::json::object{{"type", "object"}, {"properties", properties}}},
                                                  {"key_properties", keys}}));
  const ToJson to_json{date::locate_zone(time_zone.empty() ? "UTC" : time_zone)};
  for (const model::Row& row : table.rows) {
    boost::json::object record;
    for (std::size_t index = 0; index < row.size(); ++index) record[table.columns[index].name] = std::visit(to_json, row[index]);
    line(boost::json::serialize(boost::json::object{{"type", "RECORD"}, {"stream", name}, {"record", std::move(record)}}));
  }
}

void SingerStream::finish() {
  line(R"({"type":"STATE","value":{}})");
  out_.flush();
  if (!out_) throw Error("the stream was closed before all was written", "look at what the loader says");
}

void SingerStream::line(const std::string& json) {
  out_ << json << '\n';
  if (!out_) throw Error("the stream was closed before all was written", "look at what the loader says");
}

}  // namespace nightporter::stages
