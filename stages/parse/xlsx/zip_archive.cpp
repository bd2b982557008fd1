#include "stages/parse/xlsx/zip_archive.h"

#include <zip.h>

#include <algorithm>
#include <cctype>

#include "stages/parse/input_file.h"
#include "stages/parse/parse_error.h"

namespace nightporter::stages {

namespace {

using namespace std::string_view_literals;

constexpr std::size_t kPiece = 64u << 10;
constexpr const char* kDownloadAgain = "The file is damaged or was cut off; download it again.";

/// How a part is looked up: "/XL\Workbook.xml" and "xl/workbook.xml" are one.
std::string folded(std::string_view name) {
  std::string key;
  for (const char c : name) key.push_back(c == '\\' ? '/' : static_cast<char>(std::tolower(static_cast<unsigned char>(c))));
  key.erase(0, key.find_first_not_of('/'));
  return key;
}

std::uint64_t little_endian(std::string_view bytes, std::size_t at, std::size_t width) {
  std::uint64_t number = 0;
  for (std::size_t i = width; i-- > 0;) number = number << 8 | static_cast<unsigned char>(bytes[at + i]);
  return number;
}

/// Number of entries that the archive announces, read before libzip makes room for them.
std::uint64_t announced_entries(InputFile& file) {
  const std::uint64_t tail_size = std::min<std::uint64_t>(file.size(), (64u << 10) + 22);
  std::string tail(tail_size, '\0');
  file.seek(file.size() - tail_size);
  tail.resize(file.read(tail));
  const std::size_t end = tail.rfind("PK\x05\x06"sv);
  if (end == tail.npos || end + 22 > tail.size()) return 0;
  const std::uint64_t announced = little_endian(tail, end + 10, 2);
  if (end < 20 || tail.compare(end - 20, 4, "PK\x06\x07"sv) != 0) return announced;
  file.seek(little_endian(tail, end - 20 + 8, 8));
  std::string wide(56, '\0');
  if (file.read(wide) < wide.size()) return announced;
  return std::max(announced, little_endian(wide, 32, 8));
}

[[noreturn]] void fail(const std::string& what, int zip_error, const std::string& text) {
  if (zip_error == ZIP_ER_NOPASSWD || zip_error == ZIP_ER_WRONGPASSWD)
    throw ParseError(ParseErrorKind::kEncrypted, what + ": the archive is protected by a password");
  if (zip_error == ZIP_ER_COMPNOTSUPP || zip_error == ZIP_ER_ENCRNOTSUPP)
    throw ParseError(ParseErrorKind::kUnsupported, what + ": " + text);
  throw ParseError(ParseErrorKind::kCorrupt, what + ": " + text, kDownloadAgain);
}

}  // namespace

void ZipArchive::Closer::operator()(::zip* archive) const {
  ::zip_discard(archive);
}

/// One entry while it is inflated.
class ZipArchive::Part {
 public:
  Part(::zip* archive, std::uint64_t index, std::string name) : name_(std::move(name)), file_(::zip_fopen_index(archive, index, 0)) {
    if (file_ == nullptr) fail(name_, ::zip_error_code_zip(::zip_get_error(archive)), ::zip_strerror(archive));
  }
  ~Part() {
    if (file_ != nullptr) ::zip_fclose(file_);
  }
  Part(const Part&) = delete;
  Part& operator=(const Part&) = delete;

  std::size_t read(std::span<char> buffer) {
    const zip_int64_t count = ::zip_fread(file_, buffer.data(), buffer.size());
    if (count < 0) fail(name_, ::zip_error_code_zip(::zip_file_get_error(file_)), ::zip_file_strerror(file_));
    return static_cast<std::size_t>(count);
  }

 private:
  std::string name_;
  zip_file_t* file_;
};

ZipArchive::ZipArchive(const std::filesystem::path& path, const ReadLimits& limits) : limits_(limits) {
  InputFile file(path);
  file_bytes_ = file.size();
  if (file_bytes_ > limits.file_bytes) throw ParseError(ParseErrorKind::kTooLarge, path.filename().string() + ": too large a file");
  if (announced_entries(file) > limits.zip_entries)
    throw ParseError(ParseErrorKind::kTooLarge, path.filename().string() + ": more than " + std::to_string(limits.zip_entries) + " parts");
  int code = 0;
  archive_.reset(::zip_open(path.c_str(), ZIP_RDONLY, &code));
  if (!archive_) {
    zip_error_t error;
    ::zip_error_init_with_code(&error, code);
    const std::string text = ::zip_error_strerror(&error);
    ::zip_error_fini(&error);
    fail(path.filename().string(), code, text);
  }
  const zip_int64_t count = ::zip_get_num_entries(archive_.get(), 0);
  for (zip_int64_t index = 0; index < count; ++index) {
    const char* name = ::zip_get_name(archive_.get(), static_cast<zip_uint64_t>(index), ZIP_FL_ENC_RAW);
    if (name == nullptr) continue;
    const auto [entry, added] = entries_.try_emplace(folded(name), Entry{static_cast<std::uint64_t>(index), false});
    if (!added) entry->second.ambiguous = true;
  }
}

ZipArchive::~ZipArchive() = default;

bool ZipArchive::has(std::string_view part) const {
  return entries_.contains(folded(part));
}

void ZipArchive::parse(std::string_view part, XmlListener& listener) {
  const std::string name(part);
  const auto entry = entries_.find(folded(part));
  if (entry == entries_.end()) throw ParseError(ParseErrorKind::kMissingPart, name + ": the workbook has no such part", kDownloadAgain);
  if (entry->second.ambiguous) throw ParseError(ParseErrorKind::kCorrupt, name + ": the archive holds this part twice");
  Part source(archive_.get(), entry->second.index, name);
  XmlParser parser(name, listener);
  while (!parser.stopped()) {
    const std::span<char> room = parser.buffer(kPiece);
    const std::size_t count = source.read(room);
    if (count == 0) break;
    inflated_bytes_ += count;
    if (inflated_bytes_ > limits_.inflated_bytes)
      throw ParseError(ParseErrorKind::kTooLarge, name + ": more than " + std::to_string(limits_.inflated_bytes >> 20) + " MiB of XML");
    if (inflated_bytes_ > limits_.inflation_ratio_from_bytes && inflated_bytes_ / limits_.inflation_ratio > file_bytes_)
      throw ParseError(ParseErrorKind::kTooLarge,
                       name + ": inflates to more than " + std::to_string(limits_.inflation_ratio) + " times the file's size");
    parser.parse(count);
  }
  parser.finish();
}

}  // namespace nightporter::stages
