#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Nothing unfinished and no path of somebody's machine ships."""
import re

import project_files

# Written in pieces, or this file would find itself.
WORDS = re.compile(r'\b(' + '|'.join(('TO' 'DO', 'FIX' 'ME', 'XX' 'X', 'HA' 'CK')) + r')\b')
PHRASES = re.compile('|'.join(('coming ' 'soon', 'lorem ' 'ipsum', 'placeholder ' 'text')), re.IGNORECASE)
PATHS = re.compile(r'(?<![\w.>*])/(?:' 'work|home/[a-z]+|root' r')/[\w.]')
# Texts of others, and words of other languages.
EXCEPT = {'COPYING'}
EXCEPT_SUFFIXES = {'.po', '.svg'}


def check(root):
    for name in project_files.files(root):
        if str(name) in EXCEPT or name.suffix in EXCEPT_SUFFIXES or 'corpus' in name.parts:
            continue
        for number, line in enumerate(project_files.text(root, name).split('\n'), 1):
            for pattern in (WORDS, PHRASES, PATHS):
                found = pattern.search(line)
                if found:
                    yield f'{name}:{number}: "{found.group(0)}"'


if __name__ == '__main__':
    project_files.main(check)
