#pragma once

// Descriptions of the structs that more than one domain uses; the others stand in their domain's .cpp file.

#include "cdp/protocol/described.h"
#include "cdp/protocol/dom.h"
#include "cdp/protocol/network.h"
#include "cdp/protocol/runtime.h"

namespace nightporter::cdp::dom {
BOOST_DESCRIBE_STRUCT(Rect, (), (x, y, width, height))
}  // namespace nightporter::cdp::dom

namespace nightporter::cdp::network {
BOOST_DESCRIBE_STRUCT(Request, (), (url, urlFragment, method, headers, postData, hasPostData))
BOOST_DESCRIBE_STRUCT(Response, (),
                      (url, status, statusText, headers, mimeType, fromDiskCache, fromServiceWorker, encodedDataLength, remoteIPAddress,
                       protocol))
BOOST_DESCRIBE_STRUCT(Cookie, (), (name, value, domain, path, expires, httpOnly, secure, session, sameSite, partitionKey))
BOOST_DESCRIBE_STRUCT(CookieParam, (), (name, value, url, domain, path, secure, httpOnly, sameSite, expires, partitionKey))
}  // namespace nightporter::cdp::network

namespace nightporter::cdp::runtime {
BOOST_DESCRIBE_STRUCT(RemoteObject, (), (type, subtype, className, value, unserializableValue, description, objectId))
}  // namespace nightporter::cdp::runtime
