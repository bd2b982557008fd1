#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "tests/backoffice/http_message.h"

namespace nightporter::backoffice {

/// ASP.NET's page state, as far as a client can tell: opaque, signed hidden fields that a post-back must bring back as they were,
/// and that a page of another name refuses.
class ViewState {
 public:
  explicit ViewState(std::string key) : key_(std::move(key)) {}

  std::string view_state(std::string_view page, const HttpFields& state) const;
  std::string event_validation(std::string_view page) const;
  /// All hidden inputs of the form: __EVENTTARGET, __EVENTARGUMENT, __VIEWSTATE, __VIEWSTATEGENERATOR, __EVENTVALIDATION.
  std::string hidden_inputs(std::string_view page, const HttpFields& state) const;
  /// The state in a posted form; nullopt when a field is missing, changed, or another page's.
  std::optional<HttpFields> read(std::string_view page, const HttpFields& form) const;

 private:
  std::string key_;
};

/// One part of the answer to an asynchronous post-back: "length|type|id|content|".
std::string delta_part(std::string_view type, std::string_view id, std::string_view content);

}  // namespace nightporter::backoffice
