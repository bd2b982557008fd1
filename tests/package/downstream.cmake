# Another project's CMakeLists.txt, as docs/library.md shows it.
cmake_minimum_required(VERSION 3.25)
project(PrintTitle LANGUAGES CXX)
set(CMAKE_CXX_STANDARD 20)

find_package(Nightporter 0.1 REQUIRED)
add_executable(print_title print_title.cpp)
target_link_libraries(print_title PRIVATE Nightporter::engine)
