/** Simulated widgets in the words of the contract: nodes of the accessible tree, and live readings. */
import type { AccessibleNode, NodeReading, NodeStates } from '../../contracts/accessibility.ts';
import type { Desktop } from './desktop.ts';
import { isLabel } from './role-habits.ts';
import type { Widget } from './widget.ts';

export function nodeOf(desktop: Desktop, widget: Widget): AccessibleNode {
  const { nativeId, labelledBy, attributes } = widget.options;
  return {
    id: widget.id,
    role: widget.role,
    nativeRole: widget.options.nativeRole ?? widget.role,
    name: widget.state.name,
    description: widget.state.description,
    states: statesOf(desktop, widget),
    children: widget.children.map((child) => nodeOf(desktop, child)),
    hasText: textOf(widget) !== undefined,
    hasValue: widget.state.value !== undefined,
    ...(nativeId === undefined ? {} : { nativeId }),
    ...(labelledBy === undefined ? {} : { labelledBy: [labelledBy.id] }),
    ...(attributes === undefined ? {} : { attributes }),
  };
}

export function readingOf(desktop: Desktop, widget: Widget): NodeReading {
  const bounds = widget.parent === undefined ? desktop.windowOf(widget)?.contentBounds : desktop.rectOf(widget);
  const text = textOf(widget);
  const { value } = widget.state;
  return {
    id: widget.id,
    role: widget.role,
    name: widget.state.name,
    description: widget.state.description,
    states: statesOf(desktop, widget),
    actions: widget.actions,
    ...(bounds === undefined ? {} : { bounds }),
    ...(text === undefined ? {} : { text }),
    ...(value === undefined ? {} : { value }),
  };
}

function statesOf(desktop: Desktop, widget: Widget): NodeStates {
  const window = widget.parent === undefined ? desktop.windowOf(widget) : undefined;
  return {
    ...widget.ownStates(),
    visible: desktop.isVisible(widget),
    focused: desktop.isFocused(widget),
    ...(window === undefined ? {} : { active: desktop.active === window }),
    ...(window?.options.modal === true ? { modal: true } : {}),
  };
}

/** Password fields publish as many dots as they hold characters, as toolkits do. */
function textOf(widget: Widget): string | undefined {
  const text = isLabel(widget.role) ? widget.state.name : widget.state.text;
  return widget.options.protected === true && text !== undefined ? '•'.repeat([...text].length) : text;
}
