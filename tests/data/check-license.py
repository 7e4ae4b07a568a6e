#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every source file names its license in its first lines."""
import project_files

LINE = 'SPDX-License-Identifier: GPL-3.0-or-later'
# The data of desktop integration is often shown by other programs: any license may stand there, but one must.
ANY_LICENSE = 'SPDX-License-Identifier: '
SOURCES = {'.build', '.css', '.its', '.loc', '.ui', '.xml', '.in'}
NAMES = {'meson_options.txt', 'packages', 'shell-library'}


def check(root):
    for name in project_files.files(root):
        if name.parts[0] == 'tests' and name.suffix in {'.xml', '.in'}:
            continue  # samples
        code = project_files.is_code(root, name)
        if not (code or name.suffix in SOURCES or name.name in NAMES):
            continue
        text = project_files.text(root, name)
        if text.strip() and (LINE if code else ANY_LICENSE) not in '\n'.join(text.split('\n')[:5]):
            yield f'{name}: no "{LINE}" in the first five lines'


if __name__ == '__main__':
    project_files.main(check)
