#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "cdp/async/awaitable.h"
#include "cdp/async/deadline.h"
#include "engine/browser/fetch_request.h"

namespace nightporter::sites {

/// How a server answered one request. Any HTTP status is an answer.
struct HttpAnswer {
  int status = 0;
  std::vector<engine::HttpHeader> headers;  // in UTF-8; several of one name (Set-Cookie) are an entry each
  std::uint64_t size_bytes = 0;             // of the body in the file
  std::string redirect_to;                  // absolute; empty: nowhere
};

/// Sends a request outside of the browser, exactly as it is, and streams the answer's body into `file`, which is overwritten. It follows
/// no redirect, keeps no cookie and verifies TLS. Throws engine::FetchFailed when no whole answer comes, std::system_error for the file;
/// cancelling ends the request.
using HttpSender = std::function<awaitable<HttpAnswer>(engine::FetchRequest request, std::filesystem::path file, Deadline deadline)>;

}  // namespace nightporter::sites
