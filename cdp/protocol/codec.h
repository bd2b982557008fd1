#pragma once

#include <string>
#include <string_view>

namespace nightporter::cdp {

/// A piece of JSON that is passed on as it stands: a value of any type. Empty means null.
struct RawJson {
  std::string text;
};

/// The result of a command that returns nothing, or nothing that we read.
struct Nothing {};

/// The JSON text of a described struct of cdp/protocol/. Optional fields without a value are left out; bytes that are not UTF-8
/// become U+FFFD, which Chrome would otherwise answer by closing the connection.
/// Compiled in cdp/protocol/<domain>.cpp; for a struct of your own include "cdp/protocol/described.h" in one .cpp.
template <class T>
std::string encode(const T& message);

/// Reads a struct from JSON text. Fields that the struct does not have are ignored; a missing one that is not std::optional throws
/// MalformedMessage, which names it and `what` it was missing in. By value, so that a large reply is read without another copy.
template <class T>
T decode(std::string json, std::string_view what = "a message");

}  // namespace nightporter::cdp
