// Asio's TLS is compiled here once, as the rest of it is in asio.cpp.
#include <boost/asio/ssl/impl/src.hpp>
