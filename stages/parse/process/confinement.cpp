#include "stages/parse/process/confinement.h"

#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#ifdef __linux__
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include <cstddef>
#include <vector>
#endif

namespace nightporter::stages {

namespace {

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define NIGHTPORTER_HUGE_ADDRESS_SPACE 1
#endif
#endif

#ifndef NIGHTPORTER_HUGE_ADDRESS_SPACE
/// What the program itself maps (libraries, stacks) besides what it reads.
constexpr rlim_t kOfTheProgram = 512u << 20;
#endif
/// After the signal that says that the processor time is over, in seconds.
constexpr rlim_t kLastSeconds = 5;

void limit(int what, rlim_t value, rlim_t most) {
  const rlimit bound{value, most};
  if (::setrlimit(static_cast<__rlimit_resource>(what), &bound) != 0) throw std::system_error(errno, std::generic_category(), "setrlimit");
}

#ifdef __linux__

#if defined(__x86_64__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_AARCH64;
#else
constexpr std::uint32_t kArchitecture = 0;
#endif

/// Refuses, with EPERM, what opens a connection or starts a program, and what reaches other processes or leaves the process group.
void refuse_system_calls() {
  if (kArchitecture == 0) return;
  static constexpr std::uint32_t kRefused[] = {
      __NR_socket,           __NR_connect,           __NR_bind,   __NR_execve,  __NR_execveat,   __NR_ptrace,
      __NR_process_vm_readv, __NR_process_vm_writev, __NR_kill,   __NR_tkill,   __NR_pidfd_open, __NR_pidfd_send_signal,
      __NR_rt_sigqueueinfo,  __NR_rt_tgsigqueueinfo, __NR_setsid, __NR_setpgid, __NR_prctl};
  std::vector<sock_filter> program = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, arch)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, kArchitecture, 1, 0),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
  };
  for (const std::uint32_t number : kRefused) {
    program.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 1));
    program.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM));
  }
  // A signal to itself is how a program aborts.
  program.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_tgkill, 0, 3));
  program.push_back(BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, args)));
  program.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, static_cast<std::uint32_t>(::getpid()), 1, 0));
  program.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM));
  program.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
  const sock_fprog filter{static_cast<unsigned short>(program.size()), program.data()};
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) throw std::system_error(errno, std::generic_category(), "no_new_privs");
  // A kernel without seccomp, or a container that forbids it, leaves the other limits.
  if (::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) != 0 && errno != EINVAL && errno != EACCES && errno != EPERM)
    throw std::system_error(errno, std::generic_category(), "seccomp");
}

#endif

}  // namespace

void confine_this_process(const ReadLimits& limits) {
  limit(RLIMIT_CORE, 0, 0);
  const auto seconds = static_cast<rlim_t>(limits.processor_time.count());
  limit(RLIMIT_CPU, seconds, seconds + kLastSeconds);
#ifndef NIGHTPORTER_HUGE_ADDRESS_SPACE
  const rlim_t memory = limits.memory_bytes + kOfTheProgram;
  limit(RLIMIT_AS, memory, memory);
  limit(RLIMIT_FSIZE, 0, 0);
#endif
#ifdef __linux__
  refuse_system_calls();
#endif
}

}  // namespace nightporter::stages
