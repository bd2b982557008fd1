// Loaded into the program with LD_PRELOAD: counts the calls that change files and, where NIGHTPORTER_DIE_AT says so ("rename:3"), kills the
// program just before one. What lies on the disk changes with these calls only, so that every state in which a kill can leave it comes
// up, the shortest too. NIGHTPORTER_CALL_COUNTS names a file that takes the counts at the end.

#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace {

enum Kind { kWrite, kSync, kRename, kRemove, kKinds };
constexpr std::array<const char*, kKinds> kNames{"write", "sync", "rename", "remove"};

struct Plan {
  Plan() {
    // What the program starts is none of ours.
    ::unsetenv("LD_PRELOAD");
    if (const char* counts = std::getenv("NIGHTPORTER_CALL_COUNTS")) std::snprintf(counts_file, sizeof counts_file, "%s", counts);
    const char* at = std::getenv("NIGHTPORTER_DIE_AT");
    const char* colon = at != nullptr ? std::strchr(at, ':') : nullptr;
    if (colon == nullptr) return;
    for (int each = 0; each < kKinds; ++each)
      if (std::strncmp(at, kNames[static_cast<std::size_t>(each)], static_cast<std::size_t>(colon - at)) == 0) kind = each;
    nth = std::atoi(colon + 1);
  }

  ~Plan() {
    if (counts_file[0] == '\0') return;
    std::FILE* file = std::fopen(counts_file, "w");
    if (file == nullptr) return;
    for (std::size_t each = 0; each < kKinds; ++each) std::fprintf(file, "%s %d\n", kNames[each], counts[each].load());
    std::fclose(file);
  }

  char counts_file[4096] = "";
  int kind = -1;
  int nth = 0;
  std::array<std::atomic<int>, kKinds> counts{};
};

Plan plan;

void about_to(Kind kind) {
  const int count = ++plan.counts[kind];
  if (plan.kind == kind && plan.nth == count) {
    ::kill(::getpid(), SIGKILL);
    for (;;) ::pause();
  }
}

template <class Function>
Function* next(const char* name) {
  return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

bool is_file(int descriptor) {
  struct stat status{};
  return ::fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode);
}

}  // namespace

#define NIGHTPORTER_DYING(kind, result, name, parameters, arguments) \
  extern "C" result name parameters {                                \
    static auto* const real = next<result parameters>(#name);        \
    about_to(kind);                                                  \
    return real arguments;                                           \
  }

extern "C" ssize_t write(int file, const void* bytes, size_t count) {
  static auto* const real = next<ssize_t(int, const void*, size_t)>("write");
  if (is_file(file)) about_to(kWrite);
  return real(file, bytes, count);
}

NIGHTPORTER_DYING(kWrite, ssize_t, pwrite, (int file, const void* bytes, size_t count, off_t at), (file, bytes, count, at))
NIGHTPORTER_DYING(kWrite, ssize_t, pwrite64, (int file, const void* bytes, size_t count, off64_t at), (file, bytes, count, at))
NIGHTPORTER_DYING(kWrite, int, ftruncate, (int file, off_t size), (file, size))
NIGHTPORTER_DYING(kWrite, int, ftruncate64, (int file, off64_t size), (file, size))
NIGHTPORTER_DYING(kSync, int, fsync, (int file), (file))
NIGHTPORTER_DYING(kSync, int, fdatasync, (int file), (file))
NIGHTPORTER_DYING(kRename, int, rename, (const char* from, const char* to), (from, to))
NIGHTPORTER_DYING(kRename, int, link, (const char* from, const char* to), (from, to))
NIGHTPORTER_DYING(kRemove, int, unlink, (const char* name), (name))
NIGHTPORTER_DYING(kRemove, int, unlinkat, (int folder, const char* name, int flags), (folder, name, flags))
NIGHTPORTER_DYING(kRemove, int, rmdir, (const char* name), (name))
NIGHTPORTER_DYING(kRemove, int, remove, (const char* name), (name))
