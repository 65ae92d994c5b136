// What one look of `turnpike doctor` found.

/** What one look found. A fault keeps the gateway from working, a warning does not. */
export interface Finding {
  readonly level: 'ok' | 'warn' | 'fault';
  readonly text: string;
}

export const ok = (text: string): Finding => ({ level: 'ok', text });
export const warn = (text: string): Finding => ({ level: 'warn', text });
export const fault = (text: string): Finding => ({ level: 'fault', text });
