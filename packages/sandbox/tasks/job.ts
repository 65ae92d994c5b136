// Jobs of the practice platforms: what was asked, how long it takes, what is to go wrong; the state is a matter of time.

import { createHash, randomInt, randomUUID } from 'node:crypto';

/** What markers in a prompt ask of a job. */
export interface JobMarkers {
  /** Milliseconds from submission to the end; a third of it queued. */
  takes: number;
  /** The job fails, with these words. */
  fail?: string;
  /** After this many polls that went well the platform no longer knows the job. */
  lost?: boolean;
  /** The first so many polls are answered with 503. */
  pollErrors: number;
  /** It succeeds without a result. */
  noUrl?: boolean;
  /** It is in a state that nobody knows, for its whole middle. */
  unknownState?: boolean;
  /** Every second poll tells old news. */
  backwards?: boolean;
  /** Only a part of the results is there. */
  partial?: boolean;
  /** The result's address is dead. */
  deadLink?: boolean;
  /** The job is made, and the submission is never answered. */
  lostAnswer?: boolean;
  /** News is not sent, or sent twice. */
  callback: 'once' | 'never' | 'twice';
  /** The submission is refused with this code. */
  refuse?: number;
}

/** Milliseconds that a job takes when nobody says. */
let usualMs = 1_500;

/** Lets jobs take so many milliseconds when nobody says. */
export function setUsualTime(milliseconds: number): void {
  usualMs = milliseconds;
}

const NUMBER = (rest: string, fallback: number): number => {
  const found = /\d{1,9}/.exec(rest);
  return found === null ? fallback : Number(found[0]);
};

type Read = (markers: JobMarkers, rest: string) => void;

const READERS: Readonly<Record<string, Read>> = {
  takes: (markers, rest) => void (markers.takes = NUMBER(rest, usualMs)),
  fail: (markers, rest) => void (markers.fail = rest.trim() || 'The practice platform failed on demand.'),
  lost: markers => void (markers.lost = true),
  'poll-errors': (markers, rest) => void (markers.pollErrors = NUMBER(rest, 3)),
  'no-url': markers => void (markers.noUrl = true),
  'unknown-state': markers => void (markers.unknownState = true),
  backwards: markers => void (markers.backwards = true),
  partial: markers => void (markers.partial = true),
  'dead-link': markers => void (markers.deadLink = true),
  'lost-answer': markers => void (markers.lostAnswer = true),
  'no-callback': markers => void (markers.callback = 'never'),
  'two-callbacks': markers => void (markers.callback = 'twice'),
  refuse: (markers, rest) => void (markers.refuse = NUMBER(rest, 400)),
};

/** Reads the markers of a text. */
export function jobMarkers(source: string): JobMarkers {
  const markers: JobMarkers = { takes: usualMs, pollErrors: 0, callback: 'once' };
  for (const [, name = '', rest = ''] of source.matchAll(/\[\[([a-z-]+)([^\]]*)\]\]/g)) READERS[name]?.(markers, rest);
  return markers;
}

/** How far a job is. */
export type Phase = 'waiting' | 'queued' | 'running' | 'done' | 'failed' | 'cancelled';

/** One job. */
export interface Job {
  readonly id: string;
  readonly platform: string;
  /** Who submitted it: another key does not see it. */
  readonly owner: string;
  readonly kind: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly markers: JobMarkers;
  /** A number that is the same for the same request. */
  readonly seed: number;
  createdAt: number;
  polls: number;
  /** When it was asked after last. */
  polledAt: number;
  phase: Phase | undefined;
  /** Anything that its platform remembers of it. */
  readonly memory: Map<string, string>;
}

const jobs = new Map<string, Job>();
/** Questions with a key after what another one made. */
let foreign = 0;
/** Jobs that are remembered; the oldest go first. */
const MOST = 50_000;

/** Forgets all jobs. */
export function forgetJobs(): void {
  jobs.clear();
  foreign = 0;
}

/** What was asked: after jobs that are under way how often, the longest silence by now, and with foreign keys. */
export function pollsOf(): {
  readonly jobs: number;
  readonly polls: number;
  readonly longestGap: number;
  readonly foreign: number;
} {
  const now = Date.now();
  const open = [...jobs.values()].filter(job => ['queued', 'running'].includes(phaseOf(job)));
  return {
    jobs: open.length,
    foreign,
    polls: open.reduce((sum, { polls }) => sum + polls, 0),
    longestGap: Math.max(0, ...open.map(({ polledAt, createdAt }) => now - (polledAt || createdAt))),
  };
}

/** How many jobs of a platform were ever made since the last reset: a test counts what reached the upstream. */
export function jobsOf(platform: string): readonly Job[] {
  return [...jobs.values()].filter(job => job.platform === platform);
}

/** Makes a job. */
export function makeJob(
  draft: Pick<Job, 'platform' | 'owner' | 'kind' | 'body'> & { id?: string; prompt?: string },
): Job {
  const { platform, owner, kind, body, id, prompt } = draft;
  const text = JSON.stringify(body);
  const digest = createHash('sha256').update(`${platform} ${kind} ${text}`).digest();
  const job: Job = {
    id: id ?? randomUUID(),
    platform,
    owner,
    kind,
    body,
    markers: jobMarkers(prompt ?? text),
    seed: digest.readUInt32BE(0),
    createdAt: Date.now(),
    polls: 0,
    polledAt: 0,
    phase: undefined,
    memory: new Map(),
  };
  jobs.set(`${platform} ${job.id}`, job);
  if (jobs.size > MOST) {
    const [oldest] = jobs.keys();
    if (oldest !== undefined) jobs.delete(oldest);
  }
  return job;
}

/** A job of a platform that this key made; undefined also when it is lost on demand. */
export function findJob(platform: string, id: string, owner: string): Job | undefined {
  const job = jobs.get(`${platform} ${id}`);
  if (job === undefined) return undefined;
  if (job.owner !== owner) {
    foreign += 1;
    return undefined;
  }
  return job.markers.lost === true && Date.now() - job.createdAt > job.markers.takes / 3 ? undefined : job;
}

/** Where a job stands now, as far as time says. */
export function phaseOf(job: Job): Phase {
  if (job.phase !== undefined) return job.phase;
  const age = Date.now() - job.createdAt;
  if (age >= job.markers.takes) return job.markers.fail === undefined ? 'done' : 'failed';
  const queued = age < job.markers.takes / 3;
  if (job.markers.backwards === true && job.polls % 2 === 1) return 'queued';
  return queued ? 'queued' : 'running';
}

/** 0 to 100. */
export function progressOf(job: Job): number {
  const phase = phaseOf(job);
  if (phase === 'done') return 100;
  if (phase !== 'running') return 0;
  return Math.min(Math.floor(((Date.now() - job.createdAt) / job.markers.takes) * 100), 99);
}

/** Counts a poll; true when it is to be answered with an error. */
export function pollFails(job: Job): boolean {
  job.polls += 1;
  job.polledAt = Date.now();
  return job.polls <= job.markers.pollErrors;
}

/** The last id of each length: none comes twice, however many are made in a millisecond. */
const lastIds = new Map<number, bigint>();

/** Digits of an id, the first of them of the time; each is greater than the one before. */
export function digits(count: number): string {
  const time = String(Date.now());
  let rest = '';
  while (time.length + rest.length < count) rest += String(randomInt(10));
  const drawn = BigInt(`${time}${rest}`.slice(0, count));
  const last = lastIds.get(count) ?? 0n;
  const id = drawn > last ? drawn : last + 1n;
  lastIds.set(count, id);
  return String(id);
}
