# shellcheck shell=bash disable=SC2154,SC2016,SC2013
# What the documents promise must be there.

documents=("$source_tree"/README.md "$source_tree"/CONTRIBUTING.md "$source_tree"/docs/*.md)

test_every_link_between_documents_leads_somewhere() {
  local document target
  for document in "${documents[@]}"; do
    while IFS= read -r target; do
      [ -e "$(dirname "$document")/$target" ] || fail "$document links to $target, which is not there"
    done < <(grep -oE '\]\([^):#]+\)' "$document" | sed 's/^](//; s/)$//')
  done
}

test_every_file_named_in_the_documents_is_there() {
  local document path
  for document in "${documents[@]}"; do
    while IFS= read -r path; do
      compgen -G "$source_tree/$path" >/dev/null || fail "$document names $path, which is not there"
    done < <(grep -oE '`(docs|deploy|tools|tests|cdp|engine|sites|storage|stages|app)/[A-Za-z0-9_./*-]+`' "$document" | tr -d '`')
  done
}

test_the_dev_script_knows_every_command_that_the_documents_show() {
  local command
  expect_status 0 "$source_tree/dev" help
  for command in $(grep -ohE '\./dev [a-z]+' "${documents[@]}" | awk '{ print $2 }' | sort -u); do
    grep -qE "^  $command( |$)" <<<"$output" || fail "documented, but not in ./dev help: $command"
  done
}
