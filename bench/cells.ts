// The cells of the benchmark as data: what is sent, how long, what is read from it, and the goals.

import type { LoadResult, LoadTask } from './load.ts';
import type { Subject } from './subjects.ts';

/** The results of one subject in one cell, a round each. */
export type Rounds = readonly LoadResult[];

/** One figure of a cell. */
export interface Measure {
  readonly name: string;
  readonly unit: string;
  /** The figure of round `index`. `direct` are the rounds without any proxy, when the cell has them. */
  readonly read: (rounds: Rounds, index: number, direct: Rounds) => number;
  /** At most so many times the bare proxy's figure of the same round. */
  readonly ratioGoal?: number;
  /** At most so much. */
  readonly goal?: number;
  /** Higher is better; shown, without a goal. */
  readonly higher?: boolean;
}

/** One cell. */
export interface Cell {
  readonly name: string;
  readonly title: string;
  /** First part of the mock upstream's path. */
  readonly scenario: string;
  readonly clientPath: string;
  readonly body: Omit<LoadTask['body'], 'model'>;
  /** What the gateway itself does in the place of the bare proxy: the same answer on the identity lane. */
  readonly yardstick?: Pick<Cell, 'scenario' | 'clientPath' | 'body'>;
  readonly connections: number;
  /** See the task of the load generator; at once when absent. */
  readonly spreadMs?: number;
  readonly milliseconds: number;
  /** Requests a second, the same for all subjects; as many as go when absent. */
  readonly rate?: number;
  readonly requests?: number;
  readonly events: number;
  readonly subjects: readonly Subject['name'][];
  readonly warmUp: boolean;
  /** Rounds at most; long cells have few. */
  readonly rounds: number;
  readonly measures: readonly Measure[];
}

const at = (rounds: Rounds, index: number): LoadResult => {
  const result = rounds[index];
  if (result === undefined) throw new Error(`no round ${index}`);
  return result;
};
const each =
  (read: (result: LoadResult) => number): Measure['read'] =>
  (rounds, index) =>
    read(at(rounds, index));

const CHAT = '/v1/chat/completions';
const BOTH = ['proxy', 'turnpike'] as const;
const ALL = ['direct', 'proxy', 'turnpike'] as const;

const cpuPerRequest = each(result => result.cpu / result.requests);
const cpuPerChunk = each(result => result.cpu / result.chunks);
const added =
  (pick: (result: LoadResult) => number): Measure['read'] =>
  (rounds, index, direct) =>
    (pick(at(rounds, index)) - pick(at(direct, index))) / 1000;

