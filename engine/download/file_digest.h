#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace nightporter::engine {

/// Digests in lower-case hexadecimal, and how many bytes they were made of.
struct FileDigest {
  std::string md5;
  std::string sha256;
  std::int64_t size_bytes = 0;

  friend bool operator==(const FileDigest&, const FileDigest&) = default;
};

/// Reads the file once, in pieces. Throws engine::Error. It blocks: call it through on_worker.
FileDigest digest_file(const std::filesystem::path& file);

}  // namespace nightporter::engine
