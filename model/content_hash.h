#pragma once

#include <string>

namespace nightporter::model {

/// Digests of a file's bytes, in lower-case hexadecimal. MD5 because the ledger's readers compare with it; SHA-256 is what we trust.
struct ContentHash {
  std::string md5;
  std::string sha256;

  friend bool operator==(const ContentHash&, const ContentHash&) = default;
};

}  // namespace nightporter::model
