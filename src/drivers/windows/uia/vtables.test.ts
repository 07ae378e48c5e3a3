/** Every method we call stands where the interfaces have it, and every property and pattern has its number. */
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { documented, idlFacts, slotOf } from './uia-facts.sample.ts';
import { classId, interfaceId, interfaces, patternIds, propertyIds } from './vtables.ts';

const idl = '/usr/include/wine/wine/windows/uiautomationclient.idl';

test('places equal the facts', () => {
  const facts = { ...idlFacts, ...documented };
  const ours = Object.entries(interfaces).filter(([name]) => name !== 'IUnknown');
  expect(ours).toHaveLength(Object.keys(facts).length);
  for (const [name, methods] of ours) {
    for (const [method, { slot }] of Object.entries(methods)) {
      expect({ name, method, slot }).toEqual({ name, method, slot: slotOf(facts[name] ?? [], method) });
    }
  }
});

test('the facts equal the IDL that Debian ships', () => {
  test.skip(!existsSync(idl), 'libwine-dev is not installed');
  const text = readFileSync(idl, 'utf8');
  for (const [name, methods] of Object.entries(idlFacts))
    expect({ name, methods: methodsOf(text, name) }).toEqual({ name, methods });
  const ids = new Map(
    [...text.matchAll(/UIA_(\w+)(?:Property|Pattern)Id\s*= (\d+);/g)].map(([, name, id]) => [name, Number(id)]),
  );
  for (const [name, id] of Object.entries(propertyIds)) expect({ name, id }).toEqual({ name, id: ids.get(name) });
  for (const [name, id] of Object.entries(patternIds)) {
    const short = name.replace(/^IUIAutomation(\w+)Pattern$/, '$1');
    expect({ name, id }).toEqual({ name, id: ids.get(short) });
  }
  expect(text).toContain(`uuid(${classId})`);
  expect(text).toContain(`uuid(${interfaceId})`);
});

function methodsOf(text: string, name: string): readonly string[] {
  const body = new RegExp(`interface ${name} ?: IUnknown\\s*\\{([^]*?)\\n {4}\\}`).exec(text)?.[1] ?? '';
  return [...body.matchAll(/(?:\[prop(get|put)\] )?HRESULT (\w+)\(/g)].map(([, access, method]) =>
    access === undefined ? `${method}` : `${access}_${method}`,
  );
}
