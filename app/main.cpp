#include <iostream>

#include "app/program.h"
#include "stages/parse/process/reader_program.h"

int main(int argc, char** argv) {
  if (const auto code = nightporter::stages::run_as_reader(argc, argv)) return *code;
  return nightporter::app::run_program(argc, argv, std::cout, std::cerr);
}
