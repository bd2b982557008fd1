#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "engine/process/launch_options.h"

namespace nightporter::engine {

/// kSmall: /dev/shm has less than Chrome wants, as in containers.
enum class SharedMemory { kAmple, kSmall };

/// What decides on Chrome's arguments. A plain value.
struct ChromeFlagInputs {
  WindowMode window_mode = WindowMode::kHeadlessShell;
  TransportKind transport = TransportKind::kWebSocket;
  SandboxMode sandbox = SandboxMode::kOn;
  SharedMemory shared_memory = SharedMemory::kAmple;
  std::filesystem::path profile;
  std::vector<std::string> extra_flags;
};

/// The arguments that Chrome is started with, without the program itself. Pure. `--disable-features` and `--enable-features` of the
/// extra flags are merged with ours, since Chrome listens to the last one only.
std::vector<std::string> chrome_flags(const ChromeFlagInputs& inputs);

/// The content of a fresh profile's Default/Preferences: several downloads without asking, PDFs downloaded rather than shown, no
/// offers to save passwords. JSON.
std::string_view chrome_preferences();

/// The variables of `environment` ("NAME=value") that Chrome needs; all others stay away from it, since they may hold secrets. The locale
/// of names is UTF-8 in any case.
std::vector<std::string> chrome_environment(const std::vector<std::string>& environment);

}  // namespace nightporter::engine
