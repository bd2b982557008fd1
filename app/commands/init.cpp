#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "app/commands/commands.h"
#include "app/error.h"
#include "starter.yaml.h"

namespace nightporter::app {

ExitCode execute(const InitOptions& options, const CommandContext& context) {
  // O_EXCL: what a person has written is never overwritten.
  const int file = ::open(options.file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
  if (file < 0) {
    const int error = errno;
    if (error == EEXIST) throw UsageError(options.file.string() + " is there already", "Give another name, or edit that file.");
    throw ConfigurationError(options.file.string() + " cannot be written: " + std::generic_category().message(error));
  }
  const std::string_view text = embedded::kStarterYaml;
  const bool written = ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  const int error = errno;
  ::close(file);
  if (!written) throw ConfigurationError(options.file.string() + " cannot be written: " + std::generic_category().message(error));
  context.out << options.file.string() << " written. Add your stores to it, then:\n"
              << "  nightporter config check\n  nightporter bootstrap --crm SITE --store STORE\n  nightporter run\n";
  return ExitCode::kGood;
}

}  // namespace nightporter::app
