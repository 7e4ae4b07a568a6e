#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every header can be included twice, and includes nothing before it says so."""
import re

import project_files


def check(root):
    for name in project_files.files(root):
        if name.suffix != '.h':
            continue
        directives = re.findall(r'^\s*#\s*(\w+.*)', project_files.text(root, name), re.MULTILINE)
        if not directives or directives[0].strip() != 'pragma once':
            yield f'{name}: the first directive is not "#pragma once"'


if __name__ == '__main__':
    project_files.main(check)
