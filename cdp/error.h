#pragma once

#include <stdexcept>
#include <string>

namespace nightporter::cdp {

/// Base of everything that the wire throws.
class Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Chrome refused a command.
class ProtocolError : public Error {
 public:
  ProtocolError(std::string method, int code, std::string message)
      : Error(method + ": " + message + " (" + std::to_string(code) + ")"),
        method_(std::move(method)),
        code_(code),
        message_(std::move(message)) {}

  const std::string& method() const { return method_; }
  /// JSON-RPC code, e.g. -32602 for invalid parameters.
  int code() const { return code_; }
  const std::string& message() const { return message_; }

 private:
  std::string method_;
  int code_;
  std::string message_;
};

/// The connection to the browser is gone, and with it everything that waited on it.
class Disconnected : public Error {
 public:
  /// `last_log_lines`: the tail of the browser's standard error, empty when we did not start it.
  Disconnected(std::string reason, std::string last_log_lines)
      : Error("browser disconnected: " + reason + (last_log_lines.empty() ? "" : "\nthe browser's last lines:\n" + last_log_lines)),
        reason_(std::move(reason)),
        last_log_lines_(std::move(last_log_lines)) {}

  const std::string& reason() const { return reason_; }
  const std::string& last_log_lines() const { return last_log_lines_; }

 private:
  std::string reason_;
  std::string last_log_lines_;
};

/// The session's target has detached; the connection itself may be well.
class SessionClosed : public Error {
 public:
  using Error::Error;
};

/// The deadline passed before `what` had happened.
class DeadlineExceeded : public Error {
 public:
  explicit DeadlineExceeded(std::string what) : Error("time is up: " + what), what_(std::move(what)) {}

  /// What was being waited for, for a message.
  const std::string& waited_for() const { return what_; }

 private:
  std::string what_;
};

/// A frame that is not the JSON that the protocol promises.
class MalformedMessage : public Error {
 public:
  using Error::Error;
};

}  // namespace nightporter::cdp
