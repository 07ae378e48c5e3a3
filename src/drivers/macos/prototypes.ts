/** The C functions of macOS that the agent calls, with the widths of the SDK; a test compares them with the facts table. */

/** An address as koffi gives it; null where C has NULL. */
export type Ref = bigint | null;

export interface CGPoint {
  readonly x: number;
  readonly y: number;
}

export interface CGRect {
  readonly origin: CGPoint;
  readonly size: { readonly width: number; readonly height: number };
}

/** A stretch of an array. */
export interface CFRange {
  readonly location: number;
  readonly length: number;
}

export interface Accessibility {
  AXIsProcessTrusted(): number;
  AXUIElementCreateApplication(a: number): Ref;
  AXUIElementCreateSystemWide(): Ref;
  AXUIElementSetMessagingTimeout(a: Ref | Buffer, b: number): number;
  AXUIElementCopyMultipleAttributeValues(a: Ref | Buffer, b: Ref | Buffer, c: number, d: Ref | Buffer): number;
  AXUIElementCopyAttributeValue(a: Ref | Buffer, b: Ref | Buffer, c: Ref | Buffer): number;
  AXUIElementIsAttributeSettable(a: Ref | Buffer, b: Ref | Buffer, c: Ref | Buffer): number;
  AXUIElementSetAttributeValue(a: Ref | Buffer, b: Ref | Buffer, c: Ref | Buffer): number;
  AXUIElementCopyActionNames(a: Ref | Buffer, b: Ref | Buffer): number;
  AXUIElementPerformAction(a: Ref | Buffer, b: Ref | Buffer): number;
  AXUIElementGetPid(a: Ref | Buffer, b: Ref | Buffer): number;
  AXUIElementGetTypeID(): number;
  AXValueGetTypeID(): number;
  AXValueGetType(a: Ref | Buffer): number;
  AXValueGetValue(a: Ref | Buffer, b: number, c: Ref | Buffer): number;
  AXValueCreate(a: number, b: Ref | Buffer): Ref;
  /** Private, but exported since 10.5; the only private symbol this driver uses. */
  _AXUIElementGetWindow(element: Ref | Buffer, id: Ref | Buffer): number;
}

export interface Graphics {
  CGPreflightScreenCaptureAccess(): boolean;
  CGPreflightPostEventAccess(): boolean;
  CGWindowListCopyWindowInfo(a: number, b: number): Ref;
  CGSessionCopyCurrentDictionary(): Ref;
  CGEventSourceCreate(a: number): Ref;
  CGEventSourceSetUserData(a: Ref | Buffer, b: number): void;
  CGEventSourceSecondsSinceLastEventType(a: number, b: number): number;
  CGEventCreateKeyboardEvent(a: Ref | Buffer, b: number, c: boolean): Ref;
  CGEventKeyboardSetUnicodeString(a: Ref | Buffer, b: number, c: Ref | Buffer): void;
  CGEventCreateMouseEvent(a: Ref | Buffer, b: number, c: CGPoint, d: number): Ref;
  CGEventCreateScrollWheelEvent2(a: Ref | Buffer, b: number, c: number, d: number, e: number, f: number): Ref;
  CGEventSetFlags(a: Ref | Buffer, b: number): void;
  CGEventSetIntegerValueField(a: Ref | Buffer, b: number, c: number): void;
  CGEventGetLocation(a: Ref | Buffer): CGPoint;
  CGEventCreate(a: Ref | Buffer): Ref;
  CGEventPostToPid(a: number, b: Ref | Buffer): void;
  CGEventPost(a: number, b: Ref | Buffer): void;
  CGMainDisplayID(): number;
  CGDisplayBounds(a: number): CGRect;
  CGDisplayCopyDisplayMode(a: number): Ref;
  CGDisplayModeGetPixelWidth(a: Ref | Buffer): number;
  CGDisplayModeGetWidth(a: Ref | Buffer): number;
  CGDisplayModeRelease(a: Ref | Buffer): void;
  CGDisplayIsAsleep(a: number): number;
}

export interface Foundation {
  CFStringCreateWithCString(a: Ref | Buffer, b: Ref | Buffer, c: number): Ref;
  CFStringGetLength(a: Ref | Buffer): number;
  CFStringGetMaximumSizeForEncoding(a: number, b: number): number;
  CFStringGetCString(a: Ref | Buffer, b: Ref | Buffer, c: number, d: number): number;
  CFStringGetTypeID(): number;
  CFArrayCreate(a: Ref | Buffer, b: Ref | Buffer, c: number, d: Ref | Buffer): Ref;
  CFArrayGetCount(a: Ref | Buffer): number;
  CFArrayGetValues(a: Ref | Buffer, b: CFRange, c: Ref | Buffer): void;
  CFArrayGetTypeID(): number;
  CFDictionaryGetTypeID(): number;
  CFDictionaryGetValue(a: Ref | Buffer, b: Ref | Buffer): Ref;
  CFNumberGetValue(a: Ref | Buffer, b: number, c: Ref | Buffer): number;
  CFNumberCreate(a: Ref | Buffer, b: number, c: Ref | Buffer): Ref;
  CFNumberGetTypeID(): number;
  CFURLGetTypeID(): number;
  CFURLGetString(a: Ref | Buffer): Ref;
  CFAttributedStringGetTypeID(): number;
  CFAttributedStringGetString(a: Ref | Buffer): Ref;
  CFGetTypeID(a: Ref | Buffer): number;
  CFRetain(a: Ref | Buffer): Ref;
  CFRelease(a: Ref | Buffer): void;
  CFEqual(a: Ref | Buffer, b: Ref | Buffer): number;
  CFHash(a: Ref | Buffer): number;
}

