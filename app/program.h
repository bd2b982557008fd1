#pragma once

#include <ostream>

namespace nightporter::app {

/// The whole program: reads the arguments, carries out the command, and returns the exit code (see exit_code.h).
/// Never throws; errors are printed to `err`.
int run_program(int argc, const char* const* argv, std::ostream& out, std::ostream& err);

}  // namespace nightporter::app
