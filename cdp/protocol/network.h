#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cdp/protocol/codec.h"
#include "cdp/protocol/ids.h"

/// The Network domain of the DevTools protocol: https://chromedevtools.github.io/devtools-protocol/tot/Network/
/// Only what is used, in CDP's own spelling; a test compares each struct with the protocol of the Chrome under test.
/// Units: sizes in bytes; `timestamp` in seconds on Chrome's monotonic clock, `wallTime` and `expires` in seconds since 1970.
namespace nightporter::cdp::network {

using Headers = std::map<std::string, std::string>;

struct Request {
  std::string url;
  std::optional<std::string> urlFragment;
  std::string method;
  Headers headers;
  std::optional<std::string> postData;
  std::optional<bool> hasPostData;
};

struct Response {
  std::string url;
  int status = 0;
  std::string statusText;
  Headers headers;
  std::string mimeType;
  std::optional<bool> fromDiskCache;
  std::optional<bool> fromServiceWorker;
  double encodedDataLength = 0;
  std::optional<std::string> remoteIPAddress;
  std::optional<std::string> protocol;  // "http/1.1", "h2"
};

struct Cookie {
  std::string name;
  std::string value;
  std::string domain;
  std::string path;
  double expires = -1;  // seconds since 1970; -1: with the session
  bool httpOnly = false;
  bool secure = false;
  bool session = false;
  std::optional<std::string> sameSite;  // Strict, Lax, None
  std::optional<RawJson> partitionKey;
};

struct CookieParam {
  std::string name;
  std::string value;
  std::optional<std::string> url;
  std::optional<std::string> domain;
  std::optional<std::string> path;
  std::optional<bool> secure;
  std::optional<bool> httpOnly;
  std::optional<std::string> sameSite;
  std::optional<double> expires;
  std::optional<RawJson> partitionKey;
};

struct Enable {
  static constexpr std::string_view kMethod = "Network.enable";
  using Result = Nothing;
  std::optional<int> maxTotalBufferSize;
  std::optional<int> maxResourceBufferSize;
  std::optional<int> maxPostDataSize;
};

struct Disable {
  static constexpr std::string_view kMethod = "Network.disable";
  using Result = Nothing;
};

struct GetCookies {
  static constexpr std::string_view kMethod = "Network.getCookies";
  struct Result {
    std::vector<Cookie> cookies;
  };
  std::optional<std::vector<std::string>> urls;
};

struct SetCookies {
  static constexpr std::string_view kMethod = "Network.setCookies";
  using Result = Nothing;
  std::vector<CookieParam> cookies;
};

struct GetResponseBody {
  static constexpr std::string_view kMethod = "Network.getResponseBody";
  struct Result {
    std::string body;
    bool base64Encoded = false;
  };
  NetworkRequestId requestId;
};

struct SetExtraHttpHeaders {
  static constexpr std::string_view kMethod = "Network.setExtraHTTPHeaders";
  using Result = Nothing;
  Headers headers;
};

struct SetCacheDisabled {
  static constexpr std::string_view kMethod = "Network.setCacheDisabled";
  using Result = Nothing;
  bool cacheDisabled = true;
};

struct SetBypassServiceWorker {
  static constexpr std::string_view kMethod = "Network.setBypassServiceWorker";
  using Result = Nothing;
  bool bypass = true;
};

struct EmulateNetworkConditions {
  static constexpr std::string_view kMethod = "Network.emulateNetworkConditions";
  using Result = Nothing;
  bool offline = false;
  double latency = 0;              // milliseconds
  double downloadThroughput = -1;  // bytes a second; -1: no limit
  double uploadThroughput = -1;
};

struct RequestWillBeSent {
  static constexpr std::string_view kEvent = "Network.requestWillBeSent";
  NetworkRequestId requestId;
  LoaderId loaderId;  // equal to requestId for a navigation; empty for a worker
  std::string documentURL;
  Request request;
  double timestamp = 0;
  double wallTime = 0;
  std::optional<Response> redirectResponse;
  std::optional<std::string> type;  // Document, XHR, Fetch…
  std::optional<FrameId> frameId;
};

/// The headers as they went over the wire, cookies included.
struct RequestWillBeSentExtraInfo {
  static constexpr std::string_view kEvent = "Network.requestWillBeSentExtraInfo";
  NetworkRequestId requestId;
  Headers headers;
};

struct ResponseReceived {
  static constexpr std::string_view kEvent = "Network.responseReceived";
  NetworkRequestId requestId;
  LoaderId loaderId;
  double timestamp = 0;
  std::string type;
  Response response;
  std::optional<FrameId> frameId;
};

/// The headers as they came over the wire; several of one name (Set-Cookie) are a line each.
struct ResponseReceivedExtraInfo {
  static constexpr std::string_view kEvent = "Network.responseReceivedExtraInfo";
  NetworkRequestId requestId;
  Headers headers;
  int statusCode = 0;
};

/// Bytes of a body have arrived.
struct DataReceived {
  static constexpr std::string_view kEvent = "Network.dataReceived";
  NetworkRequestId requestId;
  double timestamp = 0;
  int dataLength = 0;
  int encodedDataLength = 0;
};

struct LoadingFinished {
  static constexpr std::string_view kEvent = "Network.loadingFinished";
  NetworkRequestId requestId;
  double timestamp = 0;
  double encodedDataLength = 0;
};

struct LoadingFailed {
  static constexpr std::string_view kEvent = "Network.loadingFailed";
  NetworkRequestId requestId;
  double timestamp = 0;
  std::string type;
  std::string errorText;  // net::ERR_…
  std::optional<bool> canceled;
  std::optional<std::string> blockedReason;
};

struct RequestServedFromCache {
  static constexpr std::string_view kEvent = "Network.requestServedFromCache";
  NetworkRequestId requestId;
};

}  // namespace nightporter::cdp::network
