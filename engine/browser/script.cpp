#include "engine/browser/script.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <cctype>
#include <optional>

#include "cdp/error.h"
#include "cdp/session.h"
#include "engine/error.h"

namespace nightporter::engine {

namespace {

namespace json = boost::json;

bool is_identifier(unsigned char c) {
  return std::isalnum(c) != 0 || c == '_' || c == '$' || c >= 0x80;
}

std::string_view without_leading_space(std::string_view text) {
  for (;;) {
    while (!text.empty() && std::isspace(static_cast<unsigned char>(text.front())) != 0) text.remove_prefix(1);
    if (text.starts_with("//")) {
      text.remove_prefix(std::min(text.find('\n'), text.size()));
    } else if (text.starts_with("/*")) {
      const std::size_t end = text.find("*/", 2);
      text.remove_prefix(end == std::string_view::npos ? text.size() : end + 2);
    } else {
      return text;
    }
  }
}

/// `text` after `word` when it starts with it as a whole word; else unchanged.
std::string_view after_word(std::string_view text, std::string_view word) {
  if (!text.starts_with(word)) return text;
  const std::string_view rest = text.substr(word.size());
  return !rest.empty() && is_identifier(static_cast<unsigned char>(rest.front())) ? text : without_leading_space(rest);
}

/// `text` after the parenthesis that matches the one it starts with; empty when there is none. Strings are skipped.
std::string_view after_parentheses(std::string_view text) {
  int depth = 0;
  char quote = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quote != 0) {
      if (c == '\\') ++i;
      if (c == quote) quote = 0;
    } else if (c == '"' || c == '\'' || c == '`') {
      quote = c;
    } else if (c == '(' || c == '[' || c == '{') {
      ++depth;
    } else if ((c == ')' || c == ']' || c == '}') && --depth == 0) {
      return without_leading_space(text.substr(i + 1));
    }
  }
  return {};
}

bool contains(const std::string& text, const char* part) {
  return text.find(part) != std::string::npos;
}

cdp::runtime::CallFunctionOn call_of(const ExecutionContext& context, std::string function,
                                     const std::vector<std::string>& json_arguments) {
  std::vector<cdp::runtime::CallArgument> arguments;
  for (const std::string& argument : json_arguments) arguments.push_back({.value = cdp::RawJson{argument}});
  return {.functionDeclaration = std::move(function),
          .arguments = std::move(arguments),
          .returnByValue = true,
          .userGesture = true,
          .awaitPromise = true,
          .uniqueContextId = context.unique_id};
}

awaitable<cdp::runtime::Evaluate::Result> send(ExecutionContext context, std::string script, std::vector<std::string> json_arguments,
                                               Deadline deadline) {
  if (is_function(script)) co_return co_await context.session->call(call_of(context, std::move(script), json_arguments), deadline);
  const cdp::runtime::Evaluate evaluate{.expression = std::move(script),
                                        .returnByValue = true,
                                        .userGesture = true,
                                        .awaitPromise = true,
                                        .uniqueContextId = context.unique_id};
  co_return co_await context.session->call(evaluate, deadline);
}

}  // namespace

bool is_function(std::string_view script) {
  std::string_view rest = without_leading_space(script);
  if (after_word(rest, "function").size() != rest.size() || rest.starts_with("function*")) return true;
  if (const std::string_view after_async = after_word(rest, "async"); after_async.size() != rest.size()) {
    if (after_word(after_async, "function").size() != after_async.size()) return true;
    if (!after_async.starts_with("=>")) rest = after_async;
  }
  if (rest.starts_with('(')) return after_parentheses(rest).starts_with("=>");
  std::size_t name = 0;
  while (name < rest.size() && is_identifier(static_cast<unsigned char>(rest[name]))) ++name;
  return name > 0 && without_leading_space(rest.substr(name)).starts_with("=>");
}

std::string json_of(const cdp::runtime::RemoteObject& value) {
  if (value.unserializableValue) {
    const std::string& text = *value.unserializableValue;
    if (text == "-0") return "0";
    if (text.ends_with('n')) return text.substr(0, text.size() - 1);
    return "null";  // NaN and the infinities, as JSON.stringify has it
  }
  if (!value.value || value.value->text.empty()) return "null";
  return value.value->text;
}

std::string text_of(const cdp::runtime::RemoteObject& value) {
  if (value.value) {
    boost::system::error_code error;
    const json::value parsed = json::parse(value.value->text, error);
    if (!error && parsed.is_string()) return std::string(parsed.as_string());
    return value.value->text;
  }
  if (value.unserializableValue) return *value.unserializableValue;
  return value.description.value_or(value.type);
}

void throw_if_exception(const cdp::runtime::Evaluate::Result& result) {
  if (!result.exceptionDetails) return;
  const cdp::runtime::ExceptionDetails& details = *result.exceptionDetails;
  if (!details.exception) throw JavaScriptError(details.text, "");
  // The description of an Error is its stack, whose first line is "TypeError: x is not a function".
  const std::string description = text_of(*details.exception);
  if (details.exception->subtype != "error") throw JavaScriptError(description, "");
  const std::size_t stack = description.find("\n    at ");
  throw JavaScriptError(description.substr(0, stack), stack == std::string::npos ? "" : description.substr(stack + 1));
}

awaitable<std::string> run_script(ExecutionContext context, std::string script, std::vector<std::string> json_arguments, std::string url,
                                  Deadline deadline) {
  std::optional<cdp::ProtocolError> refused;
  try {
    const auto result = co_await send(context, std::move(script), std::move(json_arguments), deadline);
    throw_if_exception(result);
    co_return json_of(result.result);
  } catch (const cdp::ProtocolError& error) {
    refused = error;
  }
  const std::string& message = refused->message();
  if (contains(message, "uniqueContextId not found")) throw ContextNotFound{};
  // The last one also when the script itself has taken its document away.
  if (contains(message, "context was destroyed") || contains(message, "navigated or closed") ||
      contains(message, "Promise was collected") || contains(message, "Cannot find context")) {
    throw ExecutionContextGone(url);
  }
  // "Object reference chain is too long" and the like: the value cannot be given as JSON.
  throw JavaScriptError(message, "");
}

}  // namespace nightporter::engine
