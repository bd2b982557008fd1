# Another project's CMakeLists.txt, as docs/library.md shows it.
cmake_minimum_required(VERSION 3.25)
project(Examples LANGUAGES CXX)
set(CMAKE_CXX_STANDARD 20)

find_package(Nightporter 0.1 REQUIRED)
file(GLOB programs RELATIVE ${CMAKE_SOURCE_DIR} *.cpp)
foreach(program IN LISTS programs)
  cmake_path(GET program STEM name)
  add_executable(${name} ${program})
  target_link_libraries(${name} PRIVATE Nightporter::engine)
endforeach()
