// Changes of health in words, for the operator's log and the command line; and what a node is called in them.

import { hostname } from 'node:os';
import { randomBytes } from 'node:crypto';
import type { HealthEvent } from './health.ts';

/** A name for this process that no other has. */
export function nodeName(): string {
  return `${hostname().slice(0, 40)}/${process.pid}/${randomBytes(3).toString('hex')}`;
}

/** What a change is about: `channel claude, key 3f2a…, model fast`. */
export function placeOf({ channelName, credential, model }: HealthEvent): string {
  const key = credential === '' || credential === 'none' ? '' : `, key ${credential}`;
  return `channel ${channelName}${key}${model === '' ? '' : `, model ${model}`}`;
}

const WORDS: Readonly<Record<HealthEvent['event'], string>> = {
  open: 'fails too often and rests',
  cooling: 'is at its limit and rests',
  suspended: 'is refused and rests',
  off: 'is refused and switched off',
  held: 'was switched off by hand',
  closed: 'is in service',
};

/** One sentence about a change. */
export function healthLine(event: HealthEvent): string {
  const until = event.until === 0 ? '' : ` until ${new Date(event.until).toISOString()}`;
  return `${placeOf(event)} ${WORDS[event.event]}${until} (${event.reason})`;
}
