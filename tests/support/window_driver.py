# SPDX-License-Identifier: GPL-3.0-or-later
"""Drives Repoint's window as a person with a screen reader would: through its accessibility tree."""
import subprocess
import time

import gi
gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

ROLES = {"button": {"push button", "button"}}  # GTK 4.8 says the one, 4.18 the other


def children(node):
    return [c for c in (node.get_child_at_index(i) for i in range(node.get_child_count())) if c]


def walk(node):
    yield node
    for child in children(node):
        yield from walk(child)


class Driver:
    """A running Repoint. Use as a context manager; leaving it ends the program."""

    def __init__(self, *command, env=None):
        Atspi.init()
        self.process = subprocess.Popen(command, env=env)
        self.app = self.wait("the application", self._find_app, seconds=60)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.terminate()
        self.process.wait(30)

    def _find_app(self):
        for app in children(Atspi.get_desktop(0)):
            if app.get_process_id() == self.process.pid and app.get_child_count():
                return app
        return None

    def wait(self, what, function, seconds=30):
        """The first true value of function, asked again and again; an AssertionError when there is none in time."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise AssertionError(f"the program ended with {self.process.returncode} before {what}")
            try:
                value = function()
                if value:
                    return value
            except GLib.Error:
                pass  # the node went away: look again
            time.sleep(0.05)
        raise AssertionError(f"timed out waiting for {what}")

    def all(self, role=None, name=None, contains=None):
        roles = ROLES.get(role, {role})
        found = []
        for node in walk(self.app):
            try:
                if role and node.get_role_name() not in roles:
                    continue
                text = node.get_name() or ""
                if (name is None or text == name) and (contains is None or contains in text):
                    found.append(node)
            except GLib.Error:
                continue
        return found

    def find(self, role=None, name=None, contains=None, seconds=30):
        what = f"{role or 'something'} {name or contains!r}"
        return self.wait(what, lambda: next(iter(self.all(role, name, contains)), None), seconds)

    def press(self, name, role="button", seconds=30):
        """Presses a button once it can be pressed."""
        def ready():
            for node in self.all(role, name):
                if node.get_state_set().contains(Atspi.StateType.SENSITIVE):
                    return node
            return None
        node = self.wait(f"{role} {name!r} that can be pressed", ready, seconds)
        if not Atspi.Action.do_action(node, 0):
            raise AssertionError(f"{name!r} could not be pressed")

    def texts(self):
        """All that stands on the screen, in reading order."""
        return [node.get_name() for node in walk(self.app) if node.get_role_name() == "label" and node.get_name()]
