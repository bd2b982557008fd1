#include "tests/backoffice/google/service_account_key.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <memory>
#include <stdexcept>

namespace nightporter::backoffice {

namespace {

template <auto kFree>
struct Free {
  template <class T>
  void operator()(T* thing) const {
    kFree(thing);
  }
};
using Bio = std::unique_ptr<BIO, Free<BIO_free>>;
using Key = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, Free<EVP_MD_CTX_free>>;

std::string text_in(const Bio& bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

}  // namespace

KeyPair KeyPair::make() {
  const Key key(EVP_RSA_gen(2048));
  const Bio secret(BIO_new(BIO_s_mem()));
  const Bio open(BIO_new(BIO_s_mem()));
  if (!key || PEM_write_bio_PKCS8PrivateKey(secret.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1 ||
      PEM_write_bio_PUBKEY(open.get(), key.get()) != 1)
    throw std::runtime_error("OpenSSL makes no RSA key");
  return {.private_pem = text_in(secret), .public_pem = text_in(open)};
}

std::string key_file_json(const std::string& client_email, const std::string& private_pem, const std::string& token_uri) {
  return boost::json::serialize(boost::json::object{{"type", "service_account"},
                                                    {"project_id", "made-up-project"},
                                                    {"private_key_id", "0123456789abcdef"},
                                                    {"private_key", private_pem},
                                                    {"client_email", client_email},
                                                    {"client_id", "100000000000000000001"},
                                                    {"token_uri", token_uri}});
}

bool is_signature_of(const std::string& public_pem, const std::string& text, const std::string& signature) {
  const Bio bio(BIO_new_mem_buf(public_pem.data(), static_cast<int>(public_pem.size())));
  const Key key(PEM_read_bio_PUBKEY(bio.get(), nullptr, nullptr, nullptr));
  const DigestContext context(EVP_MD_CTX_new());
  return key && EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key.get()) == 1 &&
         EVP_DigestVerify(context.get(), reinterpret_cast<const unsigned char*>(signature.data()), signature.size(),
                          reinterpret_cast<const unsigned char*>(text.data()), text.size()) == 1;
}

}  // namespace nightporter::backoffice
