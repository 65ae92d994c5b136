// Brings requests and answers into a form in which two of them can be compared, less what a translation declares lost.

import type { Answer } from './answer.ts';
import type { FieldNames, Loss, RequestField } from './loss.ts';
import type { Part } from './part.ts';
import type { ConversationRequest, Message } from './request.ts';
import { turnsOf } from './turns.ts';

/** What two readings of one conversation must agree in. */
export interface Comparable {
  readonly turns: readonly { readonly role: string; readonly parts: readonly unknown[] }[];
  readonly tools: readonly unknown[];
  readonly rest: Readonly<Record<string, unknown>>;
}

/** What of a request is looked away from. */
export interface Disregard {
  /** Losses that the encoder declared, by the origin's own paths. */
  readonly losses?: readonly Loss[];
  /** How the origin names its fields. */
  readonly names?: FieldNames;
  /** Fields of parts that are not compared (`proof`, `cache`, `id`, `name`). */
  readonly partFields?: readonly string[];
  /** Kinds of parts that are not compared (`thinking`). */
  readonly partTypes?: readonly Part['type'][];
}

/** Where each field that may be lost stands in the neutral request. */
const PLACES: Readonly<Partial<Record<RequestField, readonly [group: string, field: string]>>> = {
  temperature: ['sampling', 'temperature'],
  topP: ['sampling', 'topP'],
  topK: ['sampling', 'topK'],
  seed: ['sampling', 'seed'],
  presencePenalty: ['sampling', 'presencePenalty'],
  frequencyPenalty: ['sampling', 'frequencyPenalty'],
  logitBias: ['sampling', 'logitBias'],
  limit: ['output', 'limit'],
  choices: ['output', 'choices'],
  stop: ['output', 'stop'],
  format: ['output', 'format'],
  verbosity: ['output', 'verbosity'],
  modalities: ['output', 'modalities'],
  speech: ['output', 'speech'],
  image: ['output', 'image'],
  logprobs: ['output', 'logprobs'],
  user: ['handling', 'user'],
  metadata: ['handling', 'metadata'],
  serviceTier: ['handling', 'serviceTier'],
  cacheKey: ['handling', 'cacheKey'],
  cacheRetention: ['handling', 'cacheRetention'],
  store: ['handling', 'store'],
  cache: ['handling', 'cache'],
};

/** A request in comparable form: in turns, without positions, without what is disregarded. */
export function comparable(request: ConversationRequest, disregard: Disregard = {}): Comparable {
  const lost = new Set((disregard.losses ?? []).map(loss => loss.path));
  const groups: Record<string, Record<string, unknown>> = {
    sampling: { ...request.sampling },
    output: { ...request.output },
    handling: { ...request.handling },
  };
  for (const [field, [group, name]] of Object.entries(PLACES)) {
    if (isLost(lost, disregard.names, field)) delete groups[group]?.[name];
  }
  const rest: Record<string, unknown> = { ...groups };
  const whole = { reasoning: request.reasoning, toolChoice: request.toolChoice, parallelTools: request.parallelTools };
  for (const [name, value] of Object.entries(whole))
    if (value !== undefined && !isLost(lost, disregard.names, name)) rest[name] = value;
  return {
    turns: turnsOf(request.messages.map(message => withoutLost(message, lost))).map(turn => ({
      role: turn.role,
      parts: turn.parts.filter(({ part }) => isKept(part, disregard)).map(({ part }) => bare(part, disregard)),
    })),
    tools: isLost(lost, disregard.names, 'tools') ? [] : request.tools.map(tool => bare(tool, disregard)),
    rest,
  };
}

function isLost(lost: ReadonlySet<string>, names: FieldNames | undefined, field: string): boolean {
  const path = new Map(Object.entries(names ?? {})).get(field) ?? field;
  return [...lost].some(one => one === path || one.startsWith(`${path}.`));
}

/** A message without the cache marks that were declared lost in it. */
function withoutLost(message: Message, lost: ReadonlySet<string>): Message {
  const here = [...lost].filter(path => path.startsWith(message.at));
  if (!here.some(path => path.endsWith('cache_control'))) return message;
  return { ...message, parts: message.parts.map(part => without(part, ['cache'])) };
}

function isKept(part: Part, { partTypes = [] }: Disregard): boolean {
  return !partTypes.includes(part.type);
}

function bare(value: object, { partFields = [] }: Disregard): unknown {
  return without(value, partFields);
}

function without<Value extends object>(value: Value, names: readonly string[]): Value {
  if (names.length === 0) return value;
  const copy = { ...value };
  for (const name of names) Reflect.deleteProperty(copy, name);
  return copy;
}

/** An answer in comparable form. */
export function comparableAnswer(answer: Answer, disregard: Disregard = {}): unknown {
  return {
    usage: answer.usage,
    choices: answer.choices.map(choice => ({
      ...choice,
      parts: choice.parts.filter(part => isKept(part, disregard)).map(part => bare(part, disregard)),
    })),
  };
}
