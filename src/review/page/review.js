/** The review page: a list of differences, one of them shown large, and a person's word on it. No network but this server. */
import { Viewer } from './viewer.js';

const one = (selector) => document.querySelector(selector);
const viewer = new Viewer({ stage: one('#stage'), share: one('#share'), modes: one('#modes') });
const filters = one('#filters');
const list = one('#list');
const reason = one('#decide').elements.reason;

let all = [];
let shown = [];
let chosen;

async function load() {
  const answer = await (await fetch('api/differences')).json();
  one('#run').textContent = answer.run;
  for (const field of ['file', 'app', 'platform']) fillSelect(field, answer.differences);
  take(answer);
  if (all.every(({ state }) => state !== 'open')) filters.elements.state.value = '';
  renderList();
  choose(shown[0]?.id);
}

function take({ differences }) {
  all = differences;
  const open = all.filter(({ state }) => state === 'open').length;
  one('#progress').textContent = open === 0 ? `all ${all.length} settled` : `${open} of ${all.length} open`;
  document.title = open === 0 ? 'All settled' : `${open} open · differences`;
}

function fillSelect(field, differences) {
  const values = [
    ...new Set(differences.map((difference) => difference[field]).filter((value) => value !== undefined)),
  ].sort();
  const select = filters.elements[field];
  select.append(...values.map((value) => new Option(value, value)));
  select.hidden = values.length < 2;
}

function matches(difference) {
  const { text, state, file, app, platform, size } = Object.fromEntries(new FormData(filters));
  const words = `${difference.title} ${difference.baseline}`.toLowerCase();
  return (
    words.includes(text.toLowerCase()) &&
    [
      [state, difference.state],
      [file, difference.file],
      [app, difference.app],
      [platform, difference.platform],
    ].every(([wanted, value]) => (wanted ?? '') === '' || wanted === value) &&
    // new pictures and other sizes have no count: they are never too small
    (difference.pixels ?? Number.POSITIVE_INFINITY) >= Number(size)
  );
}

function renderList() {
  shown = all.filter((difference) => matches(difference) || difference.id === chosen);
  list.replaceChildren(...shown.map(item));
  one('#accept-all').disabled = !shown.some(({ state }) => state === 'open');
  one('#empty').hidden = shown.length > 0;
  one('#empty').textContent = all.length === 0 ? 'Nothing differs in this run.' : 'No difference fits the filter.';
}

function item(difference) {
  const button = document.createElement('button');
  button.type = 'button';
  button.dataset.id = difference.id;
  button.setAttribute('aria-current', String(difference.id === chosen));
  const name = document.createElement('b');
  name.textContent = difference.title;
  const state = document.createElement('span');
  state.className = difference.state;
  state.textContent = difference.state;
  const rest = document.createElement('span');
  rest.textContent = ` · ${change(difference)} · ${difference.baseline.split('/').at(-1)}`;
  button.append(name, state, rest);
  const li = document.createElement('li');
  li.append(button);
  return li;
}

function change({ kind, size, expectedSize, pixels, ratio }) {
  if (kind === 'absent') return `new, ${size.width}×${size.height}`;
  if (kind === 'other-size') return `${expectedSize.width}×${expectedSize.height} became ${size.width}×${size.height}`;
  return `${(pixels ?? 0).toLocaleString('en')} pixels${ratio === undefined ? '' : `, ${(ratio * 100).toFixed(2)} %`}`;
}

function current() {
  return all.find(({ id }) => id === chosen);
}

function groupOf({ group }) {
  return all.filter((other) => other.group === group && other.state === 'open');
}

function choose(id) {
  chosen = id;
  const difference = current();
  one('#one').hidden = difference === undefined;
  for (const button of list.querySelectorAll('button')) {
    const isIt = button.dataset.id === id;
    button.setAttribute('aria-current', String(isIt));
    if (isIt) button.scrollIntoView({ block: 'nearest' });
  }
  if (difference === undefined) return;
  explain(difference);
  viewer.show(difference);
}

function explain(difference) {
  const { title, project, at, baseline, app, boxes, causes, state, decision } = difference;
  one('#title').textContent = title;
  one('#where').textContent = [project && `[${project}]`, at, baseline, app && `application ${app}`]
    .filter(Boolean)
    .join(' · ');
  const word =
    state === 'open' || decision === undefined
      ? ''
      : ` · ${state} by ${decision.by}${decision.reason === '' ? '' : `: ${decision.reason}`}`;
  const places = boxes.length === 0 ? '' : ` · ${boxes.length} changed ${boxes.length === 1 ? 'box' : 'boxes'}`;
  one('#figures').textContent = `${change(difference)}${places}${causes.map(cause).join('')}${word}`;
  one('#box').disabled = boxes.length === 0;
  const group = groupOf(difference);
  const together = one('#decide [data-group]');
  together.hidden = group.length < 2;
  together.textContent = `Accept all ${group.length} alike`;
  for (const verb of ['accept', 'reject']) one(`#decide [data-verb="${verb}"]`).disabled = state !== 'open';
  one('#decide [data-as]').disabled = mayNotAdd(difference);
  one('#decide [data-verb="undo"]').disabled = state === 'open';
}

