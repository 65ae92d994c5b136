// Videos and songs out of a chat: the job runs inside the request, with its progress as quoted lines and a link at the end.

import { Failure } from '@turnpike/protocols/failures';
import type { Exchange } from '../http/exchange.ts';
import type { Call } from '../relay/call.ts';
import { isRecord, list, parseRecord, record, text, type Json } from '../relay/json.ts';
import { createOrder, openaiVideo } from '../tasks/dialects/openai-video.ts';
import { order as sunoOrder } from '../tasks/dialects/suno-orders.ts';
import { suno } from '../tasks/dialects/suno.ts';
import { Refused, type Desk, type Dialect } from '../tasks/dialect.ts';
import type { Order } from '../tasks/order.ts';
import { isFinal, type Task } from '../tasks/task.ts';
import { refuse } from '../relay/admission-refusal.ts';
import { Refusal } from '../ledger/ledger.ts';
import type { Services } from './services.ts';
import { deskOf } from './tasks.ts';

/** How long a whole answer is waited for, and after how much silence a stream is kept alive, milliseconds. */
const WAIT_MS = 600_000;
const PING_MS = 10_000;
const LOOK_MS = 1_000;
/** Percent points of progress that are worth a line. */
const STEP = 5;

/** Whether a chat with this model is a job for a platform. */
export function isMediaChat(services: Services, call: Call): boolean {
  const kind = services.world().model(call.model)?.kind;
  return call.protocol === 'openai-chat' && (kind === 'video' || kind === 'music');
}

/** What the last user says, and the pictures that it shows: as parts, or as addresses before the words. */
function askedIn(body: Json): { readonly prompt: string; readonly images: readonly string[] } {
  const last = list(body['messages'])
    .filter(isRecord)
    .findLast(message => message['role'] === 'user');
  const content = last?.['content'];
  const parts = typeof content === 'string' ? [{ type: 'text', text: content }] : list(content).map(record);
  const images = parts.map(part => text(record(record(part)['image_url'])['url'])).filter(url => url !== '');
  let words = parts
    .map(part => text(record(part)['text']))
    .filter(part => part !== '')
    .join('\n')
    .trim();
  for (let found = /^(https?:\/\/\S+)\s+/.exec(words); found !== null; found = /^(https?:\/\/\S+)\s+/.exec(words)) {
    images.push(found[1] ?? '');
    words = words.slice(found[0].length);
  }
  return { prompt: words, images };
}

/** Shapes that clients write behind the words: `--ar 16:9`. */
function shapedBy(prompt: string): Json {
  const ratio = /--(?:ar|ratio)\s+(\d{1,2}:\d{1,2})/.exec(prompt)?.[1];
  const seconds = /--(?:dur|duration|seconds)\s+(\d{1,3})/.exec(prompt)?.[1];
  return {
    prompt: prompt.replaceAll(/\s*--(?:ar|ratio|dur|duration|seconds)\s+\S+/g, ''),
    ...(ratio === undefined ? {} : { aspect_ratio: ratio }),
    ...(seconds === undefined ? {} : { seconds }),
  };
}

async function orderOf(call: Call, desk: Desk): Promise<Order> {
  const body = parseRecord(call.envelope.body.toString()) ?? {};
  const { prompt, images } = askedIn(body);
  if (prompt === '')
    throw new Failure('invalid_request', 'The last user message says nothing to be made.', { param: 'messages' });
  if (desk.dialectName === suno.name) {
    return { ...(await sunoOrder('music', { gpt_description_prompt: prompt }, desk)), models: [call.model] };
  }
  return createOrder(
    { model: call.model, ...shapedBy(prompt), ...(images.length === 0 ? {} : { images }) },
    [],
    desk,
    '',
  );
}

/** Runs the job of a chat. Failures before the first word are the front's to answer. */
export async function chatTask(services: Services, exchange: Exchange, call: Call): Promise<void> {
  const dialect: Dialect = services.world().model(call.model)?.kind === 'music' ? suno : openaiVideo;
  const desk = await deskOf(services, exchange, dialect);
  const task = await submitted(services, exchange, call, desk);
  if (call.form === 'whole') await whole(exchange, call, desk, task);
  else await streamed(services, exchange, call, desk, task);
}

async function submitted(services: Services, exchange: Exchange, call: Call, desk: Desk): Promise<Task> {
  try {
    return await desk.submit(await orderOf(call, desk));
  } catch (error) {
    if (error instanceof Refusal) return await refuse(services, await services.identify(exchange), error);
    if (!(error instanceof Refused)) throw error;
    const { status, error: told } = error.problem;
    const user = told.class === 'user' || told.class === 'content';
    throw new Failure(user ? 'invalid_request' : status === 429 ? 'rate_limit_exceeded' : 'bad_response', told.message);
  }
}

