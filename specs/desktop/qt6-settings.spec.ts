/** qt6ct (Qt 6): tabs, radio buttons, combo boxes, spin buttons. */
import { expect, test } from '../../fixtures/test.ts';

test('lists its pages as tabs', async ({ launch }) => {
  const settings = await launch('qt6-settings');
  const pages = settings.getByRole('tablist', { name: 'Appearance' });
  await expect(pages).toMatchTree(`
    - tablist "Appearance":
      - tab "Appearance" [selected]
      - tab "Fonts"
      - tab "Icon Theme"
      - tab "Interface"
      - tab "Style Sheets"
      - tab "Troubleshooting"
  `);
});

test('turns to another page', async ({ launch }) => {
  const settings = await launch('qt6-settings');
  await settings.getByRole('tab', { name: 'Interface' }).click();
  await expect(settings.getByRole('tab', { name: 'Interface' })).toBeSelected();
  await expect(settings.getByRole('radio', { name: 'Custom' })).toBeHidden();
});

test('enables the colour scheme for a custom palette', async ({ launch }) => {
  const settings = await launch('qt6-settings');
  const scheme = settings.getByRole('combobox', { name: 'airy' });
  await expect(scheme).toBeDisabled();
  await settings.getByRole('radio', { name: 'Custom' }).check();
  await expect(settings.getByRole('radio', { name: 'Custom' })).toBeChecked();
  await expect(scheme).toBeEnabled();
});

test('creates a style sheet with a name of any script', async ({ launch, desktop }) => {
  const settings = await launch('qt6-settings');
  await settings.getByRole('tab', { name: 'Style Sheets' }).click();
  await settings.getByRole('button', { name: 'Create' }).click();
  const dialog = desktop.getByRole('dialog');
  await dialog.getByRole('textbox').fill('Ärger 日本 😀');
  await dialog.getByRole('button', { name: 'OK' }).click();
  await expect(settings.getByRole('listitem', { name: 'Ärger 日本 😀.qss' })).toBeVisible();
});

test('changes a number by its arrows', async ({ launch, desktop }) => {
  const settings = await launch('qt6-settings');
  await settings.getByRole('tab', { name: 'Interface' }).click();
  const lines = settings.getByRole('spinbutton').last();
  await expect(lines).toHaveValue(3);
  await lines.focus();
  await desktop.keyboard.press('ArrowUp');
  await expect(lines).toHaveValue(4);
});

test('closes without saving', async ({ launch }) => {
  const settings = await launch('qt6-settings');
  await settings.getByRole('button', { name: 'Cancel' }).click();
  await expect.poll(() => settings.exit?.code).toBe(0);
});

test('shows a puzzle of pieces', async ({ launch }) => {
  const puzzle = await launch('puzzle');
  await expect(puzzle.window({ title: 'Choose Game' })).toBeVisible();
});