/** All cells, in the order of running: memory is read before large bodies have grown the heap. */
export const CELLS: readonly Cell[] = [
  {
    name: 'json',
    title: 'plain answer, 1 KB request, 16 clients',
    scenario: 'json',
    clientPath: CHAT,
    body: { kind: 'chat' },
    connections: 16,
    milliseconds: 3000,
    events: 0,
    subjects: BOTH,
    warmUp: true,
    rounds: 5,
    measures: [
      { name: 'CPU a request', unit: 'µs', read: cpuPerRequest, ratioGoal: 1.8 },
      {
        name: 'throughput',
        unit: 'req/s',
        read: each(result => result.requests / (result.elapsed / 1e6)),
        higher: true,
      },
      { name: 'latency p50', unit: 'ms', read: each(result => result.latency.p50 / 1000) },
      { name: 'latency p99', unit: 'ms', read: each(result => result.latency.p99 / 1000) },
    ],
  },
  {
    // The same work in the same time: a proxy that is asked for less is not given longer sleeps to pay for.
    name: 'json-rate',
    title: 'plain answer, 1 KB request, 2,000 requests a second',
    scenario: 'json',
    clientPath: CHAT,
    body: { kind: 'chat' },
    connections: 16,
    spreadMs: 8,
    rate: 2000,
    milliseconds: 3000,
    events: 0,
    subjects: BOTH,
    warmUp: true,
    rounds: 3,
    measures: [
      { name: 'CPU a request', unit: 'µs', read: cpuPerRequest, ratioGoal: 1.8 },
      { name: 'latency p50', unit: 'ms', read: each(result => result.latency.p50 / 1000) },
    ],
  },
  {
    name: 'json-c1',
    title: 'plain answer, 1 KB request, 1 client',
    scenario: 'json',
    clientPath: CHAT,
    body: { kind: 'chat' },
    connections: 1,
    milliseconds: 1500,
    events: 0,
    subjects: ALL,
    warmUp: true,
    rounds: 5,
    measures: [
      { name: 'added latency p50', unit: 'ms', read: added(result => result.latency.p50) },
      { name: 'added latency p99', unit: 'ms', read: added(result => result.latency.p99) },
    ],
  },
  {
    name: 'sse-burst',
    title: '100 events without a gap, 16 clients',
    scenario: 'chat-100-0',
    clientPath: CHAT,
    body: { kind: 'chat-stream' },
    connections: 16,
    milliseconds: 3000,
    events: 100,
    subjects: BOTH,
    warmUp: true,
    rounds: 5,
    measures: [
      { name: 'CPU a chunk', unit: 'µs', read: cpuPerChunk, ratioGoal: 1.3 },
      {
        name: 'throughput',
        unit: 'chunk/s',
        read: each(result => result.chunks / (result.elapsed / 1e6)),
        higher: true,
      },
    ],
  },
  {
    name: 'messages-burst',
    title: 'Anthropic stream, 100 events without a gap, 16 clients',
    scenario: 'messages-100-0',
    clientPath: '/v1/messages',
    body: { kind: 'messages' },
    connections: 16,
    milliseconds: 2000,
    events: 100,
    subjects: BOTH,
    warmUp: true,
    rounds: 3,
    measures: [{ name: 'CPU a chunk', unit: 'µs', read: cpuPerChunk, ratioGoal: 1.3 }],
  },
  {
    name: 'translated-burst',
    title: 'Chat client on an Anthropic stream, 100 events without a gap, 16 clients; against the identity lane',
    scenario: 'messages-100-0',
    clientPath: CHAT,
    body: { kind: 'chat-stream' },
    yardstick: { scenario: 'messages-100-0', clientPath: '/v1/messages', body: { kind: 'messages' } },
    connections: 16,
    milliseconds: 3000,
    events: 100,
    subjects: BOTH,
    warmUp: true,
    rounds: 5,
    measures: [
      { name: 'CPU a chunk (left: identity lane)', unit: 'µs', read: cpuPerChunk, ratioGoal: 3 },
      {
        name: 'throughput (left: identity lane)',
        unit: 'chunk/s',
        read: each(result => result.chunks / (result.elapsed / 1e6)),
        higher: true,
      },
    ],
  },
  {
    name: 'translated-messages',
    title: 'Anthropic client on a Chat stream, 100 events without a gap, 16 clients; against the identity lane',
    scenario: 'chat-100-0',
    clientPath: '/v1/messages',
    body: { kind: 'messages' },
    yardstick: { scenario: 'chat-100-0', clientPath: CHAT, body: { kind: 'chat-stream' } },
    connections: 16,
    milliseconds: 2000,
    events: 100,
    subjects: BOTH,
    warmUp: true,
    rounds: 3,
    measures: [{ name: 'CPU a chunk (left: identity lane)', unit: 'µs', read: cpuPerChunk, ratioGoal: 3 }],
  },
  {
    name: 'sse-paced',
    title: 'an event each 10 ms, 32 clients',
    scenario: 'chat-100-10',
    clientPath: CHAT,
    body: { kind: 'chat-stream' },
    connections: 32,
    spreadMs: 10,
    milliseconds: 3000,
    events: 100,
    subjects: ALL,
    warmUp: true,
    rounds: 5,
    measures: [
      { name: 'CPU a chunk', unit: 'µs', read: cpuPerChunk, ratioGoal: 1.3 },
      { name: 'added latency a chunk p50', unit: 'ms', read: added(result => result.delay.p50), goal: 1 },
      { name: 'added latency a chunk p99', unit: 'ms', read: added(result => result.delay.p99) },
    ],
  },
  {
    name: 'translated-paced',
    title: 'Chat client on an Anthropic stream, an event each 10 ms, 32 clients',
    scenario: 'messages-100-10',
    clientPath: CHAT,
    body: { kind: 'chat-stream' },
    connections: 32,
    spreadMs: 10,
    milliseconds: 3000,
    events: 100,
    subjects: ALL,
    warmUp: true,
    rounds: 3,
    measures: [
      { name: 'CPU a chunk', unit: 'µs', read: cpuPerChunk, ratioGoal: 3 },
      { name: 'added latency a chunk p50', unit: 'ms', read: added(result => result.delay.p50), goal: 1 },
    ],
  },
  {
    name: 'streams1000',
    title: '1,000 streams open at once, an event each 500 ms',
    scenario: 'chat-12-500',
    clientPath: CHAT,
    body: { kind: 'chat-stream' },
    connections: 1000,
    spreadMs: 500,
    milliseconds: 60_000,
    requests: 1000,
    events: 12,
    subjects: BOTH,
    warmUp: false,
    rounds: 2,
    measures: [
      {
        name: 'memory a stream',
        unit: 'KB',
        // The heap does not shrink between rounds, so all rounds count from the first round's start.
        read: (rounds, index) => (at(rounds, index).residentPeak - at(rounds, 0).residentBefore) / 1024 / 1000,
        goal: 120,
      },
      { name: 'CPU a chunk', unit: 'µs', read: cpuPerChunk },
    ],
  },
  {
    name: 'translated1000',
    title: '1,000 translated streams open at once, an event each 500 ms',
    scenario: 'messages-12-500',
    clientPath: CHAT,
    body: { kind: 'chat-stream' },
    connections: 1000,
    spreadMs: 500,
    milliseconds: 60_000,
    requests: 1000,
    events: 12,
    subjects: BOTH,
    warmUp: false,
    rounds: 1,
    measures: [
      {
        name: 'memory a stream',
        unit: 'KB',
        read: (rounds, index) => (at(rounds, index).residentPeak - at(rounds, 0).residentBefore) / 1024 / 1000,
        goal: 200,
      },
      { name: 'CPU a chunk', unit: 'µs', read: cpuPerChunk },
    ],
  },
  {
    name: 'big10m',
    title: '10 MB image in the request, 1 client',
    scenario: 'json',
    clientPath: CHAT,
    body: { kind: 'image', bytes: 10 * 1024 * 1024 },
    connections: 1,
    milliseconds: 30_000,
    requests: 20,
    events: 0,
    subjects: BOTH,
    warmUp: true,
    rounds: 3,
    measures: [
      { name: 'CPU a request', unit: 'ms', read: each(result => result.cpu / result.requests / 1000), goal: 60 },
      { name: 'peak memory', unit: 'MB', read: each(result => result.residentPeak / 1024 / 1024) },
    ],
  },
];
