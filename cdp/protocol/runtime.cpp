#include "cdp/protocol/runtime.h"

#include "cdp/protocol/described.h"
#include "cdp/protocol/shared_types.h"

namespace nightporter::cdp::runtime {

BOOST_DESCRIBE_STRUCT(CallFrame, (), (functionName, url, lineNumber, columnNumber))
BOOST_DESCRIBE_STRUCT(StackTrace, (), (description, callFrames))
BOOST_DESCRIBE_STRUCT(ExceptionDetails, (), (text, lineNumber, columnNumber, url, stackTrace, exception, executionContextId))
BOOST_DESCRIBE_STRUCT(CallArgument, (), (value, unserializableValue, objectId))
BOOST_DESCRIBE_STRUCT(ExecutionContextDescription, (), (id, origin, name, uniqueId, auxData))
BOOST_DESCRIBE_STRUCT(ContextAuxData, (), (isDefault, type, frameId))
BOOST_DESCRIBE_STRUCT(PropertyDescriptor, (), (name, value, isOwn))
BOOST_DESCRIBE_STRUCT(Enable, (), ())
BOOST_DESCRIBE_STRUCT(Disable, (), ())
BOOST_DESCRIBE_STRUCT(Evaluate, (), (expression, objectGroup, silent, contextId, returnByValue, userGesture, awaitPromise, uniqueContextId))
BOOST_DESCRIBE_STRUCT(Evaluate::Result, (), (result, exceptionDetails))
BOOST_DESCRIBE_STRUCT(CallFunctionOn, (),
                      (functionDeclaration, objectId, arguments, silent, returnByValue, userGesture, awaitPromise, executionContextId,
                       objectGroup, uniqueContextId))
BOOST_DESCRIBE_STRUCT(ReleaseObject, (), (objectId))
BOOST_DESCRIBE_STRUCT(ReleaseObjectGroup, (), (objectGroup))
BOOST_DESCRIBE_STRUCT(GetProperties, (), (objectId, ownProperties))
BOOST_DESCRIBE_STRUCT(GetProperties::Result, (), (result, exceptionDetails))
BOOST_DESCRIBE_STRUCT(AddBinding, (), (name, executionContextName))
BOOST_DESCRIBE_STRUCT(RunIfWaitingForDebugger, (), ())
BOOST_DESCRIBE_STRUCT(ExecutionContextCreated, (), (context))
BOOST_DESCRIBE_STRUCT(ExecutionContextDestroyed, (), (executionContextId, executionContextUniqueId))
BOOST_DESCRIBE_STRUCT(ExecutionContextsCleared, (), ())
BOOST_DESCRIBE_STRUCT(ConsoleApiCalled, (), (type, args, executionContextId, timestamp, stackTrace))
BOOST_DESCRIBE_STRUCT(ExceptionThrown, (), (timestamp, exceptionDetails))
BOOST_DESCRIBE_STRUCT(BindingCalled, (), (name, payload, executionContextId))

}  // namespace nightporter::cdp::runtime

NIGHTPORTER_COMMANDS(
    runtime,
    (Enable)(Disable)(Evaluate)(CallFunctionOn)(ReleaseObject)(ReleaseObjectGroup)(GetProperties)(AddBinding)(RunIfWaitingForDebugger))
NIGHTPORTER_EVENTS(
    runtime,
    (ExecutionContextCreated)(ExecutionContextDestroyed)(ExecutionContextsCleared)(ConsoleApiCalled)(ExceptionThrown)(BindingCalled))
NIGHTPORTER_RESULTS(runtime, (Evaluate::Result)(GetProperties::Result)(ContextAuxData))
