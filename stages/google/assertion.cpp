#include "stages/google/assertion.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <memory>

#include "engine/browser/base64.h"
#include "stages/google/error.h"

namespace nightporter::stages {

namespace {

constexpr const char* kHint =
    "fetch a new key for the service account; \"private_key\" must be the RSA key in PEM form, line feeds and all";

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

Key read_key(const ServiceAccount& account) {
  const std::string& pem = account.private_key.reveal();
  const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  // Without a password function OpenSSL would ask at the terminal for an encrypted key's.
  const auto no_password = [](char*, int, int, void*) { return -1; };
  Key key(bio ? PEM_read_bio_PrivateKey(bio.get(), nullptr, no_password, nullptr) : nullptr);
  if (!key || EVP_PKEY_base_id(key.get()) != EVP_PKEY_RSA)
    throw BadServiceAccount("the private key of " + account.client_email + " is not an RSA key", kHint);
  return key;
}

std::string rsa_sha256(const ServiceAccount& account, const std::string& text) {
  const Key key = read_key(account);
  const DigestContext context(EVP_MD_CTX_new());
  std::size_t size = 0;
  std::string signature;
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
  bool good = context && EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key.get()) == 1 &&
              EVP_DigestSign(context.get(), nullptr, &size, bytes, text.size()) == 1;
  if (good) {
    signature.resize(size);
    good = EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size, bytes, text.size()) == 1;
    signature.resize(size);
  }
  if (!good) throw BadServiceAccount("the private key of " + account.client_email + " cannot sign", kHint);
  return signature;
}

}  // namespace

std::string base64url(std::string_view bytes) {
  std::string text = engine::encode_base64(bytes);
  std::replace(text.begin(), text.end(), '+', '-');
  std::replace(text.begin(), text.end(), '/', '_');
  text.erase(std::find(text.begin(), text.end(), '='), text.end());
  return text;
}

model::Secret signed_assertion(const ServiceAccount& account, const std::string& scope, std::chrono::sys_seconds now) {
  boost::json::object header{{"alg", "RS256"}, {"typ", "JWT"}};
  if (!account.private_key_id.empty()) header["kid"] = account.private_key_id;
  const std::int64_t issued_at = now.time_since_epoch().count();
  const boost::json::object claims{
      {"iss", account.client_email}, {"scope", scope}, {"aud", account.token_uri}, {"iat", issued_at}, {"exp", issued_at + 3600}};
  const std::string signed_part = base64url(boost::json::serialize(header)) + "." + base64url(boost::json::serialize(claims));
  return model::Secret(signed_part + "." + base64url(rsa_sha256(account, signed_part)));
}

}  // namespace nightporter::stages
