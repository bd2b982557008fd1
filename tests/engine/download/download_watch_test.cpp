#include "engine/download/watch.h"

#include <catch2/catch.hpp>

namespace nightporter::engine {
namespace {

using namespace std::chrono_literals;
using Place = DownloadWatch::Place;

constexpr const char* kPage = "https://shop.example/reports?day=1";
constexpr const char* kExport = "https://shop.example/export";

DownloadLimits limits() {
  return {.begin_within = 10s, .idle = 5s, .total = 60s, .after_navigation = 2s};
}

struct Fixture {
  DownloadWatch::Time now{};
  std::optional<std::string> disk;
  DownloadWatch watch{limits(), [](std::string_view url) { return url.find("/login") != std::string_view::npos; },
                      [this](std::int64_t) { return disk; }, kPage};

  void answer(const std::string& url, int status, Place place = Place::kPage) {
    watch.document_requested("R" + url, url, place);
    watch.document_answered("R" + url, {.url = url, .status = status, .mime = "text/csv"}, place, now);
  }
  void begin() { REQUIRE(watch.begun("G1", kExport, "orders.csv", "T1", now)); }
  void wait(std::chrono::milliseconds time) {
    now += time;
    watch.time_passed(now);
  }
  DownloadResult result() const {
    REQUIRE(watch.outcome().has_value());
    return watch.outcome()->result;
  }
};

TEST_CASE_METHOD(Fixture, "a download that comes whole is completed") {
  watch.trigger_done(now);
  begin();
  watch.progressed(0, 1000, now);
  watch.progressed(400, 1000, now);
  CHECK_FALSE(watch.outcome().has_value());
  watch.completed("/q/G1", 1000);
  CHECK(result() == DownloadResult::kCompleted);
  CHECK(watch.outcome()->evidence.length_verified);
  CHECK(watch.outcome()->evidence.suggested_name == "orders.csv");
  CHECK(watch.outcome()->evidence.file == "/q/G1");
}

TEST_CASE_METHOD(Fixture, "a navigation that becomes a download is not an aborted document") {
  watch.trigger_done(now);
  answer(kExport, 200);
  watch.document_failed(std::string("R") + kExport, "net::ERR_ABORTED", Place::kPage, now);
  CHECK_FALSE(watch.outcome().has_value());
  begin();
  watch.completed("/q/G1", 5);
  CHECK(result() == DownloadResult::kCompleted);
  CHECK(watch.outcome()->evidence.status == 200);
  CHECK(watch.outcome()->evidence.mime == "text/csv");
}

TEST_CASE_METHOD(Fixture, "the length is verified only by what the server announced") {
  begin();
  SECTION("nothing announced") {
    watch.progressed(10, 0, now);
    watch.progressed(10, 10, now);  // Chrome's way to end such a download
    watch.completed("/q/G1", 10);
    CHECK_FALSE(watch.outcome()->evidence.length_verified);
  }
  SECTION("chunked") {
    watch.document_answered("R1", {.url = kExport, .status = 200, .self_delimited = true}, Place::kPage, now);
    watch.completed("/q/G1", 10);
    CHECK(watch.outcome()->evidence.length_verified);
  }
  SECTION("packed: the length is not that of the file") {
    watch.document_answered("R1", {.url = kExport, .status = 200, .content_length = 4, .content_encoded = true}, Place::kPage, now);
    watch.completed("/q/G1", 10);
    CHECK(watch.outcome()->evidence.length_verified);
  }
  SECTION("another length") {
    watch.document_answered("R1", {.url = kExport, .status = 200, .content_length = 4}, Place::kPage, now);
    watch.completed("/q/G1", 10);
    CHECK_FALSE(watch.outcome()->evidence.length_verified);
  }
}

TEST_CASE_METHOD(Fixture, "a file that is shorter than the server announced is no file, even if Chrome is content with it") {
  begin();
  SECTION("by the headers") {
    watch.document_answered("R1", {.url = kExport, .status = 200, .content_length = 100}, Place::kPage, now);
    watch.completed("/q/G1", 40);
  }
  SECTION("by the progress of a download whose headers are not told") {
    watch.progressed(10, 100, now);
    watch.progressed(40, 40, now);
    watch.completed("/q/G1", 40);
  }
  CHECK(result() == DownloadResult::kNetworkDropped);
  CHECK(watch.outcome()->evidence.file.empty());
  CHECK(watch.outcome()->evidence.detail == "only 40 of 100 bytes came before the connection ended");
}

TEST_CASE_METHOD(Fixture, "the length of a page that was shown is not that of the download from the same address") {
  watch.document_answered("R1", {.url = kExport, .status = 200, .content_length = 5000}, Place::kPage, now);
  watch.navigated(kExport, Place::kPage, now);
  begin();
  watch.completed("/q/G1", 40);
  CHECK(result() == DownloadResult::kCompleted);
  CHECK_FALSE(watch.outcome()->evidence.length_verified);
}

TEST_CASE_METHOD(Fixture, "a refused document is an HTTP error with its status") {
  answer(kExport, 404);
  watch.document_failed(std::string("R") + kExport, "net::ERR_INVALID_RESPONSE", Place::kPage, now);
  CHECK(result() == DownloadResult::kHttpError);
  CHECK(watch.outcome()->evidence.status == 404);
}

TEST_CASE_METHOD(Fixture, "an error page that is shown is an HTTP error too") {
  answer(kExport, 500, Place::kPopup);
  watch.navigated(kExport, Place::kPopup, now);
  CHECK(result() == DownloadResult::kHttpError);
  CHECK(watch.outcome()->evidence.status == 500);
}

TEST_CASE_METHOD(Fixture, "an export that leads to the sign-in page is an expired session at once") {
  answer("https://shop.example/login", 200);
  watch.navigated("https://shop.example/login", Place::kPage, now);
  CHECK(result() == DownloadResult::kSessionExpired);
}

TEST_CASE_METHOD(Fixture, "a page that goes elsewhere may still begin a download for a while") {
  watch.navigated("https://shop.example/other", Place::kPage, now);
  wait(3s);
  CHECK_FALSE(watch.outcome().has_value());  // the trigger is still under way
  watch.trigger_done(now);
  wait(1s);
  SECTION("nothing follows") {
    wait(1s);
    CHECK(result() == DownloadResult::kNavigatedInstead);
    CHECK(watch.outcome()->evidence.page_url == "https://shop.example/other");
  }
  SECTION("the download follows") {
    begin();
    wait(2s);
    CHECK_FALSE(watch.outcome().has_value());
  }
}

TEST_CASE_METHOD(Fixture, "a form that comes back to its own page is no sign of failure") {
  watch.trigger_done(now);
  watch.navigated("https://shop.example/reports?day=2", Place::kPage, now);
  wait(9s);
  CHECK_FALSE(watch.outcome().has_value());
  wait(1s);
  CHECK(result() == DownloadResult::kBeginTimeout);
}

TEST_CASE_METHOD(Fixture, "D41 a file that is whole somewhere else is a disk error that says what to do", "[browsers]") {
  begin();
  watch.completed("/elsewhere/G1", -1);
  CHECK(result() == DownloadResult::kDiskError);
  CHECK(watch.outcome()->evidence.file.empty());
  CHECK(watch.outcome()->evidence.detail.find("arm_capture") != std::string::npos);
}

TEST_CASE_METHOD(Fixture, "an interruption after the last byte is not the network's fault") {
  begin();
  watch.progressed(60, 100, now);
  watch.progressed(100, 100, now);
  watch.interrupted();
  CHECK(result() == DownloadResult::kDiskError);
}

TEST_CASE_METHOD(Fixture, "an iframe that goes before it is answered counts only when nothing else comes") {
  watch.trigger_done(now);
  watch.document_requested("R1", kExport, Place::kChildFrame);
  watch.document_failed("R1", "net::ERR_ABORTED", Place::kChildFrame, now);
  CHECK_FALSE(watch.outcome().has_value());
  wait(2s);
  CHECK(result() == DownloadResult::kClosed);
}

TEST_CASE_METHOD(Fixture, "an error in an iframe counts only when nothing else comes") {
  watch.trigger_done(now);
  answer("https://ads.example/banner", 404, Place::kChildFrame);
  CHECK_FALSE(watch.outcome().has_value());
  SECTION("the download comes") {
    begin();
    watch.completed("/q/G1", 5);
    CHECK(result() == DownloadResult::kCompleted);
  }
  SECTION("nothing comes") {
    wait(2s);
    CHECK(result() == DownloadResult::kHttpError);
    CHECK(watch.outcome()->evidence.status == 404);
  }
}

TEST_CASE_METHOD(Fixture, "an interruption is classified by what was seen before") {
  watch.trigger_done(now);
  SECTION("bytes had come") {
    begin();
    watch.progressed(5000, 100000, now);
    watch.progressed(0, 100000, now);
    watch.interrupted();
    CHECK(result() == DownloadResult::kNetworkDropped);
    CHECK(watch.outcome()->evidence.bytes_received == 5000);
    CHECK(watch.outcome()->evidence.bytes_total == 100000);
  }
  SECTION("nothing had come, and no document was answered") {
    begin();
    watch.interrupted();
    CHECK(result() == DownloadResult::kHttpError);
    CHECK(watch.outcome()->evidence.status == 0);
  }
  SECTION("the status is known") {
    answer(kExport, 503);
    begin();
    watch.interrupted();
    CHECK(result() == DownloadResult::kHttpError);
    CHECK(watch.outcome()->evidence.status == 503);
  }
  SECTION("the disk is full") {
    begin();
    watch.progressed(5000, 100000, now);
    disk = "no space left";
    watch.interrupted();
    CHECK(result() == DownloadResult::kDiskError);
    CHECK(watch.outcome()->evidence.detail == "no space left");
  }
  SECTION("we cancelled it") {
    begin();
    watch.cancelled();
    watch.interrupted();
    CHECK(result() == DownloadResult::kCancelled);
  }
}

TEST_CASE_METHOD(Fixture, "begin, idle and total time-outs are told apart") {
  SECTION("no clock runs before the trigger is done") {
    CHECK_FALSE(watch.next_deadline().has_value());
    wait(1h);
    CHECK_FALSE(watch.outcome().has_value());
    watch.trigger_done(now);
    CHECK(watch.next_deadline() == now + 10s);
    wait(10s);
    CHECK(result() == DownloadResult::kBeginTimeout);
  }
  SECTION("the same bytes again are not progress") {
    begin();
    wait(4s);
    watch.progressed(10, 100, now);
    wait(3s);
    watch.progressed(10, 100, now);
    wait(1s);
    CHECK_FALSE(watch.outcome().has_value());
    wait(1s);
    CHECK(result() == DownloadResult::kIdleTimeout);
    CHECK(watch.outcome()->evidence.bytes_received == 10);
  }
  SECTION("slow but steady") {
    begin();
    for (int i = 1; i < 15; ++i) {
      wait(4s);
      watch.progressed(i, 1000, now);
    }
    CHECK_FALSE(watch.outcome().has_value());
    wait(4s);
    CHECK(result() == DownloadResult::kTotalTimeout);
  }
}

TEST_CASE_METHOD(Fixture, "a popup that closes without a download ends the wait quickly") {
  watch.trigger_done(now);
  watch.popup_opened("T1");
  watch.popup_closed("T1", now);
  wait(1s);
  CHECK_FALSE(watch.outcome().has_value());
  wait(1s);
  CHECK(result() == DownloadResult::kClosed);
}

TEST_CASE_METHOD(Fixture, "of several answers from one address the last one counts") {
  watch.document_answered("R9", {.url = kExport, .status = 200, .mime = "text/html"}, Place::kPage, now);
  watch.document_answered("R1", {.url = kExport, .status = 200, .mime = "text/csv"}, Place::kPage, now);
  begin();
  watch.completed("/q/G1", 5);
  CHECK(watch.outcome()->evidence.mime == "text/csv");
}

TEST_CASE_METHOD(Fixture, "a page that closes ends the wait, but not a download") {
  SECTION("before the beginning") {
    watch.closed("the page closed", true);
    CHECK(result() == DownloadResult::kClosed);
  }
  SECTION("after it") {
    begin();
    watch.closed("the page closed", true);
    CHECK_FALSE(watch.outcome().has_value());
    watch.closed("the browser is gone", false);
    CHECK(result() == DownloadResult::kClosed);
  }
}

TEST_CASE_METHOD(Fixture, "only the first download is taken") {
  begin();
  CHECK_FALSE(watch.begun("G2", kExport, "other.csv", "T1", now));
  watch.completed("/q/G1", 1);
  CHECK_FALSE(watch.begun("G3", kExport, "other.csv", "T1", now));
  CHECK(watch.guid() == "G1");
}

TEST_CASE_METHOD(Fixture, "an empty answer leaves the page where it is and ends the wait") {
  watch.trigger_done(now);
  answer(kExport, 204);
  wait(1s);
  CHECK(result() == DownloadResult::kHttpError);
  CHECK(watch.outcome()->evidence.status == 204);
}

TEST_CASE("a whole file is judged by its content") {
  DownloadOutcome whole{DownloadResult::kCompleted, {.url = kExport, .bytes_received = 10}};
  DownloadExpectation csv{.kind = FileKind::kCsv};
  csv.is_sign_in_body = [](std::string_view body) { return body.find("password") != std::string_view::npos; };

  CHECK(judge_content(whole, "a,b\n", csv).completed());
  CHECK(judge_content(whole, "<html><input type=password>", csv).result == DownloadResult::kSessionExpired);
  CHECK(judge_content(whole, "<html>Server Error", csv).result == DownloadResult::kWrongType);
  CHECK(judge_content(whole, "{\"message\":\"x\"}", csv).result == DownloadResult::kWrongType);
  CHECK(judge_content(whole, "{\"password\":1}", csv).result == DownloadResult::kWrongType);

  whole.evidence.bytes_received = 0;
  CHECK(judge_content(whole, "", csv).result == DownloadResult::kEmptyFile);
  csv.empty_file_allowed = true;
  CHECK(judge_content(whole, "", csv).completed());

  const DownloadOutcome failed{DownloadResult::kHttpError, {}};
  CHECK(judge_content(failed, "a,b", csv).result == DownloadResult::kHttpError);
}

}  // namespace
}  // namespace nightporter::engine
