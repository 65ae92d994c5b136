// Generates conversations, answers and streams that a protocol can express, for the property tests of its codec.

import fc from 'fast-check';
import type { Protocol } from '../failures.ts';
import type { Answer, Choice, Stop } from './answer.ts';
import { eventsOf } from './collect.ts';
import type { StreamEvent } from './event.ts';
import type { Proof } from './origin.ts';
import type { Citation, MediaPart, Part, TextPart, ThinkingPart, ToolCallPart, ToolResultPart } from './part.ts';
import type { ConversationRequest, Handling, Message, Output, Reasoning, Sampling, TextFormat } from './request.ts';
import type { FunctionTool, Tool, ToolChoice } from './tool.ts';
import { usageOf, type Meter } from './usage.ts';

/** Kinds of media that a protocol can carry in a user's message. */
type MediaKind = 'image' | 'image_url' | 'audio' | 'video' | 'pdf' | 'pdf_url' | 'text_document';

/** What a protocol can say beside what all can: text, functions, their calls and results. */
export interface Expression {
  readonly origin: Protocol;
  /** Where system text may stand, and whether it may be a developer's. */
  readonly system: 'first' | 'anywhere';
  readonly developer: boolean;
  /** Speakers may have names. */
  readonly speakers: boolean;
  readonly media: readonly MediaKind[];
  /** What a tool's result may hold beside text. */
  readonly resultMedia: readonly MediaKind[];
  /** Results say whether the tool failed. */
  readonly failedResults: boolean;
  readonly customTools: boolean;
  readonly namespaces: boolean;
  /** Thinking in answers and histories: not at all, as plain text, or with a proof of its own. */
  readonly thinking: 'none' | 'plain' | 'proven';
  /** Calls and texts may be signed (Gemini). */
  readonly signedParts: boolean;
  readonly redacted: boolean;
  readonly refusals: boolean;
  /** Citations of web pages, with offsets or over their whole part. */
  readonly citations: 'none' | 'spans' | 'parts';
  readonly cacheMarks: boolean;
  readonly sampling: readonly (keyof Sampling)[];
  /** The hottest temperature. */
  readonly hottest: number;
  readonly output: readonly (keyof Output)[];
  /** How thinking is asked for. */
  readonly reasoning: 'effort' | 'budget' | 'both' | 'none';
  readonly handling: readonly (keyof Handling)[];
  readonly parallelTools: boolean;
  readonly toolChoices: readonly ToolChoice['mode'][];
  readonly strictTools: boolean;
  /** Answers may be several. */
  readonly choices: boolean;
  readonly logprobs: boolean;
  /** Media in answers. */
  readonly mediaOut: boolean;
  readonly meters: readonly Meter[];
}

const OPENAI_METERS: readonly Meter[] = [
  'input',
  'output',
  'cacheRead',
  'cacheWrite5m',
  'reasoning',
  'audioIn',
  'audioOut',
];

