// usage: floor fetch TASK     The job of bench/peers/*, with the least number of protocol messages: it fills, submits and clicks by one
//                             script per page, as soon as the document is there, and looks at nothing in between.
//        floor protocol sequential|pipelined|large COUNT BROWSER FOLDER
//        floor download BROWSER FOLDER ORIGIN BYTES
//                             The same as bench/engine_bench.cpp.
//        floor flags          The flags of Chrome that all programs beside us get, one a line.
// TASK is a text file of lines "browser PATH", "folder PATH", "origin URL", "parallel N", "store CODE USER PASSWORD COOKIE" (- for
// none: sign in), "day YYYY-MM-DD".

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <exception>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "bench/raw_chrome.h"
#include "engine/download/publish.h"

namespace {

using namespace nightporter;
using bench::field;
using bench::RawChrome;

struct Store {
  std::string code;
  std::string user;
  std::string password;
  std::string cookie;
};

struct Task {
  std::string browser;
  std::string folder;
  std::string origin;
  int parallel = 1;
  std::vector<Store> stores;
  std::vector<std::string> days;
};

Task read_task(const char* file) {
  Task task;
  std::ifstream lines(file);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string word;
    words >> word;
    if (word == "browser") words >> task.browser;
    if (word == "folder") words >> task.folder;
    if (word == "origin") words >> task.origin;
    if (word == "parallel") words >> task.parallel;
    if (word == "day") words >> task.days.emplace_back();
    if (word != "store") continue;
    Store& store = task.stores.emplace_back();
    words >> store.code >> store.user >> store.password >> store.cookie;
    if (store.cookie == "-") store.cookie.clear();
  }
  if (task.stores.empty() || task.days.empty()) throw std::runtime_error(std::string(file) + " names no store or no day");
  return task;
}

std::string evaluate(const std::string& script) {
  std::string escaped;
  for (const char c : script) escaped += c == '"' ? "\\\"" : std::string(1, c);
  return R"({"expression":")" + escaped + "\"}";
}

/// One store from its first command to its last file. What it waits for is always one reply or one event.
class StoreWork {
 public:
  StoreWork(RawChrome& chrome, const Task& task, const Store& store, bool shares) : chrome_(chrome), task_(task), store_(store) {
    downloads_ = std::filesystem::path(task.folder) / ("arriving-" + store.code);
    std::filesystem::create_directory(downloads_);
    if (shares)
      wait_for_reply(chrome_.send("Target.createBrowserContext", "{}"), At::kContext);
    else
      open();
  }

  bool done() const { return at_ == At::kDone; }

  /// Looks at a message; does the next thing when it is what was waited for.
  void take(const std::string& message) {
    if (const int id = bench::reply_id(message)) {
      if (id == awaited_) answered(message);
    } else if (message.find("Page.domContentEventFired") != std::string::npos) {
      if (awaited_ == 0 && field(message, "sessionId") == session_) document_is_there();
    } else if (message.find("Browser.downloadWillBegin") != std::string::npos) {
      if (at_ == At::kDownload && guid_.empty() && field(message, "frameId") == target_) guid_ = field(message, "guid");
    } else if (message.find(R"("state":"completed")") != std::string::npos) {
      if (!guid_.empty() && field(message, "guid") == guid_) file_is_there();
    }
  }

 private:
  enum class At { kContext, kTarget, kSession, kEnabled, kSignIn, kDashboard, kForm, kResult, kDownload, kDone };

  void wait_for_reply(int id, At at) {
    awaited_ = id;
    at_ = at;
  }

