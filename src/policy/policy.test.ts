import { expect, test } from '@playwright/test';
import { policyFaults } from './contradictions.ts';
import { type ActionFacts, detect, domainsIn, pathsIn } from './detect.ts';
import { PolicyJudge } from './judge.ts';
import { click } from './policy.sample.ts';
import { type Policy, type PolicyRule, policySchema } from './policy.ts';
import { routeOf, routingTable, type Trip } from './routing.ts';

function policyOf(rules: readonly PolicyRule[], more: Partial<Policy> = {}): Policy {
  return { version: 1, owner: 'alice', roles: { tester: { rules } }, ...more };
}

function rulingOf(rules: readonly PolicyRule[], facts: Partial<ActionFacts> = {}, more: Partial<Policy> = {}) {
  return new PolicyJudge(policyOf(rules, more), 'tester').decide({ ...click, ...facts });
}

const allowAll: PolicyRule = { id: 'all', verdict: 'allow' };

test('the first rule that matches decides', () => {
  const rules: PolicyRule[] = [
    { id: 'no letters', verdict: 'deny', windows: ['letter*'], reason: 'they are real' },
    { id: 'editor', verdict: 'allow', apps: ['editor'] },
  ];
  expect(rulingOf(rules)).toMatchObject({ verdict: 'deny', rule: 'no letters', reason: 'they are real' });
  expect(rulingOf(rules, { window: 'Notes' })).toMatchObject({ verdict: 'allow', rule: 'editor' });
});

test('what no rule names is denied when nobody is there', () => {
  expect(rulingOf([])).toMatchObject({ verdict: 'deny', rule: 'no rule' });
  expect(rulingOf([], { supervision: 'attended' })).toMatchObject({ verdict: 'allow' });
});

const conditions: readonly [Partial<PolicyRule>, Partial<ActionFacts>, Partial<ActionFacts>][] = [
  [{ apps: ['Editor'] }, {}, { app: 'calculator' }],
  [{ apps: ['edit*'] }, {}, { app: undefined }],
  [{ windows: ['* - Editor'] }, {}, { window: 'Letter' }],
  [{ targets: ['bold'] }, {}, { target: 'Italic' }],
  [{ actions: ['click', 'press'] }, {}, { verb: 'fill' }],
  [{ lanes: ['background'] }, {}, { lane: 'foreground' }],
  [{ supervision: ['unattended'] }, {}, { supervision: 'attended' }],
  [{ kinds: ['design-qa'] }, { kind: 'design-qa' }, { kind: 'other' }],
  [
    { paths: ['/srv/shared/*'] },
    { verb: 'launch', text: 'editor /srv/shared/a.txt' },
    { verb: 'launch', text: 'editor /etc/passwd' },
  ],
  [
    { domains: ['*.example.org'] },
    { verb: 'launch', text: 'http://www.example.org/a' },
    { verb: 'launch', text: 'http://evil.test' },
  ],
  [{ regions: [{ x: 0, y: 0, width: 10, height: 10 }] }, { point: { x: 9, y: 0 } }, { point: { x: 10, y: 0 } }],
  [{ times: [{ from: '22:00', to: '06:00' }] }, {}, { at: new Date(2026, 10, 22, 6, 0) }],
  [
    { times: [{ days: ['sun'], from: '22:00', to: '06:00' }] },
    { at: new Date(2026, 10, 23, 5, 59) },
    { at: new Date(2026, 10, 22, 5, 0) },
  ],
];
for (const [condition, fits, fitsNot] of conditions) {
  test(`a rule holds for ${JSON.stringify(condition)}`, () => {
    const rules: PolicyRule[] = [{ id: 'it', verdict: 'allow', ...condition }];
    expect(rulingOf(rules, fits).rule).toBe('it');
    expect(rulingOf(rules, fitsNot).rule).not.toBe('it');
  });
}

