// When a rule applies to a request: by model, protocol, group, size, medium, header and time; every part given must hold.

import type { Protocol } from '@turnpike/protocols/failures';

/** What a request may carry beside text. */
export const MEDIA = ['image', 'audio', 'video', 'file', 'tools', 'search'] as const;
export type Medium = (typeof MEDIA)[number];

/** The days of the week as they are written, Sunday first. */
export const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
export type Day = (typeof DAYS)[number];

/** What must hold; a part that is left out always does. Lists hold when one of their items does. */
export interface Condition {
  /** Names of models, in which `*` stands for anything. */
  readonly models?: readonly string[];
  readonly protocols?: readonly Protocol[];
  readonly groups?: readonly string[];
  /** Estimated tokens of the prompt, inclusive. */
  readonly minTokens?: number;
  readonly maxTokens?: number;
  readonly media?: readonly Medium[];
  readonly streamed?: boolean;
  /** Header names in lower case, with patterns as of models. */
  readonly headers?: Readonly<Record<string, string>>;
  /** `HH:MM-HH:MM`, over midnight too. */
  readonly hours?: string;
  readonly days?: readonly Day[];
  /** The time zone of hours and days; UTC when left out. */
  readonly zone?: string;
}

/** What is known of a request when it is routed. What costs something to find out is a method. */
export interface RequestFacts {
  readonly model: string;
  readonly protocol: Protocol;
  readonly group: string;
  readonly streamed: boolean;
  /** Milliseconds since the epoch. */
  readonly now: number;
  promptTokens(): number;
  carries(medium: Medium): boolean;
  header(name: string): string | undefined;
}

/** Whether a pattern fits a whole text; `*` stands for any characters, all others for themselves. */
export function fits(pattern: string, text: string): boolean {
  const star = pattern.indexOf('*');
  if (star === -1) return pattern === text;
  const parts = pattern.split('*');
  const first = parts[0] ?? '';
  const last = parts.at(-1) ?? '';
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = text.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return at <= text.length - last.length;
}

/** Whether a condition holds for a request. */
export function holds(condition: Condition | undefined, facts: RequestFacts): boolean {
  if (condition === undefined) return true;
  const { models, protocols, groups, minTokens, maxTokens, media, streamed, headers } = condition;
  if (models !== undefined && !models.some(pattern => fits(pattern, facts.model))) return false;
  if (protocols !== undefined && !protocols.includes(facts.protocol)) return false;
  if (groups !== undefined && !groups.includes(facts.group)) return false;
  if (streamed !== undefined && streamed !== facts.streamed) return false;
  if (minTokens !== undefined && facts.promptTokens() < minTokens) return false;
  if (maxTokens !== undefined && facts.promptTokens() > maxTokens) return false;
  if (media !== undefined && !media.some(medium => facts.carries(medium))) return false;
  if (headers !== undefined && !Object.entries(headers).every(([name, pattern]) => headerFits(facts, name, pattern)))
    return false;
  return holdsNow(condition, facts.now);
}

function headerFits(facts: RequestFacts, name: string, pattern: string): boolean {
  const value = facts.header(name);
  return value !== undefined && fits(pattern, value);
}

function holdsNow({ hours, days, zone }: Condition, now: number): boolean {
  if (hours === undefined && days === undefined) return true;
  const { day, minute } = localTime(now, zone ?? 'UTC');
  if (days !== undefined && !days.includes(day)) return false;
  if (hours === undefined) return true;
  const [from = 0, until = 0] = readHours(hours);
  return from <= until ? minute >= from && minute < until : minute >= from || minute < until;
}

/** The two ends of a span of hours, in minutes of the day. @throws RangeError when it is not one. */
export function readHours(text: string): readonly [number, number] {
  const [, h1, m1, h2, m2] = /^(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})$/.exec(text)?.map(Number) ?? [];
  const ends = [(h1 ?? 99) * 60 + (m1 ?? 0), (h2 ?? 99) * 60 + (m2 ?? 0)] as const;
  if (ends.some(minute => minute > 24 * 60) || (m1 ?? 0) > 59 || (m2 ?? 0) > 59)
    throw new RangeError('write a span of hours such as 22:00-06:00');
  return ends;
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** Day and minute of the day in a time zone. @throws RangeError for an unknown zone. */
export function localTime(now: number, zone: string): { day: Day; minute: number } {
  let clock = clocks.get(zone);
  if (clock === undefined) {
    const parts = { weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
    clock = new Intl.DateTimeFormat('en-US', { timeZone: zone, ...parts });
    clocks.set(zone, clock);
  }
  const parts = new Map(clock.formatToParts(now).map(({ type, value }) => [type, value]));
  const day = DAYS.find(name => name === parts.get('weekday')?.toLowerCase()) ?? 'sun';
  return { day, minute: Number(parts.get('hour')) * 60 + Number(parts.get('minute')) };
}
