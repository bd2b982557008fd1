#pragma once

#include <boost/asio/awaitable.hpp>

namespace nightporter {

/// What every function that waits returns. It runs on the one io_context of the program, on one thread.
/// Cancelling it makes the wait throw boost::system::system_error(operation_aborted).
template <class T = void>
using awaitable = boost::asio::awaitable<T>;

}  // namespace nightporter
