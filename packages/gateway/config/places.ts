// Reads where the gateway listens and where its database is, from whatever place they were written in.

const PORT_LIMIT = 65_535;
/** The host when only a port is written: reachable from this machine alone. */
const LOOPBACK = '127.0.0.1';

/** An address to serve on: `host:port`, `[::1]:port`, `:port` or `port`. @throws Error that says what to write. */
export function readListen(text: string): { readonly host: string; readonly port: number } {
  const match = /^(?:(\[[0-9a-f:]+\]|[^:[\]\s/]*):)?(\d{1,5})$/i.exec(text.trim());
  if (match === null || Number(match[2]) > PORT_LIMIT) {
    throw new Error(`listen must be host:port, such as 127.0.0.1:3000, not ${JSON.stringify(text)}`);
  }
  const host = (match[1] ?? '').replace(/^\[|\]$/g, '');
  return { host: host === '' ? LOOPBACK : host, port: Number(match[2]) };
}

/** A database address. @throws Error that says what to write, without a password that the text may hold. */
export function readDatabase(text: string): string {
  if (/^(?:sqlite:.+|postgres(?:ql)?:\/\/.+)$/.test(text)) return text;
  const shown = JSON.stringify(text.replace(/\/\/.*@/, '//…@'));
  throw new Error(`database must be sqlite:<path> or postgres://…, not ${shown}`);
}
