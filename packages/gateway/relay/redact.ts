// Takes out of an upstream's words what is the operator's alone: keys, accounts and addresses.

import type { IncomingHttpHeaders } from 'node:http';
import type { Candidate } from '../routing/plan.ts';
import { roadTo } from './road.ts';

/** What stands in its place. */
const HIDDEN = '[hidden]';

/** Words by which providers name a key or an account, also with stars or dots where they leave something out. */
const TELLING: readonly RegExp[] = [
  /\b(?:sk|pk|rk|gsk|xai|nvapi|tgp|pplx|fw|hf|r8|key|AIza)[-_][A-Za-z0-9_*.…-]{6,}/g,
  /\bAIza[A-Za-z0-9_*.…-]{6,}/g,
  /\b(?:org|proj|user|acct|account)[-_][A-Za-z0-9]{8,}\b/g,
  /\bprojects\/[a-z0-9-]{4,}/g,
  /\barn:aws[a-z-]*:[^\s"\\]+/g,
];

/** The text without what is the operator's; the same text where there is nothing of the kind. */
export function redact(source: string, { channel, credential }: Candidate): string {
  let told = source;
  const { secret } = credential;
  if (secret.length >= 6) told = told.replaceAll(secret, HIDDEN);
  // Some providers show the ends of a key: `upst…7f3a`, `sk-ab***yz`.
  if (secret.length >= 12) {
    const ends = `${escaped(secret.slice(0, 4))}[A-Za-z0-9_-]{0,12}[*.…]{2,}[A-Za-z0-9_-]{0,8}`;
    told = told.replace(new RegExp(ends, 'g'), HIDDEN);
  }
  const { host, hostname } = new URL(roadTo(channel).origin);
  told = told.replaceAll(host, HIDDEN);
  if (hostname.length >= 4) told = told.replaceAll(hostname, HIDDEN);
  for (const pattern of TELLING) told = told.replace(pattern, HIDDEN);
  return told;
}

/** The same for bytes; they are the same bytes where nothing was hidden. */
export function redactBytes(bytes: Buffer, candidate: Candidate): Buffer {
  const source = bytes.toString('utf8');
  const told = redact(source, candidate);
  return told === source ? bytes : Buffer.from(told);
}

/** The headers of an error without those that name what is the operator's. */
export function redactHeaders(headers: IncomingHttpHeaders, candidate: Candidate): IncomingHttpHeaders {
  return Object.fromEntries(
    Object.entries(headers).filter(([name, value]) => {
      const text = Array.isArray(value) ? value.join(' ') : (value ?? '');
      return !TELLING_HEADERS.has(name) && redact(text, candidate) === text;
    }),
  );
}

const TELLING_HEADERS = new Set(['location', 'www-authenticate', 'link', 'refresh']);

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
