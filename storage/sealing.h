#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/secret.h"

namespace nightporter::storage {

/// The key that seals sessions: 32 random bytes, kept in a file beside the data folder (0600) or in the environment, never in the
/// database. Zeroed when it goes.
class SealingKey {
 public:
  static SealingKey generate();
  /// Reads 64 hexadecimal digits (white space around them allowed). Throws SealError{kBadKey}; `origin` says in the message where they came
  /// from.
  static SealingKey parse(const model::Secret& hexadecimal, const std::string& origin);
  /// Reads the key from `file`; makes it first (mode 0600, folder made, written atomically) when there is none.
  /// Throws SealError: kUnreadable, or kBadKey when it is not a key or others may read it.
  static SealingKey load_or_create(const std::filesystem::path& file);
  /// Reads the key from `file`; nullopt when there is none. Throws as load_or_create does.
  static std::optional<SealingKey> load(const std::filesystem::path& file);

  /// 16 hexadecimal digits that tell keys apart and give nothing away.
  const std::string& fingerprint() const { return fingerprint_; }
  model::Secret to_hexadecimal() const;
  /// 32 hexadecimal digits by which a text can be recognised again, but not found out without the key.
  std::string keyed_hash(std::string_view text) const;
  const std::uint8_t* bytes() const { return reinterpret_cast<const std::uint8_t*>(bytes_.reveal().data()); }

 private:
  explicit SealingKey(model::Secret bytes);
  model::Secret bytes_;
  std::string fingerprint_;
};

/// Encrypts and authenticates `plain` (libsodium secretstream). `context` is not stored and must be the same again when it is opened,
/// so that one store's session cannot be passed off as another's.
std::vector<std::uint8_t> seal(std::string_view plain, const SealingKey& key, std::string_view context);

/// Throws SealError: kWrongKey when it was sealed with another key, kDamaged when any bit differs from what seal() returned, bytes
/// lack or are left over, or the context is another.
model::Secret unseal(const std::vector<std::uint8_t>& sealed, const SealingKey& key, std::string_view context);

}  // namespace nightporter::storage
