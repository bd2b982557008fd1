#include "sites/variables.h"

namespace nightporter::sites {

VariableMissing::VariableMissing(const std::string& variable)
    : std::runtime_error(
          "{{ " + variable + " }} has no value" +
          (variable.starts_with("secret.")  ? ": the configuration of this store lacks the secret \"" + variable.substr(7) + "\""
           : variable.starts_with("store.") ? ": the configuration of this store lacks the variable \"" + variable.substr(6) + "\""
                                            : "")),
      name(variable) {}

Variables Variables::of_store(const model::Store& store) {
  Variables variables;
  variables.set("site.code", store.site.value());
  for (const auto& [name, text] : store.variables) variables.set("store." + name, text);
  variables.set("store.code", store.code.value());
  variables.set("store.name", store.name);
  for (const auto& [name, secret] : store.secrets) variables.set("secret." + name, secret);
  return variables;
}

void Variables::set(std::string name, Value value) {
  values_.insert_or_assign(std::move(name), std::move(value));
}

Variables Variables::with_period(model::Period period) const {
  Variables copy = *this;
  copy.set("from", period.from);
  copy.set("to", period.to);
  return copy;
}

Variables Variables::with(std::string name, Value value) const {
  Variables copy = *this;
  copy.set(std::move(name), std::move(value));
  return copy;
}

const Variables::Value* Variables::find(std::string_view name) const {
  const auto entry = values_.find(name);
  return entry == values_.end() ? nullptr : &entry->second;
}

std::vector<std::string> Variables::names() const {
  std::vector<std::string> names;
  for (const auto& [name, value] : values_) names.push_back(name);
  return names;
}

}  // namespace nightporter::sites
