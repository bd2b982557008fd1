#pragma once

#include "app/remote/http_reply.h"
#include "app/remote/view_message.h"
#include "model/secret.h"

namespace nightporter::app {

/// The two pages that a person gets to see, each whole in one answer: style and script stand in it, allowed by a nonce, so that
/// nothing else has to be served to anybody. All answers forbid storing, framing, sniffing and every foreign source.
HttpReply entrance_page(const RemoteWords& words, const model::Secret& token);
HttpReply view_page(const RemoteWords& words);
/// Leads to "/".
HttpReply to_view_page();
/// A 404 that tells nothing.
HttpReply nothing_there();

}  // namespace nightporter::app
