/** Builds what the page shows. Titles of windows, names and reasons come from elsewhere: they are only ever set as text. */

/** @param {Record<string, unknown>} [props] */
export function element(tag, props = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (name === 'class') made.className = String(value);
    else if (name in made) made[name] = value;
    else made.setAttribute(name, String(value));
  }
  made.append(...children.filter((child) => child !== undefined && child !== ''));
  return made;
}

function timeText(at) {
  return new Date(at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', second: '2-digit' });
}

/** Time that runs on: `tick` keeps it right. */
function since(at) {
  return element('time', { 'data-since': at });
}

function until(at) {
  return element('time', { 'data-until': at });
}

/** `now` on the clock of the machine of the runs. */
export function tick(now, within = document) {
  for (const each of within.querySelectorAll('[data-since]'))
    each.textContent = agoText(now - Number(each.dataset.since));
  for (const each of within.querySelectorAll('[data-until]'))
    each.textContent = agoText(Number(each.dataset.until) - now);
}

/**
 * What the old card shows becomes what the new one does, in place: what is kept (by its `data-keep`) is not touched, so a reason that was
 * begun, a finger that holds a button and the place of a screen reader stay.
 */
export function become(before, after) {
  const kept = new Map(
    [...before.children].filter(({ dataset }) => dataset.keep).map((each) => [each.dataset.keep, each]),
  );
  let at = before.firstElementChild;
  for (const fresh of [...after.children]) {
    const old = kept.get(fresh.dataset.keep);
    if (old === undefined) {
      before.insertBefore(fresh, at);
      continue;
    }
    while (at !== null && at !== old) at = removed(at);
    at = old.nextElementSibling;
  }
  while (at !== null) at = removed(at);
  return before;
}

/** Takes it away and gives the one after it. */
function removed(each) {
  const next = each.nextElementSibling;
  each.remove();
  return next;
}

/** Words with times between them, in one place. */
function words(...parts) {
  return element('span', {}, ...parts);
}

function agoText(ms) {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 120) return `${seconds}\u00a0s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? `${minutes}\u00a0min` : `${(minutes / 60).toFixed(1)}\u00a0h`;
}

function facts(rows) {
  const shown = rows.filter(([, value]) => value !== undefined && value !== '');
  return element('dl', {}, ...shown.flatMap(([name, value]) => [element('dt', {}, name), element('dd', {}, value)]));
}

function picture(runId, digest, alt) {
  if (digest === undefined) return undefined;
  const src = `/api/evidence/${runId}/${digest}`;
  const image = element('img', { src, alt, loading: 'lazy', decoding: 'async' });
  // a whole screen on a phone: in a page of its own it can be made larger
  return element('a', { 'data-keep': src, href: src, target: '_blank', rel: 'noreferrer' }, image);
}

function accessibleText(runId, digest) {
  if (digest === undefined) return undefined;
  const text = element('pre', { tabIndex: 0 });
  const box = element('details', { 'data-keep': `text ${digest}` }, element('summary', {}, 'Text on the screen'), text);
  box.addEventListener('toggle', async () => {
    if (!box.open || text.textContent !== '') return;
    const answer = await fetch(`/api/evidence/${runId}/${digest}`);
    text.textContent = answer.ok ? await answer.text() : 'It is not kept any more.';
  });
  return box;
}

const holdMs = 800;

/** By pointer it must be held; a keyboard or a screen reader presses it twice. */
function holdButton(label, cssClass, act) {
  const made = element('button', { type: 'button', class: cssClass }, `${label} (hold)`);
  let timer;
  let armed = Number.NEGATIVE_INFINITY;
  const letGo = () => {
    clearTimeout(timer);
    made.classList.remove('holding');
  };
  made.addEventListener('pointerdown', (event) => {
    if (event.button !== 0 || made.disabled) return;
    made.classList.add('holding');
    timer = setTimeout(() => {
      letGo();
      act();
    }, holdMs);
  });
  for (const end of ['pointerup', 'pointerleave', 'pointercancel']) made.addEventListener(end, letGo);
  made.addEventListener('contextmenu', (event) => event.preventDefault());
  made.addEventListener('click', (event) => {
    // a pointer has a place on the button; keys and assistive technology do not
    if (event.detail !== 0) return;
    if (performance.now() - armed < 6000) act();
    else {
      armed = performance.now();
      made.textContent = `${label}: press again to confirm`;
    }
  });
  return made;
}

function button(label, cssClass, act) {
  const made = element('button', { type: 'button', class: cssClass }, label);
  made.addEventListener('click', act);
  return made;
}

const risky = new Set(['high', 'critical']);

/** @param {{ answer: (question: object, decision: string, reason: string) => void }} acts */
export function questionCard(question, acts) {
  const { request, runId, yes, barred, isAwaited, expiresAt, reasonForYes } = question;
  const { id, action, risk, consequence, evidence, test, quorum, createdAt } = request;
  const reason = element('textarea', { 'data-keep': 'reason', id: `reason-${id}`, rows: 2, maxLength: 2000 });
  const decide = (decision) => () => acts.answer(question, decision, reason.value);
  const approve = risky.has(risk)
    ? holdButton('Approve', 'yes', decide('approve'))
    : button('Approve', 'yes', decide('approve'));
  approve.disabled = barred !== undefined;
  return element(
    'article',
    { class: 'card question', id: `question-${id}`, 'aria-label': `Question: ${action}` },
    element(
      'div',
      { class: 'row' },
      element('h3', {}, action),
      element('span', { class: `pill ${risk}` }, `${risk} risk`),
    ),
    facts([
      ['after a yes', consequence],
      ...Object.entries(evidence),
      ['test', test],
      ['asked', words(timeText(createdAt), ', ', since(createdAt), ' ago')],
      [
        'no answer',
        isAwaited ? words('means no in ', until(expiresAt)) : 'the run is down; an answer counts when it is resumed',
      ],
      ['yes so far', yes.length === 0 ? '' : `${yes.join(', ')} (${yes.length} of ${quorum})`],
      ['you', barred === undefined ? '' : `cannot say yes: ${barred}`],
    ]),
    picture(runId, request.picture, `The screen when it was asked: ${action}`),
    accessibleText(runId, request.tree),
    element('label', { htmlFor: `reason-${id}` }, reasonForYes ? 'Reason (needed)' : 'Reason (needed for a no)'),
    reason,
    element(
      'div',
      { class: 'buttons', 'data-keep': `decide ${barred}` },
      approve,
      button('Deny', 'no', decide('deny')),
    ),
  );
}

const stateWords = { 'waiting-approval': 'waits for an answer' };

/** @param {{ control: (runId: string, wish: string) => void }} acts */
export function runCard(run, acts) {
  const {
    runId,
    state,
    startedAt,
    isLive,
    wish,
    counts,
    planned,
    next,
    lastError,
    signs,
    picture: digest,
    tree,
    pictureAt,
  } = run;
  const done = Object.entries(counts).map(([status, number]) => `${number} ${status}`);
  const total = Object.values(counts).reduce((sum, number) => sum + number, 0);
  const steer = (wanted) => () => acts.control(runId, wanted);
  const pause = wish === 'pause' ? button('Continue', '', steer('continue')) : button('Pause', '', steer('pause'));
  return element(
    'article',
    { class: 'card', 'aria-label': `Run ${runId}` },
    element(
      'div',
      { class: 'row' },
      element('h3', {}, runId),
      element('span', { class: `pill ${state}` }, stateWords[state] ?? state),
    ),
    facts([
      ['started', words(timeText(startedAt), ', ', since(startedAt), ' ago')],
      ['tests', planned === 0 ? '' : `${total} of ${planned}${done.length === 0 ? '' : `: ${done.join(', ')}`}`],
      ...(isLive
        ? run.now.flatMap((test) => [
            ['now', words(`${test.title}, for `, since(test.since))],
            ['doing', test.doing],
          ])
        : []),
      ['next', isLive ? next : ''],
      ['warning signs', signs.join('; ')],
    ]),
    lastError === undefined ? undefined : element('p', { class: 'error' }, `last error: ${lastError}`),
    digest === undefined ? undefined : element('p', {}, `screen of ${timeText(pictureAt)}, `, since(pictureAt), ' ago'),
    picture(runId, digest, `Latest screen of run ${runId}`),
    accessibleText(runId, tree),
    isLive
      ? element(
          'div',
          { class: 'buttons', 'data-keep': `steer ${wish === 'pause'}` },
          pause,
          holdButton('Abort', 'no', steer('abort')),
        )
      : undefined,
  );
}

export function historyItem({ request, settlement }) {
  const { outcome, by, reason, at } = settlement;
  const why = reason === '' ? '' : `: ${reason}`;
  return element('li', {}, `${timeText(at)} ${request.action}: ${outcome} by ${by}${why}`);
}

export function deviceItem(device, own, revoke) {
  const which = `${device.name}${device.id === own ? ' (this one)' : ''}, until ${timeText(device.expiresAt)} `;
  return element(
    'li',
    { class: 'row' },
    which,
    button('Revoke', 'no', () => revoke(device.id)),
  );
}
