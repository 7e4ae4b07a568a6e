#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The manual page of `survey` names every option, every JSON member and every id, and no finding that there is not."""
import re

import project_files

MANUAL = 'data/man/repoint-cli-survey.1'
OPTION = re.compile(r'^\s*\{ "([a-z-]+)", (?:0|\'.\'), ', re.MULTILINE)
MEMBER = re.compile(r'\b(?:json_object_set_\w+member|set_string|set_time|set_list|set_strings) \(\w+,\s*"([a-z0-9_]+)"')
WORD = re.compile(r'[A-Za-z0-9][A-Za-z0-9_.-]*[A-Za-z0-9]|[a-z]')

# What an id is, the folder of the C file that lists them, the array's name there.
TABLES = [
    ('finding', 'src/advice', 'repoint_finding_ids[]'),
    ('problem', 'src/phrase', 'problems[]'),
    ('certificate problem', 'src/net/probe', 'problem_ids[]'),
]


def sources(root, folder):
    for name in project_files.files(root):
        if name.suffix == '.c' and str(name.parent) == folder and not name.name.startswith('repoint-replay'):
            yield project_files.text(root, name)


def list_ids(root, folder, array):
    """The strings of a C array, or the first one of each row. "dns:no-address" are two ids."""
    for text in sources(root, folder):
        begin = re.search(rf'(?<![a-z_]){re.escape(array)} =', text)
        if begin:
            body = text[begin.end():text.index('};', begin.end())]
            rows = re.findall(r'\{ "([a-z0-9:-]+)"', body) or re.findall(r'"([a-z0-9-]+)"', body)
            return [word for row in rows for word in row.split(':')]
    return []


def list_wanted(root):
    for text in [*sources(root, 'src/net/probe'), project_files.text(root, 'src/cli/repoint-cli-findings.c')]:
        yield from (('member', name) for name in MEMBER.findall(text))
    for kind, folder, array in TABLES:
        yield from ((kind, word) for word in list_ids(root, folder, array))


def check(root):
    manual = project_files.text(root, MANUAL)
    known = set(WORD.findall(manual))

    for name in OPTION.findall(project_files.text(root, 'src/cli/repoint-cli-survey.c')):
        if f'Fl -{name}' not in manual:
            yield f'{MANUAL}: the option --{name} is missing'
    for kind, word in sorted(set(list_wanted(root))):
        if word not in known:
            yield f'{MANUAL}: the {kind} {word} is missing'

    findings = list_ids(root, *TABLES[0][1:])
    listed = manual[manual.index('.Ss Findings'):]
    listed = listed[:listed.index('\n.Sh ')]
    for line in re.findall(r'^\.Li (.*)$', listed, re.MULTILINE):
        for word in line.replace(' ,', '').split():
            if word not in findings:
                yield f'{MANUAL}: there is no finding {word}'


if __name__ == '__main__':
    project_files.main(check)
