#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Proves that the checks of this folder can fail: each one is run on a small project with and without the fault."""
import json
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
PYTHON = '/usr/bin/python3'
SPDX = '/* SPDX-License-Identifier: GPL-3.0-or-later */\n'
HASH = '# SPDX-License-Identifier: GPL-3.0-or-later\n'
ONCE = SPDX + '#pragma once\n'
UNFINISHED = 'TO' 'DO'

# A sound project: no check finds anything here.
GOOD = {
    'COPYING': UNFINISHED,
    'build-aux/run': '#!/bin/sh\n' + HASH,
    'data/ui/page.ui': '<!-- SPDX-License-Identifier: GPL-3.0-or-later -->\n<property translatable="yes">Go</property>\n',
    'data/man/repoint-cli-survey.1': '.\\" SPDX-License-Identifier: GPL-3.0-or-later\n.Op Fl -json\n.Li dns no-name target old\n'
                                     '.Ss Findings\n.Li a-finding ,\n.Li another\n.Sh ENVIRONMENT\n.Li target .\n',
    'po/POTFILES': '# comment\ndata/ui/page.ui\nsrc/phrase/repoint-say.c\n',
    'src/advice/repoint-finding.c': SPDX + 'const char * const repoint_finding_ids[] = {\n  "a-finding",\n  "another",\n};\n',
    'src/app/repoint-page.c': SPDX + '#include "config.h"\n#include "repoint-say.h"\n#include <gtk/gtk.h>\n',
    'src/cli/repoint-cli-findings.c': SPDX,
    'src/cli/repoint-cli-survey.c': SPDX + '    { "json", 0, 0, NULL },\n',
    'src/net/probe/repoint-ask.c': SPDX + 'problem_ids[] = {\n  "old",\n};\nset_string (object, "target", uri);\n' '#include "repoint-bytes.h"\n#include <openssl/ssl.h>\n#include <glib.h>\n',
    'src/phrase/repoint-problem.c': SPDX + '} problems[] = {\n  { "dns:no-name", "" },\n};\n',
    'src/phrase/repoint-say.c': SPDX + '#include "repoint-say.h"\nreturn _("Go");\n',
    'src/phrase/repoint-say.h': ONCE + '#include <glib.h>\n',
    'src/wire/repoint-bytes.h': ONCE + '#include <glib.h>\n' + '/* mktemp-XXXXXX */\n' * 797,
}