test('to allow, every path must be meant; to deny, one is enough', () => {
  const both = { verb: 'launch', text: 'cp /srv/a /etc/b' };
  expect(rulingOf([{ id: 'it', verdict: 'allow', paths: ['/srv/*'] }], both).rule).toBe('no rule');
  expect(rulingOf([{ id: 'it', verdict: 'deny', paths: ['/etc/*'] }], both).rule).toBe('it');
});

const noticed: readonly [string, Partial<ActionFacts>, string | undefined][] = [
  ['a button that deletes', { target: 'Delete file' }, 'deletion'],
  ['a menu item that moves to the bin', { target: 'Move to Trash', role: 'menuitem' }, 'deletion'],
  ['the Delete key on a file', { verb: 'press', text: 'Delete', target: 'letter.txt', role: 'listitem' }, 'deletion'],
  ['the Delete key in a text', { verb: 'press', text: 'Delete', role: 'textbox' }, undefined],
  ['a text that says delete', { target: 'Delete file', role: 'textbox' }, undefined],
  ['a button that publishes', { target: 'Publish' }, 'publishing'],
  ['a button that sends', { target: 'Senden' }, 'publishing'],
  ['a postal code', { target: 'Postal code' }, undefined],
  ['a link', { role: 'link', target: 'More' }, 'navigation'],
  [
    'an address elsewhere',
    { verb: 'fill', role: 'textbox', target: 'Address and search bar', text: '"evil.test"' },
    'navigation',
  ],
  [
    'an address at home',
    { verb: 'fill', role: 'textbox', target: 'Address and search bar', text: '"http://localhost:80/a"' },
    undefined,
  ],
  ['a search', { verb: 'type', role: 'textbox', target: 'Address and search bar', text: '"weather"' }, 'navigation'],
  [
    'an address in a letter',
    { verb: 'type', role: 'textbox', target: 'Letter', text: '"http://evil.test"' },
    undefined,
  ],
  ['a token that is typed', { verb: 'fill', role: 'textbox', target: 'API key', text: '"x"' }, 'credentials'],
  [
    'a secret that is typed',
    { verb: 'fill', role: 'textbox', target: 'Name', text: '••••', isSecret: true },
    'credentials',
  ],
  ['an ordinary click', {}, undefined],
];
for (const [title, facts, found] of noticed) {
  test(`${title}: ${found ?? 'nothing'} is noticed`, () => {
    expect(detect({ ...click, ...facts }, (domain) => domain === 'localhost')).toEqual(
      found === undefined ? [] : [found],
    );
  });
}

test('what is noticed is asked about, unless a rule names it', () => {
  const facts = { target: 'Delete' };
  expect(rulingOf([allowAll], facts)).toMatchObject({
    verdict: 'ask',
    rule: 'always ask',
    reason: 'noticed: deletion',
  });
  const named: PolicyRule = { id: 'bin', verdict: 'allow', detects: ['deletion'], targets: ['delete'] };
  expect(rulingOf([named, allowAll], facts)).toMatchObject({ verdict: 'allow', rule: 'bin' });
  expect(rulingOf([named, allowAll], { target: 'Delete and publish' }).verdict).toBe('ask');
  expect(rulingOf([{ id: 'never', verdict: 'deny' }], facts).rule).toBe('never');
});

test('nothing is typed into a field that hides it but a declared secret into its declared field (S104)', () => {
  const secrets = [{ app: 'editor', field: 'PIN' }];
  const typing = { verb: 'fill', role: 'textbox', target: 'PIN', text: '"1234"', isProtected: true };
  const secret = { ...typing, text: '••••', isSecret: true };
  expect(rulingOf([allowAll], secret)).toMatchObject({ verdict: 'deny', rule: 'login surfaces' });
  expect(rulingOf([allowAll], secret, { secrets }).verdict).toBe('allow');
  expect(rulingOf([allowAll], typing, { secrets }).reason).toContain('takes a secret() only');
  expect(rulingOf([allowAll], { ...secret, target: 'Password' }, { secrets }).verdict).toBe('deny');
  expect(rulingOf([allowAll], { verb: 'press', text: 'Tab', isProtected: true }).verdict, 'leaving it').toBe('allow');
  expect(rulingOf([allowAll], { verb: 'press', text: 'a', isProtected: true }).verdict).toBe('deny');
  for (const window of ['Unlock Login Keyring', 'Authentication Required', 'Screen locker']) {
    expect(rulingOf([allowAll], { ...secret, window }, { secrets }).reason).toContain('the machine itself');
  }
});

