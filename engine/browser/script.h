#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cdp/async/awaitable.h"
#include "cdp/async/deadline.h"
#include "cdp/protocol/runtime.h"
#include "engine/browser/execution_context.h"

namespace nightporter::engine {

/// Whether `script` is a function rather than an expression: "function…", "async …", "x => …", "(a, b) => …". Pure.
bool is_function(std::string_view script);

/// The value of a script as JSON text; undefined and what JSON cannot say become null, a BigInt a number. Pure.
std::string json_of(const cdp::runtime::RemoteObject& value);

/// What a script has written to the console, or thrown, for a person to read. Pure.
std::string text_of(const cdp::runtime::RemoteObject& value);

/// Throws JavaScriptError when `result` is an exception.
void throw_if_exception(const cdp::runtime::Evaluate::Result& result);

/// Runs `script` in `context`; see Frame::evaluate. Throws ContextNotFound if nothing was run since the context had gone before,
/// ExecutionContextGone (with `url`) if it went while it ran.
awaitable<std::string> run_script(ExecutionContext context, std::string script, std::vector<std::string> json_arguments, std::string url,
                                  Deadline deadline);

/// The document had gone before the script could start; inside engine/browser only.
struct ContextNotFound {};

}  // namespace nightporter::engine
