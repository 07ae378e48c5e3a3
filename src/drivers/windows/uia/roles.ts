/** Control types of UI Automation as ARIA roles. */
import type { Role } from '../../../contracts/accessibility.ts';

const controlTypes: Readonly<Record<number, Role>> = {
  50000: 'button',
  50001: 'group', // Calendar
  50002: 'checkbox',
  50003: 'combobox',
  50004: 'textbox', // Edit
  50005: 'link',
  50006: 'img',
  50007: 'listitem',
  50008: 'list',
  50009: 'menu',
  50010: 'menubar',
  50011: 'menuitem',
  50012: 'progressbar',
  50013: 'radio',
  50014: 'scrollbar',
  50015: 'slider',
  50016: 'spinbutton',
  50017: 'status',
  50018: 'tablist',
  50019: 'tab',
  50020: 'text',
  50021: 'toolbar',
  50022: 'tooltip',
  50023: 'tree',
  50024: 'treeitem',
  50025: 'generic', // Custom
  50026: 'group',
  50027: 'generic', // Thumb
  50028: 'table', // DataGrid
  50029: 'row', // DataItem
  50030: 'document',
  50031: 'button', // SplitButton
  50032: 'window',
  50033: 'group', // Pane
  50034: 'row', // Header
  50035: 'columnheader',
  50036: 'table',
  50038: 'separator',
  50039: 'group', // SemanticZoom
  50040: 'toolbar', // AppBar
};

/** Drawn by Windows, not by the application: on the other platforms it is no part of the tree either. */
export const titleBar = 50037;

export function roleOf(controlType: number | undefined): Role {
  return (controlType === undefined ? undefined : controlTypes[controlType]) ?? 'generic';
}
