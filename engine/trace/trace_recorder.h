#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "cdp/async/awaitable.h"
#include "cdp/async/deadline.h"

namespace nightporter::engine {

class BrowserContext;
class Page;
struct HarEntry;

/// How much a trace takes in.
enum class TraceDetail {
  kEssential,   // snapshots of the documents with their style sheets, console, network; a picture of what failed. Costs little
  kEverything,  // besides: a picture after every action, and the bodies of scripts' answers, images and fonts
};

/// What a trace takes in, and how it is called. A plain value.
struct TraceOptions {
  TraceDetail detail = TraceDetail::kEverything;
  std::string title;
  /// On disk, while it is recorded. What comes after that is left out, and the trace says so.
  std::uintmax_t most_bytes = 256U << 20U;
};

/// Something that is done to a page, as the trace's reader sees it.
struct TraceAction {
  std::string title;            // `click "text=Export"`; without secrets
  std::string method = "step";  // Playwright's word, if it has one: "click", "goto"
  std::vector<std::pair<std::string, std::string>> parameters;
  std::string parent;          // call id of the action that this one is part of; may be empty
  std::filesystem::path file;  // where it is written down; may be empty
  int line = 0;
};

/// What was recorded up to a moment, on disk. It lives apart from the recorder, the context and the browser. Gone with the object, unless
/// it was written.
class RecordedTrace {
 public:
  struct Parts;
  explicit RecordedTrace(std::unique_ptr<Parts> parts);
  ~RecordedTrace();
  RecordedTrace(const RecordedTrace&) = delete;
  RecordedTrace& operator=(const RecordedTrace&) = delete;

  /// As TraceRecorder::write.
  awaitable<void> write(std::filesystem::path zip, std::filesystem::path har);

 private:
  std::unique_ptr<Parts> parts_;
};

/// Records what happens in a browser context from now on and writes it as a trace.zip that Playwright's viewer and its `trace` commands
/// read (format version 8, playwright-core 1.50 and later), and as a HAR 1.2 file. No secret that was given to Browser::redact or
/// BrowserContext::hide stands in them, no value of a cookie, and none of a header, field or parameter that is named like a secret.
/// On disk meanwhile (a private temporary folder), so memory does not grow. Nothing that fails in here fails the caller's action.
/// The context must outlive it; one recorder for a context at a time. On the connection's thread only.
class TraceRecorder {
 public:
  TraceRecorder(BrowserContext& context, TraceOptions options);
  ~TraceRecorder();
  TraceRecorder(const TraceRecorder&) = delete;
  TraceRecorder& operator=(const TraceRecorder&) = delete;

  /// Call it before the action. Returns the call id to end it with. Takes at most half a second.
  awaitable<std::string> begin(Page& page, TraceAction action, Deadline deadline);
  /// Adds a line to the action `call`; without secrets, which are redacted all the same.
  void log(const std::string& call, const std::string& message);
  /// Call it after the action; `error` is empty when it went well.
  awaitable<void> end(Page& page, std::string call, std::string error, Deadline deadline);

  /// Adds a request that was made for the page outside of the browser; `monotonic_ms` is filled in. Its body is not kept.
  void add_request(HarEntry entry);

  /// Forgets what was recorded and goes on under another title.
  void restart(std::string title);
  /// Hands out what was recorded, which may be written later, and goes on as after restart(). Costs no more than moving it.
  awaitable<std::shared_ptr<RecordedTrace>> set_aside(std::string next_title, Deadline deadline);

  /// Writes what was recorded so far: a trace.zip and a HAR, each unless its name is empty; mode 0600. What happens meanwhile is left out;
  /// recording goes on afterwards. Throws Error when a file cannot be written.
  awaitable<void> write(std::filesystem::path zip, std::filesystem::path har, Deadline deadline);

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace nightporter::engine
