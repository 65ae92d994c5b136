// Streams a prediction's output to whoever has its signed address: Replicate's clients open it without a key.

import { timingSafeEqual } from 'node:crypto';
import { Failure } from '@turnpike/protocols/failures';
import type { Exchange, Route } from '../http/exchange.ts';
import { record } from '../relay/json.ts';
import { outputOf, STREAM_INDEX } from '../tasks/dialects/replicate.ts';
import { isFinal, type Task } from '../tasks/task.ts';
import type { Work } from '../tasks/work.ts';
import { deliverStream } from './tasks.ts';

/** Pause at which a task of another node is read again, and silence after which the stream is kept alive, milliseconds. */
const LOOK_MS = 1_000;
const PING_MS = 10_000;

/** `GET /replicate/v1/stream/{task}`. */
export function predictionStreamRoute(work: Work): Route {
  const handle = async (exchange: Exchange): Promise<void> => {
    const { params, query } = exchange;
    const until = Number(query.get('exp'));
    const expected = Buffer.from(work.services.links.signature(params['task'] ?? '', STREAM_INDEX, until));
    const given = Buffer.from(query.get('sig') ?? '');
    if (given.length !== expected.length || !timingSafeEqual(given, expected) || until * 1000 < Date.now())
      throw new Failure('access_denied', 'This address is not signed by this gateway, or is past its time.');
    const task = await work.read(params['task'] ?? '');
    if (task === undefined || !task.visible) throw new Failure('not_found', 'There is no such prediction.');
    await deliverStream(exchange, 200, { type: 'text/event-stream', parts: events(work, task) });
  };
  return { method: 'GET', pattern: '/replicate/v1/stream/{task}', family: 'openai-chat', handle };
}

const event = (name: string, data: string, id: number): string =>
  `event: ${name}\nid: ${id}\n${data
    .split('\n')
    .map(line => `data: ${line}`)
    .join('\n')}\n\n`;

/** Words as they come; files at the end, when they are copied. */
async function* events(work: Work, first: Task): AsyncIterable<string> {
  let task = first;
  let [sent, number, quiet] = [0, 0, Date.now()];
  for (;;) {
    const pieces = piecesOf(work, task);
    for (const piece of pieces.slice(sent)) yield event('output', piece, (number += 1));
    if (pieces.length > sent) [sent, quiet] = [pieces.length, Date.now()];
    if (isFinal(task.state)) break;
    if (Date.now() - quiet > PING_MS) {
      yield ': ping\n\n';
      quiet = Date.now();
    }
    await work.changes.next(task.id, LOOK_MS);
    task = (await work.read(task.id)) ?? task;
  }
  if (task.state === 'failed' || task.state === 'expired')
    yield event('error', JSON.stringify({ detail: task.error?.message ?? 'The prediction failed.' }), (number += 1));
  const reason =
    task.state === 'cancelled' ? { reason: 'canceled' } : task.state === 'succeeded' ? {} : { reason: 'error' };
  yield event('done', JSON.stringify(reason), number + 1);
}

/** What there is so far. Addresses are shown only when they are ours. */
function piecesOf(work: Work, task: Task): readonly string[] {
  const output =
    task.state === 'succeeded'
      ? outputOf(task, work.services.links)
      : task.rawWire === 'replicate'
        ? record(task.raw)['output']
        : undefined;
  const all = Array.isArray(output) ? output : [output];
  const pieces = all.filter((piece): piece is string => typeof piece === 'string');
  const unsafe = task.state === 'succeeded' ? -1 : pieces.findIndex(piece => /^https?:\/\//.test(piece));
  return unsafe === -1 ? pieces : pieces.slice(0, unsafe);
}