test('rules that contradict each other are both named', () => {
  const faults = policyFaults(
    policyOf([
      { id: 'one', verdict: 'allow', apps: ['editor', 'calculator'] },
      { id: 'two', verdict: 'deny', apps: ['editor'], windows: ['*'] },
      { id: 'two', verdict: 'deny', apps: ['mail'] },
      { id: 'fine', verdict: 'deny', apps: ['browser'] },
    ]),
    [],
    '2026-11-22',
  );
  expect(faults).toEqual([
    {
      path: ['roles', 'tester', 'rules', 1],
      sentence: expect.stringMatching(/"two" \(deny\) contradicts rule "one" \(allow\)/),
    },
    { path: ['roles', 'tester', 'rules', 2, 'id'], sentence: 'expected an id of its own, saw "two" a second time' },
  ]);
});

test('a rule is impossible, too, behind one whose globs take all that it means', () => {
  const faultsOf = (first: Partial<PolicyRule>, second: Partial<PolicyRule>): readonly string[] =>
    policyFaults(
      policyOf([
        { id: 'one', verdict: 'allow', ...first },
        { id: 'two', verdict: 'deny', ...second },
      ]),
      [],
      '2026-11-22',
    ).map(({ sentence }) => sentence);
  const named = [expect.stringMatching(/^rule "two" \(deny\) contradicts rule "one" \(allow\)/)];
  expect(faultsOf({ apps: ['c*'] }, { apps: ['calculator', 'Clock'] })).toEqual(named);
  expect(faultsOf({ windows: ['*mail*'] }, { windows: ['my mail *'], targets: ['Send'] })).toEqual(named);
  expect(faultsOf({ apps: ['c*'] }, { apps: ['calculator', 'mail'] })).toEqual([]);
  expect(faultsOf({ windows: ['my mail *'] }, { windows: ['*mail*'] })).toEqual([]);
  expect(faultsOf({ apps: ['c*'], lanes: ['background'] }, { apps: ['calculator'] })).toEqual([]);
});

test('an approver whose time has passed, or whom nobody knows, is refused', () => {
  const policy = policyOf([{ id: 'ask', verdict: 'ask', approvers: ['alice', 'bob', 'carol'] }]);
  const people = [
    { name: 'alice', until: '2026-11-21' },
    { name: 'bob', until: '2026-11-22' },
  ];
  expect(policyFaults(policy, people, '2026-11-22').map(({ sentence }) => sentence)).toEqual([
    'alice could approve until 2026-11-21',
    '"carol" is not among the configuration\'s approvers',
  ]);
});

test('an unknown key is refused with the one that was meant', () => {
  const { error } = policySchema.safeParse({
    ...policyOf([]),
    roles: { tester: { rules: [{ ...allowAll, window: ['a'] }] } },
  });
  expect(error?.issues[0]).toMatchObject({ path: ['roles', 'tester', 'rules', 0] });
  expect(error?.issues[0]?.message).toBe('unknown key "window"; did you mean "windows"?');
});

test('addresses and paths are found in what is typed', () => {
  expect(domainsIn('"https://me@www.Example.org:80/x" and b.test')).toEqual(['www.example.org', 'b.test']);
  expect(pathsIn('"/srv/a.txt" file:///etc/b ~/c http://example.org/not')).toEqual(['/srv/a.txt', '/etc/b', '~/c']);
});

