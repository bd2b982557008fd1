#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace nightporter::test {

/// How a script ended and what it printed, both streams mixed.
struct NodeResult {
  int exit_code = -1;
  std::string output;
};

/// Runs Node.js with `arguments` (a script and its arguments, or -e and its text) in `folder`, by default one whose node_modules are those
/// of tests/npm, and waits for its end. `environment` is added to a bare one. Throws std::runtime_error when they are not installed
/// (`./dev npm` does).
NodeResult run_node(const std::vector<std::string>& arguments, const std::vector<std::pair<std::string, std::string>>& environment = {},
                    const std::filesystem::path& folder = {});

/// A file of an npm package: npm_file("playwright-core/cli.js").
std::filesystem::path npm_file(const std::filesystem::path& name);

}  // namespace nightporter::test
