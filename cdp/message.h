#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "cdp/protocol/ids.h"

namespace nightporter::cdp {

/// Chrome's refusal of a command.
struct Refusal {
  int code = 0;
  std::string message;
};

/// One message from Chrome, taken apart as far as it must be to know whom it is for.
struct IncomingMessage {
  std::optional<std::int64_t> id;  // set: the reply to that command; not set: an event
  SessionId session;               // empty: the browser's own
  std::string method;              // of an event
  std::optional<Refusal> refusal;  // of a reply
  std::string body;                // JSON text: the result of a reply, the params of an event
};

/// Reads a frame. Whatever else it holds is ignored. Throws MalformedMessage if it is not a JSON object that is a reply or an event.
/// The body reuses the frame's memory, for replies of hundreds of MiB.
IncomingMessage parse_message(std::string frame);

/// The frame of a command. `params_json` must be a JSON object.
std::string format_command(std::int64_t id, const SessionId& session, std::string_view method, std::string params_json);

/// Throws MalformedMessage, which names `what`, unless `json` is one whole JSON object.
void require_json_object(const std::string& json, std::string_view what);

}  // namespace nightporter::cdp
