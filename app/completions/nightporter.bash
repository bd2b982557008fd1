# shellcheck shell=bash
# bash completion of nightporter and its alias crm_download; needs nothing but bash.

_nightporter_options() {  # the options of a command
  local global="--config --data --downloads --log-wire --transport --json --verbose --help"
  local fetching="--crm --store --report --headless --headed --keep-files --parallel --trace --individual-sessions --debug --dry-run --compare"
  case $1 in
    "") echo "$global --version" ;;
    run) echo "$fetching $global" ;;
    download) echo "--from --to $fetching $global" ;;
    backfill) echo "--from --to --limit $fetching $global" ;;
    coverage) echo "--crm --store --report --from --to $global" ;;
    bootstrap) echo "--crm --store --within --remote --listen --tls-certificate --tls-key --plain-http --idle $global" ;;
    record) echo "--crm --store --report --output --headless --headed $global" ;;
    parse) echo "--report --store --from --to --limit --csv $global" ;;
    accept) echo "--crm --store --report --from --to --reason --by --dry-run $global" ;;
    upload) echo "--crm --store --report --dry-run $global" ;;
    export) echo "--singer --crm --store --report $global" ;;
    ledger) echo "--crm --store --report --run --limit $global" ;;
    runs) echo "--limit $global" ;;
    doctor) echo "--quick $global" ;;
    demo) echo "--folder --headless --headed --serve $global" ;;
    "sessions check" | "sessions export" | "sessions import" | "sessions forget" | "sessions release") echo "--crm --store $global" ;;
    "sessions rollback") echo "--crm --store --version $global" ;;
    schedule) echo "--print $global" ;;
    "sites infer") echo "--site --report --output $global" ;;
    "sites import") echo "--site --report --day --output $global" ;;
    "sites export") echo "--recorder --day --output $global" ;;
    *) echo "$global" ;;
  esac
}

_nightporter_words() {  # what may follow a command
  case $1 in
    "") echo "run download backfill parse accept upload export bootstrap record schedule sessions coverage ledger runs doctor sites demo init config" ;;
    sessions) echo "list check export import forget release rollback" ;;
    sites) echo "list check schema infer import export" ;;
    config) echo "check" ;;
  esac
}

_nightporter() {
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} command="" word_list="" given i candidate
  for ((i = 1; i < COMP_CWORD; i++)); do
    given=${COMP_WORDS[i]}
    case " $(_nightporter_words "$command") " in *" $given "*) command=${command:+$command }$given ;; esac
  done
  COMPREPLY=()
  case $before in
    --config | -c | --data | --downloads | --log-wire | --folder | --output | -o | --tls-certificate | --tls-key)
      while IFS= read -r candidate; do COMPREPLY+=("$candidate"); done < <(compgen -f -- "$word")
      return
      ;;
    --from | --to | --day) word_list="today yesterday -7d" ;;
    --trace) word_list="on off on-failure" ;;
    --transport) word_list="websocket pipe ws:// wss://" ;;
    --store | --crm | --report) word_list="all" ;;
    --run | --limit | --reason | --by | --parallel | --within | --listen | --idle) return ;;
    *)
      case $word in
        -*) word_list=$(_nightporter_options "$command") ;;
        *)
          word_list=$(_nightporter_words "$command")
          if [ -z "$word_list" ]; then
            case $command in
              "sessions export" | "sessions import" | "sites check" | "sites import" | "sites infer" | parse | accept | init)
                while IFS= read -r candidate; do COMPREPLY+=("$candidate"); done < <(compgen -f -- "$word")
                return
                ;;
              *) word_list=$(_nightporter_options "$command") ;;
            esac
          fi
          ;;
      esac
      ;;
  esac
  while IFS= read -r candidate; do COMPREPLY+=("$candidate"); done < <(compgen -W "$word_list" -- "$word")
}

complete -o filenames -F _nightporter nightporter crm_download
