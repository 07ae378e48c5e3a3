/** Shows two pictures and their difference: five ways to look, and a zoom to each changed box. */

const titles = { expected: 'Baseline', actual: 'New', diff: 'Difference' };
const blinkMs = 600;
const roomAroundBox = 24;
const mostZoom = 8;

export class Viewer {
  #stage;
  #share;
  #modes;
  #difference;
  #mode = 'side';
  #box = -1;
  #blink;

  constructor({ stage, share, modes }) {
    this.#stage = stage;
    this.#share = share;
    this.#modes = modes;
    share.addEventListener('input', () => this.#applyShare());
    new ResizeObserver(() => this.#fit()).observe(stage);
  }

  get mode() {
    return this.#mode;
  }

  show(difference) {
    this.#difference = difference;
    this.#box = -1;
    this.#draw();
  }

  look(mode) {
    this.#mode = mode;
    this.#draw();
  }

  /** Zooms to the changed boxes in turn, the largest first; after the last one the whole picture again. */
  nextBox() {
    const { boxes } = this.#difference;
    this.#box = this.#box + 1 >= boxes.length ? -1 : this.#box + 1;
    this.#fit();
  }

  whole() {
    this.#box = -1;
    this.#fit();
  }

  #draw() {
    clearInterval(this.#blink);
    const { kind: what, pictures: kept } = this.#difference;
    // what the run has just written as a baseline is the new picture itself
    const pictures = what === 'absent' ? { actual: kept.actual } : kept;
    const mode = pictures.expected === undefined ? 'side' : this.#mode;
    for (const button of this.#modes.querySelectorAll('[data-mode]')) {
      button.setAttribute('aria-pressed', String(button.dataset.mode === mode));
      button.disabled =
        button.dataset.mode !== 'side' && pictures[button.dataset.mode === 'diff' ? 'diff' : 'expected'] === undefined;
    }
    this.#share.hidden = mode !== 'slider' && mode !== 'onion';
    const frames = {
      side: () => ['expected', 'actual', 'diff'].filter((kind) => pictures[kind]).map((kind) => this.#frame([kind])),
      slider: () => [this.#frame(['expected', 'actual'])],
      onion: () => [this.#frame(['expected', 'actual'])],
      blink: () => [this.#frame(['expected', 'actual'])],
      diff: () => [this.#frame(['diff'])],
    };
    this.#stage.replaceChildren(...frames[mode]());
    this.#stage.dataset.mode = mode;
    if (mode === 'blink')
      this.#blink = setInterval(
        () => this.#stage.querySelector('[data-kind="actual"]')?.toggleAttribute('hidden'),
        blinkMs,
      );
    this.#applyShare();
    this.#fit();
  }

  #frame(kinds) {
    const { id, boxes } = this.#difference;
    const figure = document.createElement('figure');
    const caption = document.createElement('figcaption');
    caption.textContent = kinds.map((kind) => titles[kind]).join(' under ');
    const frame = document.createElement('div');
    frame.className = 'frame';
    frame.tabIndex = 0;
    const canvas = document.createElement('div');
    for (const kind of kinds) {
      const image = new Image();
      image.src = `api/pictures/${id}/${kind}`;
      image.alt = `${titles[kind]} picture`;
      image.dataset.kind = kind;
      image.addEventListener('load', () => this.#fit());
      canvas.append(image);
    }
    for (const { x, y, width, height } of boxes) {
      const mark = document.createElement('i');
      Object.assign(mark.style, { left: `${x}px`, top: `${y}px`, width: `${width}px`, height: `${height}px` });
      canvas.append(mark);
    }
    frame.append(canvas);
    figure.append(caption, frame);
    return figure;
  }

  #applyShare() {
    const share = Number(this.#share.value);
    const top = this.#stage.querySelector('[data-kind="actual"]');
    if (top === null) return;
    top.style.clipPath = this.#mode === 'slider' ? `inset(0 0 0 ${share}%)` : '';
    top.style.opacity = this.#mode === 'onion' ? String(share / 100) : '';
  }

  /** The whole picture in the width there is, never larger than life; or one box in the middle. */
  #fit() {
    const box = this.#difference?.boxes[this.#box];
    for (const frame of this.#stage.querySelectorAll('.frame')) {
      const images = [...frame.querySelectorAll('img')];
      const width = Math.max(1, ...images.map((image) => image.naturalWidth));
      const height = Math.max(1, ...images.map((image) => image.naturalHeight));
      const room = frame.clientWidth;
      const scale =
        box === undefined ? Math.min(1, room / width) : Math.min(mostZoom, room / (box.width + 2 * roomAroundBox));
      const canvas = frame.firstElementChild;
      canvas.style.transform = `scale(${scale})`;
      canvas.style.setProperty('--scale', String(scale));
      canvas.style.width = `${width}px`;
      canvas.style.height = `${height}px`;
      // a scaled element keeps its place in the layout: the frame is told how high it is now
      frame.style.height =
        box === undefined
          ? `${Math.min(height * scale, innerHeight * 0.62)}px`
          : `${Math.min(height * scale, innerHeight * 0.5)}px`;
      if (box === undefined) frame.scrollTo(0, 0);
      else frame.scrollTo((box.x - roomAroundBox) * scale, (box.y + box.height / 2) * scale - frame.clientHeight / 2);
      for (const [index, mark] of frame.querySelectorAll('i').entries())
        mark.classList.toggle('current', index === this.#box);
    }
  }
}
