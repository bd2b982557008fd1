#include "stages/parse/input_file.h"

#include <cerrno>
#include <cstring>
#include <system_error>

#include "stages/parse/parse_error.h"

namespace nightporter::stages {

InputFile::InputFile(const std::filesystem::path& path) : name_(path.string()), file_(std::fopen(path.c_str(), "rbe")) {
  if (!file_) throw ParseError(ParseErrorKind::kUnreadable, name_ + ": " + std::strerror(errno));
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) throw ParseError(ParseErrorKind::kUnreadable, name_ + ": not a file");
  size_ = std::filesystem::file_size(path, error);
  if (error) throw ParseError(ParseErrorKind::kUnreadable, name_ + ": " + error.message());
}

std::size_t InputFile::read(std::span<char> buffer) {
  const std::size_t count = std::fread(buffer.data(), 1, buffer.size(), file_.get());
  if (count < buffer.size() && std::ferror(file_.get()) != 0)
    throw ParseError(ParseErrorKind::kUnreadable, name_ + ": " + std::strerror(errno));
  return count;
}

void InputFile::seek(std::uint64_t offset) {
  if (::fseeko(file_.get(), static_cast<off_t>(offset), SEEK_SET) != 0)
    throw ParseError(ParseErrorKind::kUnreadable, name_ + ": " + std::strerror(errno));
}

std::string InputFile::beginning(std::size_t length) {
  seek(0);
  std::string bytes(length, '\0');
  bytes.resize(read(bytes));
  seek(0);
  return bytes;
}

}  // namespace nightporter::stages
