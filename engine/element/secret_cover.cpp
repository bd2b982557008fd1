#include "engine/element/secret_cover.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "engine/browser/browser_context.h"
#include "engine/browser/context_impl.h"
#include "engine/browser/frame.h"
#include "engine/browser/origin.h"
#include "engine/browser/page.h"
#include "engine/element/page_script.h"
#include "engine/error.h"

namespace nightporter::engine {

namespace {

constexpr int kAttempts = 5;

bool nothing_is_hidden(Page& page) {
  return page.context().impl().hidden.empty();
}

/// False: a document was replaced meanwhile.
awaitable<bool> cover_once(Page& page, Deadline deadline) {
  for (Frame* frame : page.frames()) {
    std::vector<std::string> secrets{secrets_for(*frame)};
    if (secrets.front() == "[]") continue;
    try {
      co_await page_script::call(*frame, "coverSecrets", std::move(secrets), deadline);
    } catch (const ExecutionContextGone&) {
      co_return false;
    } catch (const FrameDetached&) {
    }
  }
  co_return true;
}

}  // namespace

std::string secrets_for(Frame& frame) {
  BrowserContext& context = frame.page().context();
  const Frame* owner = &frame;
  while (owner != nullptr && owner->url().starts_with("about:")) owner = owner->parent();
  boost::json::array secrets;
  const auto origin = owner == nullptr ? std::nullopt : origin_of(owner->url());
  for (const HiddenSecret& secret : context.impl().hidden)
    if (origin && std::ranges::find(secret.origins, *origin) != secret.origins.end()) secrets.emplace_back(secret.text);
  return boost::json::serialize(secrets);
}

awaitable<void> cover_secrets(Page& page, Deadline deadline) {
  if (nothing_is_hidden(page)) co_return;
  for (int attempt = 0; attempt < kAttempts; ++attempt)
    if (co_await cover_once(page, deadline)) co_return;
  throw Error("no picture was taken: the page goes on navigating, and a secret could not be painted over");
}

awaitable<void> uncover_secrets(Page& page, Deadline deadline) {
  if (nothing_is_hidden(page)) co_return;
  for (Frame* frame : page.frames()) {
    try {
      co_await page_script::call(*frame, "uncoverSecrets", {}, deadline);
    } catch (const Error&) {
    }
  }
}

}  // namespace nightporter::engine
