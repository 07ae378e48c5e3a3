/** The trial window on Linux: the form application of `fixtures/apps`, which ships with the package. */
import { spawnSync } from 'node:child_process';
import type { Probe, TrialWindow } from '../../contracts/driver.ts';
import { packageFile } from '../../support/own-file.ts';

/** The distribution's own: its GTK packages are not seen by a Python from elsewhere. */
const systemPython = '/usr/bin/python3';

export const trialForm: TrialWindow = {
  get command() {
    return { name: 'form', command: systemPython, args: [packageFile('fixtures/apps/form.py')], env: {} };
  },
  field: 'Name',
  isForm: true,
  whyMissing,
};

function whyMissing(): Probe | undefined {
  const imports = "import gi; gi.require_version('Gtk', '3.0'); from gi.repository import Gtk";
  if (spawnSync(systemPython, ['-c', imports], { stdio: 'ignore' }).status === 0) return undefined;
  return {
    name: 'form application of the checks',
    ok: false,
    detail: 'it needs Python 3 with GTK 3, which is not installed',
    fix: 'sudo apt-get install -y --no-install-recommends python3-gi gir1.2-gtk-3.0',
  };
}
