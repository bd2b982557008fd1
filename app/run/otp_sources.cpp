#include "app/run/otp_sources.h"

#include <unistd.h>

#include <iostream>
#include <utility>
#include <vector>

#include "app/error.h"
#include "app/terminal/plain_text.h"
#include "sites/otp/otp_command.h"
#include "stages/otp/otp_mailbox.h"

namespace nightporter::app {

namespace {

stages::OtpMailbox mailbox_of(const OtpMailSettings& mail, const StoreSettings& settings, const model::Store& store) {
  const auto password = store.secrets.find("mail_password");
  if (password == store.secrets.end())
    throw ConfigurationError(settings.place + ": the mailbox of " + store.label() + " has no password",
                             "Add mail_password to the store's secrets: env:NAME or file:PATH.");
  return {.server = mail.server,
          .user = mail.user,
          .password = password->second,
          .folder = mail.folder,
          .sender = mail.sender,
          .pattern = mail.pattern,
          .authorities = mail.authorities};
}

}  // namespace

sites::OtpSource configured_otp(const StoreSettings& settings, const model::Store& store) {
  std::vector<sites::OtpSource> sources;
  if (!settings.otp_command.empty()) sources.push_back(sites::otp_from_command({.arguments = settings.otp_command}));
  if (!settings.otp_file.empty()) sources.push_back(sites::otp_from_file(settings.otp_file));
  if (settings.otp_mail) sources.push_back(stages::otp_from_mailbox(mailbox_of(*settings.otp_mail, settings, store)));
  return sources.empty() ? sites::OtpSource() : sites::otp_from_any_of(std::move(sources));
}

sites::OtpSource otp_of_job_or_person(const StoreJob& job) {
  std::vector<sites::OtpSource> sources;
  if (job.otp) sources.push_back(job.otp);
  if (::isatty(STDIN_FILENO) != 0 && ::isatty(STDERR_FILENO) != 0)
    sources.push_back(sites::otp_from_prompt([](const sites::OtpRequest& request) {
      std::cerr << "\nOne-time password for " << request.store << " (" << plain_line(request.page_title)
                << "), or Enter for none: " << std::flush;
      std::string code;
      std::getline(std::cin, code);
      return code;
    }));
  return sources.empty() ? sites::OtpSource() : sites::otp_from_first_of(std::move(sources));
}

}  // namespace nightporter::app
