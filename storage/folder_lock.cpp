#include "storage/folder_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <thread>

#include "storage/error.h"

namespace nightporter::storage {

FolderLock::FolderLock(const std::filesystem::path& file, std::chrono::milliseconds patience) {
  descriptor_ = ::open(file.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (descriptor_ < 0)
    throw DatabaseError("cannot open " + file.string() + ": " + std::strerror(errno),
                        "let the user who runs the program own the data folder and write to it");
  const auto give_up = std::chrono::steady_clock::now() + patience;
  while (::flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
    const int reason = errno;
    if (reason != EWOULDBLOCK && reason != EINTR) {
      ::close(descriptor_);
      throw DatabaseError("cannot lock " + file.string() + ": " + std::strerror(reason), "put the data folder on a local disk");
    }
    if (std::chrono::steady_clock::now() >= give_up) {
      ::close(descriptor_);
      throw DatabaseBusy("another program is opening the database: " + file.string() + " stays locked",
                         "wait for it, or find it with: fuser -v " + file.string());
    }
    // A lock that is given back announces itself to nobody who must not wait for ever.
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
}

FolderLock::~FolderLock() {
  ::close(descriptor_);
}

}  // namespace nightporter::storage