/** What each protocol can say. A test may narrow it: `{ ...EXPRESSIBLE['openai-chat'], speakers: false }`. */
export const EXPRESSIBLE: Readonly<Record<Protocol, Expression>> = {
  'openai-chat': {
    origin: 'openai-chat',
    system: 'anywhere',
    developer: true,
    speakers: true,
    media: ['image', 'image_url', 'audio', 'pdf'],
    resultMedia: [],
    failedResults: false,
    customTools: true,
    namespaces: false,
    thinking: 'none',
    signedParts: false,
    redacted: false,
    refusals: true,
    citations: 'spans',
    cacheMarks: false,
    sampling: ['temperature', 'topP', 'seed', 'presencePenalty', 'frequencyPenalty', 'logitBias'],
    hottest: 2,
    output: ['limit', 'choices', 'stop', 'format', 'verbosity', 'logprobs'],
    reasoning: 'effort',
    handling: ['user', 'metadata', 'serviceTier', 'cacheKey', 'store'],
    parallelTools: true,
    toolChoices: ['auto', 'required', 'none', 'named'],
    strictTools: true,
    choices: true,
    logprobs: true,
    mediaOut: false,
    meters: OPENAI_METERS,
  },
  'openai-responses': {
    origin: 'openai-responses',
    system: 'anywhere',
    developer: true,
    speakers: false,
    media: ['image', 'image_url', 'pdf', 'pdf_url'],
    resultMedia: ['image', 'image_url', 'pdf'],
    failedResults: false,
    customTools: true,
    namespaces: true,
    thinking: 'proven',
    signedParts: false,
    redacted: false,
    refusals: true,
    citations: 'spans',
    cacheMarks: false,
    sampling: ['temperature', 'topP'],
    hottest: 2,
    output: ['limit', 'format', 'verbosity', 'logprobs'],
    reasoning: 'effort',
    handling: ['user', 'metadata', 'serviceTier', 'cacheKey', 'store'],
    parallelTools: true,
    toolChoices: ['auto', 'required', 'none', 'named'],
    strictTools: true,
    choices: false,
    logprobs: false,
    mediaOut: false,
    meters: OPENAI_METERS,
  },
  'anthropic-messages': {
    origin: 'anthropic-messages',
    system: 'first',
    developer: false,
    speakers: false,
    media: ['image', 'image_url', 'pdf', 'pdf_url', 'text_document'],
    resultMedia: ['image', 'image_url', 'pdf'],
    failedResults: true,
    customTools: false,
    namespaces: false,
    thinking: 'proven',
    signedParts: false,
    redacted: true,
    refusals: false,
    citations: 'parts',
    cacheMarks: true,
    sampling: ['temperature', 'topK'],
    hottest: 1,
    output: ['limit', 'stop'],
    reasoning: 'budget',
    handling: ['user'],
    parallelTools: true,
    toolChoices: ['auto', 'required', 'none', 'named'],
    strictTools: false,
    choices: false,
    logprobs: false,
    mediaOut: false,
    meters: ['input', 'output', 'cacheRead', 'cacheWrite5m', 'cacheWrite1h', 'reasoning', 'searches'],
  },
  'gemini-generate': {
    origin: 'gemini-generate',
    system: 'first',
    developer: false,
    speakers: false,
    media: ['image', 'audio', 'video', 'pdf'],
    resultMedia: ['image'],
    failedResults: false,
    customTools: false,
    namespaces: false,
    thinking: 'plain',
    signedParts: true,
    redacted: false,
    refusals: false,
    citations: 'none',
    cacheMarks: false,
    sampling: ['temperature', 'topP', 'topK', 'seed', 'presencePenalty', 'frequencyPenalty'],
    hottest: 2,
    output: ['limit', 'choices', 'stop', 'format'],
    reasoning: 'budget',
    handling: [],
    parallelTools: false,
    toolChoices: ['auto', 'required', 'none'],
    strictTools: false,
    choices: true,
    logprobs: false,
    mediaOut: true,
    meters: ['input', 'output', 'cacheRead', 'reasoning', 'audioIn', 'audioOut', 'imageIn', 'imageOut'],
  },
};

const IMAGE = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const MEDIA: Readonly<Record<MediaKind, MediaPart>> = {
  image: { type: 'image', source: { kind: 'base64', data: IMAGE }, mediaType: 'image/png' },
  image_url: { type: 'image', source: { kind: 'url', url: 'https://example.com/a.png' } },
  audio: { type: 'audio', source: { kind: 'base64', data: 'UklGRiQAAABXQVZF' }, mediaType: 'audio/wav' },
  video: { type: 'video', source: { kind: 'base64', data: 'AAAAGGZ0eXBtcDQy' }, mediaType: 'video/mp4' },
  pdf: { type: 'file', source: { kind: 'base64', data: 'JVBERi0xLjQK' }, mediaType: 'application/pdf' },
  pdf_url: { type: 'file', source: { kind: 'url', url: 'https://example.com/a.pdf' }, mediaType: 'application/pdf' },
  text_document: { type: 'file', source: { kind: 'text', text: 'All of it.' }, mediaType: 'text/plain' },
};

/** Present with some chance, absent otherwise. */
const maybe = <Name extends string, Value>(
  name: Name,
  value: fc.Arbitrary<Value>,
  when = true,
): fc.Arbitrary<{ readonly [Key in Name]?: Value }> => {
  const absent: { readonly [Key in Name]?: Value } = {};
  // A computed name widens to any string: the record built here has exactly this one.
  const one = (drawn: Value): { readonly [Key in Name]?: Value } => ({ ...absent, [name]: drawn });
  return when ? fc.oneof(fc.constant(absent), value.map(one)) : fc.constant(absent);
};

/** Words of any script, never blank, without space at their ends. */
export const words: fc.Arbitrary<string> = fc
  .string({ unit: 'grapheme', maxLength: 30 })
  .map(text => `w${text.trim()}.`);