# check, name of the case, files to add or replace (None: take away), what the check must name
BAD = [
    ('license', 'C without a license', {'src/wire/a.c': 'int a;\n'}, 'src/wire/a.c'),
    ('license', 'another license', {'src/wire/a.c': '/* SPDX-License-Identifier: MIT */\nint a;\n'}, 'src/wire/a.c'),
    ('license', 'script without a suffix', {'build-aux/run': '#!/bin/sh\nexit 0\n'}, 'build-aux/run'),
    ('license', 'too far down', {'src/wire/a.c': '\n' * 6 + SPDX}, 'src/wire/a.c'),
    ('license', 'window description', {'data/ui/page.ui': '<interface/>\n'}, 'data/ui/page.ui'),
    ('headers', 'no pragma', {'src/wire/a.h': SPDX + 'int a;\n'}, 'src/wire/a.h'),
    ('headers', 'include before it', {'src/wire/a.h': SPDX + '#include <glib.h>\n#pragma once\n'}, 'src/wire/a.h'),
    ('length', 'one line too many', {'src/wire/a.c': SPDX + 'x\n' * 800}, 'src/wire/a.c: 801'),
    ('words', 'unfinished', {'src/wire/a.c': SPDX + '\n/* ' + UNFINISHED + ': more */\n'}, 'src/wire/a.c:3'),
    ('words', 'a promise', {'data/ui/page.ui': 'Coming ' 'Soon\n'}, 'data/ui/page.ui:1'),
    ('words', 'a path of a machine', {'README.md': 'see /home' '/jane/x\n'}, 'README.md:1'),
    ('layers', 'upwards', {'src/wire/a.c': SPDX + '#include "repoint-say.h"\n'}, 'src/wire/a.c: includes "repoint-say.h"'),
    ('layers', 'widget outside the app', {'src/phrase/a.c': SPDX + '#include <gtk/gtk.h>\n'}, '<gtk/gtk.h>'),
    ('layers', 'widget below another name', {'src/cli/a.c': SPDX + '#include <gdk/gdk.h>\n'}, '<gdk/gdk.h>'),
    ('layers', 'GIO in wire', {'src/wire/a.c': SPDX + '#include <gio/gio.h>\n'}, '<gio/gio.h>'),
    ('layers', 'OpenSSL in a header', {'src/net/probe/a.h': ONCE + '#include <openssl/ssl.h>\n'}, 'belongs in a .c file'),
    ('layers', 'OpenSSL in the model', {'src/model/a.c': SPDX + '#  include <openssl/ssl.h>\n'}, '<openssl/ssl.h>'),
    ('layers', 'the practice office known', {'src/practice/p.h': ONCE, 'src/advice/a.c': '#include "p.h"\n'}, 'src/practice'),
    ('layers', 'header from nowhere', {'src/wire/a.c': SPDX + '#include "gone.h"\n'}, '"gone.h"'),
    ('layers', 'folder without a row', {'src/extra/a.c': SPDX}, 'src/extra/a.c'),
    ('manual', 'option not there', {'src/cli/repoint-cli-survey.c': SPDX + '  { "gap", 0, 0, NULL },\n'}, '--gap'),
    ('manual', 'member not there', {'src/net/probe/b.c': SPDX + 'json_object_set_int_member (o, "new_one", 1);\n'}, 'member new_one'),
    ('manual', 'member of the command', {'src/cli/repoint-cli-findings.c': SPDX + 'json_object_set_string_member (o, "texts", x);\n'}, 'member texts'),
    ('manual', 'finding not there', {'src/advice/repoint-finding.c': SPDX + 'repoint_finding_ids[] = {\n  "a-finding", "another", "third",\n};'}, 'finding third'),
    ('manual', 'finding that is gone', {'src/advice/repoint-finding.c': SPDX + 'repoint_finding_ids[] = {\n  "another",\n};'}, 'no finding a-finding'),
    ('manual', 'problem not there', {'src/phrase/repoint-problem.c': SPDX + '} problems[] = {\n  { "dns:lost", "" },\n};'}, 'problem lost'),
    ('manual', 'certificate problem not there', {'src/net/probe/c.c': SPDX, 'src/net/probe/repoint-ask.c': SPDX + 'problem_ids[] = {\n  "young",\n};'}, 'problem young'),
    ('manual', 'page not there', {'src/cli/repoint-cli-fingerprint.c': SPDX}, 'repoint-cli-fingerprint.1: does not exist'),
    ('manual', 'flaw of another command', {
        'src/cli/repoint-cli-fingerprint.c': SPDX,
        'src/model/repoint-hello-json.c': SPDX + 'flaw_ids[] = {\n  { FLAW_ODD, "odd" },\n  { FLAW_LONG, "long" },\n};\n',
        'data/man/repoint-cli-fingerprint.1': '.\\" SPDX-License-Identifier: GPL-3.0-or-later\n.Ss Flaws\n.It Li odd\n.Sh AUTHORS\n'}, 'flaw long'),
    ('manual', 'flaw that is gone', {
        'src/cli/repoint-cli-fingerprint.c': SPDX,
        'src/model/repoint-hello-json.c': SPDX + 'flaw_ids[] = {\n  { FLAW_ODD, "odd" },\n};\n',
        'data/man/repoint-cli-fingerprint.1': '.\\" SPDX-License-Identifier: GPL-3.0-or-later\n.Ss Flaws\n.It Li odd\n.It Li even\n.Sh AUTHORS\n'}, 'no flaw even'),
    ('translations', 'sentence not listed', {'src/cli/a.c': SPDX + 'puts (_("Go"));\n'}, 'src/cli/a.c is missing'),
    ('translations', 'window description not listed', {'data/ui/b.ui': '<a translatable="yes">b</a>'}, 'data/ui/b.ui'),
    ('translations', 'guide not listed', {'data/guides/canon.xml': '<guide/>'}, 'data/guides/canon.xml is missing'),
    ('translations', 'file gone', {'src/phrase/repoint-say.c': None}, 'src/phrase/repoint-say.c does not exist'),
]

