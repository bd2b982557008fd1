#include "app/program.h"

#include <sys/stat.h>

#include <variant>

#include "app/command_line.h"
#include "app/commands/commands.h"
#include "app/error_report.h"
#include "app/program_name.h"

namespace nightporter::app {

int run_program(int argc, const char* const* argv, std::ostream& out, std::ostream& err) {
  // Everything that we write may hold business data or a session.
  ::umask(0077);
  try {
    const auto parsed = parse_command_line(argc, argv);
    if (const auto* text = std::get_if<TextToPrint>(&parsed)) {
      out << text->text;
      return static_cast<int>(ExitCode::kGood);
    }
    const auto& command_line = std::get<CommandLine>(parsed);
    Environment environment = Environment::of_process();
    const std::string program = program_as_called(argv[0], environment.find("PATH").value_or(""));
    CommandContext context{
        .global = command_line.global, .environment = std::move(environment), .out = out, .err = err, .program = program};
    context.environment.add_dot_env(configuration_file(context.global, context.environment).parent_path() / ".env");
    const ExitCode code = std::visit([&context](const auto& options) { return execute(options, context); }, command_line.command);
    out.flush();
    return static_cast<int>(code);
  } catch (...) {
    const ErrorReport report = describe(std::current_exception());
    out.flush();
    print(err, report);
    return static_cast<int>(report.exit_code);
  }
}

}  // namespace nightporter::app
