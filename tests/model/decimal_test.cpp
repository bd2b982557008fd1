#include "model/decimal.h"

#include <catch2/catch.hpp>
#include <stdexcept>

namespace nightporter::model {
namespace {

TEST_CASE("a decimal is kept exactly and written without trailing zeros") {
  CHECK(Decimal::parse("1234.50")->to_string() == "1234.5");
  CHECK(Decimal::parse("-0.05")->to_string() == "-0.05");
  CHECK(Decimal::parse("+7")->to_string() == "7");
  CHECK(Decimal::parse("100")->to_string() == "100");
  CHECK(Decimal::parse(".5")->to_string() == "0.5");
  CHECK(Decimal::parse("-0.00")->to_string() == "0");
  CHECK(Decimal::parse("1.000000000000000000000")->to_string() == "1");
  CHECK(Decimal::parse("999999999999999999")->to_string() == "999999999999999999");
}

TEST_CASE("what is not a plain decimal is refused") {
  for (const char* text : {"", "-", ".", "1,5", "1e5", "1.2.3", " 1", "1 ", "1000000000000000000", "0.1234567890123456789", "NaN"})
    CHECK_FALSE(Decimal::parse(text));
}

TEST_CASE("decimals of different scale are equal when their numbers are") {
  CHECK(*Decimal::parse("1.50") == *Decimal::parse("1.5"));
  CHECK(*Decimal::parse("1.49") < *Decimal::parse("1.5"));
  CHECK(*Decimal::parse("-2") < *Decimal::parse("0.001"));
}

TEST_CASE("sums of decimals are exact, where doubles are not") {
  CHECK((*Decimal::parse("0.1") + *Decimal::parse("0.2")).to_string() == "0.3");
  CHECK((*Decimal::parse("5") - *Decimal::parse("7.25")).to_string() == "-2.25");
  CHECK_THROWS_AS(*Decimal::parse("999999999999999999") + *Decimal::parse("1"), std::overflow_error);
}

}  // namespace
}  // namespace nightporter::model
