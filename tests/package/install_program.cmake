# Installs the program into a folder of its own and looks whether all of it is there and works from there.
set(prefix ${WORK}/program-prefix)
file(REMOVE_RECURSE ${prefix})
execute_process(COMMAND ${CMAKE_COMMAND} --install ${BUILD} --prefix ${prefix} --component program OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)

foreach(file IN ITEMS
    bin/nightporter
    bin/crm_download
    libexec/nightporter/chrome-setup
    share/nightporter/sites/andalan.yaml
    share/nightporter/sites/demo.yaml
    share/nightporter/sites/tumbledry.yaml
    share/nightporter/sites/uclean.yaml
    share/nightporter/deploy/cron/crm_download_td.sh
    share/doc/nightporter/README.md
    share/doc/nightporter/LICENSE
    share/doc/nightporter/architecture.md
    share/bash-completion/completions/nightporter
    share/bash-completion/completions/crm_download
    share/zsh/site-functions/_nightporter
    share/fish/vendor_completions.d/nightporter.fish)
  if(NOT EXISTS ${prefix}/${file})
    message(SEND_ERROR "not installed: ${file}")
  endif()
endforeach()

file(READ_SYMLINK ${prefix}/bin/crm_download target)
if(NOT target STREQUAL "nightporter")
  message(SEND_ERROR "crm_download points to ${target}")
endif()
execute_process(COMMAND ${prefix}/bin/crm_download --help OUTPUT_VARIABLE help RESULT_VARIABLE status)
if(NOT status EQUAL 0 OR NOT help MATCHES "bootstrap")
  message(SEND_ERROR "crm_download --help ended with ${status}: ${help}")
endif()
execute_process(COMMAND ${prefix}/bin/nightporter sites list OUTPUT_VARIABLE sites RESULT_VARIABLE status WORKING_DIRECTORY ${prefix})
if(NOT status EQUAL 0 OR NOT sites MATCHES "${prefix}/share/nightporter/sites/demo.yaml")
  message(SEND_ERROR "the installed program does not find the installed sites (${status}): ${sites}")
endif()
file(REMOVE_RECURSE ${prefix})
