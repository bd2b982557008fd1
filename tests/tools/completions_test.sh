# shellcheck shell=bash disable=SC2154
# The hand-written completions against what the program itself says. $NIGHTPORTER is the program under test.

commands_of_help() { awk '/^Subcommands:/ { inside = 1; next } inside && /^  [a-z]/ { print $1 } inside && /^[^ ]/ { inside = 0 }'; }
options_of_help() { grep -oE '(^|[ ,])--[a-z][a-z-]*' | tr -d ' ,' | sort -u; }

every_command() {
  commands=$("$NIGHTPORTER" --help | commands_of_help)
  [ -n "$commands" ] || fail "no commands in --help"
}

every_help() {  # the help text of every command
  local command sub
  every_command
  "$NIGHTPORTER" --help
  for command in $commands; do
    "$NIGHTPORTER" "$command" --help
    for sub in $("$NIGHTPORTER" "$command" --help | commands_of_help); do "$NIGHTPORTER" "$command" "$sub" --help; done
  done
}

completions=("$source_tree/app/completions/nightporter.bash" "$source_tree/app/completions/_nightporter" "$source_tree/app/completions/nightporter.fish")

test_every_command_is_completed_in_every_shell() {
  local command file
  every_command
  for command in $commands; do
    for file in "${completions[@]}"; do grep -qw -- "$command" "$file" || fail "$file does not know the command $command"; done
  done
}

test_every_option_is_completed_in_every_shell() {
  local option file
  every_help >help
  for option in $(options_of_help <help); do
    for file in "${completions[@]}"; do
      case $file in
        *.fish) grep -qE -- "-l ${option#--}( |$)" "$file" || fail "$file does not know $option" ;;
        *) grep -qE -- "$option([^a-z-]|$)" "$file" || fail "$file does not know $option" ;;
      esac
    done
  done
}

test_no_option_is_completed_that_the_program_does_not_know() {
  local option
  every_help >help
  for option in $(grep -v '^ *#' "${completions[0]}" | options_of_help); do
    grep -qE -- "$option([^a-z-]|$)" help || fail "the program does not know $option"
  done
}
