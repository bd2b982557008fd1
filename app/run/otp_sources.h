#pragma once

#include "app/config/configuration.h"
#include "model/store.h"
#include "sites/otp/otp_source.h"

namespace nightporter::app {

/// Who is asked for a one-time password without a person: the store's command, file and mailbox, all at the same time. Empty when it has
/// none. Throws ConfigurationError when the mailbox has no password.
sites::OtpSource configured_otp(const StoreSettings& settings, const model::Store& store);

}  // namespace nightporter::app
