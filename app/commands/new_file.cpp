#include "app/commands/new_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "app/error.h"

namespace nightporter::app {

void write_new_file(const std::filesystem::path& path, std::string_view text) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
  if (file < 0) {
    const int error = errno;
    if (error == EEXIST) throw UsageError(path.string() + " is there already", "Give another name, or edit that file.");
    throw ConfigurationError(path.string() + " cannot be written: " + std::generic_category().message(error));
  }
  const bool written = ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  const int error = errno;
  ::close(file);
  if (!written) throw ConfigurationError(path.string() + " cannot be written: " + std::generic_category().message(error));
}

}  // namespace nightporter::app
