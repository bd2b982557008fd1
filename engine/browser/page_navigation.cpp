#include <optional>
#include <utility>

#include "cdp/error.h"
#include "cdp/protocol/page.h"
#include "engine/browser/page.h"
#include "engine/browser/page_impl.h"
#include "engine/browser/script.h"
#include "engine/error.h"

namespace nightporter::engine {

namespace {

const char* name_of(WaitUntil until) {
  switch (until) {
    case WaitUntil::kCommit:
      return "the document";
    case WaitUntil::kDomContentLoaded:
      return "the parsed document";
    case WaitUntil::kLoad:
      return "the load event";
    case WaitUntil::kNetworkIdle:
      return "a quiet network";
  }
  return "the document";
}

bool is_attachment(const std::optional<Response>& answer) {
  if (!answer) return false;
  const std::optional<std::string> disposition = answer->header("content-disposition");
  return disposition && disposition->starts_with("attachment");
}

/// Throws what a refused navigation means; returns when it is an answer all the same.
void judge_failure(const std::string& url, const cdp::page::Navigate::Result& result, const std::optional<Response>& answer) {
  const std::string& reason = *result.errorText;
  // Chrome before 140 does not say isDownload.
  if (result.isDownload.value_or(false) || (reason == "net::ERR_ABORTED" && is_attachment(answer))) throw DownloadStarting(url);
  // An error status without a body: Chrome shows a page of its own, but the server has answered.
  if (reason == "net::ERR_HTTP_RESPONSE_CODE_FAILURE" && answer) return;
  throw NavigationFailed(url, reason, answer ? answer->status : 0);
}

/// The call, with a time-out that speaks of the navigation rather than of the protocol.
awaitable<cdp::page::Navigate::Result> navigate(PageImpl& page, std::string url, Deadline deadline) {
  try {
    co_return co_await page.watched(page.main_session().call(cdp::page::Navigate{.url = url}, deadline));
  } catch (const cdp::DeadlineExceeded&) {
    throw cdp::DeadlineExceeded("an answer from " + url);
  } catch (const cdp::ProtocolError& error) {
    throw NavigationFailed(url, error.message());
  }
}

}  // namespace

awaitable<std::optional<Response>> Page::go_to(std::string url, WaitUntil until, Deadline deadline) {
  PageImpl& page = *impl_;
  page.require_open();
  const std::size_t moves_before = page.tree.main().moves_within;
  const cdp::page::Navigate::Result result = co_await navigate(page, url, deadline);
  if (!result.loaderId) {
    if (result.isDownload.value_or(false)) throw DownloadStarting(url);
    if (result.errorText) throw NavigationFailed(url, *result.errorText);
    co_await page.wait_until([&page, moves_before] { return page.tree.main().moves_within > moves_before; }, deadline,
                             "the move to " + url);
    co_return std::nullopt;
  }
  const std::string loader = result.loaderId->value();
  if (result.errorText) {
    judge_failure(url, result, page.network.answer_of(loader));
    co_return page.network.answer_of(loader);
  }
  co_await page.wait_until(
      [&page, &loader, until] { return page.tree.main().has_committed(loader) && page.tree.main().has_reached(until); }, deadline,
      std::string(name_of(until)) + " of " + url);
  co_return page.network.answer_of(loader);
}

awaitable<std::optional<Response>> Page::reload(WaitUntil until, Deadline deadline) {
  PageImpl& page = *impl_;
  page.require_open();
  const std::string url = page.tree.main().url;
  const std::size_t before = page.tree.main().documents;
  co_await page.watched(page.main_session().call(cdp::page::Reload{}, deadline));
  co_await page.wait_until([&page, before, until] { return page.tree.main().documents > before && page.tree.main().has_reached(until); },
                           deadline, std::string(name_of(until)) + " of " + url);
  const FrameNode& main = page.tree.main();
  const std::optional<Response> answer = page.network.answer_of(main.loader);
  if (!main.unreachable_url.empty() && !answer) {
    const std::string failure = page.network.failure_of(main.loader);
    throw NavigationFailed(url, failure.empty() ? "it could not be loaded" : failure);
  }
  co_return answer;
}

awaitable<void> Page::wait_for_url(UrlPattern pattern, Deadline deadline) {
  PageImpl& page = *impl_;
  co_await page.wait_until([&page, &pattern] { return pattern.matches(page.tree.main().url); }, deadline, "the URL " + pattern.text());
}

awaitable<void> Page::wait_for_load(WaitUntil until, Deadline deadline) {
  PageImpl& page = *impl_;
  co_await page.wait_until([&page, until] { return page.tree.main().has_reached(until); }, deadline,
                           std::string(name_of(until)) + " of " + url());
}

awaitable<std::string> Page::wait_for_function(std::string script, Deadline deadline) {
  // Parenthesised on lines of their own, so that a comment at the end of the script does no harm.
  const std::string probe = is_function(script) ? "(\n" + script + "\n)" : "(() => (\n" + script + "\n))";
  const std::string poll = "async (timeLimit) => { const probe = " + probe +
                           "; const end = performance.now() + timeLimit;"
                           " for (;;) { const value = await probe(); if (value) return { value };"
                           " if (performance.now() > end) return null;"
                           // A hidden tab gets no animation frames.
                           " await new Promise(next => { requestAnimationFrame(next); setTimeout(next, 100); }); } }";
  const auto expired = [&script] { return cdp::DeadlineExceeded("the condition " + script); };
  for (;;) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline.is_never() ? std::chrono::hours(24) : deadline.remaining());
    try {
      const std::string found = co_await main_frame().evaluate(poll, {std::to_string(left.count())}, deadline);
      if (found == "null") throw expired();
      // {"value":…}
      co_return found.substr(found.find(':') + 1, found.rfind('}') - found.find(':') - 1);
    } catch (const ExecutionContextGone&) {
      // Asked again in the next document.
    } catch (const cdp::DeadlineExceeded&) {
      throw expired();
    }
  }
}

}  // namespace nightporter::engine
