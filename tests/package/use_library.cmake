# Installs the library into a folder of its own, builds docs/library.md's program against it with find_package, and runs it.
include(${CMAKE_CURRENT_LIST_DIR}/extract_program.cmake)
set(prefix ${WORK}/library-prefix)
set(project ${WORK}/downstream)
file(REMOVE_RECURSE ${prefix} ${project})

execute_process(COMMAND ${CMAKE_COMMAND} --install ${BUILD} --prefix ${prefix} --component library OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)

extract_program(${SOURCE}/docs/library.md ${project}/print_title.cpp)
file(READ ${project}/print_title.cpp program)
string(REGEX MATCHALL "\n" lines "${program}")
list(LENGTH lines count)
if(count GREATER 30)
  message(FATAL_ERROR "docs/library.md promises 30 lines; its program has ${count}")
endif()

file(COPY_FILE ${CMAKE_CURRENT_LIST_DIR}/downstream.cmake ${project}/CMakeLists.txt)
if(SANITIZE)
  set(flags "-DCMAKE_CXX_FLAGS=-fsanitize=address,undefined")
endif()
execute_process(
  COMMAND ${CMAKE_COMMAND} -S ${project} -B ${project}/build -G ${GENERATOR} -DCMAKE_CXX_COMPILER=${COMPILER} -DCMAKE_PREFIX_PATH=${prefix} ${flags}
  OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${CMAKE_COMMAND} --build ${project}/build COMMAND_ERROR_IS_FATAL ANY)

execute_process(
  COMMAND ${project}/build/print_title "data:text/html,<title>Good evening</title>" OUTPUT_VARIABLE said RESULT_VARIABLE status TIMEOUT 60)
if(NOT status EQUAL 0 OR NOT said STREQUAL "Good evening\n")
  message(FATAL_ERROR "print_title ended with ${status} and said: ${said}")
endif()
file(REMOVE_RECURSE ${prefix} ${project})