export interface Security {
  SessionGetInfo(a: number, b: Ref | Buffer, c: Ref | Buffer): number;
}

const accessibility: Readonly<Record<keyof Accessibility, string>> = {
  AXIsProcessTrusted: 'u8()',
  AXUIElementCreateApplication: 'p(i32)',
  AXUIElementCreateSystemWide: 'p()',
  AXUIElementSetMessagingTimeout: 'i32(p f32)',
  AXUIElementCopyMultipleAttributeValues: 'i32(p p u32 p)',
  AXUIElementCopyAttributeValue: 'i32(p p p)',
  AXUIElementIsAttributeSettable: 'i32(p p p)',
  AXUIElementSetAttributeValue: 'i32(p p p)',
  AXUIElementCopyActionNames: 'i32(p p)',
  AXUIElementPerformAction: 'i32(p p)',
  AXUIElementGetPid: 'i32(p p)',
  AXUIElementGetTypeID: 'u64()',
  AXValueGetTypeID: 'u64()',
  AXValueGetType: 'u32(p)',
  AXValueGetValue: 'u8(p u32 p)',
  AXValueCreate: 'p(u32 p)',
  _AXUIElementGetWindow: 'i32(p p)',
};

const graphics: Readonly<Record<keyof Graphics, string>> = {
  CGPreflightScreenCaptureAccess: 'bool()',
  CGPreflightPostEventAccess: 'bool()',
  CGWindowListCopyWindowInfo: 'p(u32 u32)',
  CGSessionCopyCurrentDictionary: 'p()',
  CGEventSourceCreate: 'p(i32)',
  CGEventSourceSetUserData: 'void(p i64)',
  CGEventSourceSecondsSinceLastEventType: 'f64(i32 u32)',
  CGEventCreateKeyboardEvent: 'p(p u16 bool)',
  CGEventKeyboardSetUnicodeString: 'void(p u64 p)',
  CGEventCreateMouseEvent: 'p(p u32 CGPoint u32)',
  CGEventCreateScrollWheelEvent2: 'p(p u32 u32 i32 i32 i32)',
  CGEventSetFlags: 'void(p u64)',
  CGEventSetIntegerValueField: 'void(p u32 i64)',
  CGEventGetLocation: 'CGPoint(p)',
  CGEventCreate: 'p(p)',
  CGEventPostToPid: 'void(i32 p)',
  CGEventPost: 'void(u32 p)',
  CGMainDisplayID: 'u32()',
  CGDisplayBounds: 'CGRect(u32)',
  CGDisplayCopyDisplayMode: 'p(u32)',
  CGDisplayModeGetPixelWidth: 'u64(p)',
  CGDisplayModeGetWidth: 'u64(p)',
  CGDisplayModeRelease: 'void(p)',
  CGDisplayIsAsleep: 'i32(u32)',
};

const foundation: Readonly<Record<keyof Foundation, string>> = {
  CFStringCreateWithCString: 'p(p p u32)',
  CFStringGetLength: 'i64(p)',
  CFStringGetMaximumSizeForEncoding: 'i64(i64 u32)',
  CFStringGetCString: 'u8(p p i64 u32)',
  CFStringGetTypeID: 'u64()',
  CFArrayCreate: 'p(p p i64 p)',
  CFArrayGetCount: 'i64(p)',
  CFArrayGetValues: 'void(p CFRange p)',
  CFArrayGetTypeID: 'u64()',
  CFDictionaryGetTypeID: 'u64()',
  CFDictionaryGetValue: 'p(p p)',
  CFNumberGetValue: 'u8(p i64 p)',
  CFNumberCreate: 'p(p i64 p)',
  CFNumberGetTypeID: 'u64()',
  CFURLGetTypeID: 'u64()',
  CFURLGetString: 'p(p)',
  CFAttributedStringGetTypeID: 'u64()',
  CFAttributedStringGetString: 'p(p)',
  CFGetTypeID: 'u64(p)',
  CFRetain: 'p(p)',
  CFRelease: 'void(p)',
  CFEqual: 'u8(p p)',
  CFHash: 'u64(p)',
};

const security: Readonly<Record<keyof Security, string>> = {
  SessionGetInfo: 'i32(u32 p p)',
};

export interface Carbon {
  IsSecureEventInputEnabled(): number;
}

/** Exported, though the headers that were read do not declare it. */
const carbon: Readonly<Record<keyof Carbon, string>> = { IsSecureEventInputEnabled: 'u8()' };

const frameworks = '/System/Library/Frameworks';

/** Libraries by path: on a Mac they live in the shared cache, not on the disk, and still load by path. */
export const libraries = {
  accessibility: { path: `${frameworks}/ApplicationServices.framework/ApplicationServices`, functions: accessibility },
  graphics: { path: `${frameworks}/CoreGraphics.framework/CoreGraphics`, functions: graphics },
  foundation: { path: `${frameworks}/CoreFoundation.framework/CoreFoundation`, functions: foundation },
  carbon: { path: `${frameworks}/Carbon.framework/Carbon`, functions: carbon },
  security: { path: `${frameworks}/Security.framework/Security`, functions: security },
} as const;
