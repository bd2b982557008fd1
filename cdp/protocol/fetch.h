#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cdp/protocol/codec.h"
#include "cdp/protocol/ids.h"
#include "cdp/protocol/network.h"

/// The Fetch domain of the DevTools protocol: https://chromedevtools.github.io/devtools-protocol/tot/Fetch/
/// Only what is used, in CDP's own spelling; a test compares each struct with the protocol of the Chrome under test.
namespace nightporter::cdp::fetch {

struct HeaderEntry {
  std::string name;
  std::string value;
};

struct RequestPattern {
  std::optional<std::string> urlPattern;    // * and ?; all when absent
  std::optional<std::string> resourceType;  // Document, XHR…
  std::optional<std::string> requestStage;  // Request, Response
};

struct AuthChallenge {
  std::optional<std::string> source;  // Server, Proxy
  std::string origin;
  std::string scheme;
  std::string realm;
};

struct AuthChallengeResponse {
  std::string response;  // Default, CancelAuth, ProvideCredentials
  std::optional<std::string> username;
  std::optional<std::string> password;
};

struct Enable {
  static constexpr std::string_view kMethod = "Fetch.enable";
  using Result = Nothing;
  std::optional<std::vector<RequestPattern>> patterns;
  std::optional<bool> handleAuthRequests;
};

struct Disable {
  static constexpr std::string_view kMethod = "Fetch.disable";
  using Result = Nothing;
};

struct ContinueRequest {
  static constexpr std::string_view kMethod = "Fetch.continueRequest";
  using Result = Nothing;
  FetchRequestId requestId;
  std::optional<std::string> url;
  std::optional<std::string> method;
  std::optional<std::string> postData;  // base64
  std::optional<std::vector<HeaderEntry>> headers;
  std::optional<bool> interceptResponse;
};

struct ContinueResponse {
  static constexpr std::string_view kMethod = "Fetch.continueResponse";
  using Result = Nothing;
  FetchRequestId requestId;
  std::optional<int> responseCode;
  std::optional<std::string> responsePhrase;
  std::optional<std::vector<HeaderEntry>> responseHeaders;
};

struct FulfillRequest {
  static constexpr std::string_view kMethod = "Fetch.fulfillRequest";
  using Result = Nothing;
  FetchRequestId requestId;
  int responseCode = 200;
  std::optional<std::vector<HeaderEntry>> responseHeaders;
  std::optional<std::string> body;  // base64
  std::optional<std::string> responsePhrase;
};

struct FailRequest {
  static constexpr std::string_view kMethod = "Fetch.failRequest";
  using Result = Nothing;
  FetchRequestId requestId;
  std::string errorReason;  // Failed, Aborted, TimedOut, AccessDenied, ConnectionClosed…
};

struct ContinueWithAuth {
  static constexpr std::string_view kMethod = "Fetch.continueWithAuth";
  using Result = Nothing;
  FetchRequestId requestId;
  AuthChallengeResponse authChallengeResponse;
};

struct TakeResponseBodyAsStream {
  static constexpr std::string_view kMethod = "Fetch.takeResponseBodyAsStream";
  struct Result {
    StreamHandle stream;
  };
  FetchRequestId requestId;
};

struct GetResponseBody {
  static constexpr std::string_view kMethod = "Fetch.getResponseBody";
  struct Result {
    std::string body;
    bool base64Encoded = false;
  };
  FetchRequestId requestId;
};

/// In the response stage exactly one of `responseErrorReason` and `responseStatusCode` is set; in the request stage neither.
struct RequestPaused {
  static constexpr std::string_view kEvent = "Fetch.requestPaused";
  FetchRequestId requestId;
  network::Request request;
  FrameId frameId;
  std::string resourceType;
  std::optional<std::string> responseErrorReason;
  std::optional<int> responseStatusCode;
  std::optional<std::string> responseStatusText;
  std::optional<std::vector<HeaderEntry>> responseHeaders;
  std::optional<NetworkRequestId> networkId;
  std::optional<FetchRequestId> redirectedRequestId;
};

struct AuthRequired {
  static constexpr std::string_view kEvent = "Fetch.authRequired";
  FetchRequestId requestId;
  network::Request request;
  FrameId frameId;
  AuthChallenge authChallenge;
};

}  // namespace nightporter::cdp::fetch
