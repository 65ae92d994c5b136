// MiniMax's speech in its own form: read out at once or as a task, voices cloned and designed, and their files.
// Of these the wire page knows the paths and the body of speech; the answers of the rest are as MiniMax is remembered.

import { Failure } from '@turnpike/protocols/failures';
import { record, text, type Json } from '../../relay/json.ts';
import { type PieceReader, answer, type Answer, type Ask, type Desk, type DialectRoute } from '../dialect.ts';
import type { UpstreamReply } from '../driver.ts';
import { parseExact } from '../exact-json.ts';
import { requiredText } from '../fields.ts';
import { multipartOf } from '../multipart-body.ts';
import type { Measure, Order, Parent } from '../order.ts';
import type { Task } from '../task.ts';

const MOST_AT_ONCE = 10_000;
const MOST_IN_A_TASK = 1_000_000;

/** A Chinese character counts as two (minimax-hailuo.md: an assumption). */
export function charactersOf(words: string): number {
  const wide = words.match(/[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]/gu)?.length ?? 0;
  return [...words].length + wide;
}

function isGood({ status, json }: UpstreamReply): boolean {
  return status < 300 && Number(record(json['base_resp'])['status_code'] ?? 0) === 0;
}

const idIn = (value: unknown): string => (typeof value === 'number' ? String(value) : text(value));

/** Where the voice and the files that a body names are, when they were made through here. */
async function keeperOf(body: Json, desk: Desk): Promise<Parent | undefined> {
  const prompt = record(body['clone_prompt']);
  const named = [
    idIn(record(body['voice_setting'])['voice_id']),
    idIn(body['text_file_id']),
    idIn(body['file_id']),
    idIn(prompt['prompt_audio']),
  ];
  for (const id of named.filter(each => each !== '')) {
    const parent = await desk.madeBy(id);
    if (parent !== undefined) return parent;
  }
  return undefined;
}

function speechOf(body: Json, most: number): { readonly model: string; readonly measure: Measure } {
  const model = requiredText(body, 'model', 'invalid params, model is required');
  const words = text(body['text']);
  if (words.trim() === '' && idIn(body['text_file_id']) === '')
    throw new Failure('invalid_request', 'invalid params, text is required', { param: 'text' });
  if ([...words].length > most)
    throw new Failure('invalid_request', `invalid params, text is longer than ${most} characters`, { param: 'text' });
  return { model, measure: { characters: charactersOf(words) } };
}

/** Speech at once, whole or in pieces. */
const atOnce: DialectRoute['handle'] = async ({ body }, desk) => {
  const { model, measure } = speechOf(body, MOST_AT_ONCE);
  const parent = await keeperOf(body, desk);
  const order = { models: [model], verb: 'speech', measure, ...(parent === undefined ? {} : { parent }) };
  const call = { method: 'POST' as const, path: '/v1/t2a_v2', json: body, timeoutMs: 120_000 };
  if (body['stream'] === true) {
    const parts = await desk.directStream(order, call, new SpeechReader(measure));
    return { status: 200, stream: { type: 'text/event-stream', parts } };
  }
  return passed(await desk.direct(order, call, reply => (isGood(reply) ? [] : undefined)));
};

/** Reads the events of speech as they pass: whether anything was spoken, and how much the maker counted. */
class SpeechReader implements PieceReader {
  private readonly asked: Measure;
  private line = '';
  private spoken = false;
  private counted = 0;

  constructor(asked: Measure) {
    this.asked = asked;
  }

  take(piece: string): void {
    const lines = (this.line + piece).split('\n');
    this.line = lines.pop() ?? '';
    for (const line of lines) if (line.startsWith('data:')) this.read(record(parseExact(line.slice(5))));
  }

  private read(event: Json): void {
    if (text(record(event['data'])['audio']) !== '') this.spoken = true;
    const characters = record(event['extra_info'])['usage_characters'];
    if (typeof characters === 'number' && characters > 0) this.counted = characters;
  }

  made(): Measure | undefined {
    if (!this.spoken) return undefined;
    return this.counted > 0 ? { characters: this.counted } : this.asked;
  }

  broken(message: string): string {
    return `data: ${JSON.stringify({ base_resp: { status_code: 1000, status_msg: message } })}\n\n`;
  }
}

const passed = (reply: UpstreamReply): Answer => answer(reply.value ?? {}, reply.status);

/** The order of a task of speech. @throws Failure */
async function speechOrder(body: Json, desk: Desk): Promise<Order> {
  const { model, measure } = speechOf(body, MOST_IN_A_TASK);
  if (idIn(body['text_file_id']) !== '')
    throw new Failure('invalid_request', 'invalid params, send the text itself: a file’s length is not known here', {
      param: 'text_file_id',
    });
  const parent = await keeperOf(body, desk);
  return {
    verb: 'speech',
    models: [model],
    body,
    measure,
    memo: { generation: 3 },
    ...(parent === undefined ? {} : { parent }),
  };
}

