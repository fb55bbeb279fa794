#!/bin/zsh
# Lists launch agents, launch daemons and login items of a Mac.
setopt null_glob

for file in /Library/Launch{Agents,Daemons}/*.plist /Users/*/Library/LaunchAgents/*.plist; do
    label=$(/usr/libexec/PlistBuddy -c 'Print :Label' "$file" 2> /dev/null)
    program=$(/usr/libexec/PlistBuddy -c 'Print :ProgramArguments:0' "$file" 2> /dev/null)
    signed=$(codesign -dv "$program" 2>&1 | sed -n 's/^TeamIdentifier=//p')
    print -r -- "${file}\t${label}\t${program}\t${signed:-not signed}"
done
sfltool dumpbtm 2> /dev/null | grep -E 'Name|URL|Type'
