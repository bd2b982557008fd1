// Asio's TLS is compiled here once, as the rest of it is in cdp/async/asio.cpp.
#include <boost/asio/ssl/impl/src.hpp>
