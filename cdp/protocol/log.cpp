#include "cdp/protocol/log.h"

#include "cdp/protocol/described.h"

namespace nightporter::cdp::log {

BOOST_DESCRIBE_STRUCT(LogEntry, (), (source, level, text, timestamp, url, lineNumber, networkRequestId))
BOOST_DESCRIBE_STRUCT(Enable, (), ())
BOOST_DESCRIBE_STRUCT(EntryAdded, (), (entry))

}  // namespace nightporter::cdp::log

NIGHTPORTER_COMMANDS(log, (Enable))
NIGHTPORTER_EVENTS(log, (EntryAdded))
