#include "tests/support/unpacked_zip.h"

#include <zip.h>

#include <memory>
#include <stdexcept>

namespace nightporter::test {

std::map<std::string, std::string> unpacked_zip(const std::filesystem::path& file) {
  const std::unique_ptr<::zip, decltype(&::zip_discard)> archive(::zip_open(file.c_str(), ZIP_RDONLY | ZIP_CHECKCONS, nullptr),
                                                                 &::zip_discard);
  if (!archive) throw std::runtime_error(file.string() + " is no zip file");
  std::map<std::string, std::string> parts;
  for (::zip_int64_t index = 0; index < ::zip_get_num_entries(archive.get(), 0); ++index) {
    ::zip_stat_t about;
    if (::zip_stat_index(archive.get(), static_cast<::zip_uint64_t>(index), 0, &about) != 0) throw std::runtime_error("zip_stat_index");
    std::string content(about.size, '\0');
    const std::unique_ptr<::zip_file_t, decltype(&::zip_fclose)> part(
        ::zip_fopen_index(archive.get(), static_cast<::zip_uint64_t>(index), 0), &::zip_fclose);
    if (!part || ::zip_fread(part.get(), content.data(), content.size()) != static_cast<::zip_int64_t>(content.size()))
      throw std::runtime_error(std::string(about.name) + " cannot be read");
    parts[about.name] = std::move(content);
  }
  return parts;
}

}  // namespace nightporter::test
