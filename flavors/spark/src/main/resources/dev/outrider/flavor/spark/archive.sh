#!/usr/bin/env bash
# Makes an archive of classes beside whatever else runs, once at a time.
#
#   archive.sh FOLDER STAMP JAVA OPTIONS...
#
# FOLDER/STAMP.classes  the list that it is made of; goes when there is the archive
# FOLDER/STAMP.jsa      the archive; those of other stamps, of a Java or a Spark that was, go
# FOLDER/STAMP.making   somebody is at it
# FOLDER/STAMP.failed   it did not work; tried again after a day

umask 077 # an archive that others may write is not used
folder=$1 stamp=$2 java=$3
shift 3
making=$folder/$stamp.making failed=$folder/$stamp.failed
writing=$folder/$stamp.jsa.$$

# Whether a file is there, and as old as this many minutes at most.
recent() {
  [ -e "$1" ] && [ -z "$(find "$1" -prune -mmin +"$2")" ]
}

recent "$failed" 1440 && exit 0
recent "$making" 10 || rm -rf "$making"
mkdir "$making" 2>/dev/null || exit 0
trap 'rm -rf "$making" "$writing"' EXIT
trap 'exit 130' INT HUP TERM
[ -f "$folder/$stamp.jsa" ] && exit 0

# Ten minutes of a processor are far more than it takes.
ulimit -t 600
if nice -n 19 "$java" -XX:SharedArchiveFile="$writing" "$@" && [ -s "$writing" ]; then
  mv -f "$writing" "$folder/$stamp.jsa"
  for old in "$folder"/*.jsa "$folder"/*.classes "$folder"/*.failed; do
    [ "$old" = "$folder/$stamp.jsa" ] || rm -f "$old"
  done
else
  touch "$failed"
fi
