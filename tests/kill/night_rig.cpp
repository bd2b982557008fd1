#include "tests/kill/night_rig.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <set>
#include <sstream>
#include <stdexcept>

namespace nightporter::test {

namespace fs = std::filesystem;

namespace {

constexpr std::chrono::minutes kLongestRun{3};

std::string variable_of(const backoffice::ShopLogin& login, const std::string& secret) {
  std::string name = "DEMO_" + login.shop.code + "_" + secret;
  std::ranges::transform(name, name.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return name;
}

std::string configuration(const std::string& origin) {
  std::string text = fmt::format(
      "data: data\ndownloads: {{ folder: downloads, keep: for ever }}\nsites: {{ origins: {{ demo: {{ https://lantern.example: \"{}\" }} "
      "}} }}\n"
      "stores:\n",
      origin);
  for (const backoffice::ShopLogin& login : backoffice::demo_logins())
    text += fmt::format("  - {{ site: demo, code: {}, name: {}, secrets: {{ username: env:{}, password: env:{}, totp: env:{} }} }}\n",
                        login.shop.code, login.shop.name, variable_of(login, "username"), variable_of(login, "password"),
                        variable_of(login, "totp"));
  return text;
}

/// Columns that rightly differ between two runs that did the same.
bool is_comparable(const std::string& table, const std::string& column) {
  static const std::set<std::string> kTables{"run", "store_lease", "storage_state"};
  static const std::set<std::string> kColumns{"id",        "run_id",   "fact_id",   "load_id", "download_id", "superseded_by",
                                              "first_run", "last_run", "source_url"};
  return !kTables.contains(table) && !kColumns.contains(column) && !column.ends_with("_at");
}

void copy_tree(const fs::path& from, const fs::path& to) {
  fs::remove_all(to);
  fs::create_directories(to.parent_path());
  fs::copy(from, to, fs::copy_options::recursive);
}

}  // namespace

NightRig::NightRig() {
  // Chrome runs as another user when we are root, and must get at its own folder in there.
  fs::permissions(folder_.path(), fs::perms(0755));
  fs::create_directory(scratch());
  fs::permissions(scratch(), fs::perms(01777));
  folder_.write("nightporter.yaml", configuration(office_.origin()));
}

model::CalendarDate NightRig::today() {
  constexpr std::chrono::minutes kIndia{5 * 60 + 30};
  return model::CalendarDate(std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now() + kIndia));
}

std::size_t NightRig::exports_asked() const {
  const backoffice::HttpServer& server = office_.server();
  return server.count_requests("*", "/reports/{report}/export") + server.count_requests("GET", "/reports/customers.csv");
}

ProgramCall NightRig::call(std::vector<std::string> arguments) const {
  ProgramCall call;
  call.arguments = {NIGHTPORTER_PROGRAM};
  std::ranges::move(arguments, std::back_inserter(call.arguments));
  call.folder = folder_.path();
  for (const char* name : {"PATH", "HOME", "NIGHTPORTER_CHROME", "NIGHTPORTER_CHROME_SANDBOX", "ASAN_OPTIONS", "UBSAN_OPTIONS"})
    if (const char* value = std::getenv(name); value != nullptr) call.environment[name] = value;
  call.environment["TMPDIR"] = scratch().string();
  for (const backoffice::ShopLogin& login : backoffice::demo_logins()) {
    call.environment[variable_of(login, "username")] = login.user_name;
    call.environment[variable_of(login, "password")] = login.password;
    call.environment[variable_of(login, "totp")] = login.totp_secret;
  }
  return call;
}

ProgramCall NightRig::call_that_dies(std::vector<std::string> arguments, const std::string& kind, int nth) const {
  ProgramCall call = this->call(std::move(arguments));
  call.environment["LD_PRELOAD"] = NIGHTPORTER_DYING_CALLS;
  call.environment["NIGHTPORTER_DIE_AT"] = fmt::format("{}:{}", kind, nth);
  return call;
}

void NightRig::finish(const std::string& command, const ProgramCall& call) {
  ChildProgram program(call);
  const auto end = program.wait(kLongestRun);
  if (!end || end->exit_code != 0)
    throw std::runtime_error(fmt::format("nightporter {} {}:\n{}", command,
                                         end ? fmt::format("ended with {} (signal {})", end->exit_code, end->signal) : "did not end",
                                         program.output()));
}

RunShape NightRig::measure(const std::vector<std::string>& arguments) {
  RunShape shape;
  const auto began = std::chrono::steady_clock::now();
  ProgramCall counting = call(arguments);
  counting.environment["LD_PRELOAD"] = NIGHTPORTER_DYING_CALLS;
  counting.environment["NIGHTPORTER_CALL_COUNTS"] = (folder_ / "counts").string();
  finish(arguments.front(), counting);
  shape.duration = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - began);
  std::istringstream counts(read_file(folder_ / "counts"));
  for (std::pair<std::string, int> call; counts >> call.first >> call.second;) shape.calls.push_back(call);
  return shape;
}

void NightRig::keep(const std::string& name) const {
  copy_tree(folder_ / "data", folder_ / ("kept-" + name) / "data");
  copy_tree(folder_ / "downloads", folder_ / ("kept-" + name) / "downloads");
}

void NightRig::bring_back(const std::string& name) const {
  copy_tree(folder_ / ("kept-" + name) / "data", folder_ / "data");
  copy_tree(folder_ / ("kept-" + name) / "downloads", folder_ / "downloads");
}

DatabaseDump NightRig::results() const {
  DatabaseDump dump = dump_database(folder_ / "data/nightporter.sqlite", is_comparable);
  std::vector<std::string>& files = dump["(files)"];
  for (const auto& entry : fs::recursive_directory_iterator(folder_ / "downloads")) {
    if (entry.is_directory()) continue;
    const std::string content = read_file(entry.path());
    files.push_back(fmt::format("{} {} bytes {:016x}", fs::relative(entry.path(), folder_.path()).string(), content.size(),
                                std::hash<std::string>()(content)));
  }
  std::ranges::sort(files);
  return dump;
}

std::vector<std::string> NightRig::broken_promises(RunEnd end) const {
  std::vector<std::string> stores;
  for (const backoffice::ShopLogin& login : backoffice::demo_logins()) stores.push_back("demo/" + login.shop.code);
  return test::broken_promises(folder_ / "data", folder_ / "downloads", stores, end);
}

std::vector<std::string> NightRig::processes() const {
  std::vector<std::string> left = processes_with_environment(scratch().string());
  for (std::string& process : processes_working_in(folder_.path())) left.push_back(std::move(process));
  return left;
}

std::vector<std::string> NightRig::temporary_files() const {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(scratch())) names.push_back(entry.path().filename().string());
  return names;
}

}  // namespace nightporter::test
