#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>
#include <utility>

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

/// What the session told could not be followed (an event without a field that is needed, a handler that threw), so nobody could trust what
/// is known of its target. It was detached from the target; the connection and the other sessions go on.
class SessionBroken : public SessionClosed {
 public:
  SessionBroken(const std::string& session, std::string reason)
      : SessionClosed("session " + session + " was given up: " + reason), reason_(std::move(reason)) {}

  /// "Page.loadEventFired: timestamp is missing"
  const std::string& reason() const { return reason_; }

 private:
  std::string reason_;
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

/// Nothing more can be sent or received, and why. Inside cdp/ only: waiters of a Connection get Disconnected.
class TransportClosed : public Error {
 public:
  using Error::Error;
};

/// A message that Chrome would answer by closing the connection; it was not sent.
class MessageTooLarge : public Error {
 public:
  MessageTooLarge(const std::string& method, std::size_t size_bytes, std::size_t limit_bytes)
      : Error(method + ": the message has " + std::to_string(size_bytes) + " bytes and Chrome takes " + std::to_string(limit_bytes) +
              " at most; give large data by file path instead"),
        size_bytes_(size_bytes) {}

  std::size_t size_bytes() const { return size_bytes_; }

 private:
  std::size_t size_bytes_;
};

/// More events came than an EventStream keeps; those that did not fit are lost, to this stream alone.
class EventOverflow : public Error {
 public:
  EventOverflow(const std::string& method, std::size_t capacity)
      : Error(method + ": more than " + std::to_string(capacity) + " events were waiting to be taken") {}
};

/// A frame that is not the JSON that the protocol promises.
class MalformedMessage : public Error {
 public:
  using Error::Error;
};

}  // namespace nightporter::cdp
