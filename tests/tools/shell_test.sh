# shellcheck shell=bash
# What every test of a shell script shares. usage: bash shell_test.sh FILE FUNCTION
# Runs one function of FILE in a temporary folder of its own, which is removed afterwards.
set -euo pipefail

# shellcheck disable=SC2034  # for the tests
source_tree=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
output=""

fail() {
  printf 'FAILED: %s\n---- last output\n%s\n----\n' "$*" "$output" >&2
  exit 1
}

# expect_status 2 COMMAND…: runs it and keeps what it prints (both streams) in $output.
expect_status() {
  local expected=$1 status=0
  shift
  output=$("$@" 2>&1) || status=$?
  [ "$status" = "$expected" ] || fail "expected exit code $expected, got $status: $*"
}

expect_output() {
  local text
  for text in "$@"; do [[ "$output" == *"$text"* ]] || fail "expected in the output: $text"; done
}

refuse_output() {
  local text
  for text in "$@"; do [[ "$output" != *"$text"* ]] || fail "not expected in the output: $text"; done
}

expect_equal() { [ "$1" = "$2" ] || fail "expected \"$2\", got \"$1\""; }

# A PATH of its own for a test: `system` holds links to the programs named, `bin` comes first and holds what the test pretends.
# They are two folders so that no pretended program can ever be written through a link over a real one.
make_path() {
  local program
  mkdir -p bin system
  for program in "$@"; do ! command -v "$program" >/dev/null || ln -s "$(command -v "$program")" system/; done
}

# fake_program NAME <<< 'body': a script in bin.
fake_program() {
  [ ! -L "bin/$1" ] || fail "bin/$1 is a link"
  { echo '#!/usr/bin/env bash'; cat; } >"bin/$1"
  chmod 755 "bin/$1"
}

scratch=$(mktemp -d "${TMPDIR:-/tmp}/nightporter-test-XXXXXX")
chmod 755 "$scratch"
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
test_file=$1
# shellcheck disable=SC1090
source "$test_file"
"$2"
