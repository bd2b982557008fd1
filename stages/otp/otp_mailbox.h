#pragma once

#include <chrono>
#include <filesystem>
#include <string>

#include "model/secret.h"
#include "sites/otp/otp_source.h"

namespace nightporter::stages {

/// A mailbox to which a site sends one-time passwords.
struct OtpMailbox {
  /// "imaps://imap.example.com", with a port if it is not the usual one. "imap://…" is taken too, and STARTTLS demanded.
  std::string server;
  std::string user;
  model::Secret password;
  std::string folder = "INBOX";
  /// Part of the sender's name or address.
  std::string sender;
  /// A regular expression (ECMAScript) that the code is in, looked for line by line in subject and text; its first group is the code, or
  /// all of it when it has none.
  std::string pattern;
  /// PEM file of the authorities to trust; empty: the system's.
  std::filesystem::path authorities;
  std::chrono::milliseconds look_every{3000};
  std::chrono::seconds within{120};
};

/// Waits for a mail (IMAP over TLS with a verified certificate) that came since the sign-in began, by the mail server's clock, to the
/// second; the newest that matches counts. Mails that it looks into are marked as read. Throws sites::OtpFailed when the mailbox cannot
/// be opened or no such mail comes in time; the message holds neither password nor mail.
sites::OtpSource otp_from_mailbox(OtpMailbox mailbox);

}  // namespace nightporter::stages
