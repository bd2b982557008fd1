# cmake -DSOURCE=select_element.js -DHEADER=out/select_element.js.h -P embed_file.cmake
cmake_path(GET SOURCE FILENAME filename)
string(REGEX REPLACE "[^A-Za-z0-9]+" ";" words "${filename}")
set(name k)
foreach(word IN LISTS words)
  string(SUBSTRING "${word}" 0 1 first)
  string(SUBSTRING "${word}" 1 -1 rest)
  string(TOUPPER "${first}" first)
  string(APPEND name "${first}${rest}")
endforeach()
file(READ "${SOURCE}" content HEX)
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "'\\\\x\\1'," bytes "${content}")
file(WRITE "${HEADER}" "// Made from ${filename} by tools/embed_file.cmake.\n#pragma once\n#include <string_view>\n\n"
     "namespace nightporter::embedded {\ninline constexpr char ${name}Bytes[] = {${bytes}'\\0'};\n"
     "inline constexpr std::string_view ${name}{${name}Bytes, sizeof(${name}Bytes) - 1};\n}  // namespace nightporter::embedded\n")
