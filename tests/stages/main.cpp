#define CATCH_CONFIG_RUNNER
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "stages/parse/process/reader_nursery.h"

using namespace nightporter;

namespace {

/// What a hostile file could make of a reader, by the file's name; any other file is read.
stages::RawSummary read_hostile(const std::filesystem::path& file, const stages::TableChoice& choice, const stages::ReadLimits& limits,
                                const stages::RawRowSink& sink) {
  const std::string name = file.stem();
  if (name == "crash") ::raise(SIGABRT);
  if (name == "hang")
    for (;;) ::pause();
  if (name == "spin")
    for (volatile unsigned count = 0;;) count = count + 1;
  if (name == "swell")
    for (std::vector<std::vector<char>> all;;) all.emplace_back(1u << 20, 'x');
  if (name == "nonsense") {
    ::send(stages::kParentSocket, "R\1\0\0\0\377", 6, 0);
    for (;;) ::pause();
  }
  if (name == "network") {
    const bool refused = ::socket(AF_INET, SOCK_STREAM, 0) < 0 && errno == EPERM;
    const bool no_program = ::execl("/bin/true", "true", nullptr) < 0 && errno == EPERM;
    sink({.cells = {{.value = refused}, {.column = 2, .value = no_program}}});
    return {};
  }
  if (name == "signals") {
    const bool none_sent = ::kill(::getppid(), 0) < 0 && errno == EPERM;
    const bool stays = ::setpgid(0, ::getppid()) < 0 && errno == EPERM && ::setsid() < 0 && errno == EPERM;
    sink({.cells = {{.value = none_sent}, {.column = 2, .value = stays}}});
    return {};
  }
  if (name == "environment") {
    std::ifstream bytes("/proc/self/environ", std::ios::binary);
    const std::string environment(std::istreambuf_iterator<char>(bytes), {});
    const bool wiped = !environment.empty() && environment.find_first_not_of('\0') == std::string::npos;
    sink({.cells = {{.value = wiped}, {.column = 2, .value = std::getenv("PATH") == nullptr}}});
    return {};
  }
  return stages::read_raw(file, choice, limits, sink);
}

}  // namespace

int main(int argc, char** argv) {
  const stages::ReaderNursery nursery(read_hostile);
  return Catch::Session().run(argc, argv);
}
