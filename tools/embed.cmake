# nightporter_embed(target file.js …): each file becomes a header <file>.h in the target's private include path
# ("select_element.js.h") that holds one std::string_view named after it (kSelectElementJs).
function(nightporter_embed target)
  foreach(file IN LISTS ARGN)
    cmake_path(ABSOLUTE_PATH file BASE_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR} OUTPUT_VARIABLE source)
    cmake_path(GET source FILENAME filename)
    set(header ${CMAKE_CURRENT_BINARY_DIR}/embedded/${filename}.h)
    add_custom_command(
      OUTPUT ${header}
      COMMAND ${CMAKE_COMMAND} -DSOURCE=${source} -DHEADER=${header} -P ${CMAKE_SOURCE_DIR}/tools/embed_file.cmake
      DEPENDS ${source} ${CMAKE_SOURCE_DIR}/tools/embed_file.cmake
      VERBATIM)
    target_sources(${target} PRIVATE ${header})
  endforeach()
endfunction()
