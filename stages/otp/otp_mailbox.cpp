#include "stages/otp/otp_mailbox.h"

#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <boost/algorithm/string/replace.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <ctime>
#include <memory>
#include <optional>
#include <regex>
#include <set>
#include <sstream>

#include "cdp/async/on_worker.h"
#include "stages/otp/mail_text.h"

namespace nightporter::stages {

namespace {

using Clock = std::chrono::system_clock;
using Code = std::optional<model::Secret>;

constexpr long kCommandTakesMilliseconds = 15'000;
constexpr std::size_t kMostMailBytes = 1024 * 1024;
constexpr std::size_t kMostMails = 20;
constexpr std::size_t kLongestLine = 2000;  // std::regex recurses

/// The server could not be talked to this time; the next look may do better.
struct LookFailed : std::runtime_error {
  using std::runtime_error::runtime_error;
};

std::size_t take_bytes(char* bytes, std::size_t size, std::size_t count, void* taken) {
  auto& text = *static_cast<std::string*>(taken);
  if (text.size() + size * count > kMostMailBytes) return 0;
  text.append(bytes, size * count);
  return size * count;
}

/// libcurl asks about once a second whether to go on.
int stops(void* stop, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<const std::atomic<bool>*>(stop)->load() ? 1 : 0;
}

/// One login at the mail server. Everything blocks, until `stop` is set on another thread; then it throws LookFailed.
class ImapSession {
 public:
  ImapSession(const OtpMailbox& mailbox, const std::atomic<bool>& stop) : mailbox_(mailbox), stop_(stop) {
    static const CURLcode initialised = curl_global_init(CURL_GLOBAL_DEFAULT);
    handle_ = initialised == CURLE_OK ? curl_easy_init() : nullptr;
    if (handle_ == nullptr) throw LookFailed("libcurl cannot be started");
  }
  ~ImapSession() { curl_easy_cleanup(handle_); }
  ImapSession(const ImapSession&) = delete;
  ImapSession& operator=(const ImapSession&) = delete;

  /// What the server answers to a command, after the folder was selected.
  std::string ask(const std::string& command) { return perform("", command.c_str()); }
  std::string fetch(unsigned long uid) { return perform("/;UID=" + std::to_string(uid), nullptr); }

