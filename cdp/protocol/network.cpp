#include "cdp/protocol/network.h"

#include "cdp/protocol/described.h"
#include "cdp/protocol/shared_types.h"

namespace nightporter::cdp::network {

BOOST_DESCRIBE_STRUCT(Enable, (), (maxTotalBufferSize, maxResourceBufferSize, maxPostDataSize))
BOOST_DESCRIBE_STRUCT(Disable, (), ())
BOOST_DESCRIBE_STRUCT(GetCookies, (), (urls))
BOOST_DESCRIBE_STRUCT(GetCookies::Result, (), (cookies))
BOOST_DESCRIBE_STRUCT(SetCookies, (), (cookies))
BOOST_DESCRIBE_STRUCT(GetResponseBody, (), (requestId))
BOOST_DESCRIBE_STRUCT(GetResponseBody::Result, (), (body, base64Encoded))
BOOST_DESCRIBE_STRUCT(SetExtraHttpHeaders, (), (headers))
BOOST_DESCRIBE_STRUCT(SetCacheDisabled, (), (cacheDisabled))
BOOST_DESCRIBE_STRUCT(SetBypassServiceWorker, (), (bypass))
BOOST_DESCRIBE_STRUCT(EmulateNetworkConditions, (), (offline, latency, downloadThroughput, uploadThroughput))
BOOST_DESCRIBE_STRUCT(RequestWillBeSent, (),
                      (requestId, loaderId, documentURL, request, timestamp, wallTime, redirectResponse, type, frameId))
BOOST_DESCRIBE_STRUCT(ResponseReceived, (), (requestId, loaderId, timestamp, type, response, frameId))
BOOST_DESCRIBE_STRUCT(RequestWillBeSentExtraInfo, (), (requestId, headers))
BOOST_DESCRIBE_STRUCT(ResponseReceivedExtraInfo, (), (requestId, headers, statusCode))
BOOST_DESCRIBE_STRUCT(DataReceived, (), (requestId, timestamp, dataLength, encodedDataLength))
BOOST_DESCRIBE_STRUCT(LoadingFinished, (), (requestId, timestamp, encodedDataLength))
BOOST_DESCRIBE_STRUCT(LoadingFailed, (), (requestId, timestamp, type, errorText, canceled, blockedReason))
BOOST_DESCRIBE_STRUCT(RequestServedFromCache, (), (requestId))

}  // namespace nightporter::cdp::network

NIGHTPORTER_COMMANDS(
    network,
    (Enable)(Disable)(GetCookies)(SetCookies)(GetResponseBody)(SetExtraHttpHeaders)(SetCacheDisabled)(SetBypassServiceWorker)(EmulateNetworkConditions))
NIGHTPORTER_EVENTS(
    network,
    (RequestWillBeSent)(RequestWillBeSentExtraInfo)(ResponseReceived)(ResponseReceivedExtraInfo)(DataReceived)(LoadingFinished)(LoadingFailed)(RequestServedFromCache))
NIGHTPORTER_RESULTS(network, (GetCookies::Result)(GetResponseBody::Result))
