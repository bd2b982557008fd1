#include "cdp/protocol/fetch.h"

#include "cdp/protocol/described.h"
#include "cdp/protocol/shared_types.h"

namespace nightporter::cdp::fetch {

BOOST_DESCRIBE_STRUCT(HeaderEntry, (), (name, value))
BOOST_DESCRIBE_STRUCT(RequestPattern, (), (urlPattern, resourceType, requestStage))
BOOST_DESCRIBE_STRUCT(AuthChallenge, (), (source, origin, scheme, realm))
BOOST_DESCRIBE_STRUCT(AuthChallengeResponse, (), (response, username, password))
BOOST_DESCRIBE_STRUCT(Enable, (), (patterns, handleAuthRequests))
BOOST_DESCRIBE_STRUCT(Disable, (), ())
BOOST_DESCRIBE_STRUCT(ContinueRequest, (), (requestId, url, method, postData, headers, interceptResponse))
BOOST_DESCRIBE_STRUCT(ContinueResponse, (), (requestId, responseCode, responsePhrase, responseHeaders))
BOOST_DESCRIBE_STRUCT(FulfillRequest, (), (requestId, responseCode, responseHeaders, body, responsePhrase))
BOOST_DESCRIBE_STRUCT(FailRequest, (), (requestId, errorReason))
BOOST_DESCRIBE_STRUCT(ContinueWithAuth, (), (requestId, authChallengeResponse))
BOOST_DESCRIBE_STRUCT(TakeResponseBodyAsStream, (), (requestId))
BOOST_DESCRIBE_STRUCT(TakeResponseBodyAsStream::Result, (), (stream))
BOOST_DESCRIBE_STRUCT(GetResponseBody, (), (requestId))
BOOST_DESCRIBE_STRUCT(GetResponseBody::Result, (), (body, base64Encoded))
BOOST_DESCRIBE_STRUCT(RequestPaused, (),
                      (requestId, request, frameId, resourceType, responseErrorReason, responseStatusCode, responseStatusText,
                       responseHeaders, networkId, redirectedRequestId))
BOOST_DESCRIBE_STRUCT(AuthRequired, (), (requestId, request, frameId, authChallenge))

}  // namespace nightporter::cdp::fetch

NIGHTPORTER_COMMANDS(
    fetch,
    (Enable)(Disable)(ContinueRequest)(ContinueResponse)(FulfillRequest)(FailRequest)(ContinueWithAuth)(TakeResponseBodyAsStream)(GetResponseBody))
NIGHTPORTER_EVENTS(fetch, (RequestPaused)(AuthRequired))
NIGHTPORTER_RESULTS(fetch, (TakeResponseBodyAsStream::Result)(GetResponseBody::Result))
