import { expect, test } from 'codexqa';

test('a task is added, and done', async ({ launch }) => {
  const tasks = await launch('tasks');
  for (const name of ['Buy bread', 'Ring Zoë']) {
    await tasks.getByLabel('New task').fill(name);
    await tasks.getByRole('button', { name: 'Add' }).click();
  }
  await expect(tasks.getByRole('status')).toHaveText('2 to do');
  await expect(tasks.window()).toHaveTitle(/Tasks \(2\)/);

  await tasks.getByRole('checkbox', { name: 'Buy bread' }).check();
  await expect(tasks.getByRole('checkbox', { name: 'Buy bread' })).toBeChecked();
  await expect(tasks.getByRole('checkbox', { name: 'Ring Zoë' })).not.toBeChecked();
  await expect(tasks.getByRole('status')).toHaveText('1 to do');
});

test('nothing is added without a name', async ({ launch }) => {
  const tasks = await launch('tasks');
  // the browser's own hint is no part of the page: a person sees it, the tree does not change
  await tasks.getByRole('button', { name: 'Add' }).click({ effect: 'optional' });
  await expect(tasks.getByRole('checkbox')).toHaveCount(0);
  await expect(tasks.getByRole('status')).toHaveText('Nothing to do');
});