  std::string in_context(const std::string& params) const {
    return context_.empty() ? "{" + params + "}" : "{" + params + R"(,"browserContextId":")" + context_ + "\"}";
  }

  void open() {
    chrome_.queue("Browser.setDownloadBehavior",
                  in_context(R"("behavior":"allowAndName","eventsEnabled":true,"downloadPath":")" + downloads_.string() + "\""));
    if (!store_.cookie.empty())
      chrome_.queue("Storage.setCookies", in_context(R"("cookies":[{"name":"lantern_session","value":")" + store_.cookie + R"(","url":")" +
                                                     task_.origin + "\"}]"));
    wait_for_reply(chrome_.queue("Target.createTarget", in_context(R"("url":"about:blank")")), At::kTarget);
    chrome_.flush();
  }

  void answered(const std::string& message) {
    if (message.find(R"("error":{)") != std::string::npos) throw std::runtime_error(message);
    awaited_ = 0;
    if (at_ == At::kContext) {
      context_ = field(message, "browserContextId");
      open();
    } else if (at_ == At::kTarget) {
      target_ = field(message, "targetId");
      wait_for_reply(chrome_.send("Target.attachToTarget", R"({"flatten":true,"targetId":")" + target_ + "\"}"), At::kSession);
    } else if (at_ == At::kSession) {
      session_ = field(message, "sessionId");
      // Its renderer hears of it later than the browser process does of the navigation, if both are sent at once.
      wait_for_reply(chrome_.send("Page.enable", "{}", session_), At::kEnabled);
    } else if (at_ == At::kEnabled) {
      go_to(store_.cookie.empty() ? "/sign-in" : "/reports/orders", store_.cookie.empty() ? At::kSignIn : At::kForm);
    }
  }

  void go_to(const std::string& path, At at) {
    // Answered when the document has changed: an event before that is about:blank's.
    wait_for_reply(chrome_.send("Page.navigate", R"({"url":")" + task_.origin + path + "\"}", session_), at);
  }

  void run(const std::string& script, At at) {
    chrome_.send("Runtime.evaluate", evaluate(script), session_);
    at_ = at;
  }

  void document_is_there() {
    const std::string& day = task_.days[day_];
    if (at_ == At::kSignIn)
      run("document.forms[0].username.value='" + store_.user + "';document.forms[0].password.value='" + store_.password +
              "';document.forms[0].requestSubmit()",
          At::kDashboard);
    else if (at_ == At::kDashboard)
      go_to("/reports/orders", At::kForm);
    else if (at_ == At::kForm)
      run("var f=document.querySelector('form.filter');f.from.value=f.to.value='" + day + "';f.requestSubmit()", At::kResult);
    else if (at_ == At::kResult)
      run("document.querySelector('#result button').click()", At::kDownload);
  }

  void file_is_there() {
    const auto published =
        engine::publish(downloads_ / guid_, task_.folder, store_.code + "_" + task_.days[day_] + ".xlsx", engine::NameTaken::kReplace);
    std::printf("%s %s %s\n", store_.code.c_str(), task_.days[day_].c_str(), published.digest.sha256.c_str());
    guid_.clear();
    if (++day_ < task_.days.size()) return go_to("/reports/orders", At::kForm);
    at_ = At::kDone;
    std::filesystem::remove_all(downloads_);
    if (context_.empty()) return;
    chrome_.send("Target.disposeBrowserContext", R"({"browserContextId":")" + context_ + "\"}");
  }

  RawChrome& chrome_;
  const Task& task_;
  const Store& store_;
  std::filesystem::path downloads_;
  std::string context_;
  std::string target_;
  std::string session_;
  std::string guid_;
  std::size_t day_ = 0;
  int awaited_ = 0;
  At at_ = At::kContext;
};

void fetch(const Task& task) {
  RawChrome chrome(task.browser, task.folder);
  std::vector<std::unique_ptr<StoreWork>> working;
  std::size_t begun = 0;
  const bool shares = task.stores.size() > 1;
  const auto begin_next = [&] { working.push_back(std::make_unique<StoreWork>(chrome, task, task.stores[begun++], shares)); };
  while (begun < task.stores.size() && begun < static_cast<std::size_t>(task.parallel)) begin_next();
  while (!working.empty()) {
    const std::string message = chrome.next();
    for (const auto& work : working) work->take(message);
    if (std::erase_if(working, [](const auto& work) { return work->done(); }) > 0)
      while (begun < task.stores.size() && working.size() < static_cast<std::size_t>(task.parallel)) begin_next();
  }
  chrome.close();
}

