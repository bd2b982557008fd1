#pragma once

#include <string>
#include <string_view>

namespace nightporter::stages {

/// What a person reads of a mail (RFC 5322, MIME): its subject, then its text and HTML parts as plain text, a line each. Other parts are
/// left out; at most 64 KiB. Never fails: what cannot be decoded is passed over. Pure.
std::string mail_text(std::string_view mail);

}  // namespace nightporter::stages
