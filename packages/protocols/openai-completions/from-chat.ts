// Writes what a model that chats answered as an answer of the legacy Completions API, whole and chunk by chunk.

import { fields, isFields, type Fields } from '../conversation/counts.ts';
import { ThinkTagReader } from '../openai-chat/think-tags.ts';
import { present } from '../read-fields.ts';
import type { CompletionRequest } from './request.ts';

/** One choice while it grows. */
interface Choice {
  readonly thoughts: ThinkTagReader;
  /** Characters of its text so far: tokens are placed by them. */
  length: number;
  begun: boolean;
}

/** Writes one answer. */
export class CompletionWriter {
  private readonly request: CompletionRequest;
  private readonly choices = new Map<number, Choice>();

  constructor(request: CompletionRequest) {
    this.request = request;
  }

  /** A whole chat completion as a text completion. */
  whole(answer: Fields): Fields {
    const rows = Array.isArray(answer['choices']) ? answer['choices'].map(fields) : [];
    return this.dress(
      answer,
      rows.map((row, place) => {
        const index = typeof row['index'] === 'number' ? row['index'] : place;
        const message = fields(row['message']);
        const choice = this.choice(index);
        const text = said(choice, contentOf(message)) + rest(choice);
        return this.row(row, index, text, row['finish_reason'] ?? 'stop');
      }),
    );
  }

  /** A chunk of a chat stream; undefined where it holds nothing that a completion shows. */
  chunk(chunk: Fields): Fields | undefined {
    if (!Array.isArray(chunk['choices'])) return chunk;
    const rows = chunk['choices'].map(fields).flatMap((row, place) => {
      const index = typeof row['index'] === 'number' ? row['index'] : place;
      const choice = this.choice(index);
      const finish = row['finish_reason'];
      const isLast = typeof finish === 'string';
      const text = said(choice, contentOf(fields(row['delta']))) + (isLast ? rest(choice) : '');
      return text === '' && !isLast && choice.begun ? [] : [this.row(row, index, text, finish ?? null)];
    });
    const isSilent = rows.every(row => row['text'] === '' && row['finish_reason'] === null);
    const usage = this.request.wantsUsage ? chunk['usage'] : undefined;
    if (isSilent && chunk['choices'].length > 0 && !isFields(usage)) return undefined;
    return this.dress({ ...chunk, usage }, rows);
  }

  private choice(index: number): Choice {
    let choice = this.choices.get(index);
    if (choice === undefined) {
      choice = { thoughts: new ThinkTagReader(), length: 0, begun: false };
      this.choices.set(index, choice);
    }
    return choice;
  }

  private row(row: Fields, index: number, text: string, finish: unknown): Fields {
    const choice = this.choice(index);
    const [prompt] = this.request.prompts;
    const isSilent = text === '' && finish === null;
    const echoed = this.request.echo && !choice.begun && !isSilent && typeof prompt === 'string' ? prompt : '';
    choice.length += echoed.length;
    const logprobs = logprobsOf(row['logprobs'], choice.length);
    choice.length += text.length;
    if (!isSilent) choice.begun = true;
    return { text: echoed + text, index, logprobs, finish_reason: finish === null ? null : finishOf(finish) };
  }

  private dress(answer: Fields, choices: readonly Fields[]): Fields {
    const { id } = answer;
    return present({
      id: typeof id === 'string' ? id.replace(/^chatcmpl-/, 'cmpl-') : id,
      object: 'text_completion',
      created: answer['created'],
      model: answer['model'],
      system_fingerprint: answer['system_fingerprint'] ?? undefined,
      choices,
      usage: answer['usage'],
    });
  }
}

function contentOf(message: Fields): string {
  const { content } = message;
  if (typeof content === 'string') return content;
  const parts = Array.isArray(content) ? content.map(part => fields(part)['text']) : [];
  return parts.filter(part => typeof part === 'string').join('') || String(message['refusal'] ?? '');
}

/** What of a text was said: thinking in tags is no part of a completion. */
function said(choice: Choice, text: string): string {
  const pieces = choice.thoughts.push(text);
  return pieces.map(piece => (piece.thought ? '' : piece.text)).join('');
}

function rest(choice: Choice): string {
  const pieces = choice.thoughts.close();
  return pieces.map(piece => (piece.thought ? '' : piece.text)).join('');
}

function finishOf(reason: unknown): unknown {
  return reason === 'tool_calls' || reason === 'function_call' ? 'stop' : reason;
}

/** Chat's list of tokens as the four parallel lists of a completion; `from` is where the first token stands. */
function logprobsOf(value: unknown, from: number): Fields | null {
  const { content } = fields(value);
  if (!Array.isArray(content)) return null;
  const rows = content.map(fields);
  const tokens = rows.map(row => String(row['token']));
  let offset = from;
  return {
    tokens,
    token_logprobs: rows.map(row => row['logprob']),
    top_logprobs: rows.map(row => {
      const top = Array.isArray(row['top_logprobs']) ? row['top_logprobs'].map(fields) : [];
      return Object.fromEntries(top.map(each => [String(each['token']), each['logprob']]));
    }),
    text_offset: tokens.map(token => {
      const at = offset;
      offset += token.length;
      return at;
    }),
  };
}
