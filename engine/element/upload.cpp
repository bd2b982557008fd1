#include "engine/element/upload.h"

#include <boost/json.hpp>
#include <system_error>
#include <utility>

#include "cdp/error.h"
#include "cdp/protocol/dom.h"
#include "cdp/protocol/runtime.h"
#include "cdp/session.h"
#include "engine/browser/frame.h"
#include "engine/element/action.h"
#include "engine/element/page_script.h"
#include "engine/error.h"

namespace nightporter::engine {
namespace {

namespace json = boost::json;

constexpr const char* kFieldSlot = "\"upload\"";
constexpr const char* kProbeSlot = "\"upload probe\"";

awaitable<void> give_files(Frame& frame, std::string slot, std::string function, std::vector<std::string> files, Deadline deadline) {
  std::vector<std::string> arguments{std::move(slot)};
  const cdp::RemoteObjectId field = co_await page_script::call_for_object(frame, std::move(function), std::move(arguments), deadline);
  cdp::dom::SetFileInputFiles set{.files = std::move(files)};
  set.objectId = field;
  co_await frame.session().call(std::move(set), deadline);
  page_script::release(frame, field);
}

// Names of the files that the browser could not open.
awaitable<std::string> unreadable(Frame& frame, std::vector<std::string> files, Deadline deadline) {
  co_await give_files(frame, kProbeSlot, "probeFileField", std::move(files), deadline);
  std::vector<std::string> arguments{kProbeSlot};
  const std::string reply = co_await page_script::call(frame, "unreadableInSlot", arguments, deadline);
  co_await page_script::call(frame, "forget", std::move(arguments), deadline);
  std::string names;
  const json::value parsed = json::parse(reply);
  for (const json::value& name : parsed.as_array()) {
    names += (names.empty() ? "" : ", ") + std::string(name.as_string());
  }
  co_return names;
}

}  // namespace

std::vector<std::string> upload_paths(const std::string& target, const std::vector<std::filesystem::path>& files) {
  std::vector<std::string> paths;
  for (const std::filesystem::path& file : files) {
    std::error_code error;
    if (!std::filesystem::is_regular_file(file, error)) {
      throw ActionRefused("upload to", target, "there is no file " + file.string(), "give the path of an existing file");
    }
    paths.push_back(std::filesystem::absolute(file).string());
  }
  return paths;
}

awaitable<void> require_readable(Frame& frame, std::string target, std::vector<std::string> paths, Deadline deadline) {
  const std::string refused = co_await unreadable(frame, std::move(paths), deadline);
  if (refused.empty()) co_return;
  throw ActionRefused("upload to", target, "the browser cannot read " + refused,
                      "Chrome runs as another user: make the file and its folders readable for it");
}

awaitable<ElementMatch> upload_files(Locator locator, std::vector<std::filesystem::path> files, Deadline deadline) {
  const std::string target = locator.describe();
  const std::vector<std::string> paths = upload_paths(target, files);
  Action action(std::move(locator), "upload to", deadline);
  json::object request{{"action", "slot"}, {"count", files.size()}};
  request["slot"] = json::parse(kFieldSlot);
  for (;;) {
    bool gone = false;
    co_await action.run(request);
    try {
      co_await require_readable(action.frame(), target, paths, deadline);
      co_await give_files(action.frame(), kFieldSlot, "slot", paths, deadline);
    } catch (const ExecutionContextGone&) {
      gone = true;
    } catch (const cdp::DeadlineExceeded&) {
      action.remember("the browser did not take the files in time");
      action.give_up();
    }
    if (!gone) co_return action.match();
    action.remember("the page was navigating");
    if (deadline.has_passed()) action.give_up();
  }
}

}  // namespace nightporter::engine
