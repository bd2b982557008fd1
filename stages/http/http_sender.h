#pragma once

#include "sites/http_sender.h"

namespace nightporter::stages {

/// What a recipe's `via: http` sends its requests with: an HttpClient of its own, made for the first of them, which keeps its
/// connections as long as the sender lives. One request at a time. An answer of more than 4 GiB, as it is unpacked, is refused.
sites::HttpSender http_sender();

}  // namespace nightporter::stages
