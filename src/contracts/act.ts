/** What a driver can be told to do: the closed union that `perform` hands down. */
import type { NodeId } from './accessibility.ts';
import type { Point, Size } from './geometry.ts';

export type PointerButton = 'left' | 'middle' | 'right';
export type Modifier = 'Alt' | 'Control' | 'Meta' | 'Shift';

/** Keys as in the DOM `KeyboardEvent.key` ("a", "Enter", "ArrowLeft", "F5"); modifiers are held while the key goes down and up. */
export interface KeyChord {
  readonly key: string;
  readonly modifiers: readonly Modifier[];
}

export type WindowChange =
  | { readonly kind: 'activate' }
  | { readonly kind: 'close' }
  | { readonly kind: 'minimize' }
  | { readonly kind: 'maximize' }
  | { readonly kind: 'restore' }
  | { readonly kind: 'move'; readonly to: Point }
  /** Size of the content, decorations excluded. */
  | { readonly kind: 'resize'; readonly to: Size };

/** Where an act lands, for drivers that address windows rather than the screen. */
export interface ActAddress {
  readonly nodeId?: NodeId;
  readonly windowId?: string;
}

export type DriverAct =
  | {
      readonly kind: 'click';
      readonly point: Point;
      readonly button: PointerButton;
      /** 1 single, 2 double, 3 triple. */
      readonly count: number;
      readonly modifiers: readonly Modifier[];
      readonly address: ActAddress;
    }
  | { readonly kind: 'hover'; readonly point: Point; readonly address: ActAddress }
  | {
      readonly kind: 'drag';
      readonly from: Point;
      readonly to: Point;
      readonly button: PointerButton;
      readonly modifiers: readonly Modifier[];
      /** Intermediate pointer moves, at least 2: toolkits start a drag only after some distance. */
      readonly steps: number;
      readonly address: ActAddress;
    }
  /** Wheel notches; positive is down and right. */
  | {
      readonly kind: 'scroll';
      readonly point: Point;
      readonly notchesX: number;
      readonly notchesY: number;
      readonly modifiers: readonly Modifier[];
      readonly address: ActAddress;
    }
  | { readonly kind: 'press'; readonly chord: KeyChord; readonly address: ActAddress }
  /** Any Unicode text through the keyboard; "\n" is Enter, "\t" is Tab. */
  | { readonly kind: 'type'; readonly text: string; readonly address: ActAddress }
  /** Replaces the whole text through the accessibility interface. */
  | { readonly kind: 'set-text'; readonly nodeId: NodeId; readonly text: string }
  | { readonly kind: 'set-value'; readonly nodeId: NodeId; readonly value: number }
  /** Runs an accessible action; without a name the default one. */
  | { readonly kind: 'invoke'; readonly nodeId: NodeId; readonly action?: string }
  | { readonly kind: 'focus'; readonly nodeId: NodeId }
  | { readonly kind: 'scroll-into-view'; readonly nodeId: NodeId }
  | { readonly kind: 'window'; readonly windowId: string; readonly change: WindowChange }
  | { readonly kind: 'write-clipboard'; readonly text: string }
  /** Lets go of every key and button. */
  | { readonly kind: 'release' };
