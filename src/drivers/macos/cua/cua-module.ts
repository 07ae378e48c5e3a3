/** What of `@trycua/cua-driver` is used: its tools by name, with arguments and answers as JSON. */

export interface CuaModule {
  readonly CuaDriver: { create(options: undefined): CuaRuntime };
}

export interface CuaRuntime {
  callTool(name: string, argumentsJson: string): Promise<CuaAnswer>;
  shutdown(): Promise<void>;
}

export interface CuaAnswer {
  /** For people. */
  readonly text: string;
  readonly isError: boolean;
  readonly errorCode?: string | undefined;
  readonly structuredJson?: string | undefined;
}

/** Its reports to its makers stay off: both names are of its own documentation. */
export const telemetryOff = { CUA_DRIVER_RS_TELEMETRY_ENABLED: '0', CUA_TELEMETRY_ENABLED: '0' } as const;

/** The version whose tools were read. */
export const cuaPackage = '@trycua/cua-driver';
export const cuaInstall = `npm install --save-dev ${cuaPackage}@0.28.2`;
