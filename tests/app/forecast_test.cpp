#include "app/terminal/forecast.h"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <ctime>

namespace nightporter::app {
namespace {

TEST_CASE("S45 the end of a session is forecast as a day of the week when it is near, as a date when it is not") {
  ::setenv("TZ", "UTC", 1);
  ::tzset();
  const auto now = storage::time_from_iso("2025-11-10T09:00:00.000Z");  // a Monday
  CHECK(login_needed_text(storage::time_from_iso("2025-11-13T14:00:00.000Z"), now) == "before Thursday 14:00");
  CHECK(login_needed_text(storage::time_from_iso("2025-11-17T14:00:00.000Z"), now) == "before 2025-11-17 14:00");
  CHECK(login_needed_text(storage::time_from_iso("2025-11-09T14:00:00.000Z"), now) == "now (ended 2025-11-09 14:00)");
  ::unsetenv("TZ");
  ::tzset();
}

}  // namespace
}  // namespace nightporter::app