LOG = [
    {'name': 'a', 'result': 'OK', 'stdout': 'TAP version 13\nok 1 /one\nok 2 /two # SKIP no server\n1..2\n'},
    {'name': 'b', 'result': 'OK', 'stdout': 'fine\n'},
]
# name of the case, one more line of Meson's log, exit status, last line, what the output must name
RUNS = [
    ('all well', None, 0, '2 passed, 0 failed, 1 skipped', 'a /two: no server'),
    ('a subtest fails', {'result': 'FAIL', 'stdout': 'ok 1 /x\nnot ok 2 /y\n1..2\n'}, 1, '3 passed, 1 failed, 1 skipped', 'c /y'),
    ('crash after a pass', {'result': 'ERROR', 'stdout': 'ok 1 /x\n'}, 1, '3 passed, 1 failed, 1 skipped', 'c (error)'),
    ('time-out', {'result': 'TIMEOUT', 'stdout': ''}, 1, '2 passed, 1 failed, 1 skipped', 'c (timeout)'),
    ('program that runs nothing', {'result': 'SKIP', 'stdout': ''}, 1, '2 passed, 1 failed, 1 skipped', 'c (ran no test)'),
    ('program that skips all', {'result': 'SKIP', 'stdout': '1..0 # SKIP no display\n'}, 0, '2 passed, 0 failed, 2 skipped', 'c: no display'),
    ('output that is no text', {'result': 'FAIL', 'stdout': 'not ok 1 /\udc80\n1..1\n'}, 1, '2 passed, 1 failed, 1 skipped', 'Failed'),
]


def run_check(check, changes):
    with tempfile.TemporaryDirectory() as root:
        for name, content in {**GOOD, **changes}.items():
            if content is not None:
                path = pathlib.Path(root, name)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(content, encoding='utf-8')
        return subprocess.run([PYTHON, '-B', str(HERE / f'check-{check}.py'), root], stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, check=False)


def run_summary(summarize, more):
    runs = LOG + ([{'name': 'c', **more}] if more else [])
    with tempfile.NamedTemporaryFile('w', suffix='.json') as log:
        for run in runs:
            tap = 'ok' in run['stdout'] or 'SKIP' in run['stdout'] or run['name'] == 'c'
            log.write(json.dumps({**run, 'command': ['test', '--tap'] if tap else ['test']}) + '\n')
        log.flush()
        return subprocess.run([PYTHON, '-B', summarize, log.name], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              text=True, check=False)


def cases(root):
    for path in sorted(HERE.glob('check-*.py')):
        check = path.stem[len('check-'):]
        result = run_check(check, {})
        yield f'{check}: a sound project', result.returncode == 0 and not result.stdout, result.stdout
        yield f'{check}: has a bad sample', any(check == bad[0] for bad in BAD), ''
    for check, name, changes, expected in BAD:
        result = run_check(check, changes)
        yield f'{check}: {name}', result.returncode == 1 and expected in result.stdout and result.stdout.count('\n') == 1, result.stdout
    for name, more, status, last, expected in RUNS:
        result = run_summary(f'{root}/build-aux/summarize-tests', more)
        good = result.returncode == status and result.stdout.endswith('\n' + last + '\n') and expected in result.stdout
        yield f'summary: {name}', good, result.stdout


def main():
    number = 0
    for name, good, output in cases(sys.argv[1]):
        number += 1
        print(f'{"ok" if good else "not ok"} {number} {name}')
        if not good:
            print(''.join(f'# {line}\n' for line in output.split('\n')), end='')
    print(f'1..{number}')


main()
