# shellcheck shell=bash disable=SC2154
# tools/layer-check on small trees made for the purpose: every rule goes red once.

in_tree() {  # PATH <<< content
  mkdir -p "tree/$(dirname "$1")"
  cat >"tree/$1"
}

red() {  # what it must say
  expect_status 1 "$source_tree/tools/layer-check" tree
  expect_output "$@"
}

green() {
  expect_status 0 "$source_tree/tools/layer-check" tree
  expect_equal "$output" ""
}

test_an_include_along_an_arrow_is_in_order() {
  in_tree engine/page.h <<<$'#pragma once\n#include "cdp/session.h"\n#include "engine/frame.h"\n#include <vector>'
  in_tree cdp/transport.cpp <<<$'#include <boost/beast.hpp>\n#include <simdjson.h>'
  in_tree tests/engine/page_test.cpp <<<$'#include "engine/page.h"\n#include "tests/support/run_async.h"'
  green
}

test_an_include_against_an_arrow_is_refused_with_file_and_line() {
  in_tree engine/page.h <<<$'#pragma once\n\n#include "sites/recipe.h"'
  red 'engine/page.h:3: engine may not include sites ("sites/recipe.h")'
}

test_storage_may_not_know_the_browser() {
  in_tree storage/ledger.cpp <<<'#include "engine/page.h"'
  red 'storage may not include engine'
}

test_nothing_but_tests_includes_tests() {
  in_tree stages/load.cpp <<<'#include "tests/support/run_async.h"'
  red 'stages may not include tests'
}

test_the_program_may_include_the_simulated_back_offices() {
  in_tree app/demo.cpp <<<'#include "tests/backoffice/http_server.h"'
  green
}

test_an_include_relative_to_the_file_is_refused() {
  in_tree engine/page.cpp <<<'#include "page.h"'
  in_tree engine/frame.cpp <<<'#include "../cdp/session.h"'
  red 'engine/page.cpp:1: include "page.h" by its path' 'engine/frame.cpp:1: include "../cdp/session.h" by its path'
}

test_an_embedded_file_may_be_included_by_name() {
  in_tree engine/locator.cpp <<<'#include "select_element.js.h"'
  green
}

test_a_heavy_library_in_a_header_is_refused() {
  in_tree cdp/session.h <<<$'#pragma once\n#include <boost/beast/websocket.hpp>'
  red '<boost/beast/websocket.hpp> stays in .cpp files'
}

test_a_native_header_may_show_its_library_to_cpp_files_only() {
  in_tree storage/native.h <<<$'#pragma once\n#include <SQLiteCpp/SQLiteCpp.h>'
  in_tree storage/database.cpp <<<'#include "storage/native.h"'
  green
  in_tree storage/database.h <<<$'#pragma once\n#include "storage/native.h"'
  red '"storage/native.h" is for .cpp files only'
}

test_a_library_is_refused_outside_its_room() {
  in_tree stages/load.cpp <<<'#include <SQLiteCpp/Database.h>'
  red '<SQLiteCpp/Database.h> is not used in stages'
}

test_model_knows_the_standard_library_only() {
  in_tree model/period.cpp <<<$'#include <string>\n#include <boost/json.hpp>'
  red 'model knows the standard library only'
}

test_a_file_of_401_lines_is_refused_and_one_of_400_is_not() {
  seq 400 | sed 's/^/\/\/ /' | in_tree engine/long.cpp
  green
  seq 401 | sed 's/^/\/\/ /' | in_tree engine/long.cpp
  red 'engine/long.cpp:401: 401 lines'
}

test_a_name_that_says_nothing_is_refused() {
  in_tree engine/page_manager.cpp <<<''
  in_tree storage/utils/text.cpp <<<''
  red 'the name "page_manager.cpp" says nothing' 'the name "utils" says nothing'
}

test_a_class_that_is_named_for_nothing_is_refused() {
  in_tree engine/page.cpp <<<'class DownloadHandler final {};'
  red 'this class is named for nothing that it is'
}

test_a_header_without_pragma_once_is_refused() {
  in_tree engine/page.h <<<'#include <vector>'
  red 'a header begins with #pragma once'
}

test_a_detached_coroutine_is_refused_outside_tests() {
  in_tree tests/engine/page_test.cpp <<<'co_spawn(io, work(), boost::asio::detached);'
  green
  in_tree engine/page.cpp <<<'co_spawn(io, work(), boost::asio::detached);'
  red 'detached loses the exception'
}

test_a_swallowed_error_is_refused() {
  in_tree app/run.cpp <<<'try { f(); } catch (...) {}'
  red 'an error is swallowed here'
}

test_sleeping_is_refused_unless_a_comment_says_why() {
  in_tree storage/lock.cpp <<<$'// Nothing announces that a lock is free.\nsleep_for(10ms);'
  green
  in_tree storage/lock.cpp <<<'sleep_for(10ms);'
  red 'wait for the event'
}

test_a_folder_without_rooms_is_a_usage_error() {
  mkdir tree
  expect_status 2 "$source_tree/tools/layer-check" tree
}
