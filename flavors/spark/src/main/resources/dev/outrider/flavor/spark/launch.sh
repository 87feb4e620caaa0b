#!/usr/bin/env bash
# Starts one child in a process group of its own, and writes down how it ended.
#
#   launch.sh WORK HOST BOOT NAMESPACE REQUEST COMMAND...
#
# WORK/launcher.json  this launcher; who makes it first may start the child, and nobody else ever
# WORK/process.json   the child, written by the child before it becomes COMMAND, with the hash of
#                     the request that it was started for
# WORK/out            what the child prints
# WORK/exit.json      how it ended; nothing of its process group is left then
#
# Prints the line `started` when process.json is there; then it holds no pipe of anybody.

# When a process was started: with its number it names one process of this boot.
start_time() {
  if [ -r "/proc/$1/stat" ]; then
    local stat fields
    stat=$(<"/proc/$1/stat")
    read -ra fields <<<"${stat##*) }"
    echo "${fields[19]}"
  else
    ps -o lstart= -p "$1"
  fi
}

# Writes a file at once: a reader sees it whole or not at all.
record() {
  printf '%s\n' "$2" >"$1.$$" && mv -f "$1.$$" "$1"
}

# The processes of a group, but for dead ones that nothing has waited for, as `NAME (pid PID)`.
members() {
  local each stat state group found=()
  if [ -r /proc/self/stat ]; then
    for each in /proc/[0-9]*/stat; do
      { IFS= read -r stat <"$each"; } 2>/dev/null || continue
      read -r state _ group _ <<<"${stat##*) }"
      [ "$group" = "$1" ] && [[ $state != [ZXx] ]] || continue
      stat=${stat%)*}
      found+=("${stat#*(} (pid ${stat%% *})")
    done
  else
    while read -r group state each stat; do
      [ "$group" = "$1" ] && [[ $state != Z* ]] && found+=("${stat##*/} (pid $each)")
    done < <(ps -A -o pgid= -o stat= -o pid= -o comm=)
  fi
  local IFS=,
  echo "${found[*]}"
}

if [ "$1" = --child ]; then
  work=$2 place=$3
  shift 3
  record "$work/process.json" \
    "{\"format\": 1, $place, \"pid\": $$, \"started\": \"$(start_time $$)\"}" || exit 126
  # whoever started it may have died: a signal for that is not the job's
  trap '' PIPE
  echo started 2>/dev/null >&3
  trap - PIPE
  exec 3>&-
  exec "$@"
fi

work=$1
place="\"host\": \"$2\", \"boot\": \"$3\""
[ -z "$4" ] || place="$place, \"namespace\": \"$4\""
place="$place, \"request\": \"$5\""
shift 5
mine=$work/launcher.json.$$
printf '{"format": 1, %s, "pid": %d, "started": "%s"}\n' \
  "$place" $$ "$(start_time $$)" >"$mine" || exit 126
if ! ln "$mine" "$work/launcher.json" 2>/dev/null; then
  rm -f "$mine"
  exit 75
fi
rm -f "$mine"

# A terminal's Ctrl-C or hang-up ends whoever watches, not the job: the child is in another group.
# An empty trap would be inherited by the child, so a trap that does nothing it is until it is there.
trap : INT HUP TERM
exec 3>&1
set -m
bash -p "$0" --child "$work" "$place" "$@" >"$work/out" 2>&1 </dev/null &
child=$!
set +m
# From here on signals are ignored: bash may lose the code of a child whose wait a trap has ended.
trap '' INT HUP TERM
exec >/dev/null 3>&-

while wait "$child"; code=$?; kill -0 "$child" 2>/dev/null; do :; done

# What the child has left in its group ends with it: TERM, and 5 s later KILL. When it was cancelled,
# whoever did it sees to its group.
if [ ! -e "$work/cancel.json" ] && kill -0 -- "-$child" 2>/dev/null &&
  left=$(members "$child") && [ -n "$left" ]; then
  echo "outrider: the step left processes behind, which are ended now: ${left//,/, }" >>"$work/out"
  kill -TERM -- "-$child" 2>/dev/null
  for ((i = 0; i < 50; i++)); do
    [ -n "$(members "$child")" ] || break
    sleep 0.1
  done
  [ -z "$(members "$child")" ] || kill -KILL -- "-$child" 2>/dev/null
fi
record "$work/exit.json" "{\"format\": 1, \"exitCode\": $code}"
