#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cdp/async/awaitable.h"
#include "cdp/async/deadline.h"
#include "cdp/protocol/ids.h"

namespace nightporter::engine {

class Frame;

/// The functions of script/*.js in a frame's utility world: put there as a document begins (see source), or when they are first needed.
/// Their names are those of `api` in run.js. All throw ExecutionContextGone when the document is replaced meanwhile; the caller decides
/// whether to try again.
namespace page_script {

/// What puts the functions into a world, once however often it runs.
const std::string& source();

/// Calls `name` with arguments in JSON and returns the result as JSON text; a promise is awaited.
awaitable<std::string> call(Frame& frame, std::string name, std::vector<std::string> json_arguments, Deadline deadline);

/// The answer to ask().
class Answer {
 public:
  struct Reply;
  explicit Answer(std::unique_ptr<Reply> reply);
  Answer(Answer&&) noexcept;
  ~Answer();

  /// As call() returns; nullopt when the document has gone, or has no functions yet.
  awaitable<std::optional<std::string>> get(Deadline deadline);

 private:
  std::unique_ptr<Reply> reply_;
};

/// As call(), sent at once: what is sent to the page afterwards comes after it. nullopt when there is no document to ask at this moment.
std::optional<Answer> ask(Frame& frame, std::string name, std::vector<std::string> json_arguments);

/// The same as call(), with a reference to what comes back.
awaitable<cdp::RemoteObjectId> call_for_object(Frame& frame, std::string name, std::vector<std::string> json_arguments, Deadline deadline);

/// Calls `name` with the element that holds the frame `child` as its first argument.
awaitable<std::string> call_on_owner(Frame& parent, cdp::FrameId child, std::string name, std::vector<std::string> json_arguments,
                                     Deadline deadline);

/// Frees what call_for_object returned.
void release(Frame& frame, cdp::RemoteObjectId object);

}  // namespace page_script

/// For a document that is only beginning: the same functions, selectorsOf (of an element, best first), and the watch on what a person
/// does (see UserWatch).
std::string watching_script();

/// `deadline` on the wall clock in milliseconds as JSON ("null" for never), a little early, so that the page still answers in time.
/// The page is believed to have the same wall clock.
std::string page_deadline(Deadline deadline);

}  // namespace nightporter::engine
