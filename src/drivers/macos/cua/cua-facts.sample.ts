/**
 * Facts about the tools of cua-driver that are called, as version 0.28.2 lists them itself (`listToolsJson`, contract 0.8.0):
 * the names of their arguments, those that must be there, and the words that some of them may be. No text of it is kept here.
 */
export interface ToolFacts {
  readonly fields: readonly string[];
  readonly required: readonly string[];
  readonly words?: Readonly<Record<string, readonly string[]>>;
}

const delivery = { delivery_mode: ['background', 'foreground'] };
const addressed = ['session', 'target', 'delivery_mode', 'pid', 'window_id', 'scope'];
const element = ['element_index', 'element_token', 'snapshot_id'];

export const cuaFacts: Readonly<Record<string, ToolFacts>> = {
  get_window_state: {
    fields: [
      'pid',
      'window_id',
      'session',
      'query',
      'include_accessibility_tree',
      'include_screenshot',
      'screenshot_out_file',
      'max_elements',
      'max_depth',
      'max_dimension',
      'capture_mode',
    ],
    required: ['pid', 'window_id'],
  },
  click: {
    fields: [...addressed, ...element, 'x', 'y', 'button', 'count', 'modifier', 'from_zoom', 'cursor_id'],
    required: [],
    words: { ...delivery, button: ['left', 'right', 'middle'] },
  },
  scroll: {
    fields: [...addressed, ...element, 'x', 'y', 'direction', 'by', 'amount', 'cursor_id'],
    required: ['direction'],
    words: { ...delivery, direction: ['up', 'down', 'left', 'right'], by: ['line', 'page'] },
  },
  type_text: { fields: [...addressed, ...element, 'text', 'x', 'y'], required: ['text'], words: delivery },
  press_key: { fields: [...addressed, ...element, 'key', 'modifiers', 'x', 'y'], required: ['key'], words: delivery },
};
