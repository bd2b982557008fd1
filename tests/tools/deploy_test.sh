# shellcheck shell=bash disable=SC2154,SC2016
# The scripts for cron, the container's files and the shell completions.

cron() { env NIGHTPORTER_HOME="$scratch" NIGHTPORTER_PROGRAM="$scratch/bin/crm_download" "$source_tree/deploy/cron/$1" "${@:2}"; }

test_the_cron_script_is_silent_when_all_went_well() {
  make_path
  fake_program crm_download <<<'echo "[12:00] [td/a668] [loaded] 12 rows"; echo "$*" >arguments'
  expect_status 0 cron crm_download_td.sh
  expect_equal "$output" ""
  expect_equal "$(cat arguments)" "download --crm td --store all --from yesterday --to today --headless"
}

test_the_cron_script_takes_days() {
  make_path
  fake_program crm_download <<<'echo "$*" >arguments'
  expect_status 0 cron crm_download_uc.sh 2025-11-01 2025-11-12
  expect_equal "$(cat arguments)" "download --crm uc --store all --from 2025-11-01 --to 2025-11-12 --headless"
}

test_the_cron_script_prints_what_was_said_and_keeps_the_exit_code() {
  make_path
  fake_program crm_download <<<'echo "[12:00] [uc/sector56] [signed out]" >&2; exit 4'
  expect_status 4 cron crm_download_uc.sh
  expect_output '[signed out]' 'ended with 4: a store needs its login' 'bootstrap --crm uc'
}

test_the_cron_script_works_through_a_link() {
  make_path
  fake_program crm_download <<<'exit 75'
  ln -s "$source_tree/deploy/cron/crm_download_td.sh" linked
  expect_status 75 env NIGHTPORTER_HOME="$scratch" NIGHTPORTER_PROGRAM="$scratch/bin/crm_download" ./linked
  expect_output 'the next run tries again'
}

test_every_package_that_the_container_installs_is_listed_with_its_reason() {
  local line
  while read -r line; do
    [[ "$line" =~ ^(build|run|check|test|bench|image)\ +[a-z0-9.+-]+\ +[^\ ] ]] || fail "not \"group package why\": $line"
  done < <(grep -vE '^(#|$)' "$source_tree/tools/packages.txt")
}

complete_words() {  # what bash would offer for the words given, the last of which is being typed
  # shellcheck source=app/completions/nightporter.bash disable=SC1091
  source "$source_tree/app/completions/nightporter.bash"
  COMP_WORDS=(nightporter "$@")
  COMP_CWORD=$#
  _nightporter
  output="${COMPREPLY[*]}"
}

test_bash_completes_commands() {
  complete_words bo
  expect_equal "$output" "bootstrap"
  complete_words sessions e
  expect_equal "$output" "export"
}

test_bash_completes_the_options_of_the_command() {
  complete_words download --f
  expect_equal "$output" "--from"
  complete_words --json runs --l
  expect_equal "$output" "--limit --log-wire"
  complete_words doctor --q
  expect_equal "$output" "--quick"
}

test_bash_completes_days_and_files() {
  complete_words download --from y
  expect_equal "$output" "yesterday"
  touch recipe.yaml
  complete_words sites check rec
  expect_equal "$output" "recipe.yaml"
}
