// What the command line says of a failure: one human line for what can be expected, the stack for a fault of ours.

import { ConfigError } from '../config/config.ts';
import { UsageError } from './verb.ts';

/** Failures of the system by their code, as something to do. */
const SYSTEM: Readonly<Record<string, (place: string) => string>> = {
  EADDRINUSE: place =>
    `${place} is in use by another program; stop that one, or choose another address with --listen or TURNPIKE_LISTEN`,
  EADDRNOTAVAIL: place => `${place} is no address of this machine; choose another with --listen or TURNPIKE_LISTEN`,
  EACCES: place => `this user may not use ${place}`,
  EPERM: place => `this user may not use ${place}`,
  EROFS: place => `${place} cannot be written: its file system is read-only`,
  ENOSPC: place => `no space is left for ${place}`,
  ECONNREFUSED: place => `nothing answers at ${place}; is the database running?`,
  ENOTFOUND: place => `the host of ${place} is not known`,
};
/** Node's own names for words that it could not read. */
const USAGE = /^ERR_PARSE_ARGS_/;
const OURS: ReadonlySet<string> = new Set(['TypeError', 'ReferenceError', 'SyntaxError', 'AssertionError']);

/** The text and the exit code of a failure: 2 for a wrong call, else 1. */
export function tellFault(error: unknown): { readonly text: string; readonly code: number } {
  if (!(error instanceof Error)) return { text: String(error), code: 1 };
  if (error instanceof ConfigError) return { text: error.faults.join('\n'), code: 1 };
  const code = 'code' in error ? String(error.code) : '';
  if (error instanceof UsageError) return { text: said(error.message), code: 2 };
  if (USAGE.test(code))
    return { text: said(`${error.message.split('. ')[0] ?? ''}; turnpike --help lists them`), code: 2 };
  const known = SYSTEM[code];
  if (known !== undefined) return { text: said(known(placeOf(error))), code: 1 };
  // A system's or a database's own failure has a code; a fault of ours has none, and its stack says where it is.
  if (code === '' && OURS.has(error.name)) return { text: error.stack ?? error.message, code: 1 };
  return { text: said(error.message), code: 1 };
}

/** The message with the name of the program, unless it names it already. */
function said(message: string): string {
  return message.startsWith('turnpike ') ? message : `turnpike: ${message}`;
}

/** The address or path that a failure is about. Several addresses of one host fail as a group. */
function placeOf(error: Error): string {
  const about: unknown = error instanceof AggregateError ? error.errors[0] : error;
  if (typeof about !== 'object' || about === null) return 'it';
  if ('path' in about) return String(about.path);
  const host = 'address' in about ? about.address : 'hostname' in about ? about.hostname : undefined;
  if (host === undefined) return 'it';
  return 'port' in about ? `${String(host)}:${String(about.port)}` : String(host);
}
