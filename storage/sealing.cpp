#include "storage/sealing.h"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "storage/error.h"

namespace nightporter::storage {

namespace {

// What seal() returns: magic, fingerprint of the key, secretstream header, then chunks, each of kChunkBytes of text (the last one may be
// shorter and carries the final tag) and kTagBytes.
constexpr std::string_view kMagic = "NPSEAL01";
constexpr std::size_t kFingerprintBytes = 8;
constexpr std::size_t kHeaderBytes = crypto_secretstream_xchacha20poly1305_HEADERBYTES;
constexpr std::size_t kTagBytes = crypto_secretstream_xchacha20poly1305_ABYTES;
constexpr std::size_t kChunkBytes = 64 * 1024;
constexpr std::size_t kPrologueBytes = kMagic.size() + kFingerprintBytes + kHeaderBytes;

void start_sodium() {
  if (sodium_init() < 0)
    throw SealError(SealError::Kind::kUnreadable, "libsodium cannot be started: the system gives no random numbers",
                    "look at /dev/urandom and the container's seccomp profile");
}

std::array<std::uint8_t, kFingerprintBytes> fingerprint_of(const std::uint8_t* key) {
  // BLAKE2b refuses outputs under 16 bytes.
  std::array<std::uint8_t, crypto_generichash_BYTES_MIN> digest{};
  constexpr std::string_view kDomain = "nightporter key fingerprint";
  crypto_generichash(digest.data(), digest.size(), reinterpret_cast<const unsigned char*>(kDomain.data()), kDomain.size(), key,
                     crypto_secretstream_xchacha20poly1305_KEYBYTES);
  std::array<std::uint8_t, kFingerprintBytes> fingerprint{};
  std::copy_n(digest.begin(), kFingerprintBytes, fingerprint.begin());
  return fingerprint;
}

std::string hexadecimal(const std::uint8_t* bytes, std::size_t count) {
  std::string text(count * 2 + 1, '\0');
  sodium_bin2hex(text.data(), text.size(), bytes, count);
  text.pop_back();
  return text;
}

[[noreturn]] void throw_damaged(const std::string& what) {
  throw SealError(SealError::Kind::kDamaged, "the sealed session is damaged: " + what,
                  "an earlier version may be whole (nightporter sessions list); otherwise log in again (nightporter bootstrap)");
}

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

SealingKey::SealingKey(model::Secret bytes)
    : bytes_(std::move(bytes)), fingerprint_(hexadecimal(fingerprint_of(this->bytes()).data(), kFingerprintBytes)) {}

std::string SealingKey::keyed_hash(std::string_view text) const {
  constexpr std::string_view kDomain = "nightporter keyed hash";
  std::array<std::uint8_t, crypto_generichash_BYTES_MIN> digest{};
  crypto_generichash_state state;
  crypto_generichash_init(&state, bytes(), crypto_secretstream_xchacha20poly1305_KEYBYTES, digest.size());
  crypto_generichash_update(&state, bytes_of(kDomain), kDomain.size());
  crypto_generichash_update(&state, bytes_of(text), text.size());
  crypto_generichash_final(&state, digest.data(), digest.size());
  sodium_memzero(&state, sizeof state);
  return hexadecimal(digest.data(), digest.size());
}

SealingKey SealingKey::generate() {
  start_sodium();
  std::string bytes(crypto_secretstream_xchacha20poly1305_KEYBYTES, '\0');
  crypto_secretstream_xchacha20poly1305_keygen(reinterpret_cast<unsigned char*>(bytes.data()));
  return SealingKey(model::Secret(std::move(bytes)));
}

SealingKey SealingKey::parse(const model::Secret& hexadecimal_digits, const std::string& origin) {
  start_sodium();
  std::string bytes(crypto_secretstream_xchacha20poly1305_KEYBYTES, '\0');
  const std::string& text = hexadecimal_digits.reveal();
  const auto is_blank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
  const auto first = std::find_if_not(text.begin(), text.end(), is_blank);
  const auto last = std::find_if_not(text.rbegin(), text.rend(), is_blank).base();
  const auto digits = static_cast<std::size_t>(first < last ? last - first : 0);
  std::size_t length = 0;
  const bool parsed =
      digits == bytes.size() * 2 && sodium_hex2bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(),
                                                   text.data() + (first - text.begin()), digits, nullptr, &length, nullptr) == 0;
  if (!parsed || length != bytes.size())
    throw SealError(
        SealError::Kind::kBadKey, origin + " does not hold a key: 64 hexadecimal digits are wanted",
        "put the right key there. A new one (openssl rand -hex 32) opens nothing that was sealed before: every store logs in again");
  return SealingKey(model::Secret(std::move(bytes)));
}

model::Secret SealingKey::to_hexadecimal() const {
  return model::Secret(hexadecimal(bytes(), crypto_secretstream_xchacha20poly1305_KEYBYTES));
}

std::vector<std::uint8_t> seal(std::string_view plain, const SealingKey& key, std::string_view context) {
  start_sodium();
  crypto_secretstream_xchacha20poly1305_state state;
  std::vector<std::uint8_t> sealed(kPrologueBytes);
  std::copy(kMagic.begin(), kMagic.end(), sealed.begin());
  const auto fingerprint = fingerprint_of(key.bytes());
  std::copy(fingerprint.begin(), fingerprint.end(), sealed.begin() + kMagic.size());
  crypto_secretstream_xchacha20poly1305_init_push(&state, sealed.data() + kMagic.size() + kFingerprintBytes, key.bytes());
  do {
    const std::string_view chunk = plain.substr(0, kChunkBytes);
    plain.remove_prefix(chunk.size());
    const unsigned char tag = plain.empty() ? crypto_secretstream_xchacha20poly1305_TAG_FINAL : 0;
    const std::size_t at = sealed.size();
    sealed.resize(at + chunk.size() + kTagBytes);
    crypto_secretstream_xchacha20poly1305_push(&state, sealed.data() + at, nullptr, bytes_of(chunk), chunk.size(), bytes_of(context),
                                               context.size(), tag);
  } while (!plain.empty());
  sodium_memzero(&state, sizeof state);
  return sealed;
}

model::Secret unseal(const std::vector<std::uint8_t>& sealed, const SealingKey& key, std::string_view context) {
  start_sodium();
  if (sealed.size() < kPrologueBytes + kTagBytes || !std::equal(kMagic.begin(), kMagic.end(), sealed.begin()))
    throw_damaged("it is too short, or does not begin as one");
  const auto fingerprint = fingerprint_of(key.bytes());
  if (!std::equal(fingerprint.begin(), fingerprint.end(), sealed.begin() + kMagic.size()))
    throw SealError(SealError::Kind::kWrongKey,
                    "the session was sealed with the key " + hexadecimal(sealed.data() + kMagic.size(), kFingerprintBytes) +
                        ", the key at hand is " + key.fingerprint(),
                    "give the right key back (NIGHTPORTER_KEY, NIGHTPORTER_KEY_FILE or the key file); if it is lost, log in again "
                    "(nightporter bootstrap)");
  crypto_secretstream_xchacha20poly1305_state state;
  if (crypto_secretstream_xchacha20poly1305_init_pull(&state, sealed.data() + kMagic.size() + kFingerprintBytes, key.bytes()) != 0)
    throw_damaged("its header is not one");
  std::string plain;
  plain.reserve(sealed.size());  // so that growing leaves no copies behind
  std::string chunk(kChunkBytes, '\0');
  unsigned char tag = 0;
  bool whole = true;
  std::size_t at = kPrologueBytes;
  while (whole && at < sealed.size() && tag != crypto_secretstream_xchacha20poly1305_TAG_FINAL) {
    const std::size_t length = std::min(kChunkBytes + kTagBytes, sealed.size() - at);
    unsigned long long plain_length = 0;
    whole = length >= kTagBytes &&
            crypto_secretstream_xchacha20poly1305_pull(&state, reinterpret_cast<unsigned char*>(chunk.data()), &plain_length, &tag,
                                                       sealed.data() + at, length, bytes_of(context), context.size()) == 0;
    if (whole) plain.append(chunk, 0, plain_length);
    at += length;
  }
  sodium_memzero(&state, sizeof state);
  sodium_memzero(chunk.data(), chunk.size());
  model::Secret result(std::move(plain));
  if (!whole) throw_damaged("its bytes were changed, or it belongs to another store");
  if (tag != crypto_secretstream_xchacha20poly1305_TAG_FINAL) throw_damaged("its end is missing");
  if (at != sealed.size()) throw_damaged("something follows its end");
  return result;
}

}  // namespace nightporter::storage
