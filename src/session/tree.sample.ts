/** Small accessible trees for table tests, written as people think of them. */
import type { AccessibleNode, NodeReading, NodeStates, Role } from '../contracts/accessibility.ts';
import type { WindowInfo } from '../contracts/driver.ts';
import type { Selector } from '../contracts/selector.ts';
import { Forest } from './forest.ts';

export interface Sketch extends Partial<Omit<AccessibleNode, 'states' | 'children' | 'role' | 'name'>> {
  readonly states?: Partial<NodeStates>;
  readonly children?: readonly AccessibleNode[];
}

const plain: NodeStates = { visible: true, enabled: true, focusable: false, focused: false, editable: false };

/** The id is `role:name` unless given. */
export function node(role: Role, name: string, { states, children, ...others }: Sketch = {}): AccessibleNode {
  return {
    id: `${role}:${name}`,
    role,
    nativeRole: role,
    name,
    description: '',
    states: { ...plain, ...states },
    children: children ?? [],
    hasText: false,
    hasValue: false,
    ...others,
  };
}

export function forestOf(...tops: readonly AccessibleNode[]): Forest {
  return new Forest(new Map([['app:a', tops]]));
}

export const appRoot: Selector = { kind: 'root', root: { kind: 'app', appId: 'a', appName: 'sample' } };

export function readingOf({ id, role, name, description, states }: AccessibleNode): NodeReading {
  return { id, role, name, description, states, actions: [] };
}

export function windowInfo(changes: Partial<WindowInfo> = {}): WindowInfo {
  const bounds = { x: 0, y: 0, width: 100, height: 100 };
  return {
    id: 'w1',
    title: 'Main',
    bounds,
    contentBounds: bounds,
    pid: 1,
    appId: 'a',
    active: true,
    minimized: false,
    modal: false,
    kind: 'normal',
    ...changes,
  };
}
