#pragma once

#include "app/config/configuration.h"
#include "app/run/store_jobs.h"
#include "model/store.h"
#include "sites/otp/otp_source.h"

namespace nightporter::app {

/// Who is asked for a one-time password without a person: the store's command, file and mailbox, all at the same time. Empty when it has
/// none. Throws ConfigurationError when the mailbox has no password.
sites::OtpSource configured_otp(const StoreSettings& settings, const model::Store& store);

/// Who is asked for one when the store has no TOTP secret: what is configured, then the person at the terminal, if there is one.
sites::OtpSource otp_of_job_or_person(const StoreJob& job);

}  // namespace nightporter::app
