#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>
#include <cerrno>
#include <utility>
#include <vector>

#include "cdp/error.h"
#include "cdp/transport.h"
#include "cdp/transport/nul_splitter.h"

namespace nightporter::cdp {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

constexpr std::size_t kReadBytes = 256 * 1024;
constexpr int kPipeBytes = 1024 * 1024;

/// write() that fails with EPIPE without SIGPIPE, which would end the program: a pipe knows no MSG_NOSIGNAL, and what the
/// program does about signals is not for a library to change.
ssize_t write_without_signal(int fd, const char* data, std::size_t size) {
  sigset_t pipe_signal;
  sigset_t before;
  sigset_t pending;
  sigemptyset(&pipe_signal);
  sigaddset(&pipe_signal, SIGPIPE);
  sigpending(&pending);
  const bool was_pending = sigismember(&pending, SIGPIPE) == 1;
  pthread_sigmask(SIG_BLOCK, &pipe_signal, &before);
  const ssize_t written = ::write(fd, data, size);
  const int error = errno;
  if (written < 0 && error == EPIPE && !was_pending) {
    // Takes the signal that the write has just raised for this thread.
    sigpending(&pending);
    int signal = 0;
    if (sigismember(&pending, SIGPIPE) == 1) sigwait(&pipe_signal, &signal);
  }
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  errno = error;
  return written;
}

class PipeTransport final : public Transport {
 public:
  PipeTransport(const asio::any_io_executor& executor, int read_fd, int write_fd)
      : reader_(executor, read_fd), writer_(executor, write_fd), chunk_(kReadBytes) {
    reader_.non_blocking(true);
    writer_.non_blocking(true);
    // The kernel's 64 KiB cost sixteen times the wake-ups; refused for a socket and past a user's limit, which does no harm.
#ifdef F_SETPIPE_SZ
    ::fcntl(read_fd, F_SETPIPE_SZ, kPipeBytes);
    ::fcntl(write_fd, F_SETPIPE_SZ, kPipeBytes);
#endif
  }

  asio::any_io_executor executor() override { return reader_.get_executor(); }

  awaitable<std::string> receive() override {
    while (!splitter_.feed(unread_)) {
      error_code error;
      const std::size_t size = co_await reader_.async_read_some(asio::buffer(chunk_), asio::redirect_error(asio::use_awaitable, error));
      if (error == asio::error::eof) throw TransportClosed("the browser closed the pipe");
      if (error) throw TransportClosed(error.message());
      unread_ = std::string_view(chunk_.data(), size);
    }
    std::string message = splitter_.take();
    message.reserve(message.size() + kReceivePaddingBytes);
    co_return message;
  }

  awaitable<void> send(std::string message) override {
    message.push_back('\0');
    std::string_view rest = message;
    while (!rest.empty()) {
      if (!writer_.is_open()) throw TransportClosed("the pipe is closed");
      const ssize_t written = write_without_signal(writer_.native_handle(), rest.data(), rest.size());
      if (written >= 0) {
        rest.remove_prefix(static_cast<std::size_t>(written));
      } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
        error_code error;
        co_await writer_.async_wait(asio::posix::descriptor_base::wait_write, asio::redirect_error(asio::use_awaitable, error));
        if (error) throw TransportClosed(error.message());
      } else if (errno == EPIPE) {
        throw TransportClosed("the browser closed the pipe");
      } else if (errno != EINTR) {
        throw TransportClosed(error_code(errno, boost::system::system_category()).message());
      }
    }
  }

  awaitable<void> finish() override {
    error_code ignored;
    ::shutdown(writer_.native_handle(), SHUT_WR);  // of a socket pair; a pipe refuses it, and is told by the close
    writer_.close(ignored);
    co_return;
  }

  void abort() noexcept override {
    error_code ignored;
    reader_.close(ignored);
    writer_.close(ignored);
  }

 private:
  asio::posix::stream_descriptor reader_;
  asio::posix::stream_descriptor writer_;
  std::vector<char> chunk_;
  std::string_view unread_;  // of chunk_
  NulSplitter splitter_;
};

}  // namespace

std::unique_ptr<Transport> make_pipe_transport(boost::asio::any_io_executor executor, int read_fd, int write_fd) {
  // epoll knows a descriptor once only.
  if (write_fd == read_fd) write_fd = ::fcntl(read_fd, F_DUPFD_CLOEXEC, 0);
  if (write_fd < 0) throw boost::system::system_error(errno, boost::system::system_category(), "fcntl(F_DUPFD_CLOEXEC)");
  return std::make_unique<PipeTransport>(executor, read_fd, write_fd);
}

}  // namespace nightporter::cdp
