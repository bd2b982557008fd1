#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "cdp/async/awaitable.h"
#include "cdp/async/deadline.h"
#include "cdp/async/signal.h"
#include "cdp/protocol/network.h"
#include "cdp/session.h"
#include "cdp/subscription.h"
#include "engine/trace/dom_snapshots.h"
#include "engine/trace/network_trace.h"
#include "engine/trace/trace_recorder.h"
#include "engine/trace/trace_spool.h"

namespace nightporter::cdp::runtime {
struct ConsoleApiCalled;
struct ExceptionThrown;
}  // namespace nightporter::cdp::runtime

namespace nightporter::engine {

struct PageImpl;

/// Milliseconds on the trace's clock, which is monotonic.
double trace_clock_ms();

/// What a TraceRecorder is made of: it listens to the sessions of the context's pages and puts what they tell into the spool. Shared only
/// so that a coroutine that waits for a body can notice that the recorder is gone.
struct TraceRecorder::State : std::enable_shared_from_this<State> {
  State(BrowserContext& context, TraceOptions options);

  void write_head();
  void listen(PageImpl& page, cdp::Session& session);
  /// Asks the page for its document as it is now; what is done to the page next comes behind it. Returns whether it could be asked, or,
  /// where asking is not enough, whether it was taken.
  awaitable<bool> take_snapshot(Page& page, DomSnapshots::Label label, Deadline deadline);
  /// Returns when the bodies that were asked for have come, or the deadline has passed.
  awaitable<void> settle(Deadline deadline);
  /// The same, and what is secret in the context is known to the browser's redactor then.
  awaitable<void> settle_for_writing(Deadline deadline);
  void forget();
  void add_entry(const HarEntry& entry);
  void add_source(const std::filesystem::path& file);
  /// A HAR up to its entries.
  std::string har_head() const;
  /// Says once that the rest is missing.
  void note_fullness(const std::string& call);

  BrowserContext& context;
  TraceOptions options;
  TraceSpool spool;
  DomSnapshots snapshots;
  std::vector<cdp::Subscription> subscriptions;
  std::map<std::string, double> taken_at;  // by page: when its document was last taken
  int last_call = 0;

 private:
  void request_ended(HarEntry entry, const std::string& request, cdp::Session& session);
  bool wants_body(const HarEntry& entry) const;
  static awaitable<void> take_body(std::weak_ptr<State> state, int chunk, HarEntry entry, cdp::Reply<cdp::network::GetResponseBody> reply);
  void learn_cookies(const cdp::network::Headers& headers);
  void on_console(const PageImpl& page, const cdp::runtime::ConsoleApiCalled& event);
  void on_exception(const PageImpl& page, const cdp::runtime::ExceptionThrown& event);

  std::map<std::string, std::unique_ptr<NetworkTrace>> requests_;  // by page
  int chunk_ = 0;
  int bodies_on_their_way_ = 0;
  bool said_full_ = false;
  Signal changed_;
};

}  // namespace nightporter::engine
