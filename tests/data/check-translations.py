#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""po/POTFILES lists every file with a text to translate, and no file that is gone."""
import re
import sys

import project_files

POTFILES = 'po/POTFILES'
IN_CODE = re.compile(r'(?<![\w"])(?:_|N_|C_|NC_|gettext|g_dgettext|g_dpgettext2?|g_dngettext|ngettext)\s?\(\s*(?:NULL,\s*)?(?:GETTEXT_PACKAGE,\s*)?"')
IN_UI = re.compile(r'translatable="(?:yes|true)"')


def has_text(root, name):
    if name.suffix in {'.c', '.h'}:
        return IN_CODE.search(project_files.text(root, name)) is not None
    if name.suffix == '.ui':
        return IN_UI.search(project_files.text(root, name)) is not None
    return name.parts[0] == 'data' and (name.name.endswith(('.desktop.in', '.metainfo.xml.in')) or
                                        (name.suffix == '.xml' and name.parts[1] in {'catalog', 'guides'} and
                                         not name.name.endswith('.gresource.xml')))


def check(root):
    names = project_files.files(root)
    if not any(str(name) == POTFILES for name in names):
        print(f'There is no {POTFILES} yet')
        sys.exit(77)
    listed = {line for line in project_files.text(root, POTFILES).split('\n') if line and not line.startswith('#')}
    known = {str(name) for name in names}
    for name in sorted(listed - known):
        yield f'{POTFILES}: {name} does not exist'
    for name in names:
        if name.parts[0] in {'src', 'data'} and str(name) not in listed and has_text(root, name):
            yield f'{POTFILES}: {name} is missing'


if __name__ == '__main__':
    project_files.main(check)
