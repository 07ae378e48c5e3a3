/** What a session reads on a Mac: elements, windows and what changed in them; only of its own applications. */
import type { AccessibleNode, NodeId, NodeReading } from '../../contracts/accessibility.ts';
import type { Lane, WindowInfo } from '../../contracts/driver.ts';
import { CodexqaError } from '../../contracts/errors.ts';
import { type AxElement, layers, type MacBackend, type MacWindow } from './backend.ts';
import { handleOf, nodesOf, readingOf, windowId } from './nodes.ts';
import type { RunningApp } from './running-app.ts';

export interface ReadingParts {
  readonly backend: MacBackend;
  readonly lane: Lane;
  readonly apps: () => readonly RunningApp[];
}

export class Reading {
  readonly #parts: ReadingParts;
  /** Nodes as last seen: what an element is depends on where it stands. */
  #known = new Map<NodeId, AccessibleNode>();

  constructor(parts: ReadingParts) {
    this.#parts = parts;
  }

  /** Windows with their menu bar inside, as on the other platforms; an application without a window shows nothing. */
  async tree(app: RunningApp): Promise<readonly AccessibleNode[]> {
    if (app.exit !== undefined) return [];
    const roots = nodesOf(attached(await this.#parts.backend.tree(app.pid)));
    this.#remember(roots);
    return roots;
  }

  #remember(nodes: readonly AccessibleNode[]): void {
    for (const node of nodes) {
      this.#known.set(node.id, node);
      this.#remember(node.children);
    }
  }

  forget(): void {
    this.#known = new Map();
  }

  async read(ids: readonly NodeId[]): Promise<readonly (NodeReading | undefined)[]> {
    const handles = ids.map(handleOf);
    const readings = await this.#parts.backend.read(handles.map((handle) => handle ?? -1));
    return readings.map((reading, at) =>
      reading === undefined ? undefined : readingOf(reading, this.#known.get(ids[at] ?? '')),
    );
  }

  /** Trees of all applications that run; values of their elements go into `contents`. */
  async watched(contents: Map<NodeId, string>) {
    const trees: { readonly appId: string; readonly root: AccessibleNode }[] = [];
    for (const app of this.#living()) {
      const elements = attached(await this.#parts.backend.tree(app.pid));
      noteContents(elements, contents);
      for (const root of nodesOf(elements)) trees.push({ appId: app.id, root });
    }
    return trees;
  }

  /** Only windows of this session: what else is on the person's desktop is not its business. */
  async windows(): Promise<readonly WindowInfo[]> {
    const { backend, lane } = this.#parts;
    const all = await backend.windows();
    const details = new Map<number, AxElement>();
    for (const app of this.#living()) {
      for (const element of await backend.tree(app.pid).catch(() => [])) {
        if (element.windowId !== undefined) details.set(element.windowId, element);
      }
    }
    const front = lane === 'foreground' ? (await backend.state()).frontmostPid : undefined;
    return all
      .filter((window) => this.#appOf(window) !== undefined)
      .map((window) => this.#windowInfo(window, details.get(window.id), front));
  }

  /** In the background a window is active when it is the one its application would use; the front is the person's. */
  #windowInfo(window: MacWindow, element: AxElement | undefined, front: number | undefined): WindowInfo {
    const attributes: AxElement['attributes'] = element?.attributes ?? {};
    const modal = attributes['AXModal'] === true;
    const isDialog = modal || attributes['AXSubrole'] === 'AXDialog';
    return {
      id: windowId(window.id),
      title: window.title ?? String(attributes['AXTitle'] ?? ''),
      bounds: window.bounds,
      // a window's size is its whole size here: accessibility does not tell the title bar apart
      contentBounds: window.bounds,
      pid: window.pid,
      appId: this.#appOf(window)?.id,
      active: attributes['AXMain'] === true && (front === undefined || front === window.pid),
      minimized: attributes['AXMinimized'] === true,
      modal,
      kind: kindOf(window.layer, isDialog),
    };
  }

  /** The window server's number of a window. @throws WINDOW_NOT_FOUND */
  async windowNumber(id: string): Promise<number> {
    const found = (await this.#parts.backend.windows()).find((window) => windowId(window.id) === id);
    if (found !== undefined) return found.id;
    throw new CodexqaError('WINDOW_NOT_FOUND', `no window has the id ${id}`);
  }

  #living(): readonly RunningApp[] {
    return this.#parts.apps().filter((app) => app.exit === undefined);
  }

  #appOf({ pid }: MacWindow): RunningApp | undefined {
    return this.#parts.apps().find((app) => app.pid === pid);
  }
}

function kindOf(layer: number, isDialog: boolean): WindowInfo['kind'] {
  if (layer === layers.modalPanel) return 'dialog';
  if (layer === layers.normal) return isDialog ? 'dialog' : 'normal';
  return layer >= layers.popup ? 'popup' : 'notification';
}

/** A menu bar belongs to the whole application; here it goes by the main window, as people see it on the other platforms. */
function attached(elements: readonly AxElement[]): readonly AxElement[] {
  const bars = elements.filter((element) => element.attributes['AXRole'] === 'AXMenuBar');
  const windows = elements.filter((element) => element.attributes['AXRole'] !== 'AXMenuBar');
  const home = windows.find((window) => window.attributes['AXMain'] === true) ?? windows[0];
  return windows.map((window) => (window === home ? { ...window, children: [...bars, ...window.children] } : window));
}

function noteContents(elements: readonly AxElement[], contents: Map<NodeId, string>): void {
  for (const { handle, attributes, children } of elements) {
    const value = attributes['AXValue'];
    if (typeof value === 'string' || typeof value === 'number') contents.set(`ax${handle}`, String(value));
    noteContents(children, contents);
  }
}
