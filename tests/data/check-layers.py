#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each folder of src includes only what its row in src/DESIGN.md (section 3) allows."""
import re

import project_files

CORE = {'wire', 'model'}
NETWORK = CORE | {'net/base', 'net/probe'}
ADVICE = CORE | {'advice'}
WORDS = ADVICE | {'phrase'}
EVERYTHING = NETWORK | WORDS | {'net/discovery', 'net/station', 'evidence', 'checklist', 'practice', 'journey'}

# folder: (the folders below it, the libraries below it); GLib and the C library are everywhere, GIO but in wire.
LAYERS = {
    'wire': (set(), set()),
    'model': ({'wire'}, {'gio', 'json-glib'}),
    'net/base': (CORE, {'gio'}),
    'net/probe': (CORE | {'net/base'}, {'gio', 'json-glib', 'openssl'}),
    'net/discovery': (NETWORK, {'gio', 'json-glib', 'libsoup', 'libxml', 'cups'}),
    'net/station': (NETWORK, {'gio', 'json-glib', 'openssl'}),
    'evidence': (CORE, {'gio', 'json-glib'}),
    'advice': (CORE, {'gio', 'json-glib'}),
    'phrase': (ADVICE, {'gio', 'json-glib'}),
    'checklist': (WORDS, {'gio', 'json-glib', 'pango', 'cairo'}),
    'practice': ({'wire', 'net/base'}, {'gio', 'json-glib', 'openssl'}),
    'journey': (EVERYTHING - {'practice', 'journey'}, {'gio', 'json-glib'}),
    'cli': (EVERYTHING, {'gio', 'json-glib', 'pango', 'cairo'}),
    'app': (EVERYTHING, {'gio', 'json-glib', 'pango', 'cairo', 'gtk', 'adwaita'}),
}
LIBRARIES = {'gio', 'json-glib', 'openssl', 'libsoup', 'libxml', 'cups', 'pango', 'cairo', 'gtk', 'gdk', 'gsk', 'adwaita'}
GENERATED = re.compile(r'config\.h|repoint-[a-z-]+-(data|resources)\.h')
INCLUDE = re.compile(r'^\s*#\s*include\s+([<"])([^>"]+)[>"]', re.MULTILINE)


def library_of(header):
    first = re.split(r'[/.]', header)[0]
    first = {'pango-1': 'pango', 'pangocairo': 'pango', 'gdk': 'gtk', 'gsk': 'gtk'}.get(first, first)
    if first.startswith('cairo'):
        first = 'cairo'
    return first if first in LIBRARIES else None


def folder_of(name):
    return '/'.join(name.parent.parts[1:])


def check(root):
    sources = [name for name in project_files.files(root) if name.parts[0] == 'src' and name.suffix in {'.c', '.h'}]
    homes = {name.name: folder_of(name) for name in sources if name.suffix == '.h'}
    for name in sources:
        folder = folder_of(name)
        if folder not in LAYERS:
            yield f'{name}: the folder has no row here and in src/DESIGN.md'
            continue
        folders, libraries = LAYERS[folder]
        for mark, header in INCLUDE.findall(project_files.text(root, name)):
            if mark == '"':
                home = homes.get(header)
                if GENERATED.fullmatch(header):
                    continue
                if home is None:
                    yield f'{name}: includes "{header}", which is no header of src'
                elif home != folder and home not in folders:
                    yield f'{name}: includes "{header}" of src/{home}, which is not below src/{folder}'
                continue
            library = library_of(header)
            if library and library not in libraries:
                yield f'{name}: includes <{header}>, which src/{folder} must not use'
            elif library == 'openssl' and name.suffix == '.h':
                yield f'{name}: includes <{header}>, which belongs in a .c file'


if __name__ == '__main__':
    project_files.main(check)
