#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>

#include "storage/error.h"
#include "storage/sealing.h"

namespace nightporter::storage {

namespace {

[[noreturn]] void throw_unreadable(const std::string& doing, const std::filesystem::path& file, int reason) {
  throw SealError(SealError::Kind::kUnreadable, "cannot " + doing + " the key file " + file.string() + ": " + std::strerror(reason),
                  "let the user who runs the program own it, or name another with NIGHTPORTER_KEY_FILE");
}

/// A descriptor that closes itself.
struct Descriptor {
  int number;
  ~Descriptor() {
    if (number >= 0) ::close(number);
  }
};

/// nullopt when there is no such file.
std::optional<SealingKey> read_key(const std::filesystem::path& file) {
  const Descriptor descriptor{::open(file.c_str(), O_RDONLY | O_CLOEXEC)};
  if (descriptor.number < 0) {
    if (errno == ENOENT) return std::nullopt;
    throw_unreadable("read", file, errno);
  }
  struct stat status{};
  if (::fstat(descriptor.number, &status) != 0) throw_unreadable("read", file, errno);
  if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0)
    throw SealError(SealError::Kind::kBadKey, "the key file " + file.string() + " may be read by others than its owner",
                    "chmod 600 " + file.string());
  std::string text(200, '\0');
  const ssize_t length = ::read(descriptor.number, text.data(), text.size());
  if (length < 0) throw_unreadable("read", file, errno);
  text.resize(static_cast<std::size_t>(length));
  return SealingKey::parse(model::Secret(std::move(text)), "the key file " + file.string());
}

void write_all(int descriptor, const std::string& text, const std::filesystem::path& file) {
  if (::write(descriptor, text.data(), text.size()) != static_cast<ssize_t>(text.size()) || ::fsync(descriptor) != 0)
    throw_unreadable("write", file, errno);
}

}  // namespace

SealingKey SealingKey::load_or_create(const std::filesystem::path& file) {
  if (auto key = read_key(file)) return *std::move(key);
  std::error_code error;
  if (file.has_parent_path()) std::filesystem::create_directories(file.parent_path(), error);
  const SealingKey fresh = generate();
  std::filesystem::path temporary = file;
  temporary += "." + std::to_string(::getpid()) + ".part";
  {
    const Descriptor descriptor{::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, S_IRUSR | S_IWUSR)};
    if (descriptor.number < 0) throw_unreadable("make", file, errno);
    const model::Secret digits = fresh.to_hexadecimal();
    write_all(descriptor.number, digits.reveal(), temporary);
    write_all(descriptor.number, "\n", temporary);
  }
  // link, unlike rename, does not replace: of two programs that start together one makes the key, and both use that one.
  const bool made = ::link(temporary.c_str(), file.c_str()) == 0;
  const int reason = errno;
  ::unlink(temporary.c_str());
  if (made) return fresh;
  if (reason == EEXIST)
    if (auto key = read_key(file)) return *std::move(key);
  throw_unreadable("make", file, reason);
}

std::optional<SealingKey> SealingKey::load(const std::filesystem::path& file) {
  return read_key(file);
}

}  // namespace nightporter::storage