const identifier = fc.stringMatching(/^[a-z][a-z0-9_]{0,20}$/);
const fraction = (most: number) => fc.integer({ min: 0, max: most * 100 }).map(value => value / 100);
/** The JSON text of a function's arguments. */
const argumentsText = fc
  .dictionary(identifier, fc.jsonValue({ maxDepth: 2 }), { maxKeys: 4 })
  .map(value => JSON.stringify(value));
const proof = (origin: Protocol): fc.Arbitrary<Proof> =>
  fc.base64String({ minLength: 16, maxLength: 64 }).map(value => ({ origin, value }));

function textPart(what: Expression): fc.Arbitrary<TextPart> {
  const cache = fc.constantFrom({ ttl: '5m' as const }, { ttl: '1h' as const });
  return fc
    .tuple(words, maybe('cache', cache, what.cacheMarks))
    .map(([text, mark]) => ({ type: 'text', text, ...mark }));
}

const media = (kinds: readonly MediaKind[]): fc.Arbitrary<MediaPart>[] =>
  kinds.length === 0 ? [] : [fc.constantFrom(...kinds).map(kind => MEDIA[kind])];

const plainText = words.map((text): TextPart => ({ type: 'text', text }));

function userParts(what: Expression): fc.Arbitrary<readonly Part[]> {
  return fc.array(fc.oneof(textPart(what), ...media(what.media)), { minLength: 1, maxLength: 3 }).map(joined);
}

/** Neighbouring texts as one: some protocols know a message's text only as one string. */
function joined(parts: readonly Part[]): readonly Part[] {
  return parts.filter((part, index) => part.type !== 'text' || parts[index - 1]?.type !== 'text');
}

function thinkingParts(what: Expression): fc.Arbitrary<ThinkingPart>[] {
  const redacted = proof(what.origin).map((value): ThinkingPart => ({
    type: 'thinking',
    text: '',
    redacted: true,
    proof: value,
  }));
  const open = fc
    .tuple(words, maybe('proof', proof(what.origin), false), proof(what.origin))
    .map(([text, , value]): ThinkingPart =>
      what.thinking === 'proven' ? { type: 'thinking', text, proof: value } : { type: 'thinking', text },
    );
  return [...(what.thinking === 'none' ? [] : [open]), ...(what.redacted ? [redacted] : [])];
}

function toolCall(what: Expression, tools: readonly Tool[], id: string): fc.Arbitrary<ToolCallPart> {
  const callable = tools.filter(tool => tool.type === 'function' || tool.type === 'custom');
  return fc
    .tuple(fc.constantFrom(...callable), argumentsText, words, maybe('proof', proof(what.origin), what.signedParts))
    .map(([tool, json, free, proven]) => ({
      type: 'tool_call',
      id,
      name: tool.name,
      kind: tool.type,
      input: tool.type === 'function' ? json : free,
      ...(tool.namespace === undefined ? {} : { namespace: tool.namespace }),
      ...proven,
    }));
}

function toolResult(what: Expression, call: ToolCallPart): fc.Arbitrary<ToolResultPart> {
  return fc
    .tuple(words, fc.boolean(), fc.option(fc.oneof(...media(what.resultMedia), fc.constant(undefined))))
    .map(([text, failed, shown]) => ({
      type: 'tool_result',
      callId: call.id,
      kind: call.kind,
      content: [{ type: 'text', text }, ...(shown === null || shown === undefined ? [] : [shown])],
      failed: what.failedResults && failed,
      ...(what.origin === 'gemini-generate' ? { name: call.name } : {}),
    }));
}

/** One round: the user asks, the assistant answers, perhaps by calls that are then answered. */
function round(what: Expression, tools: readonly Tool[], turn: number): fc.Arbitrary<readonly Draft[]> {
  const calls = tools.some(tool => tool.type === 'function' || tool.type === 'custom')
    ? fc
        .integer({ min: 0, max: 3 })
        .chain(count =>
          fc.tuple(...Array.from({ length: count }, (_, index) => toolCall(what, tools, `call_${turn}_${index}`))),
        )
    : fc.constant([]);
  const name = maybe('name', identifier, what.speakers);
  return fc
    .tuple(
      userParts(what),
      name,
      plainText,
      fc.array(fc.oneof(...thinkingParts(what), fc.constant(undefined)), { maxLength: 1 }),
      calls,
    )
    .chain(([asked, speaker, said, thoughts, made]) => {
      const thinking = thoughts.filter(part => part !== undefined);
      const ask: Draft = { role: 'user', parts: asked, ...speaker };
      const answer: Draft = { role: 'assistant', parts: [...thinking, said, ...made] };
      return fc.tuple(...made.map(call => toolResult(what, call))).map(results => {
        const answered: readonly Draft[] = results.length === 0 ? [] : [{ role: 'user', parts: results }];
        const closing: readonly Draft[] =
          results.length === 0 ? [] : [{ role: 'assistant', parts: [{ type: 'text', text: 'Done.' }] }];
        return [ask, answer, ...answered, ...closing];
      });
    });
}

