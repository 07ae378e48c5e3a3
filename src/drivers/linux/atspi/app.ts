/** One application on the accessibility bus: who it is and how it has to be spoken to. */
import { type AtspiConnection, desktopRef, type ObjectRef, RemoteError } from './connection.ts';
import { type Toolkit, textFrom } from './record.ts';
import { pixelsPerUnit } from './units.ts';

/** What differs between toolkits when an object is asked about itself. */
export interface Dialect {
  readonly toolkit: Toolkit;
  /** Properties have to be asked for one by one: Qt breaks its connection over GetAll. */
  readonly oneByOne: boolean;
  /** Whether GetAttributes can say something (Qt has them from 6.8 on). */
  readonly attributes: boolean;
  /** Whether the property AccessibleId exists. */
  readonly nativeIds: boolean;
  /** Screen pixels per unit of the places it gives. */
  readonly pixelsPerUnit: number;
}

export interface AccessibleApp {
  readonly root: ObjectRef;
  readonly pid: number;
  readonly name: string;
  /** As the toolkit calls itself, with its version: `GTK 4.8.3`. */
  readonly toolkitVersion: string;
  readonly dialect: Dialect;
}

/** Undefined when the application left the bus meanwhile. */
export async function meetApp(
  connection: AtspiConnection,
  root: ObjectRef,
  pid: number,
  scale: number,
): Promise<AccessibleApp | undefined> {
  const [name, toolkitName, version, id] = await Promise.all([
    connection.property(root, 'Accessible', 'Name'),
    connection.property(root, 'Application', 'ToolkitName'),
    connection.property(root, 'Application', 'Version'),
    connection.property(root, 'Accessible', 'AccessibleId'),
  ]);
  if (toolkitName === undefined) return undefined;
  const toolkit = toolkitOf(textFrom(toolkitName), textFrom(version));
  return {
    root,
    pid,
    name: textFrom(name),
    toolkitVersion: `${textFrom(toolkitName)} ${textFrom(version)}`.trim(),
    dialect: {
      toolkit,
      oneByOne: toolkit === 'qt' || toolkit === 'other',
      attributes: toolkit !== 'qt' || qtHasAttributes(textFrom(version)),
      nativeIds: id !== undefined,
      pixelsPerUnit: pixelsPerUnit(toolkit, scale),
    },
  };
}

export function toolkitOf(name: string, version: string): Toolkit {
  if (name === 'GTK' || (name === 'gtk' && version.startsWith('4'))) return 'gtk4';
  if (name === 'gtk') return 'gtk3';
  if (name === 'Qt') return 'qt';
  return name === 'Chromium' ? 'chromium' : 'other';
}

export function qtHasAttributes(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 6 || (major === 6 && minor >= 8);
}

/** Process behind a bus name, from the bus itself: the application is not asked. */
export async function pidOf(connection: AtspiConnection, bus: string): Promise<number | undefined> {
  try {
    const [pid] = await connection.daemon('GetConnectionUnixProcessID', ['s', bus]);
    return typeof pid === 'number' ? pid : undefined;
  } catch (error) {
    if (error instanceof RemoteError) return undefined;
    throw error;
  }
}

/**
 * Resolves when an application has delivered every key that it has read. Qt 5.15 and 6.4 ask the registry about each key and deliver it when
 * the answer comes, or after 100 ms (QSpiApplicationAdaptor::eventFilter); presses of the pointer and calls go straight through, so that they would
 * overtake it. Messages of one sender keep their order: behind the first answer all its questions are with the registry, behind the second
 * they are answered, behind the third the keys are delivered.
 */
export async function keysDelivered(connection: AtspiConnection, { root }: AccessibleApp): Promise<void> {
  for (const ref of [root, desktopRef, root]) await connection.property(ref, 'Accessible', 'ChildCount');
}
