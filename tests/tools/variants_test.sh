# shellcheck shell=bash
# That tests named after a browser or a transport are run with it: $BUILD_TREE is the build tree whose tests are looked at.

expect_as_many() {  # tests with this in their name, this in their environment
  local named told
  named=$(grep -c "\"name\" : \"[^\"]*$1" tests.json)
  told=$(grep -c "\"$2\"" tests.json)
  [ "$named" -gt 0 ] || fail "no test is named \"$1\""
  expect_equal "$told" "$named"
}

test_every_test_is_run_in_the_browser_and_over_the_transport_that_it_is_named_after() {
  ctest --test-dir "$BUILD_TREE" --show-only=json-v1 >tests.json
  expect_as_many ' in Chrome:' 'NIGHTPORTER_TEST_BROWSER=chrome'
  expect_as_many ' over the pipe:' 'NIGHTPORTER_TEST_TRANSPORT=pipe'
}
