# shellcheck shell=bash disable=SC2154,SC2016
# chrome-setup as a black box: against pretended browsers and package tools on a PATH of their own, and against the real Chrome.

# The system's small tools, and no browser and no package tool.
make_small_path() {
  make_path bash env awk cat sed grep head tail tr sort mktemp rm mkdir sleep chmod chown dirname basename readlink hostname id uname \
    df find wc ldd setpriv unshare true
}

setup() { env -i HOME="$scratch/home" TMPDIR=/tmp PATH="$scratch/bin:$scratch/system" "${environment[@]}" "$source_tree/chrome-setup" "$@"; }
environment=(TERM=dumb)

# A program that answers like Chrome: writes DevToolsActivePort and serves /json/version once. Needs the perl of the base system.
pretend_browser() {  # FILE VERSION
  [ ! -L "$1" ] || fail "$1 is a link"
  cat >"$1" <<PERL
#!$(command -v perl)
use strict; use warnings; use IO::Socket::INET;
my (\$profile) = map { /^--user-data-dir=(.*)/ ? \$1 : () } @ARGV;
my \$server = IO::Socket::INET->new(LocalAddr => '127.0.0.1', Listen => 1) or die;
open(my \$file, '>', "\$profile/DevToolsActivePort.new") or die; print \$file \$server->sockport, "\n/devtools/browser/x\n"; close \$file;
rename("\$profile/DevToolsActivePort.new", "\$profile/DevToolsActivePort");
while (my \$client = \$server->accept) {
  while (<\$client>) { last if /^\r?\n\$/ }
  my \$body = qq({\n   "Browser": "$2",\n   "Protocol-Version": "1.3"\n}\n);
  print \$client "HTTP/1.1 200 OK\r\nContent-Length: ", length(\$body), "\r\n\r\n\$body";
  close \$client;
}
PERL
  chmod 755 "$1"
}

first_line() { head -n 1 <<<"$output"; }

test_the_real_chrome_is_found_started_and_asked() {
  expect_status 0 "$source_tree/chrome-setup" --for unattended
  expect_output 'Chrome/' ', protocol 1.'
  [ -x "$(first_line)" ] || fail "the first line is not the path of a program"
}

test_nothing_is_left_behind() {
  mkdir -m 1777 temporary
  TMPDIR=$scratch/temporary expect_status 0 "$source_tree/chrome-setup" --path
  expect_equal "$(ls -A temporary)" ""
  # Killed processes that nobody has reaped yet have an empty command line and are not seen by this.
  ! grep -lsa "$scratch/temporary" /proc/[0-9]*/cmdline >left || fail "still running: $(cat left)"
}

test_the_headless_shell_comes_first_for_unattended_runs() {
  make_small_path
  pretend_browser bin/chromium Chrome/7.0
  pretend_browser bin/chromium-headless-shell HeadlessChrome/7.1
  expect_status 0 setup --for unattended
  expect_output bin/chromium-headless-shell 'HeadlessChrome/7.1, protocol 1.3'
}

test_a_full_chrome_is_taken_for_windows() {
  make_small_path
  pretend_browser bin/chromium-headless-shell HeadlessChrome/7.1
  pretend_browser bin/google-chrome-stable Chrome/7.2
  expect_status 0 setup --for window
  expect_output bin/google-chrome-stable Chrome/7.2
}

test_the_headless_shell_alone_is_not_enough_for_a_window() {
  make_small_path
  pretend_browser bin/chromium-headless-shell HeadlessChrome/7.1
  expect_status 1 setup --for window
  expect_output 'no Chrome found (for: window)'
}

test_the_variable_goes_before_everything_else() {
  make_small_path
  pretend_browser bin/chromium Chrome/7.0
  pretend_browser mine Chrome/8.0
  environment+=("NIGHTPORTER_CHROME=$scratch/mine")
  expect_status 0 setup
  expect_output "$scratch/mine" Chrome/8.0
}

