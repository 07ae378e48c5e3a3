/** Text fields: a caret, a selection, and the keys that every toolkit understands. */
import type { KeyChord } from '../../contracts/act.ts';
import type { Desktop } from './desktop.ts';
import type { Widget } from './widget.ts';

/** Replaces the selection; the caret stands behind the new text. */
export function insertText(widget: Widget, text: string): void {
  if (!widget.editable) return;
  const [from, to] = selectionOf(widget);
  const before = widget.state.text ?? '';
  replaceText(widget, before.slice(0, from) + text + before.slice(to), from + text.length);
}

export function replaceText(widget: Widget, text: string, caret: number): void {
  widget.change(widget.role === 'spinbutton' ? { text, value: numberIn(text, widget.state.value) } : { text });
  moveCaret(widget, caret, false);
  widget.options.on?.change?.(widget);
}

export function selectAll(widget: Widget): void {
  widget.anchor = 0;
  widget.caret = widget.state.text?.length ?? 0;
}

/** The word around the caret, as a double click selects it. */
export function selectWord(widget: Widget): void {
  const text = widget.state.text ?? '';
  const isWord = (at: number): boolean => /[\p{L}\p{N}_]/u.test(text[at] ?? '');
  let from = Math.min(widget.caret, Math.max(0, text.length - 1));
  let to = from;
  while (from > 0 && isWord(from - 1)) from--;
  while (to < text.length && isWord(to)) to++;
  widget.anchor = from;
  widget.caret = to;
}

/** Returns true when the key meant something to a text field. */
export function editWithKey(widget: Widget, chord: KeyChord, desktop: Desktop): boolean {
  if (chord.modifiers.includes('Control')) return editWithControl(widget, chord.key.toLowerCase(), desktop);
  if (chord.modifiers.includes('Alt') || chord.modifiers.includes('Meta')) return false;
  return deleteWithKey(widget, chord.key) || moveWithKey(widget, chord) || typeWithKey(widget, chord.key);
}

function editWithControl(widget: Widget, key: string, desktop: Desktop): boolean {
  const [from, to] = selectionOf(widget);
  const selected = (widget.state.text ?? '').slice(from, to);
  if (key === 'a') selectAll(widget);
  else if (key === 'c' && selected !== '' && widget.options.protected !== true) desktop.clipboard = selected;
  else if (key === 'x' && selected !== '' && widget.options.protected !== true) {
    desktop.clipboard = selected;
    insertText(widget, '');
  } else if (key === 'v') insertText(widget, desktop.clipboard);
  else return false;
  return true;
}

function deleteWithKey(widget: Widget, key: string): boolean {
  if (key !== 'Backspace' && key !== 'Delete') return false;
  const text = widget.state.text ?? '';
  if (widget.caret === widget.anchor) {
    const previous = stepBack(text, widget.caret);
    widget.anchor = key === 'Backspace' ? previous : stepForward(text, widget.caret);
  }
  if (widget.caret !== widget.anchor) insertText(widget, '');
  return true;
}

function moveWithKey(widget: Widget, chord: KeyChord): boolean {
  const text = widget.state.text ?? '';
  const keep = chord.modifiers.includes('Shift');
  const lineStart = text.lastIndexOf('\n', widget.caret - 1) + 1;
  const nextBreak = text.indexOf('\n', widget.caret);
  const places: Readonly<Record<string, number>> = {
    ArrowLeft: stepBack(text, widget.caret),
    ArrowRight: stepForward(text, widget.caret),
    Home: lineStart,
    End: nextBreak < 0 ? text.length : nextBreak,
  };
  const place = places[chord.key];
  if (place === undefined) return false;
  moveCaret(widget, place, keep);
  return true;
}

function typeWithKey(widget: Widget, key: string): boolean {
  if (key === 'Enter' && widget.options.multiline === true) {
    insertText(widget, '\n');
    return true;
  }
  const isCharacter = [...key].length === 1;
  if (isCharacter) insertText(widget, key);
  return isCharacter;
}

function moveCaret(widget: Widget, to: number, keepAnchor: boolean): void {
  widget.caret = to;
  if (!keepAnchor) widget.anchor = to;
}

function selectionOf(widget: Widget): readonly [number, number] {
  return [Math.min(widget.caret, widget.anchor), Math.max(widget.caret, widget.anchor)];
}

function stepBack(text: string, from: number): number {
  const last = [...text.slice(0, from)].at(-1);
  return from - (last?.length ?? 0);
}

function stepForward(text: string, from: number): number {
  const code = text.codePointAt(from);
  return code === undefined ? from : from + String.fromCodePoint(code).length;
}

function numberIn(text: string, otherwise: number | undefined): number | undefined {
  const number = Number(text);
  return text.trim() === '' || Number.isNaN(number) ? otherwise : number;
}
