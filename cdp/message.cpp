#include "cdp/message.h"

#include <simdjson.h>

#include <utility>

#include "cdp/error.h"
#include "cdp/json/json_reader.h"
#include "cdp/protocol/described.h"

namespace nightporter::cdp {

namespace {

struct OutgoingCommand {
  std::int64_t id = 0;
  std::string method;
  RawJson params;
  std::optional<SessionId> sessionId;
};
BOOST_DESCRIBE_STRUCT(OutgoingCommand, (), (id, method, params, sessionId))

struct RefusalFields {
  int code = 0;
  std::string message;
  std::optional<RawJson> data;
};
BOOST_DESCRIBE_STRUCT(RefusalFields, (), (code, message, data))

Refusal read_refusal(detail::JsonReader value) {
  RefusalFields fields;
  detail::read(value, fields);
  if (!fields.data) return {.code = fields.code, .message = std::move(fields.message)};
  // The detail ("Failed to deserialize params.url - string value expected") is a string wherever Chrome sends one.
  const std::string& data = fields.data->text;
  const bool is_string = data.size() >= 2 && data.front() == '"';
  const std::string detail = is_string ? read_json_string(data.data() + 1, data.data() + data.size()) : data;
  return {.code = fields.code, .message = fields.message + ": " + detail};
}

}  // namespace

IncomingMessage parse_message(std::string frame) {
  IncomingMessage message;
  std::string_view body;
  detail::JsonDocument document(std::move(frame), "message from Chrome");
  document.read([&](detail::JsonReader root) {
    root.for_each_field([&](std::string_view key, detail::JsonReader value) {
      if (key == "id")
        message.id = value.long_integer();
      else if (key == "sessionId")
        message.session = SessionId(value.string());
      else if (key == "method")
        message.method = value.string();
      else if (key == "result" || key == "params")
        body = value.raw_view();
      else if (key == "error")
        message.refusal = read_refusal(value);
    });
  });
  if (!message.id && message.refusal) throw MalformedMessage("Chrome could not read a message of ours: " + message.refusal->message);
  if (!message.id && message.method.empty()) throw MalformedMessage("message from Chrome: neither a reply nor an event");

  if (body.empty()) {
    message.body = "{}";
    return message;
  }
  std::string text = std::move(document).release();
  const auto begin = static_cast<std::size_t>(body.data() - text.data());
  text.resize(begin + body.size());
  text.erase(0, begin);
  message.body = std::move(text);
  return message;
}

std::string format_command(std::int64_t id, const SessionId& session, std::string_view method, std::string params_json) {
  OutgoingCommand command{.id = id, .method = std::string(method), .params = {std::move(params_json)}};
  if (!session.empty()) command.sessionId = session;
  return encode(command);
}

void require_json_object(const std::string& json, std::string_view what) {
  simdjson::dom::parser parser;
  simdjson::dom::element root;
  const auto error = parser.parse(json).get(root);
  if (error != simdjson::SUCCESS) throw MalformedMessage(std::string(what) + ": not JSON: " + simdjson::error_message(error));
  if (!root.is_object()) throw MalformedMessage(std::string(what) + ": not a JSON object");
}

}  // namespace nightporter::cdp