test_a_wrong_variable_is_an_error_and_no_other_chrome_is_taken() {
  make_small_path
  pretend_browser bin/chromium Chrome/7.0
  environment+=("NIGHTPORTER_CHROME=$scratch/absent")
  expect_status 3 setup
  expect_output "$scratch/absent: is not an executable file"
  refuse_output Chrome/7.0
}

test_the_newest_chrome_for_testing_is_found() {
  make_small_path
  mkdir -p home/.cache/puppeteer/chrome-headless-shell/linux-{9.0.1,10.0.2}/chrome-headless-shell-linux64
  pretend_browser home/.cache/puppeteer/chrome-headless-shell/linux-9.0.1/chrome-headless-shell-linux64/chrome-headless-shell HeadlessChrome/9
  pretend_browser home/.cache/puppeteer/chrome-headless-shell/linux-10.0.2/chrome-headless-shell-linux64/chrome-headless-shell HeadlessChrome/10
  chmod -R a+rX home
  expect_status 0 setup
  expect_output HeadlessChrome/10
}

test_the_next_one_is_tried_when_the_first_does_not_start() {
  make_small_path
  fake_program chromium-headless-shell <<<'echo "cannot open shared object file" >&2; exit 127'
  pretend_browser bin/chromium Chrome/7.0
  expect_status 0 setup
  expect_output 'chromium-headless-shell: ended at once' 'cannot open shared object file' Chrome/7.0
}

test_a_browser_that_does_not_start_is_told_apart_from_none() {
  make_small_path
  expect_status 1 setup
  fake_program chromium <<<'exit 1'
  expect_status 3 setup
}

test_json_is_printed_on_request() {
  make_small_path
  pretend_browser bin/chromium Chrome/7.0
  expect_status 0 setup --json
  expect_equal "$output" "{\"path\":\"$scratch/bin/chromium\",\"version\":\"Chrome/7.0\",\"protocol\":\"1.3\",\"for\":\"unattended\"}"
}

test_wrong_options_are_usage_errors() {
  expect_status 2 "$source_tree/chrome-setup" --for fun
  expect_output '--for is one of: unattended window'
  expect_status 2 "$source_tree/chrome-setup" --profile
  expect_status 2 "$source_tree/chrome-setup" --headless
}

test_installing_says_of_every_method_why_it_did_not_work() {
  make_small_path
  expect_status 4 setup --install
  expect_output 'packages: did not work: this system has no apt-get' 'google: did not work: not a Debian' 'homebrew: did not work: there is no brew'
}

test_installing_by_packages_says_so() {
  make_small_path
  fake_program sudo <<<'exec "$@"'
  pretend_browser chromium-to-come HeadlessChrome/7.1
  fake_program apt-get <<<"[[ \"\$*\" != *'chromium-headless-shell'* ]] || cat '$scratch/chromium-to-come' >'$scratch/bin/chromium-headless-shell'; chmod 755 '$scratch/bin/'*headless* 2>/dev/null; true"
  expect_status 0 setup --install
  expect_output 'installed by: packages' HeadlessChrome/7.1
}

test_a_package_that_is_not_there_is_reported_and_the_next_method_is_tried() {
  make_small_path
  fake_program dpkg <<<'echo arm64'
  fake_program sudo <<<'exec "$@"'
  fake_program apt-get <<<"echo 'E: Unable to locate package chromium' >&2; [[ \"\$*\" == *update* ]]"
  expect_status 4 setup --install
  expect_output 'packages: did not work' 'Unable to locate package' 'google: did not work: Google has no Linux package for arm64'
}

test_nothing_is_installed_when_a_chrome_works() {
  make_small_path
  pretend_browser bin/chromium Chrome/7.0
  fake_program apt-get <<<"touch $scratch/called"
  expect_status 0 setup --install
  expect_output 'nothing to install'
  [ ! -e called ] || fail "apt-get was called"
}

test_the_check_finds_nothing_in_the_way_of_the_real_chrome() {
  expect_status 0 "$source_tree/chrome-setup" --check
  expect_output 'ok       browser' 'ok       libraries' 'ok       fonts'
}

