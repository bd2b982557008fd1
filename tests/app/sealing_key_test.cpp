#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <filesystem>

#include "app/commands/open_vault.h"
#include "storage/error.h"
#include "tests/support/temporary_folder.h"

namespace nightporter::app {
namespace {

using storage::SealError;
using storage::SealingKey;

struct KeyFolder {
  test::TemporaryFolder folder;
  Configuration configuration;
  SealingKey key = SealingKey::generate();

  KeyFolder() { configuration.data = folder / "data"; }
  std::string named_file(const char* name) const {
    const auto file = folder.write(name, key.to_hexadecimal().reveal());
    ::chmod(file.c_str(), 0600);
    return file.string();
  }
  SealError::Kind refusal(const Environment& environment) const {
    try {
      find_sealing_key(configuration, environment);
    } catch (const SealError& error) {
      return error.kind();
    }
    FAIL("nothing was thrown");
    throw std::logic_error("not reached");
  }
};

TEST_CASE("the environment names the sealing key before the data folder's file") {
  const KeyFolder f;
  CHECK(find_sealing_key(f.configuration, Environment({{"NIGHTPORTER_KEY", " " + f.key.to_hexadecimal().reveal() + "\n"}})).fingerprint() ==
        f.key.fingerprint());
  CHECK(find_sealing_key(f.configuration, Environment({{"NIGHTPORTER_KEY_FILE", f.named_file("named.key")}})).fingerprint() ==
        f.key.fingerprint());
  CHECK(f.refusal(Environment({{"NIGHTPORTER_KEY", "abc"}})) == SealError::Kind::kBadKey);
  CHECK(f.refusal(Environment({{"NIGHTPORTER_KEY_FILE", (f.folder / "missing.key").string()}})) == SealError::Kind::kUnreadable);
  CHECK_FALSE(std::filesystem::exists(f.configuration.key_file()));
  CHECK(find_sealing_key(f.configuration, Environment()).fingerprint() != f.key.fingerprint());
  CHECK(std::filesystem::exists(f.configuration.key_file()));
}

TEST_CASE("a .env file names the sealing key as the environment does") {
  const KeyFolder f;
  Environment environment;
  environment.add_dot_env(f.folder.write(".env", "NIGHTPORTER_KEY_FILE=" + f.named_file("dot-env.key") + "\n"));
  CHECK(find_sealing_key(f.configuration, environment).fingerprint() == f.key.fingerprint());
}

}  // namespace
}  // namespace nightporter::app
