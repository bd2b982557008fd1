#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

#include "stages/parse/read_limits.h"
#include "stages/parse/xml/xml_parser.h"

struct zip;  // libzip's

namespace nightporter::stages {

/// A zip file of parts, as Open Packaging names them: without regard to case, `/` or `\`. Counts every byte that comes out of it and
/// stops at the limits, whatever sizes the file declares. Not for several threads.
class ZipArchive {
 public:
  ZipArchive(const std::filesystem::path& file, const ReadLimits& limits);
  ~ZipArchive();

  bool has(std::string_view part) const;

  /// Inflates a part into the parser, up to its end or until the parser is stopped. A damaged part, also one whose checksum turns out wrong
  /// at the end, throws ParseError{kCorrupt}.
  void parse(std::string_view part, XmlListener& listener);

 private:
  struct Closer {
    void operator()(::zip* archive) const;
  };
  class Part;

  std::unique_ptr<::zip, Closer> archive_;
  const ReadLimits limits_;
  std::uint64_t file_bytes_;
  std::uint64_t inflated_bytes_ = 0;
  struct Entry {
    std::uint64_t index;
    bool ambiguous;
  };
  std::unordered_map<std::string, Entry> entries_;
};

}  // namespace nightporter::stages