/** One line of Markdown for each thing that was made. */
function linksOf(desk: Desk, task: Task): string {
  const lines = task.assets.flatMap((asset, index) => {
    const url = desk.links.url(task, index);
    if (url === undefined || asset.role === 'thumbnail' || asset.role === 'image_large') return [];
    if (asset.kind === 'image') return [`![image](${url})`];
    return [asset.kind === 'audio' ? `[🎵 audio](${url})` : `[▶ video](${url})`];
  });
  return lines.join('\n');
}

const base = (call: Call, task: Task, object: string): Json => ({
  id: `chatcmpl-${task.id}`,
  object,
  created: Math.floor(task.createdAt / 1000),
  model: call.model,
});

/** Tokens are not what is billed here: the words of the prompt, and no more. */
function usageOf(call: Call): Json {
  const prompt = Math.ceil(call.envelope.weight.ascii / 4 + call.envelope.weight.wide / 2);
  return { prompt_tokens: prompt, completion_tokens: 0, total_tokens: prompt };
}

async function whole(exchange: Exchange, call: Call, desk: Desk, task: Task): Promise<void> {
  const end = await desk.wait(task, WAIT_MS);
  if (!isFinal(end.state)) {
    const where = `GET /v1/tasks/${task.publicId}`;
    throw new Failure('upstream_timeout', `This takes longer. Look for the task ${task.publicId} later (${where}).`);
  }
  if (end.state !== 'succeeded') throw new Failure('bad_response', end.error?.message ?? 'The task was called off.');
  const content = `> ID: \`${task.publicId}\`\n\n${linksOf(desk, end)}`;
  const message = { role: 'assistant', content, refusal: null };
  const choices = [{ index: 0, message, logprobs: null, finish_reason: 'stop' }];
  exchange.json(200, { ...base(call, task, 'chat.completion'), choices, usage: usageOf(call) });
}

/** The stream of one chat: chunks of Chat Completions, one writer. */
class ChatStream {
  private readonly exchange: Exchange;
  private readonly common: Json;
  private at = Date.now();

  constructor(exchange: Exchange, common: Json) {
    this.exchange = exchange;
    this.common = common;
    exchange.head(200, [
      'content-type',
      'text/event-stream; charset=utf-8',
      'cache-control',
      'no-cache',
      'x-accel-buffering',
      'no',
    ]);
  }

  chunk(delta: Json, finish: string | null = null): void {
    this.event({ ...this.common, choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }] });
  }

  event(value: Json): void {
    this.write(`data: ${JSON.stringify(value)}\n\n`);
  }

  usage(usage: Json): void {
    this.event({ ...this.common, choices: [], usage });
  }

  /** Says that the connection lives, when nothing was said for a while. */
  ping(): void {
    if (Date.now() - this.at > PING_MS) this.write(': ping\n\n');
  }

  end(): void {
    this.write('data: [DONE]\n\n');
    this.exchange.response.end();
  }

  private write(words: string): void {
    this.at = Date.now();
    if (!this.exchange.gone) this.exchange.response.write(words);
  }
}

const WORDS: Readonly<Partial<Record<Task['state'], string>>> = {
  queued: '排队中 queued',
  running: '生成中 running',
  saving: '生成中 saving',
};

/** Progress as quoted lines, then the links; a client that leaves does not stop the job. */
async function streamed(services: Services, exchange: Exchange, call: Call, desk: Desk, first: Task): Promise<void> {
  const stream = new ChatStream(exchange, base(call, first, 'chat.completion.chunk'));
  const gone = new AbortController();
  exchange.onClose(() => gone.abort());
  stream.chunk({ role: 'assistant', content: '' });
  stream.chunk({ content: `> ID: \`${first.publicId}\`\n` });
  let task = first;
  let [state, progress] = ['', 0];
  while (!isFinal(task.state) && !gone.signal.aborted && services.ready()) {
    if (task.state !== state || task.progress >= progress + STEP) {
      const percent = task.progress > 0 ? ` ${task.progress}%` : '';
      stream.chunk({ content: `> ${WORDS[task.state] ?? task.state}${percent}\n` });
      [state, progress] = [task.state, task.progress];
    }
    await services.tasks.work.changes.next(task.id, LOOK_MS, gone.signal);
    stream.ping();
    task = (await services.tasks.work.read(task.id).catch(() => undefined)) ?? task;
  }
  if (gone.signal.aborted) return;
  if (task.state === 'succeeded') {
    stream.chunk({ content: `> 生成完成 ✅\n\n${linksOf(desk, task)}` });
    stream.chunk({}, 'stop');
    if (call.envelope.fields.has('stream_options')) stream.usage(usageOf(call));
  } else {
    const message = isFinal(task.state)
      ? (task.error?.message ?? 'The task was called off.')
      : 'The gateway is stopping; the task goes on.';
    stream.chunk({ content: `> ❌ ${message}\n` });
    stream.event({
      error: { message, type: 'server_error', param: null, code: task.error?.code ?? 'task_unfinished' },
    });
  }
  stream.end();
}
