#include <iostream>

#include "app/program.h"

int main(int argc, char** argv) {
  return nightporter::app::run_program(argc, argv, std::cout, std::cerr);
}
