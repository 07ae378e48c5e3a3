/** Draws, moves and describes the areas of a needle; everything the JSON says beside them is kept. */
const at = (id) => document.getElementById(id);
const picture = at('picture');
const image = at('image');
let needle = { area: [], tags: [], properties: [] };
let chosen = -1;
let drawnFrom;

const zoom = () => Number(at('zoom').value);

function say(text, isWrong = false) {
  at('status').textContent = text;
  at('status').classList.toggle('wrong', isWrong);
}

function draw() {
  image.width = image.naturalWidth * zoom();
  for (const old of picture.querySelectorAll('.area, .click')) old.remove();
  needle.area.forEach((area, index) => {
    const box = document.createElement('div');
    box.className = `area ${area.type} ${index === chosen ? 'chosen' : ''}`;
    place(box, area.xpos, area.ypos, area.width, area.height);
    picture.append(box);
    if (area.click_point === undefined) return;
    const click = document.createElement('div');
    click.className = 'click';
    const { x, y } = clickOf(area);
    place(click, area.xpos + x, area.ypos + y);
    picture.append(click);
  });
  at('areas').replaceChildren(...needle.area.map(line));
}

function place(element, x, y, width, height) {
  const scale = zoom();
  element.style.left = `${x * scale}px`;
  element.style.top = `${y * scale}px`;
  if (width === undefined) return;
  element.style.width = `${width * scale}px`;
  element.style.height = `${height * scale}px`;
}

function clickOf({ click_point: click, width, height }) {
  return click === 'center' ? { x: width / 2, y: height / 2 } : { x: click.xpos, y: click.ypos };
}

/** One area of the list, with what can be said of it. */
function line(area, index) {
  const item = document.createElement('li');
  item.className = index === chosen ? 'chosen' : '';
  item.addEventListener('click', () => choose(index));
  const type = document.createElement('select');
  type.setAttribute('aria-label', `Type of area ${index + 1}`);
  type.append(...['match', 'exclude', 'ocr'].map((each) => new Option(each, each, false, each === area.type)));
  type.addEventListener('change', () => change(index, { type: type.value }));
  const where = document.createElement('div');
  where.textContent = `${area.xpos}, ${area.ypos}  ${area.width} x ${area.height}`;
  item.append(type, where);
  if (area.type === 'match') item.append(number(index, 'match', 96), number(index, 'margin', 50));
  return item;
}

function number(index, key, usual) {
  const label = document.createElement('label');
  const input = document.createElement('input');
  input.type = 'number';
  input.min = '1';
  input.placeholder = String(usual);
  input.value = needle.area[index][key] ?? '';
  input.setAttribute('aria-label', `${key} of area ${index + 1}`);
  input.addEventListener('change', () =>
    change(index, { [key]: input.value === '' ? undefined : Number(input.value) }),
  );
  label.append(`${key} `, input, ' ');
  return label;
}

function choose(index) {
  if (chosen === index) return;
  chosen = index;
  draw();
}

function change(index, what) {
  needle.area[index] = { ...needle.area[index], ...what };
  say('not saved yet');
  draw();
}

function pointOf(event) {
  const { left, top } = picture.getBoundingClientRect();
  const within = (value, most) => Math.max(0, Math.min(most, Math.round(value / zoom())));
  return {
    x: within(event.clientX - left, image.naturalWidth),
    y: within(event.clientY - top, image.naturalHeight),
  };
}

function areaAt({ x, y }) {
  return needle.area.findLastIndex(
    ({ xpos, ypos, width, height }) => x >= xpos && y >= ypos && x < xpos + width && y < ypos + height,
  );
}

picture.addEventListener('pointerdown', (event) => {
  picture.setPointerCapture(event.pointerId);
  drawnFrom = pointOf(event);
});

picture.addEventListener('pointerup', (event) => {
  const from = drawnFrom;
  drawnFrom = undefined;
  if (from === undefined) return;
  const to = pointOf(event);
  const [width, height] = [Math.abs(to.x - from.x), Math.abs(to.y - from.y)];
  if (width > 3 && height > 3) {
    needle.area.push({ type: 'match', xpos: Math.min(from.x, to.x), ypos: Math.min(from.y, to.y), width, height });
    chosen = needle.area.length - 1;
    say('not saved yet');
  } else if (event.altKey) {
    setClick(from);
  } else {
    chosen = areaAt(from);
  }
  draw();
});

/** One click point a needle. */
function setClick(point) {
  const index = areaAt(point);
  const area = needle.area[index];
  if (area === undefined) return;
  for (const each of needle.area) delete each.click_point;
  area.click_point = { xpos: Math.max(1, point.x - area.xpos), ypos: Math.max(1, point.y - area.ypos) };
  chosen = index;
  say('not saved yet');
}

const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

document.addEventListener('keydown', (event) => {
  const area = needle.area[chosen];
  const isTyping = event.target.matches('input, select');
  if (area === undefined || isTyping) return;
  const step = steps[event.key];
  if (event.key === 'Delete') {
    needle.area.splice(chosen, 1);
    chosen = -1;
    say('not saved yet');
    draw();
  } else if (step !== undefined) {
    event.preventDefault();
    const [x, y] = step;
    const size = { width: Math.max(1, area.width + x), height: Math.max(1, area.height + y) };
    change(chosen, event.shiftKey ? size : { xpos: Math.max(0, area.xpos + x), ypos: Math.max(0, area.ypos + y) });
  }
});

async function save() {
  needle.tags = at('tags')
    .value.split(/[\s,]+/u)
    .filter(Boolean);
  const answer = await fetch('api/needle', { method: 'POST', body: JSON.stringify(needle) });
  const { saved, problem } = await answer.json();
  if (answer.ok) say(`saved ${saved}`);
  else say(problem, true);
}

at('save').addEventListener('click', save);
at('zoom').addEventListener('change', draw);
at('tags').addEventListener('input', () => say('not saved yet'));
document.addEventListener('keydown', async (event) => {
  if (!(event.key === 's' && (event.ctrlKey || event.metaKey))) return;
  event.preventDefault();
  await save();
});

const { name, needle: read, problem } = await (await fetch('api/needle')).json();
needle = {
  ...read,
  area: (read.area ?? []).map((area) => ({ type: 'match', xpos: 0, ypos: 0, ...area })),
  tags: read.tags ?? [],
};
at('name').textContent = name;
document.title = `Needle ${name}`;
at('tags').value = needle.tags.join(' ');
say(problem ?? 'nothing changed', problem !== undefined);
await image.decode();
draw();
