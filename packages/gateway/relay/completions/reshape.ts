// A kept completion in the other way in which it may be wanted: a whole one as a stream, and a stream as a whole one.

import { SseReader, sseEvent } from '@turnpike/protocols/sse';
import { isRecord, list, parseRecord, record, text, type Json } from '../json.ts';

const LOGPROBS = ['tokens', 'token_logprobs', 'top_logprobs', 'text_offset'] as const;

/** A whole completion as events; undefined for what is none. `tellsUsage`: its usage is told in an event of its own. */
export function asCompletionEvents(body: Buffer, tellsUsage: boolean): Buffer | undefined {
  const whole = parseRecord(body.toString('utf8'));
  if (whole === undefined || !Array.isArray(whole['choices'])) return undefined;
  const { usage, choices, ...frame } = whole;
  const chunks: Json[] = list(choices).map(choice => ({ ...frame, choices: [choice] }));
  if (tellsUsage) chunks.push({ ...frame, choices: [], usage });
  return Buffer.from(`${chunks.map(chunk => sseEvent(JSON.stringify(chunk))).join('')}data: [DONE]\n\n`);
}

interface Choice {
  text: string;
  finish: unknown;
  logprobs: Record<string, unknown[]> | undefined;
}

/** A stream of completions as a whole one; undefined where it did not come to its end, or tells no usage. */
export function asWholeCompletion(body: Buffer): Buffer | undefined {
  const reader = new SseReader();
  const chunks = [...reader.push(body.toString('utf8')), ...reader.close()]
    .map(({ data }) => parseRecord(data))
    .filter(chunk => chunk !== undefined);
  const [first] = chunks;
  const usage = chunks.map(chunk => chunk['usage']).findLast(isRecord);
  if (first === undefined || usage === undefined) return undefined;
  const choices = new Map<number, Choice>();
  for (const choice of chunks.flatMap(chunk => list(chunk['choices'])).map(record)) add(choices, choice);
  const { choices: _choices, usage: _usage, ...frame } = first;
  const told = [...choices]
    .sort(([left], [right]) => left - right)
    .map(([index, { text: said, finish, logprobs }]) => ({
      text: said,
      index,
      logprobs: logprobs ?? null,
      finish_reason: finish ?? null,
    }));
  return Buffer.from(JSON.stringify({ ...frame, choices: told, usage }));
}

function add(choices: Map<number, Choice>, piece: Json): void {
  const index = Number(piece['index'] ?? 0);
  const choice = choices.get(index) ?? { text: '', finish: undefined, logprobs: undefined };
  choices.set(index, choice);
  choice.text += text(piece['text']);
  choice.finish = piece['finish_reason'] ?? choice.finish;
  if (!isRecord(piece['logprobs'])) return;
  choice.logprobs ??= Object.fromEntries(LOGPROBS.map(name => [name, []]));
  for (const name of LOGPROBS) choice.logprobs[name]?.push(...list(piece['logprobs'][name]));
}
