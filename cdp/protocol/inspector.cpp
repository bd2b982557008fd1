#include "cdp/protocol/inspector.h"

#include "cdp/protocol/described.h"

namespace nightporter::cdp::inspector {

BOOST_DESCRIBE_STRUCT(Enable, (), ())
BOOST_DESCRIBE_STRUCT(TargetCrashed, (), ())

}  // namespace nightporter::cdp::inspector

NIGHTPORTER_COMMANDS(inspector, (Enable))
NIGHTPORTER_EVENTS(inspector, (TargetCrashed))
