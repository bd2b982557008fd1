#include "engine/element/page_script.h"

#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <utility>

#include "actions.js.h"
#include "cdp/protocol/dom.h"
#include "cdp/protocol/runtime.h"
#include "cdp/session.h"
#include "closest.js.h"
#include "css_text.js.h"
#include "dom.js.h"
#include "engine/browser/frame.h"
#include "engine/error.h"
#include "fields.js.h"
#include "naming.js.h"
#include "outline.js.h"
#include "queries.js.h"
#include "roles.js.h"
#include "run.js.h"
#include "snapshot.js.h"
#include "state.js.h"
#include "watch.js.h"

namespace nightporter::engine {
namespace {

namespace runtime = cdp::runtime;

/// The functions, with `more` of them behind, as one script that runs once in a document.
std::string installer_with(std::initializer_list<std::string_view> more) {
  std::string text = "(() => { if (globalThis.__nightporter) return; \n";
  const auto add = [&text](std::string_view part) {
    text += part;
    text += '\n';
  };
  for (std::string_view part :
       {embedded::kDomJs, embedded::kRolesJs, embedded::kStateJs, embedded::kCssTextJs, embedded::kQueriesJs, embedded::kActionsJs,
        embedded::kClosestJs, embedded::kFieldsJs, embedded::kOutlineJs, embedded::kSnapshotJs, embedded::kRunJs})
    add(part);
  for (const std::string_view part : more) add(part);
  return text + "globalThis.__nightporter = api; })()\n//# sourceURL=nightporter://page_script.js";
}

// One round trip when the script is there already, three when it is not.
constexpr std::string_view kCall =
    "function(name, ...args) { const api = globalThis.__nightporter; "
    "return api ? api[name](...args) : '__nightporter_missing'; }";
constexpr std::string_view kCallOnThis =
    "function(name, ...args) { const api = globalThis.__nightporter; "
    "return api ? api[name](this, ...args) : '__nightporter_missing'; }";
constexpr std::string_view kMissing = "\"__nightporter_missing\"";

bool is_context_gone(const cdp::ProtocolError& error) {
  for (std::string_view words :
       {"Cannot find context", "Execution context was destroyed", "Inspected target navigated", "uniqueContextId not found",
        "Promise was collected", "Cannot find object", "Could not find object", "Could not find node", "No node with given id",
        "Node with given id does not belong", "Object reference chain is too long", "Frame with the given id was not found",
        "Frame with given id not found", "No frame"}) {
    if (error.message().find(words) != std::string::npos) return true;
  }
  return false;
}

template <class Command>
awaitable<typename Command::Result> call_in_document(Frame& frame, cdp::Session& session, Command command, Deadline deadline) {
  try {
    co_return co_await session.call(std::move(command), deadline);
  } catch (const cdp::ProtocolError& error) {
    if (!is_context_gone(error)) throw;
  } catch (const cdp::SessionClosed&) {
    // The frame may have moved to another process, which looks like this; if it or the page is gone, the next question says so.
  }
  throw ExecutionContextGone(frame.url());
}

std::vector<runtime::CallArgument> arguments(std::string name, std::vector<std::string> json_arguments) {
  std::vector<runtime::CallArgument> list;
  list.push_back({.value = cdp::RawJson{"\"" + std::move(name) + "\""}});
  for (std::string& json : json_arguments) list.push_back({.value = cdp::RawJson{std::move(json)}});
  return list;
}

[[noreturn]] void throw_script_error(const runtime::ExceptionDetails& details) {
  const std::string description = details.exception && details.exception->description ? *details.exception->description : details.text;
  throw JavaScriptError(description.substr(0, description.find('\n')), description);
}

awaitable<runtime::RemoteObject> call_function(Frame& frame, ExecutionContext context, runtime::CallFunctionOn call, Deadline deadline) {
  for (bool installed = false;; installed = true) {
    runtime::CallFunctionOn copy = call;
    auto reply = co_await call_in_document(frame, *context.session, std::move(copy), deadline);
    if (reply.exceptionDetails) throw_script_error(*reply.exceptionDetails);
    if (installed || !reply.result.value || reply.result.value->text != kMissing) co_return std::move(reply.result);
    runtime::Evaluate install{.expression = page_script::source()};
    install.uniqueContextId = context.unique_id;
    install.silent = true;
    auto done = co_await call_in_document(frame, *context.session, std::move(install), deadline);
    if (done.exceptionDetails) throw_script_error(*done.exceptionDetails);
  }
}

runtime::CallFunctionOn call_by_value(const ExecutionContext& context, std::string name, std::vector<std::string> json_arguments) {
  runtime::CallFunctionOn call{.functionDeclaration = std::string(kCall)};
  call.uniqueContextId = context.unique_id;
  call.arguments = arguments(std::move(name), std::move(json_arguments));
  call.returnByValue = true;
  call.awaitPromise = true;
  return call;
}

std::string json_of(const runtime::RemoteObject& object) {
  return object.value ? object.value->text : "null";
}

}  // namespace

namespace page_script {

const std::string& source() {
  static const std::string script = installer_with({});
  return script;
}

awaitable<std::string> call(Frame& frame, std::string name, std::vector<std::string> json_arguments, Deadline deadline) {
  const ExecutionContext context = co_await frame.utility_context(deadline);
  runtime::CallFunctionOn command = call_by_value(context, std::move(name), std::move(json_arguments));
  co_return json_of(co_await call_function(frame, context, std::move(command), deadline));
}

struct Answer::Reply {
  cdp::Reply<runtime::CallFunctionOn> reply;
};

Answer::Answer(std::unique_ptr<Reply> reply) : reply_(std::move(reply)) {}
Answer::Answer(Answer&&) noexcept = default;
Answer::~Answer() = default;

awaitable<std::optional<std::string>> Answer::get(Deadline deadline) {
  try {
    const auto answer = co_await std::move(reply_->reply).get(deadline);
    if (answer.exceptionDetails || json_of(answer.result) == kMissing) co_return std::nullopt;
    co_return json_of(answer.result);
  } catch (const cdp::ProtocolError& error) {
    if (!is_context_gone(error)) throw;
  }
  co_return std::nullopt;
}

std::optional<Answer> ask(Frame& frame, std::string name, std::vector<std::string> json_arguments) {
  const std::optional<ExecutionContext> context = frame.present_utility_context();
  if (!context) return std::nullopt;
  auto reply = context->session->start(call_by_value(*context, std::move(name), std::move(json_arguments)));
  return Answer(std::make_unique<Answer::Reply>(Answer::Reply{std::move(reply)}));
}

awaitable<cdp::RemoteObjectId> call_for_object(Frame& frame, std::string name, std::vector<std::string> json_arguments, Deadline deadline) {
  const ExecutionContext context = co_await frame.utility_context(deadline);
  runtime::CallFunctionOn call{.functionDeclaration = std::string(kCall)};
  call.uniqueContextId = context.unique_id;
  call.arguments = arguments(std::move(name), std::move(json_arguments));
  call.returnByValue = false;
  const runtime::RemoteObject object = co_await call_function(frame, context, std::move(call), deadline);
  if (!object.objectId) throw ExecutionContextGone(frame.url());
  co_return *object.objectId;
}

awaitable<std::string> call_on_owner(Frame& parent, cdp::FrameId child, std::string name, std::vector<std::string> json_arguments,
                                     Deadline deadline) {
  const ExecutionContext context = co_await parent.utility_context(deadline);
  // The document may not have the script yet: any call by name puts it there.
  co_await call(parent, "ping", {}, deadline);
  const auto owner = co_await call_in_document(parent, *context.session, cdp::dom::GetFrameOwner{.frameId = std::move(child)}, deadline);
  cdp::dom::ResolveNode resolve{.backendNodeId = owner.backendNodeId};
  resolve.executionContextId = context.id;
  const auto resolved = co_await call_in_document(parent, *context.session, std::move(resolve), deadline);
  if (!resolved.object.objectId) throw ExecutionContextGone(parent.url());
  runtime::CallFunctionOn call{.functionDeclaration = std::string(kCallOnThis)};
  call.objectId = resolved.object.objectId;
  call.arguments = arguments(std::move(name), std::move(json_arguments));
  call.returnByValue = true;
  call.awaitPromise = true;
  const std::string result = json_of(co_await call_function(parent, context, std::move(call), deadline));
  context.session->send_and_forget(runtime::ReleaseObject{.objectId = *resolved.object.objectId});
  co_return result;
}

void release(Frame& frame, cdp::RemoteObjectId object) {
  if (!frame.is_detached()) frame.session().send_and_forget(runtime::ReleaseObject{.objectId = std::move(object)});
}

}  // namespace page_script

std::string watching_script() {
  return installer_with({embedded::kNamingJs, embedded::kWatchJs});
}

std::string page_deadline(Deadline deadline) {
  if (deadline.is_never()) return "null";
  using std::chrono::milliseconds;
  constexpr milliseconds kReplyTime{50};
  const auto left = std::chrono::duration_cast<milliseconds>(deadline.remaining());
  const auto now = std::chrono::duration_cast<milliseconds>(std::chrono::system_clock::now().time_since_epoch());
  return std::to_string((now + left - std::min(kReplyTime, left / 4)).count());
}

}  // namespace nightporter::engine