const GOOD = { status_code: 0, status_msg: 'success' };

const begin: DialectRoute['handle'] = async ({ body }, desk) => {
  const task = await desk.submit(await speechOrder(body, desk));
  const usage_characters = charactersOf(text(body['text']));
  return answer({ task_id: task.publicId, file_id: `${task.publicId}0`, usage_characters, base_resp: GOOD });
};

/** What a finished voice costs, named by what is done, or as the model of speech that it is for. */
function voiced(kind: 'voice_clone' | 'voice_design', id: (body: Json, reply: Json) => string): DialectRoute['handle'] {
  return async ({ body }, desk) => {
    if (kind === 'voice_clone') requiredText(body, 'voice_id', 'invalid params, voice_id is required');
    else requiredText(body, 'prompt', 'invalid params, prompt is required');
    const parent = await keeperOf(body, desk);
    const characters = charactersOf(text(body['text']) + text(body['preview_text']));
    const models = [`minimax-${kind.replace('_', '-')}`, text(body['model']) || 'speech-2.6-hd'];
    const order = { models, verb: kind, measure: { characters }, ...(parent === undefined ? {} : { parent }) };
    const call = { method: 'POST' as const, path: `/v1/${kind}`, json: body, timeoutMs: 120_000 };
    const made = (reply: UpstreamReply): readonly string[] | undefined =>
      isGood(reply) ? [id(body, reply.json)].filter(each => each !== '') : undefined;
    return passed(await desk.direct(order, call, made));
  };
}

const upload: DialectRoute['handle'] = async ({ body, files }: Ask, desk) => {
  requiredText(body, 'purpose', 'invalid params, purpose is required');
  if (files.length === 0) throw new Failure('invalid_request', 'invalid params, file is required', { param: 'file' });
  const call = { method: 'POST' as const, path: '/v1/files/upload', ...multipartOf(body, files) };
  const reply = await desk.direct({ models: [], verb: 'upload', measure: {} }, call, told =>
    isGood(told) ? [idIn(record(told.json['file'])['file_id'])].filter(id => id !== '') : undefined,
  );
  return passed(reply);
};

/** A file that a client uploaded; undefined when it is not known. */
export async function uploadedFile(id: string, desk: Desk): Promise<Answer | undefined> {
  const parent = id === '' ? undefined : await desk.madeBy(id);
  if (parent === undefined) return undefined;
  const call = { method: 'GET' as const, path: `/v1/files/retrieve?file_id=${encodeURIComponent(id)}` };
  const order = { models: [], verb: 'file', measure: {}, parent };
  return passed(await desk.direct(order, call, reply => (isGood(reply) ? [] : undefined)));
}

const WORDS: Readonly<Partial<Record<Task['state'], string>>> = {
  succeeded: 'Success',
  failed: 'Failed',
  cancelled: 'Failed',
  expired: 'Expired',
};

const look: DialectRoute['handle'] = async ({ query }, desk) => {
  const id = query.get('task_id') ?? '';
  const task = await desk.find(id);
  if (task?.dialect !== 'minimax' || task.verb !== 'speech')
    return answer({ task_id: id, status: '', base_resp: { status_code: 2013, status_msg: 'invalid params, task_id' } });
  const status = WORDS[task.state] ?? 'Processing';
  return answer({
    task_id: id,
    status,
    file_id: `${id}0`,
    base_resp:
      status === 'Failed' ? { status_code: Number(task.error?.code) || 1033, status_msg: task.error?.message } : GOOD,
  });
};

/** The routes of speech under a prefix. Without one, files are OpenAI's. */
export function speechRoutes(prefix: string): readonly DialectRoute[] {
  const routes: readonly DialectRoute[] = [
    { method: 'POST', pattern: `${prefix}/v1/t2a_v2`, handle: atOnce },
    { method: 'POST', pattern: `${prefix}/v1/t2a_async_v2`, handle: begin },
    { method: 'GET', pattern: `${prefix}/v1/query/t2a_async_query_v2`, handle: look },
    {
      method: 'POST',
      pattern: `${prefix}/v1/voice_clone`,
      handle: voiced('voice_clone', body => text(body['voice_id'])),
    },
    {
      method: 'POST',
      pattern: `${prefix}/v1/voice_design`,
      handle: voiced('voice_design', (_body, reply) => text(reply['voice_id'])),
    },
  ];
  if (prefix === '') return routes;
  return [
    ...routes,
    { method: 'POST', pattern: `${prefix}/v1/files`, handle: upload },
    { method: 'POST', pattern: `${prefix}/v1/files/upload`, handle: upload },
  ];
}
