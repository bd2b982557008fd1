#include "stages/parse/content_kind.h"

#include <array>
#include <string_view>

#include "stages/parse/input_file.h"

namespace nightporter::stages {

namespace {

using namespace std::string_view_literals;

bool holds_encrypted_package(InputFile& file) {
  // Directory entries are 128 bytes long and begin with their UTF-16 name; every sector is a multiple of that.
  static constexpr std::string_view kName = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0\0\0"sv;
  std::array<char, 64u << 10> buffer;
  while (const std::size_t count = file.read(buffer))
    for (std::size_t at = 0; at + kName.size() <= count; at += 128)
      if (std::string_view(buffer.data() + at, kName.size()) == kName) return true;
  return false;
}

}  // namespace

ContentKind sniff_file(const std::filesystem::path& path) {
  InputFile file(path);
  const ContentKind kind = engine::sniff_content(file.beginning(engine::kSniffedBytes));
  return kind == ContentKind::kCompoundFile && holds_encrypted_package(file) ? ContentKind::kEncryptedOffice : kind;
}

}  // namespace nightporter::stages
