#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# validate.sh TOOL ARGUMENT…: what the desktop's own validator says of a file; skipped where there is none.
if ! command -v "$1" >/dev/null; then
  echo "$1 is not installed"
  exit 77
fi
exec "$@"
