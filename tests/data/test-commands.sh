#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The two commands and their helper answer --help, refuse what they do not know before they do anything, and parse.
set -u
root=$1
number=0
ok () { number=$((number + 1)); echo "ok $number $1"; }
not_ok () { number=$((number + 1)); echo "not ok $number $1"; }
expect ()
{
  local name=$1 status=$2 output seen
  shift 2
  output=$("$@" 2>&1 </dev/null)
  seen=$?
  case $seen:$output in
    "$status":Usage:*) ok "$name" ;;
    *) not_ok "$name"; echo "# exit status $seen: $output" | head -n 3 ;;
  esac
}

for command in run test install-packages; do
  expect "$command: --help" 0 "$root/build-aux/$command" --help
  expect "$command: -h" 0 "$root/build-aux/$command" -h
  expect "$command: unknown argument" 2 "$root/build-aux/$command" --nonsense
done
expect "install-packages: no argument" 2 "$root/build-aux/install-packages"
expect "run: a good and an unknown argument" 2 "$root/build-aux/run" --practice now
for script in run test install-packages shell-library; do
  if bash -n "$root/build-aux/$script"; then ok "$script: syntax"; else not_ok "$script: syntax"; fi
done
if grep -qx 'exec ./build-aux/test' "$root/.ci/run" && [ -x "$root/.ci/run" ]; then
  ok "ci runs exactly the test command"
else
  not_ok "ci runs exactly the test command"
fi
echo "1..$number"