const trip: Trip = {
  kind: 'ui-regression-checklist',
  platform: 'linux',
  lane: 'background',
  supervision: 'unattended',
  retries: 1,
  risk: 'low',
  forbidUnsupervised: false,
  overrides: {},
  maturity: () => ({ mature: true, why: '' }),
};
const trips: readonly [string, Partial<Trip>, string, 'runs' | 'refused'][] = [
  ['a checklist with retries in the background', {}, 'S54', 'runs'],
  ['a checklist without retries', { retries: 0 }, 'S54', 'refused'],
  ['cleaning up documents in the foreground', { kind: 'bulk-document-cleanup', lane: 'foreground' }, 'S55', 'refused'],
  ['credentials in the background', { kind: 'credentials-setup' }, 'S56', 'refused'],
  ['credentials in the foreground', { kind: 'credentials-setup', lane: 'foreground' }, 'S56', 'runs'],
  [
    'a dashboard in the foreground with nobody there',
    { kind: 'internal-dashboards', lane: 'foreground' },
    'S57',
    'refused',
  ],
  [
    'a dashboard in the foreground',
    { kind: 'internal-dashboards', lane: 'foreground', supervision: 'attended' },
    'S57',
    'runs',
  ],
  ['customer transactions in the background', { kind: 'customer-transactions' }, 'S58', 'refused'],
  ['finance in the background', { kind: 'finance-approvals' }, 'S29', 'refused'],
  [
    'finance in the background by the policy, before it has matured',
    {
      kind: 'finance-approvals',
      overrides: { 'finance-approvals': { background: 'yes', reason: 'x' } },
      maturity: () => ({ mature: false, why: 'too few runs' }),
    },
    'S29',
    'refused',
  ],
  [
    'finance in the background by the policy, once it has',
    { kind: 'finance-approvals', overrides: { 'finance-approvals': { background: 'yes', reason: 'x' } } },
    'policy',
    'runs',
  ],
  ['an unknown kind', { kind: 'whatever' }, 'S59', 'refused'],
  [
    'an unknown kind with a route',
    { kind: 'whatever', overrides: { whatever: { background: 'yes', reason: 'x' } } },
    'policy',
    'runs',
  ],
  ['anything where nobody may be away', { forbidUnsupervised: true }, 'S27', 'refused'],
  ['the background of Windows', { platform: 'windows' }, 'S12', 'refused'],
  [
    'Windows with nobody there',
    { platform: 'windows', lane: 'foreground', kind: 'credentials-setup' },
    'S16',
    'refused',
  ],
  ['a run whose forerunner had to be steered', { signs: 'steering: 4 times' }, 'S140', 'refused'],
  [
    'the same, whatever the policy says',
    { signs: 'steering', overrides: { 'ui-regression-checklist': { background: 'yes', reason: 'x' } } },
    'S140',
    'refused',
  ],
  ['the same with a person beside it', { signs: 'steering', supervision: 'attended' }, 'S54', 'runs'],
  [
    'the same where there is a foreground',
    { signs: 'steering', supervision: 'attended', platform: 'macos' },
    'S140',
    'refused',
  ],
  ['the same in the foreground', { signs: 'steering', kind: 'credentials-setup', lane: 'foreground' }, 'S56', 'runs'],
  ['a medium risk in the background of macOS', { platform: 'macos', risk: 'medium' }, 'S14', 'refused'],
];
for (const [title, change, rule, verdict] of trips) {
  test(`${title}: ${verdict} (${rule})`, () => {
    expect(routeOf({ ...trip, ...change })).toMatchObject({ verdict, rule });
  });
}

test('the routing table says of when it is, and where it is looked after from (S25, S22)', () => {
  expect(routingTable.asOf).toMatch(/^\d{4}-\d\d-\d\d$/);
  expect(routeOf(trip).watchedFrom).toBe('phone');
  expect(routeOf({ ...trip, platform: 'windows', lane: 'foreground', supervision: 'attended' }).watchedFrom).toBe(
    'desktop',
  );
});
