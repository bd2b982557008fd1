#include "tests/support/npm_program.h"

#include <chrono>
#include <stdexcept>

#include "tests/support/child_program.h"

namespace nightporter::test {

namespace {

const std::filesystem::path kFolder = NIGHTPORTER_NPM_FOLDER;

}  // namespace

std::filesystem::path npm_file(const std::filesystem::path& name) {
  return kFolder / "node_modules" / name;
}

NodeResult run_node(const std::vector<std::string>& arguments, const std::vector<std::pair<std::string, std::string>>& environment,
                    const std::filesystem::path& folder) {
  if (!std::filesystem::exists(kFolder / "node"))
    throw std::runtime_error("there is no " + (kFolder / "node").string() + "; run: ./dev npm");
  ProgramCall call{.arguments = {kFolder / "node"},
                   .environment = {{"PATH", "/usr/bin:/bin"}, {"HOME", "/nonexistent"}},
                   .folder = folder.empty() ? kFolder : folder};
  call.arguments.insert(call.arguments.end(), arguments.begin(), arguments.end());
  for (const auto& [name, value] : environment) call.environment[name] = value;
  ChildProgram program(call);
  const auto end = program.wait(std::chrono::minutes(1));
  if (!end) throw std::runtime_error("Node.js did not end within a minute; so far it printed: " + program.output());
  return {.exit_code = end->exit_code, .output = program.output()};
}

}  // namespace nightporter::test
