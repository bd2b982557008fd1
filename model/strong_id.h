#pragma once

#include <compare>
#include <functional>
#include <string>
#include <utility>

namespace nightporter::model {

/// A name that is not to be mistaken for another kind of name. `Tag` is any type, complete or not.
template <class Tag>
class StrongId {
 public:
  StrongId() = default;
  explicit StrongId(std::string value) : value_(std::move(value)) {}

  const std::string& value() const { return value_; }
  bool empty() const { return value_.empty(); }

  friend auto operator<=>(const StrongId&, const StrongId&) = default;
  friend bool operator==(const StrongId&, const StrongId&) = default;

 private:
  std::string value_;
};

using SiteCode = StrongId<struct SiteCodeTag>;      // "td"
using StoreCode = StrongId<struct StoreCodeTag>;    // "a668"
using ReportName = StrongId<struct ReportNameTag>;  // "order_report"
using RunId = StrongId<struct RunIdTag>;            // "20251113-0100-1"

}  // namespace nightporter::model

template <class Tag>
struct std::hash<nightporter::model::StrongId<Tag>> {
  std::size_t operator()(const nightporter::model::StrongId<Tag>& id) const noexcept { return std::hash<std::string>()(id.value()); }
};
