#include "engine/trace/dom_snapshots.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/string.hpp>
#include <charconv>
#include <optional>
#include <vector>

#include "cdp/error.h"
#include "engine/browser/frame.h"
#include "engine/browser/page.h"
#include "engine/browser/page_impl.h"
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

/// A snapshot that a page was asked for.
struct DomSnapshots::Asked {
  page_script::Answer answer;
  Place place;
  Label label;
  std::vector<Label> repeated;
};

DomSnapshots::DomSnapshots(TraceSpool& spool) : spool_(spool) {}
DomSnapshots::~DomSnapshots() = default;

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
  try {
    const std::string json = co_await page_script::call(frame, "snapshot", std::move(arguments), deadline);
    co_return add_whole(place_of(frame), label, json);
  } catch (const Error&) {
  } catch (const cdp::Error&) {
  }
  co_return false;
}

bool DomSnapshots::ask(Page& page, const Label& label) {
  // A document that is about to go would take its answer with it.
  if (asked_ || page.frames().size() != 1 || page.impl().tree.main().is_leaving) return false;
  Frame& frame = page.main_frame();
  try {
    auto answer = page_script::ask(frame, "snapshot", {secrets_for(frame), quoted(label.call)});
    if (!answer) return false;
    asked_ = std::make_unique<Asked>(Asked{std::move(*answer), place_of(frame), label, {}});
  } catch (const Error&) {
  } catch (const cdp::Error&) {
  }
  return asked_ != nullptr;
}

awaitable<void> DomSnapshots::finish(Deadline deadline) {
  if (!asked_) co_return;
  const std::unique_ptr<Asked> asked = std::move(asked_);
  const int clearings = clearings_;
  std::optional<std::string> json;
  try {
    json = co_await asked->answer.get(deadline);
  } catch (const cdp::Error&) {
  }
  if (!json || clearings != clearings_ || !add_whole(asked->place, asked->label, *json)) co_return;
  for (const Label& label : asked->repeated) add_repeated(asked->place, label);
}

void DomSnapshots::clear() {
  ++clearings_;
  last_.clear();
  asked_.reset();
}

bool DomSnapshots::add_whole(const Place& place, const Label& label, const std::string& json) {
  boost::json::error_code error;
  const boost::json::value answer = boost::json::parse(json, error);
  if (error || !answer.is_string()) return false;
  const std::string snapshot(answer.get_string());
  // {"count":…,"frameUrl":…,"html":…}; it goes on as it is, since it may be large.
  constexpr std::string_view kHead = R"({"count":)";
  constexpr std::string_view kNodes = R"("html":)";
  Last last;
  const char* const begin = snapshot.data() + kHead.size();
  if (!snapshot.starts_with(kHead)) return false;
  if (std::from_chars(begin, snapshot.data() + snapshot.size(), last.count).ec != std::errc()) return false;
  last.head = snapshot.substr(1, snapshot.find(kNodes) + kNodes.size() - 1);
  last_[place.frame] = last;
  add(place, label, std::string_view(snapshot).substr(1, snapshot.size() - 2));
  return true;
}

bool DomSnapshots::repeat(Page& page, Label label) {
  if (asked_ && asked_->place.page == page.id()) {
    asked_->repeated.push_back(std::move(label));
    return true;
  }
  bool repeated = false;
  for (Frame* frame : page.frames()) {
    if (!last_.contains(frame->id())) continue;
    add_repeated(place_of(*frame), label);
    repeated = repeated || frame == &page.main_frame();
  }
  return repeated;
}

void DomSnapshots::add_repeated(const Place& place, const Label& label) {
  Last& last = last_.at(place.frame);
  ++last.behind;
  // A reference: so many snapshots of this frame back, the node of that number.
  add(place, label, last.head + "[[" + std::to_string(last.behind) + "," + std::to_string(last.count - 1) + "]]");
}

DomSnapshots::Place DomSnapshots::place_of(Frame& frame) {
  return {.page = frame.page().id(), .frame = frame.id(), .is_main = &frame == &frame.page().main_frame()};
}

void DomSnapshots::add(const Place& place, const Label& label, std::string_view rest) {
  spool_.add_line(R"({"type":"frame-snapshot","snapshot":{"snapshotName":)" + quoted(label.name()) + R"(,"callId":)" + quoted(label.call) +
                  R"(,"pageId":)" + quoted(place.page) + R"(,"frameId":)" + quoted(place.frame) + R"(,"timestamp":)" +
                  std::to_string(label.now_ms) + R"(,"isMainFrame":)" + (place.is_main ? "true" : "false") + R"(,"resourceOverrides":[],)" +
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
