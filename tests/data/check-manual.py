#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The manual page of a command names every option, every JSON member and every id, and no finding that there is not."""
import re

import project_files

OPTION = re.compile(r'^\s*\{ "([a-z0-9-]+)", (?:0|\'.\'), ', re.MULTILINE)
MEMBER = re.compile(r'\b(?:json_object_set_\w+member|set_string|set_text|set_time|set_list|set_strings) \(\w+,\s*"([a-z0-9_]+)"')
WORD = re.compile(r'[A-Za-z0-9][A-Za-z0-9_.-]*[A-Za-z0-9]|[a-z]')

# Of each command: the files whose JSON members its page explains; what an id is, the folder of the C file that lists them, the
# array's name there; and the subsections that list the ids of such an array and nothing else.
MANUALS = {
    'survey': {
        'members': r'src/net/probe/(?!repoint-replay)[^/]+\.c|src/cli/repoint-cli-findings\.c',
        'tables': [
            ('finding', 'src/advice', 'repoint_finding_ids[]'),
            ('problem', 'src/phrase', 'problems[]'),
            ('certificate problem', 'src/net/probe', 'problem_ids[]'),
        ],
        'lists': {'Findings': ('finding', 'src/advice', 'repoint_finding_ids[]')},
    },
    'replay': {
        'members': r'src/net/probe/repoint-(?:replay-result|mail-record)\.c|src/cli/repoint-cli-judgement\.c',
        'tables': [
            ('problem', 'src/phrase', 'replay_problems[]'),
            ('refusal', 'src/phrase', 'refusals[]'),
            ('change', 'src/phrase', 'changes[]'),
            ('judgement', 'src/phrase', 'judgements[]'),
        ],
        'lists': {},
    },
    'fingerprint': {
        'members': r'src/model/repoint-hello-json\.c|src/evidence/repoint-capture-record\.c|src/cli/repoint-cli-fingerprint[a-z-]*\.c',
        'tables': [('flaw', 'src/model', 'flaw_ids[]')],
        'lists': {'Flaws': ('flaw', 'src/model', 'flaw_ids[]')},
    },
    'listen': {
        'members': r'src/net/station/repoint-(?:visit-record|passage-report)\.c|src/cli/repoint-cli-listen\.c',
        'tables': [
            ('outcome', 'src/net/station', 'outcome_ids[]'),
            ('result of a handshake', 'src/net/station', 'handshake_ids[]'),
            ('answer', 'src/net/station', 'asked_ids[]'),
            ('result of a passage', 'src/wire', 'passage_result_ids[]'),
            ('problem of a passage', 'src/phrase', 'relay_problems[]'),
        ],
        'lists': {
            'Outcomes': ('outcome', 'src/net/station', 'outcome_ids[]'),
            'Results': ('result of a passage', 'src/wire', 'passage_result_ids[]'),
        },
    },
}


def sources(root, pattern):
    for name in project_files.files(root):
        if re.fullmatch(pattern, str(name)):
            yield project_files.text(root, name)


def list_ids(root, folder, array):
    """The strings of a C array, or the first one of each row. "dns:no-address" are two ids."""
    for text in sources(root, rf'{re.escape(folder)}/[^/]+\.c'):
        begin = re.search(rf'(?<![a-z_]){re.escape(array)} =', text)
        if begin:
            body = text[begin.end():text.index('};', begin.end())]
            rows = re.findall(r'\{ "([a-z0-9:-]+)"', body) or re.findall(r'"([a-z0-9-]+)"', body)
            return [word for row in rows for word in row.split(':')]
    return []


def list_wanted(root, manual):
    for text in sources(root, manual['members']):
        yield from (('member', name) for name in MEMBER.findall(text))
    for kind, folder, array in manual['tables']:
        yield from ((kind, word) for word in list_ids(root, folder, array))


def check_lists(path, text, root, manual):
    for title, (kind, folder, array) in manual['lists'].items():
        ids = list_ids(root, folder, array)
        listed = text[text.index(f'.Ss {title}'):]
        listed = re.split(r'^\.S[hs] ', listed[1:], maxsplit=1, flags=re.MULTILINE)[0]
        for line in re.findall(r'^\.(?:It )?Li (.*)$', listed, re.MULTILINE):
            for word in line.replace(' ,', '').split():
                if word not in ids:
                    yield f'{path}: there is no {kind} {word}'


def check(root):
    for command, manual in MANUALS.items():
        options = ''.join(sources(root, rf'src/cli/repoint-cli-{command}\.c'))
        if not options:
            continue
        path = f'data/man/repoint-cli-{command}.1'
        text = ''.join(sources(root, re.escape(path)))
        if not text:
            yield f'{path}: does not exist'
            continue
        known = set(WORD.findall(text))

        for name in OPTION.findall(options):
            if f'Fl -{name}' not in text:
                yield f'{path}: the option --{name} is missing'
        for kind, word in sorted(set(list_wanted(root, manual))):
            if word not in known:
                yield f'{path}: the {kind} {word} is missing'
        yield from check_lists(path, text, root, manual)


if __name__ == '__main__':
    project_files.main(check)
