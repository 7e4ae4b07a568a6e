# SPDX-License-Identifier: GPL-3.0-or-later
"""What the checks of this folder share: the files of the project, and how a check reports."""
import pathlib
import shutil
import subprocess
import sys

CODE = {'.c', '.h', '.py', '.sh'}


def files(root):
    """The files that belong to the project: those that git knows or would add, else all but build directories."""
    root = pathlib.Path(root)
    listing = None
    if (root / '.git').exists() and shutil.which('git'):
        listing = subprocess.run(['git', '-c', 'safe.directory=*', '-C', str(root), 'ls-files', '-z', '--cached',
                                  '--others', '--exclude-standard'], stdout=subprocess.PIPE, check=False)
    if listing and listing.returncode == 0:
        names = [name for name in listing.stdout.decode().split('\0') if name]
    else:
        names = [str(path.relative_to(root)) for path in root.rglob('*')]
        names = [name for name in names if not name.startswith(('_build', '.git/'))]
    return [pathlib.PurePosixPath(name) for name in sorted(set(names)) if (root / name).is_file()]


def text(root, name):
    """The text of a file; '' for what is not text."""
    content = (pathlib.Path(root) / name).read_bytes()
    try:
        return '' if b'\0' in content else content.decode()
    except UnicodeDecodeError:
        return ''


def is_code(root, name):
    """C, Python, or a script without a suffix."""
    return name.suffix in CODE or (name.suffix == '' and text(root, name).startswith('#!'))


def main(check):
    """Runs check (root) on the source root named on the command line; it yields one line for each problem."""
    if len(sys.argv) != 2:
        sys.exit(f'Usage: {sys.argv[0]} SOURCE_ROOT')
    problems = list(check(sys.argv[1]))
    for problem in problems:
        print(problem)
    sys.exit(1 if problems else 0)
