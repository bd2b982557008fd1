#pragma once

#include <string>
#include <string_view>

#include "cdp/protocol/fetch.h"
#include "cdp/protocol/network.h"
#include "engine/download/watch.h"

namespace nightporter::engine {

/// What the headers of an answer say of the document that comes with it. Pure.
DownloadWatch::DocumentResponse document_of(const cdp::network::Response& response);
DownloadWatch::DocumentResponse document_of(const cdp::fetch::RequestPaused& paused);

/// The name that Content-Disposition gives (RFC 6266, filename* before filename), or the last part of the address; may be empty. Not yet
/// safe: see safe_file_name. Pure.
std::string name_of_answer(std::string_view content_disposition, std::string_view url);

}  // namespace nightporter::engine
