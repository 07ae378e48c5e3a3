/** What may be odd about the simulated Mac, as switches; each was reported of real ones. */
import type { MacPermissions } from './backend.ts';

export interface Oddities {
  permissions?: Partial<MacPermissions>;
  /** Handles are forgotten after each tree, as when an application rebuilds its views. */
  staleElements?: boolean;
  /** A set value is echoed by the accessibility interface, the application never learns of it (Electron, Catalyst). */
  echoesWithoutRendering?: boolean;
  /** Applications come to the front by themselves when they open a window. */
  selfActivates?: boolean;
  /** A window of theirs comes over the person's, while the front stays where it is. */
  raisesItself?: boolean;
  /** The person clicks into another program during the next act. */
  personSwitchesTo?: number;
  /** The person moves the pointer, and the next action fails for once. */
  personInTheWay?: boolean;
  /** The window server then lists no window, while the accessibility interface goes on telling of them. */
  locked?: boolean;
  displayAsleep?: boolean;
  /** Without another display. */
  lidShut?: boolean;
  /** The person's window lies over all others. */
  covered?: boolean;
  /** What is covered drops the events that are addressed to it. */
  coveredIsDeaf?: boolean;
  /** What is covered stops drawing: its picture is that of the time before (Chromium, App Nap). */
  coveredStopsDrawing?: boolean;
  /** Another user has the screen. */
  away?: boolean;
  /** The person uses mouse or keyboard again and again. */
  personIsBusy?: boolean;
  /** As the kernel tells it. */
  lastWake?: string;
  secureInput?: boolean;
  /** `osascript` answers that nobody can be asked here (-1713). */
  noInteraction?: boolean;
  /** `osascript` runs, and its dialog does not come. */
  dialogNeverComes?: boolean;
  /** What is typed into its dialog shows there, and is not what the script gets. */
  dialogForgetsText?: boolean;
  /** A program that runs already ends at once when it is started again, and the one that runs goes on. */
  singleInstance?: boolean;
  /** AXPress answers "cannot complete" although it worked: its handler opened a modal dialog. */
  pressCannotComplete?: boolean;
}