double seconds(clockid_t clock) {
  timespec time{};
  ::clock_gettime(clock, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

/// A page of its own, with its target's id where it is wanted.
std::string open_page(RawChrome& chrome, std::string* target_id = nullptr) {
  const std::string target(field(chrome.reply(chrome.send("Target.createTarget", R"({"url":"about:blank"})")), "targetId"));
  if (target_id != nullptr) *target_id = target;
  const std::string attach = R"({"flatten":true,"targetId":")" + target + "\"}";
  return std::string(field(chrome.reply(chrome.send("Target.attachToTarget", attach)), "sessionId"));
}

void protocol(const std::string& way, int count, const char* browser, const char* folder) {
  RawChrome chrome(browser, folder);
  const std::string session = open_page(chrome);
  const double wall = seconds(CLOCK_MONOTONIC);
  const double cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
  if (way == "sequential")
    for (int call = 0; call < count; ++call) chrome.reply(chrome.send("Browser.getVersion", "{}"));
  if (way == "pipelined") {
    // In portions, since nobody here reads while we write.
    constexpr int kPortion = 100;
    for (int left = count; left > 0; left -= kPortion) {
      int last = 0;
      for (int call = 0; call < std::min(left, kPortion); ++call) last = chrome.queue("Browser.getVersion", "{}");
      chrome.flush();
      chrome.reply(last);
    }
  }
  if (way == "large") {
    const std::string script = R"({"returnByValue":true,"expression":"'x'.repeat()" + std::to_string(count) + ")\"}";
    if (chrome.reply(chrome.send("Runtime.evaluate", script, session)).size() < static_cast<std::size_t>(count))
      throw std::runtime_error("the result is too short");
  }
  std::printf(R"({"wall_s": %.6f, "driver_cpu_s": %.6f})"
              "\n",
              seconds(CLOCK_MONOTONIC) - wall, seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu);
  chrome.close();
}

void download(const char* browser, const std::filesystem::path& folder, const std::string& origin, const std::string& bytes) {
  RawChrome chrome(browser, folder);
  const std::filesystem::path arriving = folder / "arriving";
  std::filesystem::create_directory(arriving);
  chrome.send("Browser.setDownloadBehavior",
              R"({"behavior":"allowAndName","eventsEnabled":true,"downloadPath":")" + arriving.string() + "\"}");
  const std::string session = open_page(chrome);
  chrome.send("Page.navigate", R"({"url":")" + origin + "/big.bin?bytes=" + bytes + "\"}", session);
  std::string message;
  while (message.find(R"("state":"completed")") == std::string::npos) message = chrome.next();
  const auto published = engine::publish(arriving / field(message, "guid"), folder, "big.bin", engine::NameTaken::kReplace);
  std::printf("big - %s\n", published.digest.sha256.c_str());
  chrome.close();
}

}  // namespace

int main(int argc, char** argv) try {
  const std::string what = argc > 1 ? argv[1] : "";
  if (what == "flags" && argc == 2) {
    for (const std::string& flag : bench::common_flags()) std::puts(flag.c_str());
  } else if (what == "fetch" && argc == 3) {
    fetch(read_task(argv[2]));
  } else if (what == "protocol" && argc == 6) {
    protocol(argv[2], std::atoi(argv[3]), argv[4], argv[5]);
  } else if (what == "download" && argc == 6) {
    download(argv[2], argv[3], argv[4], argv[5]);
  } else {
    std::fputs("usage: floor fetch TASK | floor protocol ... | floor download ... | floor flags\n", stderr);
    return 2;
  }
} catch (const std::exception& error) {
  return std::fprintf(stderr, "floor: %s\n", error.what()), 1;
}
