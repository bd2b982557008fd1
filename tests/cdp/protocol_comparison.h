#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "cdp/protocol/message_shape.h"

namespace nightporter::test {

/// Compares our structs with a protocol as Chrome describes it (GET /json/protocol).
class ProtocolComparison {
 public:
  explicit ProtocolComparison(std::string_view protocol_json);

  /// A sentence for each way in which `message` does not fit; empty when it does.
  std::vector<std::string> problems_of(const cdp::MessageShape& message);

 private:
  enum class Way { kToChrome, kFromChrome };

  void compare_fields(const std::string& place, const std::vector<cdp::FieldShape>& ours, const boost::json::value* theirs,
                      const std::string& domain, Way way);
  void compare_types(const std::string& place, const cdp::TypeShape& ours, const boost::json::object& theirs, std::string domain, Way way);
  const boost::json::object* find(std::string_view domain, std::string_view list, std::string_view key, std::string_view name) const;
  const boost::json::object& resolve(const boost::json::object& type, std::string& domain) const;
  void add(const std::string& place, const std::string& what) { problems_.push_back(place + " " + what); }

  boost::json::value protocol_;
  std::vector<std::string> problems_;
  std::vector<const void*> under_way_;  // structs that contain themselves end there
};

}  // namespace nightporter::test
