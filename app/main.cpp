#include <iostream>

#include "app/program.h"
#include "stages/parse/process/reader_nursery.h"

int main(int argc, char** argv) {
  const nightporter::stages::ReaderNursery nursery;
  return nightporter::app::run_program(argc, argv, std::cout, std::cerr);
}
