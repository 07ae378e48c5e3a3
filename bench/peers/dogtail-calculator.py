"""The fixed job with dogtail: start, launch galculator, click 1 2 + 3 0 =, read 42, take a screenshot.

usage: dogtail-calculator.py tuned|default out.png
Run it inside xvfb-run and dbus-run-session with a window manager, as bench/peers/dogtail.sh does.
"""
import os
import subprocess
import sys

from dogtail.config import config

if sys.argv[1] == 'tuned':
    config.actionDelay = 0
    config.typingDelay = 0
    config.runInterval = 0.05
    config.runTimeout = 20
    config.searchBackoffDuration = 0.05
    config.searchWarningThreshold = 20
    config.defaultDelay = 0
config.logDebugToFile = False
config.logDebugToStdOut = False

from dogtail import tree  # noqa: E402 (dogtail reads its configuration on import)
from dogtail.rawinput import click  # noqa: E402
import time  # noqa: E402

app = subprocess.Popen(['galculator'], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
subprocess.run(['xdotool', 'search', '--sync', '--onlyvisible', '--class', 'galculator'], check=True, stdout=subprocess.DEVNULL)
calculator = tree.root.application('galculator')
for key in ['1', '2', '+', '3', '0', '=']:
    button = calculator.child(name=key, roleName='toggle button')
    x, y = button.position
    width, height = button.size
    click(int(x + width / 2), int(y + height / 2))


def shown():
    fields = calculator.findChildren(lambda node: node.roleName == 'text' and node.showing)
    return [field.text for field in fields]


deadline = time.time() + 5
while '42' not in shown():
    if time.time() > deadline:
        sys.exit('read %r, expected 42' % shown())
subprocess.run(['import', '-window', 'root', sys.argv[2]], check=True)
app.kill()
print('42')
os._exit(0)
