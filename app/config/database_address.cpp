#include "app/config/database_address.h"

#include <array>
#include <string_view>
#include <utility>

#include "app/error.h"

namespace nightporter::app {

namespace {

constexpr std::array<std::string_view, 2> kSchemes{"postgresql://", "postgres://"};

/// https://www.postgresql.org/docs/15/libpq-envars.html, by the key that each one stands for.
constexpr std::array<std::pair<const char*, const char*>, 8> kVariables{{{"PGHOST", "host"},
                                                                         {"PGPORT", "port"},
                                                                         {"PGDATABASE", "dbname"},
                                                                         {"PGUSER", "user"},
                                                                         {"PGPASSWORD", "password"},
                                                                         {"PGSSLMODE", "sslmode"},
                                                                         {"PGSSLROOTCERT", "sslrootcert"},
                                                                         {"PGOPTIONS", "options"}}};

std::string quoted(const std::string& value) {
  std::string text = "'";
  for (const char c : value) {
    if (c == '\'' || c == '\\') text += '\\';
    text += c;
  }
  return text + "'";
}

std::optional<model::Secret> of_variables(const Environment& environment) {
  if (!environment.find("PGHOST") && !environment.find("PGDATABASE")) return std::nullopt;
  std::string address;
  for (const auto& [variable, key] : kVariables)
    if (const auto value = environment.find_secret(variable))
      address += (address.empty() ? "" : " ") + std::string(key) + "=" + quoted(value->reveal());
  return model::Secret(std::move(address));
}

}  // namespace

bool is_database_reference(const std::string& text) {
  if (text.starts_with("env:")) return text.size() > 4;
  if (text.starts_with("file:")) return text.size() > 5;
  for (const std::string_view scheme : kSchemes) {
    if (!text.starts_with(scheme)) continue;
    const std::string_view rest = std::string_view(text).substr(scheme.size());
    const std::size_t at = rest.substr(0, rest.find('/')).rfind('@');
    const bool in_user = at != std::string_view::npos && rest.substr(0, at).find(':') != std::string_view::npos;
    return !in_user && rest.find("password=") == std::string_view::npos;
  }
  return false;
}

std::optional<model::Secret> database_address(const std::string& reference, const std::string& place, const Environment& environment) {
  if (reference.starts_with("file:")) return read_secret_file(reference.substr(5), place + ": database.url");
  if (reference.starts_with("env:")) {
    const std::string variable = reference.substr(4);
    if (auto address = environment.find_secret(variable)) return address;
    throw ConfigurationError(place + ": database.url comes from the environment variable " + variable + ", which is not set",
                             "Set " + variable + ", or " + variable + "_FILE to a file that holds the address; a .env file counts too.");
  }
  if (!reference.empty()) return model::Secret(reference);
  for (const char* variable : {"NIGHTPORTER_DATABASE_URL", "DATABASE_URL"})
    if (auto address = environment.find_secret(variable)) return address;
  return of_variables(environment);
}

}  // namespace nightporter::app
