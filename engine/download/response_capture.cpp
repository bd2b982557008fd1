#include "engine/download/response_capture.h"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <cctype>
#include <chrono>
#include <exception>
#include <fstream>
#include <string>
#include <utility>

#include "cdp/async/on_worker.h"
#include "cdp/error.h"
#include "cdp/protocol/io.h"
#include "cdp/session.h"
#include "engine/browser/base64.h"
#include "engine/browser/frame_session.h"
#include "engine/download/armed_download.h"
#include "engine/download/hub.h"
#include "engine/download/response_head.h"
#include "engine/error.h"

namespace nightporter::engine {
namespace {

constexpr int kPieceBytes = 1 << 20;

DownloadWatch::Time now() {
  return std::chrono::steady_clock::now();
}

bool is_redirect(int status) {
  return status >= 300 && status < 400 && status != 304;
}

std::string header(const cdp::fetch::RequestPaused& event, std::string_view name) {
  for (const auto& entry : event.responseHeaders.value_or(std::vector<cdp::fetch::HeaderEntry>{})) {
    if (entry.name.size() == name.size() && std::equal(name.begin(), name.end(), entry.name.begin(),
                                                       [](char a, char b) { return a == std::tolower(static_cast<unsigned char>(b)); }))
      return entry.value;
  }
  return {};
}

/// Writes the body to `file`. `on_bytes(count)` is told how much has come and says whether to go on.
awaitable<std::int64_t> write_body(cdp::Session& session, cdp::FetchRequestId request, std::filesystem::path file,
                                   std::function<bool(std::int64_t)> on_bytes) {
  const auto taken = co_await session.call(cdp::fetch::TakeResponseBodyAsStream{.requestId = request}, Deadline::never());
  std::ofstream stream(file, std::ios::binary | std::ios::trunc);
  std::int64_t size = 0;
  for (;;) {
    const auto piece = co_await session.call(cdp::io::Read{.handle = taken.stream, .size = kPieceBytes}, Deadline::never());
    const std::string bytes = piece.base64Encoded.value_or(false) ? decode_base64(piece.data).value_or("") : piece.data;
    co_await on_worker([&] {
      stream.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
      stream.flush();
    });
    if (!stream) throw Error("cannot write " + file.string());
    size += static_cast<std::int64_t>(bytes.size());
    if (!on_bytes(size) || piece.eof) break;
  }
  session.send_and_forget(cdp::io::Close{.handle = taken.stream});
  co_return size;
}

}  // namespace

struct ResponseCapture::Watched {
  std::unique_ptr<cdp::Session> session;
  cdp::Subscription rule;
};

ResponseCapture::ResponseCapture(ArmedDownload& armed, UrlPattern url, boost::asio::any_io_executor executor)
    : armed_(&armed), url_(std::move(url)), executor_(std::move(executor)) {}

ResponseCapture::~ResponseCapture() {
  // The one that was taken from may be held a moment longer.
  for (const auto& watched : watched_) watched->rule.reset();
}

void ResponseCapture::watch(FrameSession& session) {
  auto watched = std::make_shared<Watched>();
  watched->session = session.session().clone();
  // Documents and what <a download> fetches, which is of the type Other.
  std::vector<cdp::fetch::RequestPattern> patterns{{.urlPattern = "*", .requestStage = "Response"}};
  Watched& one = *watched;
  watched->rule =
      session.interception().add(std::move(patterns), [this, &one](const cdp::fetch::RequestPaused& event) { return paused(one, event); });
  watched_.push_back(std::move(watched));
}

bool ResponseCapture::paused(Watched& watched, const cdp::fetch::RequestPaused& event) {
  const int status = event.responseStatusCode.value_or(0);
  if (taken_ || !armed_ || armed_->watch.outcome() || status == 0 || is_redirect(status) || !url_.matches(event.request.url)) return false;
  taken_ = true;
  for (const auto& known : watched_)
    if (known.get() == &watched) take(shared_from_this(), known, event);
  return true;
}

namespace {

awaitable<void> take_body(std::shared_ptr<ResponseCapture> capture, cdp::Session& session, ArmedDownload*& armed,
                          cdp::fetch::RequestPaused event, std::filesystem::path file) {
  std::exception_ptr failure;
  std::int64_t size = 0;
  try {
    size = co_await write_body(session, event.requestId, file, [&armed](std::int64_t received) {
      if (!armed || armed->watch.outcome()) return false;
      armed->watch.progressed(received, 0, now());
      armed->changed.notify_all();
      return true;
    });
  } catch (const cdp::Error&) {
    failure = std::current_exception();
  } catch (const Error&) {
    failure = std::current_exception();
  }
  if (armed) {
    if (armed->hub) armed->hub->captured_urls[event.request.url] = now();
    if (failure)
      armed->watch.interrupted();
    else
      armed->watch.completed(file, size);
    armed->changed.notify_all();
  }
  session.send_and_forget(cdp::fetch::FailRequest{.requestId = event.requestId, .errorReason = "Aborted"});
}

}  // namespace

void ResponseCapture::take(std::shared_ptr<ResponseCapture> capture, std::shared_ptr<Watched> watched, cdp::fetch::RequestPaused event) {
  ArmedDownload& armed = *capture->armed_;
  static unsigned long long last = 0;
  const std::string guid = "captured-" + std::to_string(++last);
  const std::filesystem::path file = armed.hub->quarantine / guid;
  DownloadWatch::DocumentResponse answer = document_of(event);
  // Of a body that is handed over Chrome does not tell that its connection broke: it just ends. Only a length that counts the very bytes
  // of the file proves anything.
  answer.self_delimited = false;
  if (answer.content_encoded) answer.content_length.reset();
  armed.watch.document_answered(guid, std::move(answer), DownloadWatch::Place::kElsewhere, now());
  armed.watch.begun(guid, event.request.url, name_of_answer(header(event, "content-disposition"), event.request.url), armed.page_target,
                    now());
  armed.changed.notify_all();
  const auto executor = capture->executor_;
  ResponseCapture& kept = *capture;
  boost::asio::co_spawn(executor, take_body(std::move(capture), *watched->session, kept.armed_, std::move(event), file),
                        [watched](const std::exception_ptr& failure) {
                          if (failure) std::rethrow_exception(failure);
                        });
}

}  // namespace nightporter::engine
