# How every target of the project is compiled, and the one function that declares a room.

find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} ${CMAKE_SOURCE_DIR}/tools/compile ${CCACHE})
endif()
find_program(MOLD mold)
if(MOLD)
  add_link_options(-fuse-ld=mold $<$<CONFIG:RelWithDebInfo>:-Wl,--icf=safe>)  # templates come out the same many times
endif()

add_library(nightporter_options INTERFACE)
target_compile_options(nightporter_options INTERFACE -Wall -Wextra -Werror)
# What is installed tells nobody where it was built. Not in the other builds: two checkouts could not share ccache's results.
target_compile_options(nightporter_options INTERFACE $<$<CONFIG:RelWithDebInfo>:-ffile-prefix-map=${CMAKE_SOURCE_DIR}/=>)
if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  target_compile_options(nightporter_options INTERFACE -Wno-missing-field-initializers)
endif()
if(NIGHTPORTER_SANITIZE)
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
endif()
if(NIGHTPORTER_FUZZ)
  # A number that its type cannot hold is a find, too, and so is a place beyond the end of a vector.
  add_compile_options(-fsanitize=fuzzer-no-link,float-cast-overflow)
  add_compile_definitions(_GLIBCXX_ASSERTIONS)
endif()

# Headers that most files read, none of them ours to change often: read once instead of 700 times, which halves the time of a build without
# optimisation. The first target compiles them, the others name it. Not in the release build, so that a file that does not include what it
# uses is found there.
function(nightporter_precompile target)
  cmake_parse_arguments(PRECOMPILE "" "LIKE" "HEADERS" ${ARGN})
  if(NOT NIGHTPORTER_PRECOMPILE)
    return()
  elseif(PRECOMPILE_LIKE)
    target_precompile_headers(${target} REUSE_FROM ${PRECOMPILE_LIKE})
  else()
    target_precompile_headers(${target} PRIVATE ${PRECOMPILE_HEADERS}
      <algorithm> <array> <charconv> <chrono> <cstdint> <exception> <filesystem> <fstream> <functional> <map> <memory> <optional> <set>
      <sstream> <stdexcept> <string> <string_view> <system_error> <utility> <variant> <vector> <boost/asio/awaitable.hpp> <boost/asio/co_spawn.hpp>
      <boost/asio/detached.hpp> <boost/asio/steady_timer.hpp> <boost/asio/this_coro.hpp>
      <boost/asio/use_awaitable.hpp>)
  endif()
endfunction()

# nightporter_room(engine LINKS Nightporter::cdp PRIVATE_LINKS simdjson::simdjson SOURCES a.cpp …)
# LINKS are the arrows of docs/architecture.md; PRIVATE_LINKS are libraries that no header of the room shows.
function(nightporter_room name)
  cmake_parse_arguments(ROOM "" "" "LINKS;PRIVATE_LINKS;SOURCES" ${ARGN})
  add_library(nightporter_${name} STATIC ${ROOM_SOURCES})
  add_library(Nightporter::${name} ALIAS nightporter_${name})
  set_target_properties(nightporter_${name} PROPERTIES EXPORT_NAME ${name})
  target_include_directories(nightporter_${name} PUBLIC $<BUILD_INTERFACE:${CMAKE_SOURCE_DIR}> $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/nightporter>)
  target_include_directories(nightporter_${name} PRIVATE ${CMAKE_CURRENT_BINARY_DIR}/embedded)
  target_link_libraries(nightporter_${name} PUBLIC ${ROOM_LINKS} PRIVATE $<BUILD_INTERFACE:nightporter_options> ${ROOM_PRIVATE_LINKS})
  if(name STREQUAL cdp)
    nightporter_precompile(nightporter_cdp)
  elseif(NOT name STREQUAL model)  # which knows nothing of waiting
    nightporter_precompile(nightporter_${name} LIKE nightporter_cdp)
  endif()
endfunction()
