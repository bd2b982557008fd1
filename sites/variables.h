#pragma once

#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "model/calendar_date.h"
#include "model/period.h"
#include "model/secret.h"
#include "model/store.h"

namespace nightporter::sites {

/// A recipe asks for a word that nobody gave: a secret or a store variable that the configuration lacks.
struct VariableMissing : std::runtime_error {
  explicit VariableMissing(const std::string& variable);
  std::string name;  // "secret.totp"
};

/// What stands behind the names in {{ }}: texts, dates and secrets. A value type; copies are independent.
class Variables {
 public:
  using Value = std::variant<std::string, model::CalendarDate, model::Secret>;

  /// store.code, store.name, store.<word> for each variable and secret.<name> for each secret of the store, and site.code.
  static Variables of_store(const model::Store& store);

  void set(std::string name, Value value);
  /// This and `from` and `to`.
  Variables with_period(model::Period period) const;
  /// This and one more.
  Variables with(std::string name, Value value) const;

  /// nullptr when there is none.
  const Value* find(std::string_view name) const;
  std::vector<std::string> names() const;

 private:
  std::map<std::string, Value, std::less<>> values_;
};

}  // namespace nightporter::sites
