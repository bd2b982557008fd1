#!/usr/bin/env bash
# usage: crm_download.sh CRM [FROM [TO]]      e.g. crm_download.sh td yesterday today
# For cron: silent when all went well; otherwise prints what the program said, so that cron mails it, and ends with its exit code.
set -euo pipefail
crm=${1:?which CRM? td or uc}
cd "${NIGHTPORTER_HOME:-/var/lib/nightporter}"

said=$(mktemp)
trap 'rm -f "$said"' EXIT
status=0
"${NIGHTPORTER_PROGRAM:-crm_download}" download --crm "$crm" --store all --from "${2:-yesterday}" --to "${3:-today}" --headless >"$said" 2>&1 || status=$?
case $status in
  0) exit 0 ;;
  3) meaning="the configuration or a recipe has a mistake" ;;
  4) meaning="a store needs its login or a one-time password: crm_download bootstrap --crm $crm --store STORE" ;;
  5) meaning="the site has changed: its recipe must be edited" ;;
  6) meaning="a file failed its checks; nothing of it was loaded" ;;
  7) meaning="some stores or reports failed, the others are done" ;;
  75) meaning="the site, the network or another run stood in the way; the next run tries again" ;;
  130) meaning="interrupted" ;;
  *) meaning="see above" ;;
esac
cat "$said"
echo "crm_download ($crm) ended with $status: $meaning"
exit "$status"
