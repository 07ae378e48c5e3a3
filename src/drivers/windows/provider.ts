/** What the session asks of whoever knows the elements: the window tree (`win32`) or UI Automation (`uia`). */
import type { AccessibleNode, NodeId, NodeReading } from '../../contracts/accessibility.ts';
import type { DriverAct } from '../../contracts/act.ts';
import type { Hwnd } from './native.ts';

export type ElementAct = Extract<
  DriverAct,
  { readonly kind: 'set-text' | 'set-value' | 'invoke' | 'focus' | 'scroll-into-view' }
>;

export interface ElementProvider {
  readonly name: 'win32' | 'uia';
  /**
   * One root per window, in the order given; windows that are gone are left out.
   * `contents` receives texts and values of the elements that have them: what is watched for changes.
   */
  tree(windows: readonly Hwnd[], contents?: Map<NodeId, string>): Promise<readonly AccessibleNode[]>;
  read(ids: readonly NodeId[]): Promise<readonly (NodeReading | undefined)[]>;
  /** @throws ACTION_NOT_POSSIBLE when the element has no such action, or is gone */
  act(act: ElementAct): Promise<void>;
  /** The window an element lives in. */
  windowOf(id: NodeId): Hwnd | undefined;
  /** Drops what is kept about an application that has ended. */
  forget(pid: number): void;
  close(): Promise<void>;
}
