#include "engine/trace/dom_snapshots.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/string.hpp>
#include <charconv>
#include <vector>

#include "cdp/error.h"
#include "engine/browser/frame.h"
#include "engine/browser/page.h"
#include "engine/element/page_script.h"
#include "engine/element/secret_cover.h"
#include "engine/error.h"

namespace nightporter::engine {

namespace {

constexpr std::size_t kMostFrames = 20;

std::string quoted(const std::string& text) {
  return boost::json::serialize(boost::json::string(text));
}

}  // namespace

awaitable<bool> DomSnapshots::take(Page& page, Label label, Deadline deadline) {
  const std::vector<Frame*> frames = page.frames();
  for (std::size_t index = 1; index < std::min(frames.size(), kMostFrames); ++index) co_await name_frame(*frames[index], deadline);
  bool taken = false;
  for (std::size_t index = 0; index < std::min(frames.size(), kMostFrames); ++index) {
    const bool has_it = co_await take_frame(*frames[index], label, deadline);
    if (index == 0 && !has_it) co_return false;
    taken = true;
  }
  co_return taken;
}

awaitable<bool> DomSnapshots::take_frame(Frame& frame, const Label& label, Deadline deadline) {
  std::vector<std::string> arguments{secrets_for(frame), quoted(label.call)};
  std::string snapshot;
  try {
    boost::json::error_code error;
    const boost::json::value answer =
        boost::json::parse(co_await page_script::call(frame, "snapshot", std::move(arguments), deadline), error);
    if (error || !answer.is_string()) co_return false;
    snapshot = std::string(answer.get_string());
  } catch (const Error&) {
    co_return false;
  } catch (const cdp::Error&) {
    co_return false;
  }
  // {"count":…,"frameUrl":…,"html":…}; it goes on as it is, since it may be large.
  constexpr std::string_view kHead = R"({"count":)";
  constexpr std::string_view kNodes = R"("html":)";
  Last last;
  const char* const begin = snapshot.data() + kHead.size();
  if (!snapshot.starts_with(kHead)) co_return false;
  if (std::from_chars(begin, snapshot.data() + snapshot.size(), last.count).ec != std::errc()) co_return false;
  last.head = snapshot.substr(1, snapshot.find(kNodes) + kNodes.size() - 1);
  last_[frame.id()] = last;
  add(frame, label, std::string_view(snapshot).substr(1, snapshot.size() - 2));
  co_return true;
}

bool DomSnapshots::repeat(Page& page, Label label) {
  bool repeated = false;
  for (Frame* frame : page.frames()) {
    const auto found = last_.find(frame->id());
    if (found == last_.end()) continue;
    Last& last = found->second;
    ++last.behind;
    // A reference: so many snapshots of this frame back, the node of that number.
    const std::string reference = "[[" + std::to_string(last.behind) + "," + std::to_string(last.count - 1) + "]]";
    add(*frame, label, last.head + reference);
    repeated = repeated || frame == &page.main_frame();
  }
  return repeated;
}

void DomSnapshots::add(Frame& frame, const Label& label, std::string_view rest) {
  const bool is_main = &frame == &frame.page().main_frame();
  spool_.add_line(R"({"type":"frame-snapshot","snapshot":{"snapshotName":)" + quoted(label.name()) + R"(,"callId":)" + quoted(label.call) +
                  R"(,"pageId":)" + quoted(frame.page().id()) + R"(,"frameId":)" + quoted(frame.id()) + R"(,"timestamp":)" +
                  std::to_string(label.now_ms) + R"(,"isMainFrame":)" + (is_main ? "true" : "false") + R"(,"resourceOverrides":[],)" +
                  std::string(rest) + "}}");
}

awaitable<void> DomSnapshots::name_frame(Frame& frame, Deadline deadline) {
  Frame* parent = frame.parent();
  if (parent == nullptr || !named_in_.emplace(frame.id(), parent->url()).second) co_return;
  std::vector<std::string> arguments{quoted(frame.id())};
  try {
    co_await page_script::call_on_owner(*parent, cdp::FrameId(frame.id()), "nameFrame", std::move(arguments), deadline);
  } catch (const Error&) {
  } catch (const cdp::Error&) {
  }
}

}  // namespace nightporter::engine
