// Writes what a chat answered as DashScope's own answer of text, whole and event by event.

import { fields, isFields, type Fields } from '../conversation/counts.ts';
import { readUsage as readChatUsage } from '../openai-chat/usage.ts';
import type { GenerationRequest } from './request.ts';
import { writeUsage } from './usage.ts';

/** One choice while it grows. */
interface Choice {
  content: string;
  reasoning: string;
  readonly calls: Map<number, { id: string; name: string; input: string }>;
  finish: string | undefined;
}

/** The word while an answer goes on. */
const GOING_ON = 'null';

/** Writes one answer. */
export class GenerationWriter {
  private readonly request: GenerationRequest;
  private readonly id: string;
  private readonly choices = new Map<number, Choice>();
  /** Ends that are told with the usage, which comes behind them. */
  private ended: Fields[] = [];
  private number = 0;
  private usage: Fields | undefined;

  /** `id`: what the request is called. */
  constructor(request: GenerationRequest, id: string) {
    this.request = request;
    this.id = id;
  }

  /** A whole chat completion. */
  whole(answer: Fields): Fields {
    const rows = Array.isArray(answer['choices']) ? answer['choices'].map(fields) : [];
    const told = rows.map((row, place) => {
      const message = fields(row['message']);
      const calls = Array.isArray(message['tool_calls']) ? message['tool_calls'] : [];
      const thought = message['reasoning_content'];
      return this.row(place, String(row['finish_reason'] ?? 'stop'), row['logprobs'], {
        content: contentOf(message),
        ...(typeof thought === 'string' && thought !== '' ? { reasoning_content: thought } : {}),
        ...(calls.length === 0 ? {} : { tool_calls: calls.map((call, index) => ({ index, ...fields(call) })) }),
      });
    });
    const usage = readChatUsage(answer['usage']);
    return this.dress(told, usage === undefined ? undefined : writeUsage(usage));
  }

  /** What a chunk of a chat stream says, as events; none where it says nothing. */
  chunk(chunk: Fields): readonly Fields[] {
    const usage = readChatUsage(chunk['usage']);
    if (usage !== undefined) this.usage = writeUsage(usage);
    const rows = Array.isArray(chunk['choices']) ? chunk['choices'].map(fields) : [];
    const events: Fields[] = [];
    for (const [place, row] of rows.entries()) {
      const index = typeof row['index'] === 'number' ? row['index'] : place;
      const told = this.step(index, row);
      if (told === undefined) continue;
      if (this.choice(index).finish === undefined) events.push(this.dress([told], this.usage));
      else this.ended.push(told);
    }
    return usage === undefined ? events : [...events, ...this.end()];
  }

  /** The answer is over: the ends that waited for a usage. */
  end(): readonly Fields[] {
    const { ended } = this;
    this.ended = [];
    return ended.map(row => this.dress([row], this.usage));
  }

  /** The text of one event. */
  event(value: Fields): string {
    this.number += 1;
    return `id:${this.number}\nevent:result\n:HTTP_STATUS/200\ndata:${JSON.stringify(value)}\n\n`;
  }

  /** The text of the event that says that an answer broke; `status` as it would have been before the first event. */
  broken(status: number, value: unknown): string {
    this.number += 1;
    // The comment is DashScope's own; its library reads the line before it.
    return `id:${this.number}\nevent:error\nstatus:${status}\n:HTTP_STATUS/${status}\ndata:${JSON.stringify(value)}\n\n`;
  }

  private choice(index: number): Choice {
    let choice = this.choices.get(index);
    if (choice === undefined)
      this.choices.set(index, (choice = { content: '', reasoning: '', calls: new Map(), finish: undefined }));
    return choice;
  }

  /** One delta of a choice; undefined where it adds nothing. */
  private step(index: number, row: Fields): Fields | undefined {
    const choice = this.choice(index);
    const delta = fields(row['delta']);
    const content = contentOf(delta);
    const thought = typeof delta['reasoning_content'] === 'string' ? delta['reasoning_content'] : '';
    const calls = Array.isArray(delta['tool_calls']) ? delta['tool_calls'].map(fields) : [];
    const finish = row['finish_reason'];
    choice.content += content;
    choice.reasoning += thought;
    for (const call of calls) grow(choice, call);
    if (typeof finish === 'string') choice.finish = finish;
    else if (content === '' && thought === '' && calls.length === 0) return undefined;
    const { incremental } = this.request;
    const reasoning = incremental ? thought : choice.reasoning;
    const made = incremental
      ? calls
      : [...choice.calls].map(([at, { id, name, input }]) => callOf(at, id, { name, arguments: input }));
    return this.row(index, choice.finish ?? GOING_ON, row['logprobs'], {
      content: incremental ? content : choice.content,
      ...(reasoning === '' ? {} : { reasoning_content: reasoning }),
      ...(made.length === 0 ? {} : { tool_calls: made }),
    });
  }

  private row(index: number, finish: string, logprobs: unknown, message: Fields): Fields {
    const { multimodal, choices } = this.request;
    const text = String(message['content'] ?? '');
    const content = multimodal ? (text === '' ? [] : [{ text }]) : text;
    return {
      finish_reason: finish === 'function_call' ? 'tool_calls' : finish === 'content_filter' ? 'stop' : finish,
      ...(choices > 1 ? { index } : {}),
      message: { role: 'assistant', ...message, content },
      ...(isFields(logprobs) ? { logprobs } : {}),
    };
  }

  private dress(rows: readonly Fields[], usage: Fields | undefined): Fields {
    const { format } = this.request;
    const [first] = rows;
    const text = { text: fields(first?.['message'])['content'] ?? '', finish_reason: first?.['finish_reason'] };
    return {
      output: { ...(format === 'message' ? {} : text), ...(format === 'text' ? {} : { choices: rows }) },
      usage: usage ?? { input_tokens: 0, output_tokens: 0, total_tokens: 0 },
      request_id: this.id,
    };
  }
}

function callOf(index: number, id: string, target: Fields): Fields {
  return { index, id, type: 'function', function: target };
}

function grow(choice: Choice, call: Fields): void {
  const at = typeof call['index'] === 'number' ? call['index'] : 0;
  const known = choice.calls.get(at) ?? { id: '', name: '', input: '' };
  const target = fields(call['function']);
  if (typeof call['id'] === 'string' && call['id'] !== '') known.id = call['id'];
  if (typeof target['name'] === 'string' && target['name'] !== '') known.name = target['name'];
  if (typeof target['arguments'] === 'string') known.input += target['arguments'];
  choice.calls.set(at, known);
}

function contentOf(message: Fields): string {
  const { content, refusal } = message;
  if (typeof content === 'string' && content !== '') return content;
  return typeof refusal === 'string' ? refusal : '';
}
