#include "app/remote/viewer_message.h"

#include <catch2/catch.hpp>
#include <map>

#include "app/remote/remote_pages.h"
#include "app/remote/view_message.h"

namespace nightporter::app {
namespace {

TEST_CASE("what the viewer's page sends is read") {
  const auto message = parse_viewer_message(
      R"({"do":"mouse","kind":"pressed","x":10.5,"y":20,"button":"right","buttons":2,"clicks":2,"modifiers":10,"input":7})");
  CHECK(message.input == 7);
  const auto& mouse = std::get<engine::RawMouse>(message.action);
  CHECK(mouse.kind == engine::RawMouse::Kind::kPressed);
  CHECK(mouse.point.x == 10.5);
  CHECK(mouse.button == engine::MouseButton::kRight);
  CHECK(mouse.click_count == 2);
  CHECK(mouse.modifiers.control);
  CHECK(mouse.modifiers.shift);
  CHECK_FALSE(mouse.modifiers.alt);
  const auto touch =
      parse_viewer_message(R"({"do":"touch","kind":"move","modifiers":0,"fingers":[{"id":1,"x":1,"y":2},{"id":2,"x":3,"y":4}]})");
  CHECK(std::get<engine::RawTouch>(touch.action).fingers.at(1).point.y == 4);
  CHECK(std::get<TextTyped>(parse_viewer_message(R"({"do":"text","text":"héllo"})").action).text == "héllo");
  CHECK(std::get<SizeWanted>(parse_viewer_message(R"({"do":"size","width":390,"height":600,"scale":3,"touch":true})").action).has_touch);
}

TEST_CASE("what it would never send is refused, and not quoted") {
  for (const char* text : {"", "hunter2", "[]", "{}", R"({"do":"hunter2"})", R"({"do":"text"})", R"({"do":"text","text":5})",
                           R"({"do":"wheel","x":1e300,"y":0,"dx":0,"dy":0,"modifiers":0})", R"({"do":"shown","frame":-1})",
                           R"({"do":"key","kind":"hunter2"})"}) {
    INFO(text);
    CHECK_THROWS_WITH(parse_viewer_message(text), !Catch::Contains("hunter2"));
    CHECK_THROWS_AS(parse_viewer_message(text), BadViewerMessage);
  }
}

TEST_CASE("a frame carries its number, the last input and its size before the picture") {
  const std::string bytes = view_of_frame(258, 3, {.jpeg = "JPEG", .width = 1, .height = 2});
  CHECK(bytes == std::string("\x02\x01\0\0\x03\0\0\0\0\0\x80\x3f\0\0\0\x40JPEG", 20));
}

TEST_CASE("the pages are locked: nothing stored, framed or loaded from elsewhere, and names are only text") {
  const RemoteWords words{.site = "A<script>&\"", .store = "O'Hara", .label = "td/a668", .expected = "Done."};
  for (const HttpReply& reply : {entrance_page(words, model::Secret("abc")), view_page(words), nothing_there(), to_view_page()}) {
    std::map<std::string, std::string> headers(reply.headers.begin(), reply.headers.end());
    CHECK(headers["Cache-Control"] == "no-store");
    CHECK(headers["X-Frame-Options"] == "DENY");
    CHECK_THAT(headers["Content-Security-Policy"], Catch::StartsWith("default-src 'none'; frame-ancestors 'none'"));
    CHECK_THAT(headers["Content-Security-Policy"], !Catch::Contains("unsafe"));
    CHECK_THAT(reply.body, !Catch::Contains("A<script>") && !Catch::Contains("{{"));
  }
  CHECK(nothing_there().body.empty());
  CHECK_THAT(entrance_page(words, model::Secret("abc")).body,
             Catch::Contains("Sign in to A&lt;script&gt;&amp;&quot;") && Catch::Contains("O&#39;Hara") && Catch::Contains("value=\"abc\""));
  CHECK(view_page(words).body != view_page(words).body);  // another nonce each time
}

}  // namespace
}  // namespace nightporter::app
