/** Numbers from winuser.h, commctrl.h and wingdi.h that this driver uses, by their Windows names. */

export const WM = {
  CLOSE: 0x0010,
  INITDIALOG: 0x0110,
  SETTEXT: 0x000c,
  GETTEXT: 0x000d,
  GETTEXTLENGTH: 0x000e,
  NEXTDLGCTL: 0x0028,
  COMMAND: 0x0111,
  SYSCOMMAND: 0x0112,
  HSCROLL: 0x0114,
  VSCROLL: 0x0115,
  NULL: 0x0000,
} as const;

export const BM = { GETCHECK: 0x00f0, CLICK: 0x00f5 } as const;
export const EM = { SETSEL: 0x00b1, REPLACESEL: 0x00c2, SCROLLCARET: 0x00b7 } as const;

export const LB = {
  SETSEL: 0x0185,
  SETCURSEL: 0x0186,
  GETSEL: 0x0187,
  GETTEXT: 0x0189,
  GETTEXTLEN: 0x018a,
  GETCOUNT: 0x018b,
  SETTOPINDEX: 0x0197,
  GETITEMRECT: 0x0198,
} as const;

export const CB = {
  GETCOUNT: 0x0146,
  GETCURSEL: 0x0147,
  GETLBTEXT: 0x0148,
  GETLBTEXTLEN: 0x0149,
  SETCURSEL: 0x014e,
  SHOWDROPDOWN: 0x014f,
  GETDROPPEDSTATE: 0x0157,
} as const;

export const LVM = {
  GETITEMCOUNT: 0x1004,
  GETITEMRECT: 0x100e,
  ENSUREVISIBLE: 0x1013,
  GETHEADER: 0x101f,
  SETITEMSTATE: 0x102b,
  GETITEMSTATE: 0x102c,
  GETITEMTEXTW: 0x1073,
} as const;

export const TVM = {
  EXPAND: 0x1102,
  GETITEMRECT: 0x1104,
  GETNEXTITEM: 0x110a,
  SELECTITEM: 0x110b,
  ENSUREVISIBLE: 0x1114,
  GETITEMW: 0x113e,
} as const;

export const TCM = {
  GETITEMCOUNT: 0x1304,
  GETITEMRECT: 0x130a,
  GETCURSEL: 0x130b,
  SETCURFOCUS: 0x1330,
  GETITEMW: 0x133c,
} as const;

export const HDM = { GETITEMCOUNT: 0x1200, GETITEMRECT: 0x1207, GETITEMW: 0x120b } as const;
export const SB = { GETPARTS: 0x0406, GETTEXTLENGTHW: 0x040c, GETTEXTW: 0x040d, GETRECT: 0x040a } as const;

export const TB = {
  GETSTATE: 0x0412,
  GETBUTTON: 0x0417,
  BUTTONCOUNT: 0x0418,
  GETITEMRECT: 0x041d,
  GETBUTTONTEXTW: 0x044b,
} as const;

export const TBM = { GETPOS: 0x0400, SETPOS: 0x0405 } as const;
export const PBM = { GETPOS: 0x0408 } as const;
export const UDM = { GETPOS32: 0x0472, SETPOS32: 0x0471 } as const;
export const SBM = { GETPOS: 0x00e1, SETPOS: 0x00e0 } as const;

/** Notification codes, sent to the parent in WM_COMMAND. */
export const notification = { LBN_SELCHANGE: 1, CBN_SELCHANGE: 1, CBN_SELENDOK: 9 } as const;
/** Scroll code that says "the thumb was let go here". */
export const SB_THUMBPOSITION = 4;

export const WS = {
  CHILD: 0x40000000,
  POPUP: 0x80000000,
  CAPTION: 0x00c00000,
  BORDER: 0x00800000,
  SYSMENU: 0x00080000,
  TABSTOP: 0x00010000,
  VISIBLE: 0x10000000,
  DISABLED: 0x08000000,
  HSCROLL: 0x00100000,
  VSCROLL: 0x00200000,
  EX_TOPMOST: 0x00000008,
  EX_NOACTIVATE: 0x08000000,
} as const;

export const GWL = { STYLE: -16, EXSTYLE: -20 } as const;
export const GA = { PARENT: 1, ROOT: 2, ROOTOWNER: 3 } as const;
export const GW = { PREVIOUS: 3, OWNER: 4 } as const;
export const SW = { MAXIMIZE: 3, MINIMIZE: 6, RESTORE: 9 } as const;
export const SWP = { NOSIZE: 0x1, NOMOVE: 0x2, NOZORDER: 0x4, NOACTIVATE: 0x10 } as const;
export const SMTO = { ABORTIFHUNG: 0x2, ERRORONEXIT: 0x20 } as const;
export const SM = { XVIRTUALSCREEN: 76, YVIRTUALSCREEN: 77, CXVIRTUALSCREEN: 78, CYVIRTUALSCREEN: 79 } as const;

export const MF = {
  GRAYED: 0x1,
  DISABLED: 0x2,
  CHECKED: 0x8,
  POPUP: 0x10,
  BYPOSITION: 0x400,
  SEPARATOR: 0x800,
} as const;
