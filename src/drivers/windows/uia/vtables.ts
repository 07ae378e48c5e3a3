/**
 * What of IUIAutomation is called: the place of each method in its interface, and what it takes. Places are ours, written
 * by hand; a test compares them with a facts table, and the facts with the IDL where Debian ships it.
 */

/** `h` pointer or handle, `i` 32-bit number, `d` 64-bit float, `o` where the result goes. Each method answers with an HRESULT. */
export interface Method {
  readonly slot: number;
  readonly args: string;
}

const method = (slot: number, args = ''): Method => ({ slot, args });

export const interfaces = {
  IUnknown: { Release: method(2) },
  IUIAutomation: {
    ElementFromHandleBuildCache: method(10, 'hho'),
    CreateCacheRequest: method(20, 'o'),
  },
  IUIAutomationCacheRequest: {
    AddProperty: method(3, 'i'),
    put_TreeScope: method(7, 'i'),
  },
  IUIAutomationElementArray: {
    get_Length: method(3, 'o'),
    GetElement: method(4, 'io'),
  },
  IUIAutomationElement: {
    SetFocus: method(3),
    BuildUpdatedCache: method(9, 'ho'),
    GetCachedPropertyValueEx: method(13, 'iio'),
    GetCurrentPattern: method(16, 'io'),
    GetCachedChildren: method(19, 'o'),
  },
  IUIAutomationInvokePattern: { Invoke: method(3) },
  IUIAutomationValuePattern: { SetValue: method(3, 'h') },
  IUIAutomationRangeValuePattern: { SetValue: method(3, 'd') },
  IUIAutomationTogglePattern: { Toggle: method(3) },
  IUIAutomationSelectionItemPattern: { Select: method(3) },
  IUIAutomationExpandCollapsePattern: { Expand: method(3), Collapse: method(4) },
  IUIAutomationScrollItemPattern: { ScrollIntoView: method(3) },
  IUIAutomationTextPattern: { get_DocumentRange: method(7, 'o') },
  IUIAutomationTextRange: { GetText: method(12, 'io') },
} as const;

export type InterfaceName = keyof typeof interfaces;

export const patternIds = {
  IUIAutomationInvokePattern: 10000,
  IUIAutomationValuePattern: 10002,
  IUIAutomationRangeValuePattern: 10003,
  IUIAutomationExpandCollapsePattern: 10005,
  IUIAutomationSelectionItemPattern: 10010,
  IUIAutomationTextPattern: 10014,
  IUIAutomationTogglePattern: 10015,
  IUIAutomationScrollItemPattern: 10017,
} as const satisfies Partial<Record<InterfaceName, number>>;

export type PatternName = keyof typeof patternIds;

/** Everything that is known of an element, fetched at once. */
export const propertyIds = {
  RuntimeId: 30000,
  BoundingRectangle: 30001,
  ProcessId: 30002,
  ControlType: 30003,
  LocalizedControlType: 30004,
  Name: 30005,
  HasKeyboardFocus: 30008,
  IsKeyboardFocusable: 30009,
  IsEnabled: 30010,
  AutomationId: 30011,
  ClassName: 30012,
  HelpText: 30013,
  IsPassword: 30019,
  IsOffscreen: 30022,
  IsExpandCollapsePatternAvailable: 30028,
  IsInvokePatternAvailable: 30031,
  IsRangeValuePatternAvailable: 30033,
  IsScrollItemPatternAvailable: 30035,
  IsSelectionItemPatternAvailable: 30036,
  IsTextPatternAvailable: 30040,
  IsTogglePatternAvailable: 30041,
  IsValuePatternAvailable: 30043,
  ValueValue: 30045,
  ValueIsReadOnly: 30046,
  RangeValueValue: 30047,
  ExpandCollapseExpandCollapseState: 30070,
  WindowIsModal: 30077,
  SelectionItemIsSelected: 30079,
  ToggleToggleState: 30086,
} as const;

export type PropertyName = keyof typeof propertyIds;

export const treeScope = { element: 1, subtree: 7 } as const;

export const classId = 'ff48dba4-60ef-4201-aa87-54103eef594e'; // CUIAutomation
export const interfaceId = '30cbe57d-d9d0-452a-ab13-7ac5ac4825ee'; // IUIAutomation

export const hresult = {
  /** The element is gone. */
  elementNotAvailable: 0x80040201,
  elementNotEnabled: 0x80040200,
  notSupported: 0x80040204,
  classNotRegistered: 0x80040154,
  /** The application did not answer. */
  timeout: 0x80131505,
  callWasRejected: 0x80010001,
} as const;
