#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "cdp/async/awaitable.h"
#include "cdp/async/deadline.h"
#include "model/secret.h"
#include "sites/otp/totp.h"

namespace nightporter::sites {

/// Who asks for a one-time password.
struct OtpRequest {
  std::string site;
  std::string store;  // label, "uc/sector56"
  std::string page_title;
  /// When the sign-in began: whatever was sent before then is about another login.
  std::chrono::system_clock::time_point began;
};

/// A source that should have given a code and could not. The message says what was asked and why not, and holds no code.
struct OtpFailed : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Gives the one-time password of this moment; nothing when there is none to be had. Called once per otp step that needs it. Whatever
/// can be asked for a code is one: an authenticator, a command, a mailbox, a person, or a relay of chat messages. May throw OtpFailed.
using OtpSource = std::function<awaitable<std::optional<model::Secret>>(OtpRequest, Deadline)>;

/// Codes from a TOTP secret. A code that would expire within three seconds (or a third of a
/// short period) is not given, and no code is given twice: the source
/// waits for the next window instead. Copies of the source share what was used. `now` is replaced in tests only.
OtpSource otp_from_totp(TotpSecret secret, std::function<std::chrono::system_clock::time_point()> now = std::chrono::system_clock::now);

/// Asks a person: `ask` shows the request and returns what was typed, empty for "I have none". It runs on a worker thread and may block.
OtpSource otp_from_prompt(std::function<std::string(const OtpRequest&)> ask);

/// Waits for a file to appear with the code in it (another program, a relay of SMS messages, writes it), reads it and removes it.
/// A file that is there already when the code is asked for is too old to be it, and is removed first. Throws OtpFailed when none came
/// `within` that time.
OtpSource otp_from_file(std::filesystem::path file, std::chrono::milliseconds within = std::chrono::minutes(2));

/// Asks all of them at the same time. The first code ends it, and the others are cancelled; nothing from one, or its failure, is no
/// answer while another may still give a code. When none gives one: throws the first failure, in the order of `sources`.
OtpSource otp_from_any_of(std::vector<OtpSource> sources);

/// One after the other; the first that gives something. One that fails is passed over; when none gives anything, the first failure is
/// thrown.
OtpSource otp_from_first_of(std::vector<OtpSource> sources);

}  // namespace nightporter::sites
