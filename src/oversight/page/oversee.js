/** The oversight page: pairs this device, follows the runs, sends decisions. */
import { become, deviceItem, element, historyItem, questionCard, runCard, tick } from './view.js';

const by = (id) => document.getElementById(id);
let csrf = '';
let me = '';
let events;
let ahead = 0;
/** The question that a notice has led here for; shown once. */
let wanted = new URLSearchParams(location.search).get('question');
const drawn = new Map();

setInterval(() => tick(Date.now() + ahead), 1000);
await begin();

async function begin() {
  by('name').value = deviceName();
  by('pair').addEventListener('submit', (event) => {
    event.preventDefault();
    void pair(by('code').value.trim(), by('name').value.trim());
  });
  by('devices-box').addEventListener('toggle', () => void showDevices());
  const code = location.hash.slice(1);
  // the code must not stay in the address, nor in the history of the browser
  if (code !== '') history.replaceState(undefined, '', `/${location.search}`);
  if (code !== '' && (await pair(code, deviceName()))) return;
  await enter();
}

async function pair(code, name) {
  const answer = await send('/api/pair', { code, name });
  if (answer.ok) await enter();
  else by('pair-told').textContent = (await answer.json().catch(() => ({}))).error ?? 'That did not work.';
  return answer.ok;
}

async function enter() {
  const answer = await fetch('/api/me').catch(() => undefined);
  if (answer?.status === 401) return leave();
  if (!answer?.ok) return lost();
  ({ csrf, id: me } = await answer.json());
  by('pair').hidden = true;
  by('main').hidden = false;
  follow();
}

function leave() {
  events?.close();
  by('main').hidden = true;
  by('pair').hidden = false;
  connection('not paired', true);
}

function follow() {
  events?.close();
  events = new EventSource('/api/events');
  events.addEventListener('open', () => connection('live', false));
  events.addEventListener('overview', ({ data }) => {
    connection('live', false);
    draw(JSON.parse(data));
  });
  // the browser tries again by itself, and names the last event it has seen; a revoked device is told apart
  events.addEventListener('error', () => {
    lost();
    if (events.readyState === EventSource.CLOSED) setTimeout(() => void enter(), 2000);
  });
}

function lost() {
  connection('connection lost, trying again', true);
}

function connection(words, isLost) {
  by('connection').textContent = words;
  by('connection').classList.toggle('lost', isLost);
}

function draw({ person, now, questions, runs, history: settled }) {
  by('person').textContent = `as ${person}`;
  fill(
    'questions',
    questions,
    (each) => `${each.request.id}`,
    (each) => questionCard(each, { answer }),
    'Nobody is asked anything.',
  );
  fill(
    'runs',
    runs,
    ({ runId }) => runId,
    (each) => runCard(each, { control }),
    'No runs yet.',
  );
  fill('history', settled, ({ request }) => request.id, historyItem, 'Nothing yet.');
  // the clock of the machine of the runs, not of this device
  ahead = now - Date.now();
  tick(now);
  const asked = document.getElementById(`question-${wanted}`);
  if (asked !== null) {
    asked.scrollIntoView();
    wanted = null;
  }
  document.title = questions.length === 0 ? 'codexqa oversight' : `(${questions.length}) codexqa oversight`;
}

/** What a person is busy with stays as it is: a card is only made anew when what it shows has changed. */
function fill(id, items, keyOf, make, empty) {
  const known = drawn.get(id) ?? new Map();
  const cards = new Map();
  for (const item of items) {
    const key = keyOf(item);
    const text = JSON.stringify(item);
    const before = known.get(key);
    cards.set(
      key,
      before?.text === text
        ? before
        : { text, card: before === undefined ? make(item) : become(before.card, make(item)) },
    );
  }
  drawn.set(id, cards);
  const wanted = [...cards.values()].map(({ card }) => card);
  const box = by(id);
  if (wanted.length === 0) return box.replaceChildren(element('p', {}, empty));
  // a card that stays is not moved: that would take it out of the hand that holds it
  for (const there of [...box.children]) if (!wanted.includes(there)) there.remove();
  for (const [n, card] of wanted.entries())
    if (box.children[n] !== card) box.insertBefore(card, box.children[n] ?? null);
}

async function answer({ request, digest }, decision, reason) {
  await act('/api/answer', { id: request.id, digest, decision, reason });
}

async function control(run, wish) {
  await act('/api/control', { run, wish, reason: 'from the page' });
}

async function act(path, body) {
  by('told').textContent = '';
  const reply = await send(path, body).catch(() => undefined);
  if (reply?.status === 401) return leave();
  if (reply?.ok) return;
  const told = await reply?.json().catch(() => ({}));
  by('told').textContent = told?.error ?? 'That did not arrive. Try again.';
  by('told').scrollIntoView({ block: 'center' });
}

async function showDevices() {
  if (!by('devices-box').open) return;
  const reply = await fetch('/api/devices');
  if (!reply.ok) return;
  const revoke = async (id) => {
    await act('/api/revoke', { id });
    if (id === me) leave();
    else await showDevices();
  };
  by('devices').replaceChildren(...(await reply.json()).map((device) => deviceItem(device, me, revoke)));
}

function send(path, body) {
  const headers = { 'content-type': 'application/json', 'x-csrf': csrf };
  return fetch(path, { method: 'POST', headers, body: JSON.stringify(body) });
}

function deviceName() {
  const [, system = 'a device'] = /(iPhone|iPad|Android|Windows|Macintosh|Linux)/.exec(navigator.userAgent) ?? [];
  return `Browser on ${system}`;
}
