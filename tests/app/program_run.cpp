#include "tests/app/program_run.h"

#include <sqlite3.h>

#include <algorithm>
#include <cctype>
#include <chrono>
#include <cstdlib>
#include <sstream>
#include <stdexcept>
#include <string_view>

#include "engine/process/chrome_finder.h"

namespace nightporter::test {

namespace fs = std::filesystem;

namespace {

std::string variable(const std::string& site, const std::string& store, const std::string& secret) {
  std::string name = "NIGHTPORTER_" + site + "_" + store + "_" + secret;
  for (char& c : name) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return name;
}

std::string entry(const std::string& site, const backoffice::ShopLogin& login, const std::string& more) {
  return "{ site: " + site + ", code: " + login.shop.code + ", name: \"" + login.shop.name + "\"" + more + " }";
}

}  // namespace

ProgramFolder::ProgramFolder() {
  fs::create_symlink(NIGHTPORTER_PROGRAM, folder_ / "nightporter");
  fs::create_symlink(NIGHTPORTER_PROGRAM, folder_ / "crm_download");
  environment_["PATH"] = std::getenv("PATH");
  environment_["NIGHTPORTER_CATALOG"] = NIGHTPORTER_SOURCE_DIR "/sites/catalog";
  // By this mark its processes are found, and those of no other test.
  environment_["NIGHTPORTER_TEST_MARK"] = folder_.path().string();
  const char* const browser = std::getenv("NIGHTPORTER_TEST_BROWSER");
  if (browser != nullptr && std::string_view(browser) == "chrome")
    environment_["NIGHTPORTER_CHROME"] = engine::find_chrome(engine::WindowMode::kHeadless).value().string();
}

void ProgramFolder::send_origin(const std::string& site, const std::string& real, const std::string& simulated) {
  origins_[site][real] = simulated;
}

void ProgramFolder::add_store(const std::string& site, const backoffice::ShopLogin& login, const std::string& more) {
  environment_[variable(site, login.shop.code, "username")] = login.user_name;
  environment_[variable(site, login.shop.code, "password")] = login.password;
  if (!login.totp_secret.empty()) environment_[variable(site, login.shop.code, "totp")] = login.totp_secret;
  stores_.push_back(entry(site, login, more));
}

void ProgramFolder::add_store_without_secrets(const std::string& site, const backoffice::ShopLogin& login, const std::string& more) {
  stores_.push_back(entry(site, login, more));
}

void ProgramFolder::add_recipe(const std::string& name, const std::string& text) {
  fs::create_directory(folder_ / "sites");
  folder_.write("sites/" + name + ".yaml", text);
  has_recipes_ = true;
}

void ProgramFolder::write_configuration() const {
  std::string text = lines_ + "downloads: { folder: downloads, keep: 7 days }\nsites:\n";
  if (has_recipes_) text += "  folders: [sites]\n";
  text += "  origins:\n";
  for (const auto& [site, origins] : origins_) {
    text += "    " + site + ":\n";
    for (const auto& [real, simulated] : origins) text += "      \"" + real + "\": \"" + simulated + "\"\n";
  }
  text += "stores:\n";
  for (const std::string& store : stores_) text += "  - " + store + "\n";
  folder_.write("nightporter.yaml", text);
}

ProgramCall ProgramFolder::call(const std::string& command_line) {
  write_configuration();
  std::istringstream words(command_line);
  ProgramCall call{.arguments = {}, .environment = environment_, .folder = folder_.path()};
  for (std::string word; words >> word;) call.arguments.push_back(word);
  call.arguments.front() = (folder_ / call.arguments.front()).string();
  return call;
}

std::unique_ptr<ChildProgram> ProgramFolder::start_at_terminal(const std::string& command) {
  ProgramCall at_terminal = call("nightporter");
  at_terminal.arguments = {"/bin/sh", "-c", command};
  at_terminal.environment["PATH"] = folder_.path().string() + ":" + at_terminal.environment["PATH"];
  at_terminal.on_terminal = true;
  return std::make_unique<ChildProgram>(at_terminal);
}

std::unique_ptr<ChildProgram> ProgramFolder::start(const std::string& command_line) {
  return std::make_unique<ChildProgram>(call(command_line));
}

ProgramResult ProgramFolder::run(const std::string& command_line, const std::string& input) {
  ProgramCall with_input = call(command_line);
  with_input.input = input;
  ChildProgram program(with_input);
  const auto end = program.wait(std::chrono::seconds(90));
  if (!end) throw std::runtime_error("still running: " + command_line + "\n" + program.output());
  return {.exit_code = end->exit_code, .output = program.output()};
}

std::vector<std::string> ProgramFolder::query(const std::string& sql) const {
  sqlite3* database = nullptr;
  std::vector<std::string> values;
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_open_v2((folder_ / "data/nightporter.sqlite").c_str(), &database, SQLITE_OPEN_READWRITE, nullptr) == SQLITE_OK &&
      sqlite3_prepare_v2(database, sql.c_str(), -1, &statement, nullptr) == SQLITE_OK)
    while (sqlite3_step(statement) == SQLITE_ROW) {
      const auto* text = sqlite3_column_text(statement, 0);
      values.emplace_back(text == nullptr ? "" : reinterpret_cast<const char*>(text));
    }
  const std::string error =
      sqlite3_errcode(database) == SQLITE_DONE || sqlite3_errcode(database) == SQLITE_OK ? "" : sqlite3_errmsg(database);
  sqlite3_finalize(statement);
  sqlite3_close(database);
  if (!error.empty()) throw std::runtime_error(sql + ": " + error);
  return values;
}

std::string ProgramFolder::query_one(const std::string& sql) const {
  const auto values = query(sql);
  return values.empty() ? "" : values.front();
}

std::vector<std::string> ProgramFolder::files(std::string_view folder) const {
  std::vector<std::string> names;
  if (!fs::exists(folder_ / folder)) return names;
  for (const auto& item : fs::recursive_directory_iterator(folder_ / folder))
    if (item.is_regular_file()) names.push_back(item.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

std::vector<std::string> ProgramFolder::files_with(const std::string& text) const {
  std::vector<std::string> found;
  for (const auto& item : fs::recursive_directory_iterator(folder_.path()))
    if (item.is_regular_file() && !item.is_symlink() && read_file(item.path()).find(text) != std::string::npos)
      found.push_back(item.path().string());
  return found;
}

std::vector<std::string> ProgramFolder::processes_left() const {
  std::vector<std::string> left = processes_with_environment("NIGHTPORTER_TEST_MARK=" + folder_.path().string());
  for (std::string& process : processes_working_in(folder_.path())) left.push_back(std::move(process));
  return left;
}

}  // namespace nightporter::test