type Draft = Omit<Message, 'at'>;

/** The messages of a conversation that ends with a question. `at` is the neutral index: a decoder names its own. */
function messages(what: Expression, tools: readonly Tool[]): fc.Arbitrary<readonly Message[]> {
  const role = what.developer
    ? fc.constantFrom('system' as const, 'developer' as const)
    : fc.constant('system' as const);
  const system = fc
    .tuple(role, textPart(what))
    .map(([speaker, part]): readonly Draft[] => [{ role: speaker, parts: [part] }]);
  const none = fc.constant<readonly Draft[]>([]);
  const rounds = fc
    .integer({ min: 0, max: 2 })
    .chain(count => fc.tuple(...Array.from({ length: count }, (_, turn) => round(what, tools, turn))));
  const last = userParts(what).map((parts): readonly Draft[] => [{ role: 'user', parts }]);
  const later = what.system === 'anywhere' ? fc.oneof(none, system) : none;
  return fc
    .tuple(fc.oneof(none, system), rounds, later, last)
    .map(([first, middle, between, end]) =>
      [...first, ...middle.flat(), ...between, ...end].map((draft, index) => ({ ...draft, at: `messages[${index}]` })),
    );
}

const schemas = fc.constantFrom(
  { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  { type: 'object', properties: { count: { type: 'integer' }, tags: { type: 'array', items: { type: 'string' } } } },
  { type: 'object', properties: {} },
);

function anyTools(what: Expression): fc.Arbitrary<readonly Tool[]> {
  const namespace = maybe('namespace', fc.constantFrom('files', 'web'), what.namespaces);
  const ofFunction: fc.Arbitrary<Tool> = fc
    .tuple(identifier, maybe('description', words), schemas, maybe('strict', fc.boolean(), what.strictTools), namespace)
    .map(([name, description, schema, strict, group]): FunctionTool => ({
      type: 'function',
      name,
      schema,
      ...description,
      ...strict,
      ...group,
    }));
  const grammar = fc.constant({ syntax: 'lark', definition: 'start: "x"' });
  const ofText: fc.Arbitrary<Tool> = fc
    .tuple(identifier, maybe('description', words), maybe('grammar', grammar))
    .map(([name, description, rule]) => ({ type: 'custom', name, ...description, ...rule }));
  return fc.uniqueArray(what.customTools ? fc.oneof(ofFunction, ofText) : ofFunction, {
    maxLength: 4,
    selector: tool => ('name' in tool ? tool.name : tool.type),
  });
}

function toolChoice(what: Expression, offered: readonly Tool[]): fc.Arbitrary<{ readonly toolChoice?: ToolChoice }> {
  const [first] = offered;
  if (first === undefined || (first.type !== 'function' && first.type !== 'custom')) return fc.constant({});
  const { name, type } = first;
  const choice = fc.constantFrom(...what.toolChoices).map((mode): ToolChoice => {
    if (mode === 'named') return { mode, name, kind: type };
    if (mode === 'allowed') return { mode, names: [name], required: false };
    return { mode };
  });
  return maybe('toolChoice', choice);
}

function sampling(what: Expression): fc.Arbitrary<Sampling> {
  const has = (name: keyof Sampling): boolean => what.sampling.includes(name);
  return fc
    .tuple(
      maybe('temperature', fraction(what.hottest), has('temperature')),
      maybe('topP', fraction(1), has('topP')),
      maybe('topK', fc.integer({ min: 1, max: 100 }), has('topK')),
      maybe('seed', fc.nat(1e6), has('seed')),
      maybe('presencePenalty', fraction(2), has('presencePenalty')),
      maybe('frequencyPenalty', fraction(2), has('frequencyPenalty')),
      maybe('logitBias', fc.constant({ '50256': -100 }), has('logitBias')),
    )
    .map(merged);
}

const formats: fc.Arbitrary<TextFormat> = fc.oneof(
  fc.constant<TextFormat>({ type: 'json_schema', name: 'answer', schema: { type: 'object', properties: {} } }),
  fc.constant<TextFormat>({ type: 'json' }),
);

function output(what: Expression): fc.Arbitrary<Output> {
  const has = (name: keyof Output): boolean => what.output.includes(name);
  const stops = fc.uniqueArray(words, { minLength: 1, maxLength: 3 });
  return fc
    .tuple(
      // Anthropic demands a limit, and Responses at least 16 tokens.
      fc.integer({ min: 16, max: 64_000 }).map(limit => ({ limit })),
      maybe('choices', fc.integer({ min: 2, max: 4 }), has('choices')),
      maybe('stop', stops, has('stop')),
      maybe('format', formats, has('format')),
      maybe('verbosity', fc.constantFrom('low' as const, 'high' as const), has('verbosity')),
      maybe(
        'logprobs',
        fc.integer({ min: 1, max: 5 }).map(top => ({ top })),
        has('logprobs'),
      ),
    )
    .map(merged);
}

function reasoning(what: Expression): fc.Arbitrary<{ readonly reasoning?: Reasoning }> {
  const byEffort: fc.Arbitrary<Reasoning> = fc.record({ effort: fc.constantFrom('low', 'medium', 'high') });
  const byBudget: fc.Arbitrary<Reasoning> = fc.record({ budget: fc.integer({ min: 1024, max: 8_000 }) });
  const either = { effort: byEffort, budget: byBudget, both: fc.oneof(byEffort, byBudget), none: byEffort };
  return maybe('reasoning', either[what.reasoning], what.reasoning !== 'none');
}

function handling(what: Expression): fc.Arbitrary<Handling> {
  const has = (name: keyof Handling): boolean => what.handling.includes(name);
  return fc
    .tuple(
      maybe('user', identifier, has('user')),
      maybe(
        'metadata',
        fc.dictionary(identifier, identifier, { minKeys: 1, maxKeys: 2, noNullPrototype: true }),
        has('metadata'),
      ),
      maybe('serviceTier', fc.constantFrom('auto', 'flex', 'priority'), has('serviceTier')),
      maybe('cacheKey', identifier, has('cacheKey')),
      maybe('store', fc.boolean(), has('store')),
    )
    .map(merged);
}

function merged<Parts extends readonly object[]>(parts: Parts): UnionToIntersection<Parts[number]>;
function merged(parts: readonly object[]): object {
  return Object.assign({}, ...parts);
}
type UnionToIntersection<Union> = (Union extends unknown ? (one: Union) => void : never) extends (
  all: infer All,
) => void
  ? All
  : never;

/** Requests that the protocol can express without a loss. */
export function requests(what: Expression): fc.Arbitrary<ConversationRequest> {
  return anyTools(what).chain(offered =>
    fc
      .tuple(
        messages(what, offered),
        toolChoice(what, offered),
        maybe('parallelTools', fc.boolean(), what.parallelTools && offered.length > 0),
        sampling(what),
        reasoning(what),
        output(what),
        handling(what),
        fc.boolean(),
      )
      .map(([spoken, choice, parallel, drawn, thinking, form, hints, streamed]) => ({
        origin: what.origin,
        model: 'a-model',
        streamed,
        messages: spoken,
        tools: offered,
        ...choice,
        ...parallel,
        sampling: drawn,
        ...thinking,
        output: form,
        handling: hints,
        extras: {},
      })),
  );
}

const FINISHED: fc.Arbitrary<Stop> = fc.constantFrom<Stop[]>({ reason: 'end' }, { reason: 'limit' });

function citationsFor(what: Expression, text: string): fc.Arbitrary<{ readonly citations?: readonly Citation[] }> {
  if (what.citations === 'none') return fc.constant({});
  const length = [...text].length;
  const spans = what.citations === 'spans' ? { start: 0, end: length } : {};
  const one = fc
    .record({ url: fc.constant('https://example.com/page'), title: words })
    .map((given): Citation => ({ ...given, ...spans, ...(what.citations === 'parts' ? { quote: 'As said.' } : {}) }));
  return maybe('citations', fc.array(one, { minLength: 1, maxLength: 2 }));
}

function anySpeech(what: Expression): fc.Arbitrary<readonly Part[]> {
  const text = words.chain(said =>
    fc
      .tuple(citationsFor(what, said), maybe('proof', proof(what.origin), what.signedParts))
      .map(([cited, proven]): TextPart => ({ type: 'text', text: said, ...cited, ...proven })),
  );
  const shown = what.mediaOut ? [fc.constant<Part>(MEDIA.image)] : [];
  return fc.oneof(
    text.map(part => [part]),
    ...shown.map(one => one.map(part => [part])),
    ...(what.refusals ? [words.map((said): readonly Part[] => [{ type: 'refusal', text: said }])] : []),
  );
}

function anyChoice(what: Expression, index: number): fc.Arbitrary<Choice> {
  const offered: readonly Tool[] = [
    { type: 'function', name: 'look_up' },
    { type: 'function', name: 'write_down' },
  ];
  const calls = fc
    .integer({ min: 0, max: 3 })
    .chain(count =>
      fc.tuple(...Array.from({ length: count }, (_, call) => toolCall(what, offered, `call_${index}_${call}`))),
    );
  const tokens = fc.array(
    words.map(token => ({ token, logprob: -0.5, bytes: null, top_logprobs: [] })),
    { maxLength: 3 },
  );
  return fc
    .tuple(
      fc.array(fc.oneof(...thinkingParts(what), fc.constant(undefined)), { maxLength: 2 }),
      anySpeech(what),
      calls,
      FINISHED,
      maybe('logprobs', tokens, what.logprobs),
    )
    .map(([thoughts, said, made, stop, scored]) => {
      const thinking = thoughts.filter((part, at) => part !== undefined && !(what.thinking === 'plain' && at > 0));
      const refused = said.some(part => part.type === 'refusal');
      const called: readonly Part[] = refused ? [] : made;
      return {
        parts: [...thinking.filter(part => part !== undefined), ...said, ...called],
        stop: refused ? { reason: 'refusal' } : called.length > 0 ? { reason: 'tool_calls' } : stop,
        ...scored,
      };
    });
}

/** Answers that the protocol can express without a loss. */
export function answers(what: Expression): fc.Arbitrary<Answer> {
  const used = fc.record(Object.fromEntries(what.meters.map(meter => [meter, fc.nat(100_000)]))).map(drawn => {
    const usage = usageOf({ ...drawn });
    return {
      ...usage,
      input: usage.input + 1,
      output: usage.output + 1,
      reasoning: Math.min(usage.reasoning, usage.output),
    };
  });
  const several = fc
    .integer({ min: 1, max: what.choices ? 3 : 1 })
    .chain(count => fc.tuple(...Array.from({ length: count }, (_, index) => anyChoice(what, index))));
  return fc
    .tuple(fc.stringMatching(/^[a-zA-Z0-9]{8,20}$/), several, used)
    .map(([id, choices, usage]) => ({ id, model: 'a-model', choices, usage }));
}

/** Streams that the protocol can express, with their texts in random pieces, and the answer that they tell. */
export function streams(
  what: Expression,
): fc.Arbitrary<{ readonly answer: Answer; readonly events: readonly StreamEvent[] }> {
  return fc.tuple(answers(what), fc.infiniteStream(fc.integer({ min: 1, max: 9 }))).map(([answer, sizes]) => ({
    answer,
    events: eventsOf(answer, text => inPieces(text, sizes)),
  }));
}

/** Pieces of a text, never inside a character. */
function inPieces(text: string, sizes: IterableIterator<number>): readonly string[] {
  const characters = [...text];
  const result: string[] = [];
  while (characters.length > 0) result.push(characters.splice(0, Number(sizes.next().value ?? 1)).join(''));
  return result;
}

/** The calls of each choice with their pieces taking turns, as some upstreams send them. */
export function interleaved(events: readonly StreamEvent[]): readonly StreamEvent[] {
  const result: StreamEvent[] = [];
  let run: StreamEvent[] = [];
  const flush = (): void => {
    const lanes = new Map<number, StreamEvent[]>();
    for (const event of run) {
      if (!('call' in event)) continue;
      lanes.set(event.call, [...(lanes.get(event.call) ?? []), event]);
    }
    for (let left = true; left;) {
      left = false;
      for (const lane of lanes.values()) {
        const next = lane.shift();
        if (next === undefined) continue;
        result.push(next);
        left = true;
      }
    }
    run = [];
  };
  for (const event of events) {
    if ('call' in event) run.push(event);
    else {
      flush();
      result.push(event);
    }
  }
  flush();
  return result;
}
