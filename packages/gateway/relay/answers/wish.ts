// What a request says of kept answers: our own headers, OpenRouter's for its clients, and those of HTTP itself.

import { entryOf } from '@turnpike/protocols/conversation/entry-of';
import type { IncomingHttpHeaders } from 'node:http';

/** `on`: give one or keep it; `fresh`: give none, and keep the new one; `off`: neither. */
export type Word = 'on' | 'fresh' | 'off';

export interface Wish {
  /** Undefined where the request says nothing. */
  readonly word: Word | undefined;
  /** How long at most it may be kept, seconds. */
  readonly seconds: number | undefined;
  /** Whether it was said in OpenRouter's words, and is answered in them too. */
  readonly routers: boolean;
}

const WORDS: Readonly<Record<string, Word>> = {
  on: 'on',
  true: 'on',
  '1': 'on',
  fresh: 'fresh',
  refresh: 'fresh',
  'no-cache': 'fresh',
  off: 'off',
  false: 'off',
  '0': 'off',
  'no-store': 'off',
};

/** Reads the wish of a request. */
export function wishOf(headers: IncomingHttpHeaders): Wish {
  const said = (name: string): string =>
    String(headers[name] ?? '')
      .trim()
      .toLowerCase();
  const seconds = Number(said('x-turnpike-cache-ttl') || said('x-openrouter-cache-ttl') || Number.NaN);
  const routers = said('x-openrouter-cache') !== '' || said('x-openrouter-cache-clear') !== '';
  const isCleared = entryOf(WORDS, said('x-openrouter-cache-clear')) === 'on';
  const ours =
    entryOf(WORDS, said('x-turnpike-cache')) ?? (isCleared ? 'fresh' : entryOf(WORDS, said('x-openrouter-cache')));
  return {
    word: ours ?? plain(said('cache-control')),
    seconds: Number.isInteger(seconds) && seconds > 0 ? seconds : undefined,
    routers,
  };
}

/** HTTP's own words only forbid: browsers and SDKs send others by themselves. */
function plain(control: string): Word | undefined {
  if (control.includes('no-store')) return 'off';
  return undefined;
}
