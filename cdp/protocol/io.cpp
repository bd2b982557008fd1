#include "cdp/protocol/io.h"

#include "cdp/protocol/described.h"

namespace nightporter::cdp::io {

BOOST_DESCRIBE_STRUCT(Read, (), (handle, offset, size))
BOOST_DESCRIBE_STRUCT(Read::Result, (), (base64Encoded, data, eof))
BOOST_DESCRIBE_STRUCT(Close, (), (handle))

}  // namespace nightporter::cdp::io

NIGHTPORTER_COMMANDS(io, (Read)(Close))
NIGHTPORTER_RESULTS(io, (Read::Result))
