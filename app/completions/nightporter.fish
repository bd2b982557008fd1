# fish completion of nightporter and its alias crm_download.
for program in nightporter crm_download
    complete -c $program -f
    set -l commands run download bootstrap record sessions ledger runs doctor sites demo init config
    set -l first "not __fish_seen_subcommand_from $commands"
    complete -c $program -n $first -a run -d 'fetch and load all that is due'
    complete -c $program -n $first -a download -d 'fetch and load given days'
    complete -c $program -n $first -a bootstrap -d 'log in once by hand, in a window or on a page'
    complete -c $program -n $first -a record -d 'write a recipe while a person does the work'
    complete -c $program -n $first -a sessions -d 'saved logins'
    complete -c $program -n $first -a ledger -d 'what was fetched'
    complete -c $program -n $first -a runs -d 'the runs and how they ended'
    complete -c $program -n $first -a doctor -d 'look for what would break a run'
    complete -c $program -n $first -a sites -d 'recipes of web sites'
    complete -c $program -n $first -a demo -d 'run the whole job against the built-in back office'
    complete -c $program -n $first -a init -d 'write a configuration to start from'
    complete -c $program -n $first -a config -d 'the configuration'
    complete -c $program -n $first -l version -d 'version'

    complete -c $program -s c -l config -r -F -d 'configuration file'
    complete -c $program -l data -r -a '(__fish_complete_directories)' -d 'folder of database, sessions, logs and evidence'
    complete -c $program -l downloads -r -a '(__fish_complete_directories)' -d 'folder of the downloaded files'
    complete -c $program -l log-wire -r -F -d 'write every protocol message to this file'
    complete -c $program -l transport -x -a 'websocket pipe ws://' -d 'how to talk to Chrome'
    complete -c $program -l json -d 'print lists as JSON'
    complete -c $program -s v -l verbose -d 'log lines in place of progress bars'
    complete -c $program -s h -l help -d 'help'

    set -l of_stores '__fish_seen_subcommand_from run download bootstrap record sessions ledger'
    complete -c $program -n $of_stores -l crm -x -a all -d 'site code'
    complete -c $program -n $of_stores -l store -x -a all -d 'store code, or all'
    complete -c $program -n '__fish_seen_subcommand_from run download ledger' -l report -x -a all -d 'report name, or all'
    complete -c $program -n '__fish_seen_subcommand_from run download demo record' -l headless -d 'no window'
    complete -c $program -n '__fish_seen_subcommand_from run download demo record' -l headed -d 'show the window'
    complete -c $program -n '__fish_seen_subcommand_from run download' -l keep-files -d 'keep the downloaded files'
    complete -c $program -n '__fish_seen_subcommand_from run download' -l parallel -x -d 'stores side by side'
    complete -c $program -n '__fish_seen_subcommand_from download' -l from -x -a 'today yesterday -7d' -d 'first day'
    complete -c $program -n '__fish_seen_subcommand_from download' -l to -x -a 'today yesterday -7d' -d 'last day, included'
    complete -c $program -n '__fish_seen_subcommand_from bootstrap' -l within -x -d 'minutes to wait for the login'
    complete -c $program -n '__fish_seen_subcommand_from bootstrap' -l remote -d 'serve a page, and print its link'
    complete -c $program -n '__fish_seen_subcommand_from bootstrap' -l listen -x -d 'address and port of the page'
    complete -c $program -n '__fish_seen_subcommand_from bootstrap' -l tls-certificate -r -F -d 'certificate and chain, PEM'
    complete -c $program -n '__fish_seen_subcommand_from bootstrap' -l tls-key -r -F -d 'private key, PEM'
    complete -c $program -n '__fish_seen_subcommand_from bootstrap' -l plain-http -d 'allow an address that others can reach without TLS'
    complete -c $program -n '__fish_seen_subcommand_from bootstrap' -l idle -x -d 'minutes without a person'
    complete -c $program -n '__fish_seen_subcommand_from ledger' -l run -x -d 'only this run'
    complete -c $program -n '__fish_seen_subcommand_from ledger runs' -l limit -x -d 'newest entries to show'
    complete -c $program -n '__fish_seen_subcommand_from doctor' -l quick -d 'without starting Chrome'
    complete -c $program -n '__fish_seen_subcommand_from demo' -l folder -r -a '(__fish_complete_directories)' -d 'where the demo keeps its files'
    complete -c $program -n '__fish_seen_subcommand_from demo' -l serve -d 'only serve the back office'

    complete -c $program -n '__fish_seen_subcommand_from import' -l site -x -d 'code of the new site'
    complete -c $program -n '__fish_seen_subcommand_from import record' -l report -x -d 'name of the new report'
    complete -c $program -n '__fish_seen_subcommand_from export' -l recorder -d 'for the Recorder of Chrome'
    complete -c $program -n '__fish_seen_subcommand_from import export' -l day -x -a 'today yesterday -7d' -d 'day that was asked for'
    complete -c $program -n '__fish_seen_subcommand_from import export record' -s o -l output -r -F -d 'file to write'

    complete -c $program -n '__fish_seen_subcommand_from sessions' -a 'list check export import forget'
    complete -c $program -n '__fish_seen_subcommand_from sites' -a 'list check schema import export'
    complete -c $program -n '__fish_seen_subcommand_from config' -a check
    complete -c $program -n '__fish_seen_subcommand_from init; or __fish_seen_subcommand_from sessions; or __fish_seen_subcommand_from sites' -F
end
