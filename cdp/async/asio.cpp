// Asio and Beast are compiled here once (BOOST_ASIO_SEPARATE_COMPILATION, BOOST_BEAST_SEPARATE_COMPILATION): every other file that
// includes them compiles a quarter faster.
#include <boost/asio/impl/src.hpp>
#include <boost/beast/src.hpp>
