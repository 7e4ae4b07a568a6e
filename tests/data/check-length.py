#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""No source file is so long that something hides in it."""
import project_files

LONGEST = 800


def check(root):
    for name in project_files.files(root):
        if not (project_files.is_code(root, name) or name.suffix in {'.ui', '.build', '.css'}):
            continue
        lines = project_files.text(root, name).count('\n')
        if lines > LONGEST:
            yield f'{name}: {lines} lines, more than {LONGEST}'


if __name__ == '__main__':
    project_files.main(check)
