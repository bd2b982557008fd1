#include "app/program.h"

#include <sys/stat.h>

#include <variant>

#include "app/command_line.h"
#include "app/commands/commands.h"
#include "app/error_report.h"

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
    CommandContext context{.global = command_line.global, .environment = Environment::of_process(), .out = out, .err = err};
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