 private:
  std::string perform(const std::string& path, const char* command) {
    const std::unique_ptr<char, decltype(&curl_free)> folder(
        curl_easy_escape(handle_, mailbox_.folder.c_str(), static_cast<int>(mailbox_.folder.size())), &curl_free);
    const std::string url = mailbox_.server + "/" + folder.get() + path;
    std::string answer;
    curl_easy_reset(handle_);
    curl_easy_setopt(handle_, CURLOPT_URL, url.c_str());
    curl_easy_setopt(handle_, CURLOPT_PROTOCOLS_STR, "imap,imaps");
    curl_easy_setopt(handle_, CURLOPT_USE_SSL, static_cast<long>(CURLUSESSL_ALL));
    curl_easy_setopt(handle_, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(handle_, CURLOPT_SSL_VERIFYHOST, 2L);
    if (!mailbox_.authorities.empty()) curl_easy_setopt(handle_, CURLOPT_CAINFO, mailbox_.authorities.c_str());
    curl_easy_setopt(handle_, CURLOPT_USERNAME, mailbox_.user.c_str());
    curl_easy_setopt(handle_, CURLOPT_PASSWORD, mailbox_.password.reveal().c_str());
    curl_easy_setopt(handle_, CURLOPT_CUSTOMREQUEST, command);
    curl_easy_setopt(handle_, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle_, CURLOPT_NOPROXY, "*");
    curl_easy_setopt(handle_, CURLOPT_TIMEOUT_MS, kCommandTakesMilliseconds);
    curl_easy_setopt(handle_, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(handle_, CURLOPT_XFERINFOFUNCTION, stops);
    curl_easy_setopt(handle_, CURLOPT_XFERINFODATA, &stop_);
    curl_easy_setopt(handle_, CURLOPT_WRITEFUNCTION, take_bytes);
    curl_easy_setopt(handle_, CURLOPT_WRITEDATA, &answer);
    const CURLcode code = curl_easy_perform(handle_);
    if (code == CURLE_LOGIN_DENIED) throw sites::OtpFailed(name() + " refuses the user or the password");
    if (code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CACERT_BADFILE || code == CURLE_USE_SSL_FAILED)
      throw sites::OtpFailed(name() + " cannot be trusted: " + curl_easy_strerror(code));
    if (code != CURLE_OK && code != CURLE_WRITE_ERROR) throw LookFailed(name() + ": " + curl_easy_strerror(code));
    return answer;
  }

  std::string name() const { return "the mailbox of " + mailbox_.user + " at " + mailbox_.server; }

  const OtpMailbox& mailbox_;
  const std::atomic<bool>& stop_;
  CURL* handle_ = nullptr;
};

std::string quoted(std::string text) {
  boost::algorithm::replace_all(text, "\\", "\\\\");
  boost::algorithm::replace_all(text, "\"", "\\\"");
  return "\"" + text + "\"";
}

/// The newest last.
std::vector<unsigned long> uids_in(const std::string& answer) {
  std::vector<unsigned long> uids;
  std::istringstream words(answer);
  for (std::string word; words >> word;)
    if (word.find_first_not_of("0123456789") == std::string::npos) uids.push_back(std::stoul(word));
  std::sort(uids.begin(), uids.end());
  if (uids.size() > kMostMails) uids.erase(uids.begin(), uids.end() - static_cast<std::ptrdiff_t>(kMostMails));
  return uids;
}

/// `* 1 FETCH (UID 1 INTERNALDATE "21-Nov-2026 12:10:27 +0000")`: when the server got the mail.
std::optional<Clock::time_point> arrival_in(const std::string& answer) {
  const std::size_t quote = answer.find('"', std::min(answer.find("INTERNALDATE"), answer.size()));
  if (quote == std::string::npos) return std::nullopt;
  std::tm time{};
  if (::strptime(answer.c_str() + quote + 1, "%d-%b-%Y %H:%M:%S %z", &time) == nullptr) return std::nullopt;
  const long offset = time.tm_gmtoff;
  return Clock::from_time_t(::timegm(&time) - offset);
}

Code code_in(const std::string& mail, const std::regex& pattern) {
  std::istringstream lines(mail_text(mail));
  for (std::string line; std::getline(lines, line);) {
    std::smatch match;
    line.resize(std::min(line.size(), kLongestLine));
    if (!std::regex_search(line, match, pattern)) continue;
    std::string code = match.size() > 1 ? match[1].str() : match[0].str();
    std::erase_if(code, [](unsigned char c) { return std::isspace(c) != 0; });
    if (!code.empty()) return model::Secret(std::move(code));
  }
  return std::nullopt;
}

/// The looks at a mailbox for one code.
class MailWatch {
 public:
  MailWatch(const OtpMailbox& mailbox, Clock::time_point since)
      : mailbox_(mailbox), pattern_(mailbox.pattern), since_(std::chrono::floor<std::chrono::seconds>(since)), session_(mailbox_, stop_) {}

  /// On any thread: ends a look that is under way, and all later ones.
  void stop() { stop_ = true; }

  Code look() {
    // The server may count days in a zone of its own.
    const std::time_t day_before = Clock::to_time_t(since_ - std::chrono::hours(24));
    std::tm time{};
    ::gmtime_r(&day_before, &time);
    static constexpr std::array<const char*, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                            "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    std::string search = "UID SEARCH SINCE " + std::to_string(time.tm_mday) + "-" + kMonths.at(static_cast<std::size_t>(time.tm_mon)) +
                         "-" + std::to_string(time.tm_year + 1900);
    if (!mailbox_.sender.empty()) search += " FROM " + quoted(mailbox_.sender);
    const std::vector<unsigned long> uids = uids_in(session_.ask(search));
    for (auto uid = uids.rbegin(); uid != uids.rend(); ++uid) {
      if (!looked_into_.insert(*uid).second) continue;
      const auto arrival = arrival_in(session_.ask("UID FETCH " + std::to_string(*uid) + " (INTERNALDATE)"));
      if (!arrival || *arrival < since_) continue;
      if (Code code = code_in(session_.fetch(*uid), pattern_)) return code;
    }
    return std::nullopt;
  }

 private:
  const OtpMailbox& mailbox_;
  const std::regex pattern_;
  const Clock::time_point since_;
  std::atomic<bool> stop_ = false;
  ImapSession session_;
  std::set<unsigned long> looked_into_;
};

/// Lasts until it is cancelled, and then ends the look that is under way: a worker cannot be cancelled itself.
awaitable<void> stop_when_cancelled(MailWatch& watch) {
  boost::asio::steady_timer never(co_await boost::asio::this_coro::executor, boost::asio::steady_timer::time_point::max());
  boost::system::error_code error;
  co_await never.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, error));
  watch.stop();
}

awaitable<Code> watch_mailbox(const OtpMailbox& mailbox, MailWatch& watch, Deadline patience) {
  boost::asio::steady_timer pause(co_await boost::asio::this_coro::executor);
  std::string trouble;
  for (;;) {
    try {
      if (Code code = co_await on_worker([&watch] { return watch.look(); })) co_return code;
      trouble.clear();
    } catch (const LookFailed& failed) {
      trouble = failed.what();
    }
    if (patience.remaining() <= mailbox.look_every) break;
    pause.expires_after(mailbox.look_every);
    co_await pause.async_wait(boost::asio::use_awaitable);
  }
  throw sites::OtpFailed(!trouble.empty() ? trouble
                                          : "no mail " + (mailbox.sender.empty() ? "" : "from " + mailbox.sender + " ") +
                                                "with a code came to " + mailbox.user + " in time");
}

awaitable<Code> wait_for_mail(std::shared_ptr<const OtpMailbox> mailbox, sites::OtpRequest request, Deadline deadline) {
  namespace asio = boost::asio;
  const auto executor = co_await asio::this_coro::executor;
  MailWatch watch(*mailbox, request.began);
  const auto [order, failure, code, unused] =
      co_await asio::experimental::make_parallel_group(
          asio::co_spawn(executor, watch_mailbox(*mailbox, watch, deadline.earlier_of(mailbox->within)), asio::deferred),
          asio::co_spawn(executor, stop_when_cancelled(watch), asio::deferred))
          .async_wait(asio::experimental::wait_for_one(), asio::use_awaitable);
  if (failure) std::rethrow_exception(failure);
  co_return code;
}

}  // namespace

sites::OtpSource otp_from_mailbox(OtpMailbox mailbox) {
  auto shared = std::make_shared<const OtpMailbox>(std::move(mailbox));
  return [shared](sites::OtpRequest request, Deadline deadline) { return wait_for_mail(shared, std::move(request), deadline); };
}

}  // namespace nightporter::stages