/** Beside nothing there is nothing to add. */
function mayNotAdd({ state, kind }) {
  return state !== 'open' || kind === 'absent';
}

function cause({ kind, dx, dy }) {
  return kind === 'caret' ? ' · a text caret' : ` · moved by ${dx},${dy}`;
}

async function decide(verb, ids, as = 'replace') {
  if (ids.length === 0) return;
  const next = nextOpen(ids);
  const answer = await send({ verb, ids, as, reason: reason.value });
  const failures = answer.error ?? (answer.failures ?? []).join('\n');
  one('#message').textContent = failures;
  if (answer.differences === undefined) return;
  take(answer);
  if (failures === '') {
    reason.value = '';
    if (verb !== 'undo' && next !== undefined) chosen = next;
  }
  renderList();
  choose(chosen);
}

async function send(wish) {
  try {
    const headers = { 'content-type': 'application/json' };
    return await (await fetch('api/decisions', { method: 'POST', headers, body: JSON.stringify(wish) })).json();
  } catch {
    return { error: 'Nothing was decided: the page is no longer served. Start it again: npx codexqa baselines review' };
  }
}

/** Where to go once these are settled: the next open one below, else the first. */
function nextOpen(ids) {
  const left = shown.filter(({ id, state }) => state === 'open' && !ids.includes(id));
  const place = shown.findIndex(({ id }) => id === chosen);
  return (left.find(({ id }) => shown.findIndex((other) => other.id === id) > place) ?? left[0])?.id;
}

function step(by) {
  const place = shown.findIndex(({ id }) => id === chosen);
  const next = shown[Math.min(shown.length - 1, Math.max(0, place + by))];
  if (next !== undefined) choose(next.id);
}

const modes = ['side', 'slider', 'onion', 'blink', 'diff'];
const keys = {
  j: () => step(1),
  k: () => step(-1),
  b: () => viewer.nextBox(),
  0: () => viewer.whole(),
  a: () => decide('accept', [chosen]),
  '+': () => !mayNotAdd(current()) && decide('accept', [chosen], 'another'),
  r: () => decide('reject', [chosen]),
  u: () => decide('undo', [chosen]),
  A: () =>
    decide(
      'accept',
      groupOf(current()).map(({ id }) => id),
    ),
  R: () =>
    decide(
      'reject',
      groupOf(current()).map(({ id }) => id),
    ),
  '/': () => filters.elements.text.focus(),
  '?': () => one('#keys').click(),
  ...Object.fromEntries(modes.map((mode, index) => [String(index + 1), () => viewer.look(mode)])),
};

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const typing = event.target.matches('input:not([type="range"]), select');
  if (event.key === 'Escape' && typing) event.target.blur();
  if (typing || chosen === undefined || keys[event.key] === undefined) return;
  event.preventDefault();
  keys[event.key]();
});
list.addEventListener('click', ({ target }) => {
  const button = target.closest('button');
  if (button !== null) choose(button.dataset.id);
});
one('#modes').addEventListener('click', ({ target }) => {
  if (target.dataset.mode !== undefined) viewer.look(target.dataset.mode);
});
one('#box').addEventListener('click', () => viewer.nextBox());
one('#whole').addEventListener('click', () => viewer.whole());
one('#decide').addEventListener('click', ({ target }) => {
  const { verb, group, as } = target.dataset;
  if (verb !== undefined)
    void decide(verb, group === undefined ? [chosen] : groupOf(current()).map(({ id }) => id), as);
});
one('#decide').addEventListener('submit', (event) => event.preventDefault());
one('#accept-all').addEventListener('click', () => {
  const ids = shown.filter(({ state }) => state === 'open').map(({ id }) => id);
  if (ids.length > 0 && confirm(`Accept ${ids.length} new pictures?`)) void decide('accept', ids);
});
one('#keys').addEventListener('click', ({ currentTarget }) => {
  const help = one('#help');
  help.hidden = !help.hidden;
  currentTarget.setAttribute('aria-expanded', String(!help.hidden));
});
filters.addEventListener('input', () => {
  chosen = undefined;
  renderList();
  choose(shown[0]?.id);
});
filters.addEventListener('submit', (event) => event.preventDefault());

await load();
