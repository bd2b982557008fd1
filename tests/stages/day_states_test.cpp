#include "stages/plan/day_states.h"

#include <catch2/catch.hpp>

namespace nightporter::stages {
namespace {

using model::CalendarDate;
using model::Period;
using storage::Download;
using storage::DownloadStatus;

CalendarDate day(const char* text) {
  return *CalendarDate::parse_iso(text);
}

/// A ledger that is written row by row, as runs do it.
class Book {
 public:
  /// A file of `from`..`to` that was collected at noon of the day `on`.
  Book& loaded(const char* from, const char* to, const char* on, storage::Upsert counts = {.staged = 3, .inserted = 3}, bool zero = false) {
    const bool unchanged = counts.inserted == 0 && counts.updated == 0;
    Download& row = add(from, to, unchanged ? DownloadStatus::kUnchanged : DownloadStatus::kLoaded);
    row.counts = counts;
    row.judgement.zero_sales_confirmed = zero;
    days_.coverage.push_back({.period = row.period, .collected_at = storage::TimePoint(day(on).days()) + std::chrono::hours(12)});
    return *this;
  }
  Book& refused(const char* from, const char* to) {
    add(from, to, DownloadStatus::kCheckFailed).failure = {"gate_failed", "totals: 31 is not 30"};
    return *this;
  }
  Book& failed(const char* from, const char* to) {
    add(from, to, DownloadStatus::kFailed).failure = {"transient", "the site did not answer"};
    return *this;
  }
  Book& waiting(const char* from, const char* to) {
    add(from, to, DownloadStatus::kCollected);
    return *this;
  }

  std::vector<DayOutcome> days(const char* from, const char* to) const { return day_states({day(from), day(to)}, days_); }
  DayOutcome on(const char* date) const { return days(date, date).front(); }

 private:
  Download& add(const char* from, const char* to, DownloadStatus status) {
    Download row;
    row.id = static_cast<std::int64_t>(days_.downloads.size()) + 1;
    row.period = {day(from), day(to)};
    row.status = status;
    // The ledger tells its newest first.
    return *days_.downloads.insert(days_.downloads.begin(), std::move(row));
  }

  LedgerDays days_{.business_day = [](storage::TimePoint moment) { return CalendarDate(std::chrono::floor<std::chrono::days>(moment)); }};
};

TEST_CASE("a day that nobody asked for is missing") {
  CHECK(Book().on("2025-11-12") == DayOutcome{.day = day("2025-11-12")});
}

TEST_CASE("a day is loaded when its file was collected after it was over, and begun before") {
  const Book book = Book().loaded("2025-11-11", "2025-11-12", "2025-11-12");
  CHECK(book.on("2025-11-11") == DayOutcome{.day = day("2025-11-11"), .state = DayState::kLoaded, .download = 1});
  CHECK(book.on("2025-11-12") == DayOutcome{.day = day("2025-11-12"), .state = DayState::kBegun, .download = 1});
}

TEST_CASE("a file that waits to be loaded is a day that has begun") {
  CHECK(Book().waiting("2025-11-12", "2025-11-12").on("2025-11-12").state == DayState::kBegun);
}

TEST_CASE("a day without sales is told from a day with rows") {
  CHECK(Book().loaded("2025-11-12", "2025-11-12", "2025-11-13", {}, true).on("2025-11-12").state == DayState::kZeroConfirmed);
}

TEST_CASE("a later file that changed rows makes a day a corrected one, one that changed nothing does not") {
  Book book;
  book.loaded("2025-11-12", "2025-11-12", "2025-11-13").loaded("2025-11-12", "2025-11-12", "2025-11-14", {.staged = 3, .unchanged = 3});
  CHECK(book.on("2025-11-12").state == DayState::kLoaded);
  book.loaded("2025-11-12", "2025-11-12", "2025-11-15", {.staged = 3, .updated = 1, .unchanged = 2});
  book.loaded("2025-11-12", "2025-11-12", "2025-11-16", {.staged = 3, .unchanged = 3});
  CHECK(book.on("2025-11-12") == DayOutcome{.day = day("2025-11-12"), .state = DayState::kCorrected, .download = 3});
  book.loaded("2025-11-13", "2025-11-13", "2025-11-14")
      .loaded("2025-11-13", "2025-11-13", "2025-11-15", {.staged = 2, .unchanged = 2, .withdrawn = 1});
  CHECK(book.on("2025-11-13").state == DayState::kCorrected);
}

TEST_CASE("the first file of a day corrects nothing, though it updates rows of other days") {
  const Book book = Book().loaded("2025-11-11", "2025-11-12", "2025-11-13", {.staged = 3, .inserted = 2, .updated = 1});
  CHECK(book.on("2025-11-12").state == DayState::kLoaded);
}

TEST_CASE("a refused file is suspicious, also over a day that is loaded, until a later one is loaded") {
  Book book;
  book.loaded("2025-11-12", "2025-11-12", "2025-11-13").refused("2025-11-12", "2025-11-13");
  CHECK(book.on("2025-11-12") ==
        DayOutcome{.day = day("2025-11-12"), .state = DayState::kSuspicious, .download = 2, .detail = "totals: 31 is not 30"});
  CHECK(book.on("2025-11-13").state == DayState::kSuspicious);
  book.loaded("2025-11-12", "2025-11-13", "2025-11-14");
  CHECK(book.on("2025-11-12").state == DayState::kLoaded);
  CHECK(book.on("2025-11-13").state == DayState::kLoaded);
}

TEST_CASE("an attempt that brought nothing is a failed day only where there is nothing older") {
  Book book;
  book.failed("2025-11-12", "2025-11-12");
  CHECK(book.on("2025-11-12") ==
        DayOutcome{.day = day("2025-11-12"), .state = DayState::kFailed, .download = 1, .detail = "the site did not answer"});
  book.loaded("2025-11-12", "2025-11-12", "2025-11-13").failed("2025-11-12", "2025-11-12");
  CHECK(book.on("2025-11-12").state == DayState::kLoaded);
}

TEST_CASE("a period is told day by day, oldest first") {
  const auto days = Book().loaded("2025-10-31", "2025-10-31", "2025-11-03").days("2025-10-30", "2025-11-01");
  REQUIRE(days.size() == 3);
  CHECK(days[0].day == day("2025-10-30"));
  CHECK(days[0].state == DayState::kMissing);
  CHECK(days[1].state == DayState::kLoaded);
  CHECK(days[2].state == DayState::kMissing);
}

}  // namespace
}  // namespace nightporter::stages
