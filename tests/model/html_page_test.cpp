#include "model/html_page.h"

#include <catch2/catch.hpp>

namespace nightporter::model {

TEST_CASE("what means something in HTML is escaped") {
  CHECK(html_escaped("<a href='x' title=\"y\">&</a>") == "&lt;a href=&#39;x&#39; title=&quot;y&quot;&gt;&amp;&lt;/a&gt;");
}

TEST_CASE("a page is filled with escaped and raw values, and a hole is an error") {
  CHECK(fill_page("<b>{{name}}</b>{{{rows}}}!", {{"name", "a<b"}, {"rows", "<tr>"}}) == "<b>a&lt;b</b><tr>!");
  CHECK_THROWS_WITH(fill_page("{{name}}", {}), "a page wants {{name}}");
}

}  // namespace nightporter::model
