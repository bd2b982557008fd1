#pragma once

#include <map>
#include <string>

#include "model/secret.h"
#include "model/strong_id.h"

namespace nightporter::model {

/// One store of one site: a login of its own.
struct Store {
  SiteCode site;
  StoreCode code;
  std::string name;                              // "UttamNagar", part of file names
  std::map<std::string, Secret> secrets;         // "username", "password", "totp", …
  std::map<std::string, std::string> variables;  // free words of the configuration, {{ store.<word> }} in a recipe

  /// "td/a668", as in logs.
  std::string label() const { return site.value() + "/" + code.value(); }
};

}  // namespace nightporter::model
