#include "app/commands/new_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "app/error.h"

namespace nightporter::app {

namespace {

[[noreturn]] void refuse(const std::filesystem::path& path, int error) {
  throw ConfigurationError(path.string() + " cannot be written: " + std::generic_category().message(error));
}

/// Creates `path`, which must not be there, with the text in it.
void create(const std::filesystem::path& path, std::string_view text) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
  if (file < 0) {
    const int error = errno;
    if (error == EEXIST) throw UsageError(path.string() + " is there already", "Give another name, or edit that file.");
    refuse(path, error);
  }
  const bool written = ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  const int error = errno;
  ::close(file);
  if (!written) refuse(path, error);
}

}  // namespace

void write_new_file(const std::filesystem::path& path, std::string_view text) {
  create(path, text);
}

void replace_file(const std::filesystem::path& path, std::string_view text) {
  const std::filesystem::path part = path.string() + ".part";
  std::error_code error;
  std::filesystem::remove(part, error);
  create(part, text);
  std::filesystem::rename(part, path, error);
  if (error) refuse(path, error.value());
}

}  // namespace nightporter::app
