#include "engine/download/file_digest.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <array>
#include <fstream>
#include <memory>
#include <vector>

#include "engine/error.h"

namespace nightporter::engine {
namespace {

// OpenSSL's own clean-up at exit would run before the worker threads have ended, and what they hold would never be freed.
[[maybe_unused]] const int kWithoutCleanUpAtExit = OPENSSL_init_crypto(OPENSSL_INIT_NO_ATEXIT, nullptr);

class Digest {
 public:
  explicit Digest(const EVP_MD* algorithm) : context_(EVP_MD_CTX_new()) {
    if (!context_ || EVP_DigestInit_ex(context_.get(), algorithm, nullptr) != 1) throw Error("OpenSSL offers no digest that is needed");
  }

  void add(const char* data, std::size_t size) {
    if (EVP_DigestUpdate(context_.get(), data, size) != 1) throw Error("OpenSSL could not go on with a digest");
  }

  std::string hexadecimal() {
    std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
    unsigned int length = 0;
    if (EVP_DigestFinal_ex(context_.get(), bytes.data(), &length) != 1) throw Error("OpenSSL could not finish a digest");
    constexpr char kDigits[] = "0123456789abcdef";
    std::string text;
    for (unsigned int i = 0; i < length; ++i) {
      text += kDigits[bytes[i] >> 4];
      text += kDigits[bytes[i] & 15];
    }
    return text;
  }

 private:
  struct Free {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  };
  std::unique_ptr<EVP_MD_CTX, Free> context_;
};

}  // namespace

FileDigest digest_file(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) throw Error("cannot read " + file.string());
  Digest md5(EVP_md5());
  Digest sha256(EVP_sha256());
  FileDigest digest;
  std::vector<char> piece(128 * 1024);
  while (in) {
    in.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    const auto size = static_cast<std::size_t>(in.gcount());
    md5.add(piece.data(), size);
    sha256.add(piece.data(), size);
    digest.size_bytes += static_cast<std::int64_t>(size);
  }
  if (in.bad()) throw Error("reading " + file.string() + " failed half-way");
  digest.md5 = md5.hexadecimal();
  digest.sha256 = sha256.hexadecimal();
  return digest;
}

}  // namespace nightporter::engine
