#!/usr/bin/env bash
# usage: crm_download_uc.sh [FROM [TO]]      UClean, all stores; yesterday and today unless told otherwise
exec "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/crm_download.sh" uc "$@"
