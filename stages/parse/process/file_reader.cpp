#include "stages/parse/process/file_reader.h"

#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <new>
#include <system_error>

#include "stages/parse/parse_error.h"
#include "stages/parse/process/confinement.h"
#include "stages/parse/process/wire.h"

namespace nightporter::stages {

namespace {

constexpr std::size_t kEnoughToSend = 128u << 10;

void send_all(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(kParentSocket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) ::_exit(1);  // nobody listens any more
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

std::string receive(std::size_t length) {
  std::string bytes(length, '\0');
  for (std::size_t got = 0; got < length;) {
    const ssize_t count = ::recv(kParentSocket, bytes.data() + got, length - got, 0);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) ::_exit(1);
    got += static_cast<std::size_t>(count);
  }
  return bytes;
}

ReadRequest receive_request() {
  const std::string header = receive(kFrameHeader);
  std::size_t length = 0;
  for (unsigned i = 0; i < 4; ++i) length |= static_cast<std::size_t>(static_cast<unsigned char>(header[1 + i])) << (8 * i);
  return WireReader(receive(length)).request();
}

void read(const ReadRequest& request, const RawReader& reader) {
  confine_this_process(request.limits);
  WireWriter rows;
  const RawSummary summary = reader(request.file, request.choice, request.limits, [&rows](const RawRow& row) {
    rows.put(row);
    if (rows.size() >= kEnoughToSend) send_all(rows.frame(FrameKind::kRows));
  });
  send_all(rows.frame(FrameKind::kRows));
  WireWriter end;
  end.put(summary);
  send_all(end.frame(FrameKind::kSummary));
}

void send_error(const ParseError& error) {
  WireWriter writer;
  writer.put(error);
  send_all(writer.frame(FrameKind::kError));
}

}  // namespace

void read_for_parent(const RawReader& reader) {
  try {
    const ReadRequest request = receive_request();
    const std::string name = std::filesystem::path(request.file).filename().string();
    try {
      read(request, reader);
    } catch (const ParseError& error) {
      send_error(error);
    } catch (const std::bad_alloc&) {
      send_error(ParseError(ParseErrorKind::kTooLarge,
                            name + ": takes more than " + std::to_string(request.limits.memory_bytes >> 20) + " MB of memory to read"));
    } catch (const std::exception& error) {
      send_error(ParseError(ParseErrorKind::kCorrupt, name + ": " + error.what()));
    }
  } catch (const Error&) {
    ::_exit(2);  // a request that nobody here wrote
  }
  // Nothing is worth taking down in order: what a damaged file left behind might crash it.
  ::_exit(0);
}

}  // namespace nightporter::stages
