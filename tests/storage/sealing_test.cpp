#include "storage/sealing.h"

#include <sys/stat.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>

#include "storage/error.h"
#include "tests/support/temporary_folder.h"

namespace nightporter::storage::test {

using nightporter::test::TemporaryFolder;

namespace {

std::optional<SealError::Kind> failure_of(const std::vector<std::uint8_t>& sealed, const SealingKey& key, std::string_view context) {
  try {
    unseal(sealed, key, context);
    return std::nullopt;
  } catch (const SealError& error) {
    CHECK_FALSE(error.hint().empty());
    return error.kind();
  }
}

template <class Action>
std::optional<SealError::Kind> kind_thrown(Action action) {
  try {
    action();
    return std::nullopt;
  } catch (const SealError& error) {
    CHECK_FALSE(error.hint().empty());
    return error.kind();
  }
}

/// Sets an environment variable for one test.
class Variable {
 public:
  Variable(const char* name, const std::string& value) : name_(name) { ::setenv(name, value.c_str(), 1); }
  ~Variable() { ::unsetenv(name_); }

 private:
  const char* name_;
};

}  // namespace

TEST_CASE("what is sealed opens again, whatever its size") {
  const SealingKey key = SealingKey::generate();
  for (const std::size_t size : {0UL, 1UL, 100UL, 65'535UL, 65'536UL, 65'537UL, 300'000UL}) {
    std::string plain(size, '\0');
    for (std::size_t i = 0; i < size; ++i) plain[i] = static_cast<char>(i * 31 + i / 7);
    const auto sealed = seal(plain, key, "td/a668");
    CHECK(unseal(sealed, key, "td/a668").reveal() == plain);
  }
}

TEST_CASE("sealing hides the text and never gives the same bytes twice") {
  const SealingKey key = SealingKey::generate();
  const std::string plain = R"({"cookies":[{"name":"session","value":"made-up-token"}]})";
  const auto sealed = seal(plain, key, "td/a668");
  const std::string bytes(sealed.begin(), sealed.end());
  CHECK(bytes.find("made-up-token") == std::string::npos);
  CHECK(seal(plain, key, "td/a668") != sealed);
}

TEST_CASE("a wrong key is told from damage") {
  const auto sealed = seal("secret", SealingKey::generate(), "td/a668");
  CHECK(failure_of(sealed, SealingKey::generate(), "td/a668") == SealError::Kind::kWrongKey);
}

TEST_CASE("any flipped bit is noticed") {
  const SealingKey key = SealingKey::generate();
  const auto sealed = seal("a state", key, "td/a668");
  for (std::size_t bit = 0; bit < sealed.size() * 8; ++bit) {
    auto flipped = sealed;
    flipped[bit / 8] = static_cast<std::uint8_t>(flipped[bit / 8] ^ (1U << (bit % 8)));
    INFO("bit " << bit);
    REQUIRE(failure_of(flipped, key, "td/a668").has_value());
  }
}

TEST_CASE("a truncated, extended or reordered session is damaged") {
  const SealingKey key = SealingKey::generate();
  const auto sealed = seal(std::string(150'000, 'x'), key, "td/a668");  // three chunks
  constexpr std::size_t kPrologue = 8 + 8 + 24;
  constexpr std::size_t kChunk = 65'536 + 17;
  for (const std::size_t length :
       {std::size_t{0}, std::size_t{5}, kPrologue, kPrologue + kChunk, kPrologue + 2 * kChunk, sealed.size() - 1}) {
    INFO("cut to " << length);
    CHECK(failure_of({sealed.begin(), sealed.begin() + static_cast<std::ptrdiff_t>(length)}, key, "td/a668") == SealError::Kind::kDamaged);
  }
  auto extended = sealed;
  extended.push_back(0);
  CHECK(failure_of(extended, key, "td/a668") == SealError::Kind::kDamaged);
  auto after_a_full_chunk = seal(std::string(65'536, 'x'), key, "td/a668");
  after_a_full_chunk.push_back(0);
  CHECK(failure_of(after_a_full_chunk, key, "td/a668") == SealError::Kind::kDamaged);
  auto doubled = sealed;
  doubled.insert(doubled.end(), sealed.begin() + kPrologue, sealed.end());
  CHECK(failure_of(doubled, key, "td/a668") == SealError::Kind::kDamaged);
  auto swapped = sealed;
  std::swap_ranges(swapped.begin() + kPrologue, swapped.begin() + kPrologue + kChunk, swapped.begin() + kPrologue + kChunk);
  CHECK(failure_of(swapped, key, "td/a668") == SealError::Kind::kDamaged);
}

TEST_CASE("one store's session cannot be passed off as another's") {
  const SealingKey key = SealingKey::generate();
  CHECK(failure_of(seal("state", key, "td/a668"), key, "td/a817") == SealError::Kind::kDamaged);
}

TEST_CASE("a key file is made once, private, and read again") {
  TemporaryFolder folder;
  const auto file = folder / "keys/nightporter.key";
  const SealingKey made = SealingKey::load_or_create(file);
  struct stat status{};
  REQUIRE(::stat(file.c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0600);
  CHECK(nightporter::test::read_file(file) == made.to_hexadecimal().reveal() + "\n");
  CHECK(SealingKey::load_or_create(file).fingerprint() == made.fingerprint());
  CHECK(unseal(seal("state", made, ""), SealingKey::load_or_create(file), "").reveal() == "state");
  CHECK(std::distance(std::filesystem::directory_iterator(folder / "keys"), {}) == 1);
}

TEST_CASE("a key file that others may read, or that holds no key, is refused and not replaced") {
  TemporaryFolder folder;
  const auto open_to_all = folder.write("open.key", SealingKey::generate().to_hexadecimal().reveal());
  ::chmod(open_to_all.c_str(), 0644);
  CHECK(kind_thrown([&] { SealingKey::load_or_create(open_to_all); }) == SealError::Kind::kBadKey);
  const auto file = folder.write("nightporter.key", "not a key");
  ::chmod(file.c_str(), 0600);
  CHECK(kind_thrown([&] { SealingKey::load_or_create(file); }) == SealError::Kind::kBadKey);
  CHECK(nightporter::test::read_file(file) == "not a key");
}

}  // namespace nightporter::storage::test
