# Installs the library into a folder of its own, builds the programs of docs/library.md against it with find_package, and runs them
# beside the demo's back office.
cmake_minimum_required(VERSION 3.25)
include(${CMAKE_CURRENT_LIST_DIR}/extract_programs.cmake)
set(prefix ${WORK}/library-prefix)
set(project ${WORK}/downstream)
file(REMOVE_RECURSE ${prefix} ${project})

execute_process(COMMAND ${CMAKE_COMMAND} --install ${BUILD} --prefix ${prefix} --component library OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)

extract_programs(${SOURCE}/docs/library.md ${project} names)
set(expected print_title log_in use_state download trace raw_cdp)
if(NOT names STREQUAL expected)
  message(FATAL_ERROR "docs/library.md shows ${names}, and not ${expected}")
endif()

file(COPY_FILE ${CMAKE_CURRENT_LIST_DIR}/downstream.cmake ${project}/CMakeLists.txt)
if(SANITIZE)
  set(flags "-DCMAKE_CXX_FLAGS=-fsanitize=address,undefined")
endif()
execute_process(
  COMMAND ${CMAKE_COMMAND} -S ${project} -B ${project}/build -G ${GENERATOR} -DCMAKE_CXX_COMPILER=${COMPILER} -DCMAKE_PREFIX_PATH=${prefix} ${flags}
  OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${CMAKE_COMMAND} --build ${project}/build COMMAND_ERROR_IS_FATAL ANY)

file(MAKE_DIRECTORY ${project}/files)
execute_process(
  COMMAND ${BESIDE_BACK_OFFICE} ${CMAKE_COMMAND} -DPROGRAMS=${project}/build -DFILES=${project}/files -DORIGIN=ORIGIN -DUSER=USER -DPASSWORD=PASSWORD
          -P ${CMAKE_CURRENT_LIST_DIR}/run_programs.cmake
  COMMAND_ERROR_IS_FATAL ANY)
file(REMOVE_RECURSE ${prefix} ${project})
