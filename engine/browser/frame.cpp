#include "engine/browser/frame.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "cdp/error.h"
#include "engine/browser/page_impl.h"
#include "engine/browser/script.h"
#include "engine/error.h"

namespace nightporter::engine {

Frame::Frame(Page& page, std::string id) : page_(page), id_(std::move(id)) {}

Frame::~Frame() = default;

std::string Frame::url() const {
  const FrameNode* node = page_.impl().tree.find(id_);
  return node == nullptr ? "" : node->url;
}

std::string Frame::name() const {
  const FrameNode* node = page_.impl().tree.find(id_);
  return node == nullptr ? "" : node->name;
}

Frame* Frame::parent() const {
  const FrameNode* node = page_.impl().tree.find(id_);
  return node == nullptr || node->parent.empty() ? nullptr : page_.frame_by_id(node->parent);
}

std::vector<Frame*> Frame::children() const {
  std::vector<Frame*> all;
  const FrameNode* node = page_.impl().tree.find(id_);
  if (node == nullptr) return all;
  for (const std::string& child : node->children) {
    if (Frame* frame = page_.frame_by_id(child)) all.push_back(frame);
  }
  return all;
}

bool Frame::is_detached() const {
  return page_.impl().tree.find(id_) == nullptr;
}

cdp::Session& Frame::session() const {
  page_.impl().require_open();
  if (is_detached()) throw FrameDetached(id_);
  return page_.impl().session_of(id_).session();
}

awaitable<ExecutionContext> Frame::context_of(World world, Deadline deadline) {
  PageImpl& impl = page_.impl();
  std::optional<ExecutionContext> found;
  co_await impl.wait_until(
      [&] {
        if (is_detached()) throw FrameDetached(id_);
        found = impl.contexts.find(id_, world);
        return found.has_value();
      },
      deadline, "a document in the frame " + url());
  co_return *found;
}

awaitable<ExecutionContext> Frame::utility_context(Deadline deadline) {
  return context_of(World::kUtility, deadline);
}

std::optional<ExecutionContext> Frame::present_utility_context() const {
  return is_detached() ? std::nullopt : page_.impl().contexts.find(id_, World::kUtility);
}

awaitable<bool> Frame::settle_navigation(Deadline deadline) {
  PageImpl& impl = page_.impl();
  const auto has_settled = [this, &impl] {
    const FrameNode* node = impl.tree.find(id_);
    return node == nullptr || !node->is_leaving;
  };
  if (has_settled()) co_return true;
  try {
    co_await impl.wait_until(has_settled, deadline, "the next page");
  } catch (const cdp::DeadlineExceeded&) {
    co_return false;
  }
  co_return true;
}

awaitable<std::string> Frame::evaluate(std::string script, std::vector<std::string> json_arguments, Deadline deadline) {
  return evaluate_in(World::kMain, std::move(script), std::move(json_arguments), deadline);
}

awaitable<std::string> Frame::evaluate(std::string script, Deadline deadline) {
  return evaluate_in(World::kMain, std::move(script), {}, deadline);
}

awaitable<std::string> Frame::evaluate_in(World world, std::string script, std::vector<std::string> json_arguments, Deadline deadline) {
  return run(world, std::nullopt, std::move(script), std::move(json_arguments), deadline);
}

awaitable<std::string> Frame::evaluate_at(std::vector<std::string> origins, std::string script, std::vector<std::string> json_arguments,
                                          Deadline deadline) {
  return run(World::kMain, std::move(origins), std::move(script), std::move(json_arguments), deadline);
}

awaitable<std::string> Frame::run(World world, std::optional<std::vector<std::string>> origins, std::string script,
                                  std::vector<std::string> json_arguments, Deadline deadline) {
  PageImpl& impl = page_.impl();
  for (;;) {
    const ExecutionContext context = co_await context_of(world, deadline);
    if (origins && std::find(origins->begin(), origins->end(), context.origin) == origins->end())
      throw OriginRefused("evaluate in " + url(), context.origin.empty() ? "null" : context.origin);
    try {
      co_return co_await impl.watched(run_script(context, script, json_arguments, url(), deadline));
    } catch (const ContextNotFound&) {
      // Nothing has been run; the event that says so is on its way, or here already.
      impl.contexts.destroyed(context.session, context.id);
      continue;
    } catch (const cdp::SessionClosed&) {
    }
    // It was in a process of its own, which it has left for another one, or with the page's frame. The answer is lost; which it was is
    // told by an event that is on its way.
    co_await impl.wait_until(
        [&] {
          if (is_detached()) throw FrameDetached(id_);
          const auto now = impl.contexts.find(id_, world);
          return now && now->unique_id != context.unique_id;
        },
        deadline, "where the frame " + url() + " has gone");
    throw ExecutionContextGone(url());
  }
}

}  // namespace nightporter::engine
