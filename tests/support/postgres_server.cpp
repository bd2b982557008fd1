#include "tests/support/postgres_server.h"

#include <pwd.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <stdexcept>
#include <thread>

namespace nightporter::test {

using namespace std::chrono_literals;

namespace {

const std::string kPrograms = "/usr/lib/postgresql/15/bin/";
constexpr auto kPatience = 30s;

std::string new_folder() {
  std::string folder = (std::filesystem::temp_directory_path() / "nightporter-postgres-XXXXXX").string();
  if (::mkdtemp(folder.data()) == nullptr) throw std::runtime_error("no temporary folder for PostgreSQL");
  if (::getuid() != 0) return folder;
  const passwd* user = ::getpwnam("postgres");
  if (user == nullptr) throw std::runtime_error("there is no user postgres; ./dev packages test installs PostgreSQL with its user");
  if (::chown(folder.c_str(), user->pw_uid, user->pw_gid) != 0) throw std::runtime_error("cannot give " + folder + " to postgres");
  return folder;
}

}  // namespace

PostgresServer::PostgresServer() : folder_(new_folder()) {
  call({kPrograms + "initdb", "--no-sync", "--auth=trust", "--username=nightporter", "--encoding=UTF8", "--locale=C.UTF-8", "-D",
        folder_ + "/data"});
  start();
}

PostgresServer::~PostgresServer() {
  if (server_) stop();
  std::filesystem::remove_all(folder_);
}

std::vector<std::string> PostgresServer::as_server_user(std::vector<std::string> command) const {
  std::vector<std::string> whole{"/usr/bin/setpriv", "--pdeathsig", "INT"};
  if (::getuid() == 0) whole.insert(whole.end(), {"--reuid=postgres", "--regid=postgres", "--clear-groups"});
  whole.insert(whole.end(), command.begin(), command.end());
  return whole;
}

std::string PostgresServer::call(const std::vector<std::string>& command) const {
  ChildProgram program({.arguments = as_server_user(command), .environment = {{"PATH", "/usr/bin:/bin"}}, .folder = folder_});
  const auto end = program.wait(kPatience);
  if (!end || end->exit_code != 0) throw std::runtime_error(command.front() + " failed: " + program.output());
  return program.output();
}

std::string PostgresServer::query(const std::string& schema, const std::string& sql) const {
  std::string rows = call({"/usr/bin/psql", "-d", address(schema), "-q", "-A", "-t", "-c", sql});
  if (rows.ends_with('\n')) rows.pop_back();
  return rows;
}

void PostgresServer::start() {
  server_ = std::make_unique<ChildProgram>(
      ProgramCall{.arguments = as_server_user({kPrograms + "postgres", "-D", folder_ + "/data", "-k", folder_, "-c",
                                               "listen_addresses=", "-c", "fsync=off", "-c", "log_min_messages=log"}),
                  .environment = {{"PATH", "/usr/bin:/bin"}},
                  .folder = folder_});
  const auto give_up = std::chrono::steady_clock::now() + kPatience;
  while (server_->output().find("database system is ready to accept connections") == std::string::npos) {
    if (server_->wait(0ms) || std::chrono::steady_clock::now() > give_up)
      throw std::runtime_error("PostgreSQL does not start: " + server_->output());
    // The line announces itself to nobody.
    std::this_thread::sleep_for(10ms);
  }
}

void PostgresServer::stop() {
  server_->signal(SIGINT);
  server_->wait(kPatience);
  server_.reset();
}

std::string PostgresServer::address(const std::string& schema) const {
  return "host=" + folder_ + " user=nightporter dbname=postgres options=-csearch_path=" + schema;
}

void PostgresServer::make_schema(const std::string& schema) {
  call({"/usr/bin/psql", "-h", folder_, "-U", "nightporter", "-d", "postgres", "-q", "-c", "CREATE SCHEMA " + schema});
}

}  // namespace nightporter::test
