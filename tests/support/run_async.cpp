#include "tests/support/run_async.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>

namespace nightporter::test {

void run_async(std::function<awaitable<void>()> make) {
  boost::asio::io_context context;
  std::exception_ptr failure;
  boost::asio::co_spawn(context, make, [&failure](std::exception_ptr error) { failure = error; });
  context.run();
  if (failure) std::rethrow_exception(failure);
}

}  // namespace nightporter::test
