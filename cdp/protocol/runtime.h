#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cdp/protocol/codec.h"
#include "cdp/protocol/ids.h"

/// The Runtime domain of the DevTools protocol: https://chromedevtools.github.io/devtools-protocol/tot/Runtime/
/// Only what is used, in CDP's own spelling; a test compares each struct with the protocol of the Chrome under test.
/// Units: time stamps in milliseconds since 1970.
namespace nightporter::cdp::runtime {

/// A JavaScript value: by value (`value`), by reference (`objectId`), or one that JSON cannot say (`unserializableValue`: NaN, -0…).
struct RemoteObject {
  std::string type;  // object, function, undefined, string, number, boolean, symbol, bigint
  std::optional<std::string> subtype;
  std::optional<std::string> className;
  std::optional<RawJson> value;
  std::optional<std::string> unserializableValue;
  std::optional<std::string> description;
  std::optional<RemoteObjectId> objectId;
};

struct CallFrame {
  std::string functionName;
  std::string url;
  int lineNumber = 0;    // from 0
  int columnNumber = 0;  // from 0
};

struct StackTrace {
  std::optional<std::string> description;
  std::vector<CallFrame> callFrames;
};

struct ExceptionDetails {
  std::string text;
  int lineNumber = 0;    // from 0
  int columnNumber = 0;  // from 0
  std::optional<std::string> url;
  std::optional<StackTrace> stackTrace;
  std::optional<RemoteObject> exception;
  std::optional<ExecutionContextId> executionContextId;
};

struct CallArgument {
  std::optional<RawJson> value;
  std::optional<std::string> unserializableValue;
  std::optional<RemoteObjectId> objectId;
};

struct ExecutionContextDescription {
  ExecutionContextId id = 0;
  std::string origin;
  std::string name;
  std::string uniqueId;
  std::optional<RawJson> auxData;  // {"isDefault":true,"type":"default","frameId":"…"}
};

/// What `auxData` of a frame's execution context says: decode<ContextAuxData>(auxData->text).
struct ContextAuxData {
  std::optional<bool> isDefault;
  std::optional<std::string> type;
  std::optional<FrameId> frameId;
};

struct PropertyDescriptor {
  std::string name;
  std::optional<RemoteObject> value;
  std::optional<bool> isOwn;
};

struct Enable {
  static constexpr std::string_view kMethod = "Runtime.enable";
  using Result = Nothing;
};

struct Disable {
  static constexpr std::string_view kMethod = "Runtime.disable";
  using Result = Nothing;
};

struct Evaluate {
  static constexpr std::string_view kMethod = "Runtime.evaluate";
  struct Result {
    RemoteObject result;
    std::optional<ExceptionDetails> exceptionDetails;
  };
  std::string expression;
  std::optional<std::string> objectGroup;
  std::optional<bool> silent;
  std::optional<ExecutionContextId> contextId;
  std::optional<bool> returnByValue;
  std::optional<bool> userGesture;
  std::optional<bool> awaitPromise;
  std::optional<std::string> uniqueContextId;
};

struct CallFunctionOn {
  static constexpr std::string_view kMethod = "Runtime.callFunctionOn";
  using Result = Evaluate::Result;
  std::string functionDeclaration;
  std::optional<RemoteObjectId> objectId;
  std::optional<std::vector<CallArgument>> arguments;
  std::optional<bool> silent;
  std::optional<bool> returnByValue;
  std::optional<bool> userGesture;
  std::optional<bool> awaitPromise;
  std::optional<ExecutionContextId> executionContextId;
  std::optional<std::string> objectGroup;
  std::optional<std::string> uniqueContextId;
};

struct ReleaseObject {
  static constexpr std::string_view kMethod = "Runtime.releaseObject";
  using Result = Nothing;
  RemoteObjectId objectId;
};

struct ReleaseObjectGroup {
  static constexpr std::string_view kMethod = "Runtime.releaseObjectGroup";
  using Result = Nothing;
  std::string objectGroup;
};

struct GetProperties {
  static constexpr std::string_view kMethod = "Runtime.getProperties";
  struct Result {
    std::vector<PropertyDescriptor> result;
    std::optional<ExceptionDetails> exceptionDetails;
  };
  RemoteObjectId objectId;
  std::optional<bool> ownProperties;
};

struct AddBinding {
  static constexpr std::string_view kMethod = "Runtime.addBinding";
  using Result = Nothing;
  std::string name;
  std::optional<std::string> executionContextName;
};

struct RunIfWaitingForDebugger {
  static constexpr std::string_view kMethod = "Runtime.runIfWaitingForDebugger";
  using Result = Nothing;
};

struct ExecutionContextCreated {
  static constexpr std::string_view kEvent = "Runtime.executionContextCreated";
  ExecutionContextDescription context;
};

struct ExecutionContextDestroyed {
  static constexpr std::string_view kEvent = "Runtime.executionContextDestroyed";
  std::optional<ExecutionContextId> executionContextId;
  std::optional<std::string> executionContextUniqueId;
};

struct ExecutionContextsCleared {
  static constexpr std::string_view kEvent = "Runtime.executionContextsCleared";
};

struct ConsoleApiCalled {
  static constexpr std::string_view kEvent = "Runtime.consoleAPICalled";
  std::string type;  // log, debug, info, error, warning…
  std::vector<RemoteObject> args;
  ExecutionContextId executionContextId = 0;
  double timestamp = 0;  // milliseconds since 1970
  std::optional<StackTrace> stackTrace;
};

struct ExceptionThrown {
  static constexpr std::string_view kEvent = "Runtime.exceptionThrown";
  double timestamp = 0;  // milliseconds since 1970
  ExceptionDetails exceptionDetails;
};

struct BindingCalled {
  static constexpr std::string_view kEvent = "Runtime.bindingCalled";
  std::string name;
  std::string payload;
  ExecutionContextId executionContextId = 0;
};

}  // namespace nightporter::cdp::runtime
