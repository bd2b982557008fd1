#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace nightporter::engine {

/// One request and how it ended, as a HAR 1.2 entry tells it.
struct HarEntry {
  std::string page;   // id of the page
  std::string frame;  // id of the frame; may be empty
  std::chrono::system_clock::time_point started;
  double monotonic_ms = 0;  // the same moment on the trace's clock
  std::string method;
  std::string url;
  std::string resource_type;  // "document", "xhr"…
  std::map<std::string, std::string> request_headers;
  std::optional<std::string> post_data;

  int status = 0;  // 0: no answer
  std::string status_text;
  std::string protocol;  // "http/1.1", "h2"; empty: unknown
  std::map<std::string, std::string> response_headers;
  std::string mime_type;
  std::string server_address;
  std::string failure;  // "net::ERR_…"; empty when none
  double wait_ms = -1;  // from the request to the answer's head; -1: unknown
  double receive_ms = -1;
  long long transferred_bytes = -1;
  long long content_bytes = -1;
  std::string content_name;  // of the resource in the trace that holds the body; empty: not kept
};

/// The entry as JSON, without secrets: values of cookies and of headers and parameters named like a secret become "***"; of a form that
/// holds one, all values do. Known secrets elsewhere in it are the caller's affair. Pure.
std::string har_json(const HarEntry& entry);

/// ISO 8601 in UTC with milliseconds.
std::string har_time(std::chrono::system_clock::time_point time);

/// A body of a request fit to be kept: see har_json.
std::string without_secret_fields(std::string_view body, std::string_view mime_type);

}  // namespace nightporter::engine
