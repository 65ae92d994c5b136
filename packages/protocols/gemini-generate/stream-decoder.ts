// Reads a streamed answer: increments of candidates, the usage in every chunk, and an end that is only the closing.

import type { Answer } from '../conversation/answer.ts';
import { AnswerCollector } from '../conversation/collect.ts';
import { isFields, type Fields } from '../conversation/counts.ts';
import type { StreamEvent } from '../conversation/event.ts';
import type { ToolNames } from '../conversation/tool-names.ts';
import type { Usage } from '../conversation/usage.ts';
import type { StreamDecoder } from '../codec.ts';
import { parseJson } from '../json.ts';
import { CandidateReader } from './candidate-reader.ts';
import { decodeFault } from './error.ts';
import { stopOfBlock } from './stop.ts';
import { readUsage, usageIn } from './usage.ts';
import { listed, named, namedOrNone, textOrNone } from './wire.ts';

/** Reads an answer chunk by chunk; a whole answer is one chunk. */
export class AnswerReader implements StreamDecoder {
  private readonly names: ToolNames;
  private readonly candidates = new Map<number, CandidateReader>();
  private usage: Usage | undefined;
  private blocked: string | undefined;
  private started = false;
  private over = false;
  private seed = '';

  constructor(names: ToolNames) {
    this.names = names;
  }

  push(data: string): readonly StreamEvent[] {
    try {
      return listed(parseJson(data)).flatMap(chunk => (isFields(chunk) ? this.read(chunk) : []));
    } catch {
      // Not JSON: a keep-alive of something in between.
      return [];
    }
  }

  close(): readonly StreamEvent[] {
    if (this.over) return [];
    const finished = this.candidates.size > 0 && [...this.candidates.values()].every(({ finish }) => finish !== '');
    if (finished || this.blocked !== undefined) return this.end();
    this.over = true;
    return [
      {
        type: 'error',
        fault: { kind: 'cut', message: 'The upstream closed the stream before the answer was complete.' },
      },
    ];
  }

  /** One chunk as an object. */
  read(given: Fields): readonly StreamEvent[] {
    if (this.over) return [];
    const chunk = named(given);
    if (chunk['error'] !== undefined) {
      this.over = true;
      return [{ type: 'error', fault: decodeFault(200, chunk) }];
    }
    const usage = readUsage(usageIn(chunk));
    const events: StreamEvent[] = this.start(chunk, usage);
    for (const [index, candidate] of listed(chunk['candidates']).entries()) {
      const fields = namedOrNone(candidate);
      const choice = typeof fields['index'] === 'number' ? fields['index'] : index;
      events.push(...this.candidate(choice).read(fields));
    }
    this.blocked = textOrNone(namedOrNone(chunk['promptFeedback'])['blockReason']) ?? this.blocked;
    if (usage !== undefined) {
      this.usage = usage;
      events.push({ type: 'usage', usage: this.counted(usage) });
    }
    return events;
  }

  /** The end of a complete answer. */
  end(): readonly StreamEvent[] {
    this.over = true;
    const events = [...this.candidates.values()].flatMap(candidate => candidate.close());
    if (this.candidates.size === 0 && this.blocked !== undefined)
      events.push({ type: 'stop', choice: 0, stop: stopOfBlock(this.blocked) });
    if (this.usage !== undefined) events.push({ type: 'usage', usage: this.counted(this.usage) });
    events.push({ type: 'end' });
    return events;
  }

  private start(chunk: Fields, usage: Usage | undefined): StreamEvent[] {
    if (this.started) return [];
    this.started = true;
    const id = textOrNone(chunk['responseId']) ?? '';
    // Without an id of the answer the time tells it from others, and at worst its own words do.
    this.seed = id === '' ? (textOrNone(chunk['createTime']) ?? JSON.stringify(chunk['candidates'] ?? '')) : id;
    const model = textOrNone(chunk['modelVersion']) ?? '';
    return [{ type: 'start', id, model, ...(usage === undefined ? {} : { usage }) }];
  }

  private candidate(choice: number): CandidateReader {
    const known = this.candidates.get(choice);
    if (known !== undefined) return known;
    const made = new CandidateReader(choice, this.names, this.seed);
    this.candidates.set(choice, made);
    return made;
  }

  private counted(usage: Usage): Usage {
    const searches = Math.max(0, ...[...this.candidates.values()].map(candidate => candidate.searches));
    return searches === 0 ? usage : { ...usage, searches };
  }
}

/**
 * Reads a whole answer: as a stream of one chunk, so that both ways say the same. One without candidates and without a
 * word on why has no choices: it is not an answer.
 */
export function decodeAnswer(body: Fields, names: ToolNames): Answer {
  const reader = new AnswerReader(names);
  const collector = new AnswerCollector();
  for (const event of reader.read(body)) collector.push(event);
  for (const event of reader.end()) collector.push(event);
  return collector.answer();
}