test_the_check_names_missing_libraries() {
  make_small_path
  pretend_browser bin/chromium Chrome/7.0
  fake_program ldd <<<"printf '\tlibnss3.so => not found\n\tlibc.so.6 => /lib/libc.so.6\n'"
  printf '\177ELF' >program
  chmod 755 program
  environment+=("NIGHTPORTER_CHROME=$scratch/program")
  expect_status 1 setup --check
  expect_output 'problem  libraries' 'libnss3.so'
  refuse_output 'libc.so.6'
}

test_the_check_misses_fonts() {
  make_small_path
  pretend_browser bin/chromium Chrome/7.0
  fake_program fc-list <<<'true'
  expect_status 1 setup --check
  expect_output 'problem  fonts' 'fonts-liberation'
}

test_the_check_warns_of_a_small_dev_shm() {
  make_small_path
  pretend_browser bin/chromium Chrome/7.0
  fake_program fc-list <<<'echo font'
  fake_program df <<<"printf 'Filesystem 1024-blocks Used Available Capacity Mounted on\nshm 65536 0 65536 0%% /dev/shm\n'"
  expect_status 0 setup --check
  expect_output 'warning  shm' '64 MiB' '--shm-size'
}

test_the_check_explains_an_unusable_sandbox() {
  make_small_path
  fake_program unshare <<<'exit 1'
  fake_program fc-list <<<'echo font'
  fake_program chromium <<<'echo "No usable sandbox!" >&2; exit 1'
  mkdir -p root/proc/sys/kernel
  echo 0 >root/proc/sys/kernel/unprivileged_userns_clone
  environment+=("CHROME_SETUP_ROOT=$scratch/root")
  expect_status 1 setup --check
  expect_output 'the kernel closes user namespaces' 'sysctl -w kernel.unprivileged_userns_clone=1' 'No usable sandbox'
}

test_the_check_warns_that_the_sandbox_is_switched_off() {
  make_small_path
  pretend_browser bin/chromium Chrome/7.0
  fake_program fc-list <<<'echo font'
  expect_status 0 setup --check --sandbox off
  expect_output 'warning  sandbox'
}

test_the_check_finds_a_stale_lock() {
  make_small_path
  pretend_browser bin/chromium Chrome/7.0
  fake_program fc-list <<<'echo font'
  mkdir profile
  ln -s "$(hostname)-4194304" profile/SingletonLock
  expect_status 1 setup --check --profile "$scratch/profile"
  expect_output 'stale lock' "rm $scratch/profile/Singleton"
}

test_the_check_finds_a_lock_of_another_machine() {
  make_small_path
  pretend_browser bin/chromium Chrome/7.0
  fake_program fc-list <<<'echo font'
  mkdir profile
  ln -s "old-container-12" profile/SingletonLock
  expect_status 1 setup --check --profile "$scratch/profile"
  expect_output '"old-container"'
}

test_the_check_respects_a_lock_in_use() {
  make_small_path
  pretend_browser bin/chromium Chrome/7.0
  fake_program fc-list <<<'echo font'
  mkdir profile
  ln -s "$(hostname)-$$" profile/SingletonLock
  expect_status 1 setup --check --profile "$scratch/profile"
  expect_output "in use by process $$"
  refuse_output Singleton
}

test_the_check_wants_a_display_for_windows() {
  make_small_path
  pretend_browser bin/chromium Chrome/7.0
  fake_program fc-list <<<'echo font'
  expect_status 1 setup --check --for window
  expect_output 'problem  display' 'xvfb-run'
}

test_the_check_prints_json_that_programs_can_read() {
  make_small_path
  pretend_browser bin/chromium Chrome/7.0
  fake_program fc-list <<<'echo font'
  setup --check --json >answer 2>/dev/null || true
  output=$(cat answer)
  expect_output '{"ok":true,"browser":{"path":' '"findings":[{"check":"browser","level":"ok"'
  expect_equal "$(wc -l <answer)" 1
}
