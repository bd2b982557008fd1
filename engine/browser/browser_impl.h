#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <exception>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "cdp/connection.h"
#include "cdp/log/redactor.h"
#include "cdp/protocol/target.h"
#include "cdp/subscription.h"
#include "engine/browser/browser.h"
#include "engine/process/chrome_process.h"
#include "engine/process/temp_directory.h"

namespace nightporter::engine {

struct ContextImpl;

/// What a Browser is made of. The process is declared before the connection, and so outlives it.
struct BrowserImpl {
  explicit BrowserImpl(boost::asio::any_io_executor executor) : executor(std::move(executor)) {}

  /// Takes over an open connection: attaches to all targets, now and later.
  awaitable<void> start(Deadline deadline);
  void target_attached(const cdp::target::AttachedToTarget& event);
  void forget(const ContextImpl& context);

  boost::asio::any_io_executor executor;
  Browser* self = nullptr;
  LaunchOptions options;
  std::shared_ptr<cdp::Redactor> redactor = std::make_shared<cdp::Redactor>();
  std::unique_ptr<ChromeProcess> process;
  std::unique_ptr<cdp::Connection> connection;
  /// Where a browser that we did not start puts its downloads.
  std::optional<TempDirectory> shared_directory;
  BrowserVersion version;
  std::map<std::string, ContextImpl*> contexts;
  /// Asked for with the first commands, for the first context that somebody wants: a browser is hardly ever started without.
  std::optional<cdp::Reply<cdp::target::CreateBrowserContext>> spare_context;
  /// Why the connection has gone; null while it is there.
  std::exception_ptr disconnected;
  cdp::Subscription attached_subscription;
  cdp::Subscription disconnected_subscription;
  int scratch_directories = 0;
};

}  // namespace nightporter::engine
