#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <string>
#include <vector>

namespace nightporter::engine {

/// What a page has written to its console.
struct ConsoleLine {
  std::chrono::system_clock::time_point time;
  std::string level;  // "log", "info", "warning", "error", "debug"…
  std::string text;
  std::string url;  // of the script; may be empty
  int line = 0;     // from 1; 0 unknown
};

/// An uncaught exception of a page.
struct PageError {
  std::chrono::system_clock::time_point time;
  std::string message;
  std::string stack;
  std::string page_url;
};

/// A request and how it ended. No headers, no bodies.
struct RequestLine {
  std::chrono::system_clock::time_point time;
  std::string method;
  std::string url;            // see strip_query_values
  std::string resource_type;  // "Document", "XHR"…
  int status = 0;             // 0: no answer (yet)
  std::string failure;        // "net::ERR_CONNECTION_REFUSED"; empty when none
  std::chrono::milliseconds duration{0};

  /// What was refused on our side ("net::ERR_BLOCKED_BY_CLIENT.Inspector", see ContextOptions::blocked_resources) has not failed.
  bool failed() const { return (!failure.empty() && !failure.starts_with("net::ERR_BLOCKED_BY_CLIENT")) || status >= 400; }
};

/// The last things that happened in a browser context, kept to explain a failure. Bounded; the oldest go first. Pure.
class EvidenceRing {
 public:
  explicit EvidenceRing(std::size_t capacity = 200) : capacity_(capacity) {}

  void add(ConsoleLine line) { push(console_, std::move(line)); }
  void add(PageError error) { push(page_errors_, std::move(error)); }
  void add(RequestLine request);

  const std::deque<ConsoleLine>& console() const { return console_; }
  const std::deque<PageError>& page_errors() const { return page_errors_; }
  /// The last requests that have ended.
  const std::deque<RequestLine>& requests() const { return requests_; }
  /// Those of them that failed or were answered with 400 and above; kept longer than `requests`.
  const std::deque<RequestLine>& failures() const { return failures_; }

  /// Forgets all; the capacity stays.
  void clear();

 private:
  template <class T>
  void push(std::deque<T>& ring, T item) {
    ring.push_back(std::move(item));
    if (ring.size() > capacity_) ring.pop_front();
  }

  std::size_t capacity_;
  std::deque<ConsoleLine> console_;
  std::deque<PageError> page_errors_;
  std::deque<RequestLine> requests_;
  std::deque<RequestLine> failures_;
};

/// `url` with every value in its query and its fragment replaced by "…", and a user with password too: secrets
/// travel there.
std::string strip_query_values(const std::string& url);

}  // namespace nightporter::engine
