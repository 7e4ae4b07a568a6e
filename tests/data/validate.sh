#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# validate.sh TOOL ARGUMENT…: what a checker that need not be there says; skipped where it is not.
if ! command -v "$1" >/dev/null; then
  echo "$1 is not installed"
  exit 77
fi
exec "$@"
