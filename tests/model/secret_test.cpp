#include "model/secret.h"

#include <catch2/catch.hpp>
#include <ostream>

namespace nightporter::model {
namespace {

TEST_CASE("a secret that was moved away leaves nothing behind") {
  Secret first("a short one");
  const char* place = first.reveal().data();
  const Secret second(std::move(first));
  CHECK(second.reveal() == "a short one");
  CHECK(first.empty());
  CHECK(place[0] == 0);
  CHECK(place[10] == 0);
}

template <class T>
concept Printable = requires(std::ostream& out, const T& value) { out << value; };

TEST_CASE("a secret cannot be printed") {
  CHECK_FALSE(Printable<Secret>);
}

}  // namespace
}  // namespace nightporter::model
