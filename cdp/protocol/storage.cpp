#include "cdp/protocol/storage.h"

#include "cdp/protocol/described.h"
#include "cdp/protocol/shared_types.h"

namespace nightporter::cdp::storage {

BOOST_DESCRIBE_STRUCT(GetCookies, (), (browserContextId))
BOOST_DESCRIBE_STRUCT(GetCookies::Result, (), (cookies))
BOOST_DESCRIBE_STRUCT(SetCookies, (), (cookies, browserContextId))
BOOST_DESCRIBE_STRUCT(ClearCookies, (), (browserContextId))
BOOST_DESCRIBE_STRUCT(ClearDataForOrigin, (), (origin, storageTypes))

}  // namespace nightporter::cdp::storage

NIGHTPORTER_COMMANDS(storage, (GetCookies)(SetCookies)(ClearCookies)(ClearDataForOrigin))
NIGHTPORTER_RESULTS(storage, (GetCookies::Result))
