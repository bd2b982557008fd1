#include "app/date_words.h"

#include <catch2/catch.hpp>

namespace nightporter::app {
namespace {

const model::CalendarDate kToday = *model::CalendarDate::parse_iso("2024-03-01");

TEST_CASE("words for days are counted from the store's today") {
  CHECK(DateWord::parse("today")->resolve(kToday).to_iso() == "2024-03-01");
  CHECK(DateWord::parse("yesterday")->resolve(kToday).to_iso() == "2024-02-29");
  CHECK(DateWord::parse("-7d")->resolve(kToday).to_iso() == "2024-02-23");
  CHECK(DateWord::parse("2025-11-12")->resolve(kToday).to_iso() == "2025-11-12");
}

TEST_CASE("what is no word for a day is refused") {
  for (const char* text : {"", "tomorrow", "-d", "7d", "--7d", "-7", "-99999d", "-1.5d", "2025-11-31", "Today"}) {
    CAPTURE(text);
    CHECK_FALSE(DateWord::parse(text));
  }
}

}  // namespace
}  // namespace nightporter::app
