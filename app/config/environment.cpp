#include "app/config/environment.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

#include "app/error.h"

namespace nightporter::app {

namespace {

std::string_view trim(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r";
  const auto first = text.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

bool is_name(std::string_view name) {
  if (name.empty() || (name.front() >= '0' && name.front() <= '9')) return false;
  return name.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_") == std::string_view::npos;
}

/// The value of a line of a .env file: quoted as it stands ("…" knows \n \t \" \\), unquoted up to " #".
std::string read_value(std::string_view text, const std::string& place) {
  if (!text.empty() && (text.front() == '"' || text.front() == '\'')) {
    const char quote = text.front();
    std::string value;
    for (std::size_t i = 1; i < text.size(); ++i) {
      if (text[i] == quote) {
        const std::string_view rest = trim(text.substr(i + 1));
        if (!rest.empty() && rest.front() != '#') throw ConfigurationError(place + ": something follows the closing quote");
        return value;
      }
      if (quote == '"' && text[i] == '\\' && i + 1 < text.size()) {
        ++i;
        value += text[i] == 'n' ? '\n' : text[i] == 't' ? '\t' : text[i];
      } else {
        value += text[i];
      }
    }
    throw ConfigurationError(place + ": the closing quote is missing");
  }
  if (const auto comment = text.find(" #"); comment != std::string_view::npos) text = text.substr(0, comment);
  return std::string(trim(text));
}

}  // namespace

Environment Environment::of_process() {
  std::map<std::string, std::string> variables;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text(*entry);
    const auto equals = text.find('=');
    if (equals != std::string_view::npos) variables.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  return Environment(std::move(variables));
}

void Environment::add_dot_env(const std::filesystem::path& file) {
  std::ifstream input(file);
  if (!input) {
    if (!std::filesystem::exists(file)) return;
    throw ConfigurationError(file.string() + ": cannot be read: " + std::strerror(errno));
  }
  std::string line;
  for (int number = 1; std::getline(input, line); ++number) {
    const std::string place = file.string() + ":" + std::to_string(number);
    std::string_view text = trim(line);
    if (text.empty() || text.front() == '#') continue;
    if (text.starts_with("export ")) text = trim(text.substr(7));
    const auto equals = text.find('=');
    const std::string_view name = equals == std::string_view::npos ? text : trim(text.substr(0, equals));
    if (equals == std::string_view::npos || !is_name(name))
      throw ConfigurationError(place + ": this is not NAME=value", "Write one variable a line; comments begin with #.");
    variables_.try_emplace(std::string(name), read_value(trim(text.substr(equals + 1)), place));
  }
}

std::optional<std::string> Environment::find(std::string_view name) const {
  const auto found = variables_.find(std::string(name));
  if (found == variables_.end()) return std::nullopt;
  return found->second;
}

std::optional<model::Secret> Environment::find_secret(std::string_view name) const {
  const std::string file_variable = std::string(name) + "_FILE";
  const auto value = find(name);
  const auto file = find(file_variable);
  if (value && file) throw ConfigurationError("both " + std::string(name) + " and " + file_variable + " are set", "Unset one of them.");
  if (value) return model::Secret(*value);
  if (file) return read_secret_file(*file, file_variable);
  return std::nullopt;
}

model::Secret read_secret_file(const std::filesystem::path& file, std::string_view asked_by) {
  std::ifstream input(file, std::ios::binary);
  if (!input)
    throw ConfigurationError(std::string(asked_by) + ": the file " + file.string() + " cannot be read: " + std::strerror(errno),
                             "Create it with the secret as its only line, readable by this user alone (chmod 600).");
  std::string text{std::istreambuf_iterator<char>(input), std::istreambuf_iterator<char>()};
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  if (text.empty()) throw ConfigurationError(std::string(asked_by) + ": the file " + file.string() + " is empty");
  return model::Secret(std::move(text));
}

}  // namespace nightporter::app
