// The cases of the matrix: what is asked, and what must come of it whatever the two protocols are.

import type { FamilyName } from '../support/families.ts';
import type { OfferedTool, Reading, Scenario } from './scenario.ts';

/** A picture of one pixel, and a document of one page. */
const PICTURE = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const DOCUMENT = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n').toString(
  'base64',
);

/** Which model of each upstream plays a case. */
export type Role = 'plain' | 'thinking' | 'search';

/** What is wrong with a reading, or nothing. */
type Check = (readings: readonly Reading[]) => string | undefined;

/** A case that succeeds. */
export interface Case {
  readonly name: string;
  readonly role: Role;
  readonly scenario: Scenario;
  readonly check: Check;
  /** Clients whose protocol cannot ask for this at all, and why. */
  readonly without?: Readonly<Partial<Record<FamilyName, string>>>;
  /** Upstreams that are ended before they say what was used. */
  readonly cutAt?: readonly FamilyName[];
}

/** A case that fails: an upstream's error by its status, or a stream that breaks off. */
export interface Failing {
  readonly name: string;
  readonly marker: string;
  /** The status that clients of other protocols get, and Anthropic's where it differs. */
  readonly status: number;
  readonly anthropic?: number;
  /** The upstream's own, that clients of its own protocol get. */
  readonly own: number;
  readonly retryAfter?: number;
}

const CITY = {
  type: 'object',
  properties: { city: { type: 'string' } },
  required: ['city'],
  additionalProperties: false,
} as const;
const WEATHER: OfferedTool = { name: 'get_weather', schema: CITY };
const CLOCK: OfferedTool = {
  name: 'get_time',
  schema: { type: 'object', properties: {}, additionalProperties: false },
};
const ANSWER = {
  type: 'object',
  properties: { answer: { type: 'string' }, count: { type: 'integer' } },
  required: ['answer', 'count'],
  additionalProperties: false,
} as const;

const last = (readings: readonly Reading[]): Reading | undefined => readings.at(-1);

/** A check of several things, each with its name; the first that does not hold is the answer. */
const all =
  (...checks: readonly (readonly [name: string, holds: (readings: readonly Reading[]) => boolean])[]): Check =>
  readings =>
    checks.find(([, holds]) => !holds(readings))?.[0];

const says = (text: string): readonly [string, (readings: readonly Reading[]) => boolean] => [
  `does not say ${JSON.stringify(text)}`,
  readings => last(readings)?.text.includes(text) === true,
];
const stops = (stop: Reading['stop'], at = -1): readonly [string, (readings: readonly Reading[]) => boolean] => [
  `does not stop by ${stop}`,
  readings => readings.at(at)?.stop === stop,
];
const same = (left: unknown, right: unknown): boolean => JSON.stringify(left) === JSON.stringify(right);
const calls = (
  index: number,
  expected: readonly (readonly [name: string, input: unknown])[],
): readonly [string, (readings: readonly Reading[]) => boolean] => [
  `does not make the calls of answer ${index}`,
  readings => {
    const made = readings[index]?.calls ?? [];
    const ids = new Set(made.map(call => call.id));
    return (
      same(
        made.map(call => [call.name, call.input]),
        expected,
      ) &&
      (made.every(call => call.id === '') || ids.size === made.length)
    );
  },
];

/** Every case that succeeds. */
export const CASES: readonly Case[] = [
  {
    name: 'text',
    role: 'plain',
    scenario: { system: 'Be brief.', steps: [{ kind: 'ask', text: 'Hello there, 你好 🌍.' }] },
    check: all(says('You said: Hello there, 你好 🌍.'), stops('end')),
  },
  {
    name: 'multi-turn',
    role: 'plain',
    scenario: {
      steps: [
        { kind: 'ask', text: 'First.' },
        { kind: 'ask', text: 'Second.' },
        { kind: 'ask', text: 'Third.' },
      ],
    },
    check: all(says('read 5 messages'), says('You said: Third.'), stops('end')),
  },
  {
    name: 'vision',
    role: 'plain',
    scenario: { steps: [{ kind: 'ask', text: 'What is this?', image: PICTURE }] },
    check: all(says('It saw image/png of 1 by 1 pixels.'), stops('end')),
  },
  {
    name: 'PDF',
    role: 'plain',
    scenario: { steps: [{ kind: 'ask', text: 'What does it say?', pdf: DOCUMENT }] },
    check: all(says('It saw application/pdf'), stops('end')),
  },
  {
    name: 'one tool',
    role: 'plain',
    scenario: {
      tools: [WEATHER, CLOCK],
      steps: [
        { kind: 'ask', text: 'Use it: [[call get_weather {"city":"Paris"}]]' },
        { kind: 'results', texts: ['21 degrees'] },
      ],
    },
    check: all(calls(0, [['get_weather', { city: 'Paris' }]]), stops('tools', 0), says('21 degrees'), stops('end')),
  },
  {
    name: 'parallel tools',
    role: 'plain',
    scenario: {
      tools: [WEATHER, CLOCK],
      steps: [
        {
          kind: 'ask',
          text: 'All: [[call get_weather {"city":"Paris"}]] [[call get_weather {"city":"Oslo"}]] [[call get_time {}]]',
        },
        { kind: 'results', texts: ['21 degrees', '3 degrees', 'noon'], reversed: true },
      ],
    },
    check: all(
      calls(0, [
        ['get_weather', { city: 'Paris' }],
        ['get_weather', { city: 'Oslo' }],
        ['get_time', {}],
      ]),
      stops('tools', 0),
      says('21 degrees'),
      says('3 degrees'),
      says('noon'),
    ),
  },
  {
    name: 'result with image',
    role: 'plain',
    scenario: {
      tools: [WEATHER],
      steps: [
        { kind: 'ask', text: 'Look: [[call get_weather {"city":"Paris"}]]' },
        { kind: 'results', texts: ['a photo'], image: PICTURE },
      ],
    },
    check: all(says('It saw image/png'), says('a photo'), stops('end')),
  },
  {
    name: 'thinking + tools',
    role: 'thinking',
    scenario: {
      thinking: true,
      limit: 8_000,
      tools: [WEATHER],
      steps: [
        { kind: 'ask', text: 'One: [[call get_weather {"city":"Paris"}]]' },
        { kind: 'results', texts: ['21 degrees'] },
        { kind: 'ask', text: 'Two: [[call get_weather {"city":"Oslo"}]]' },
        { kind: 'results', texts: ['3 degrees'] },
        { kind: 'ask', text: 'Three: [[call get_weather {"city":"Rome"}]]' },
        { kind: 'results', texts: ['30 degrees'] },
      ],
    },
    check: all(
      ['does not show its thinking', readings => readings.every(reading => reading.thinking.includes('the road runs'))],
      calls(0, [['get_weather', { city: 'Paris' }]]),
      calls(2, [['get_weather', { city: 'Oslo' }]]),
      calls(4, [['get_weather', { city: 'Rome' }]]),
      says('30 degrees'),
      stops('end'),
    ),
  },
  {
    name: 'structured output',
    role: 'plain',
    scenario: { schema: ANSWER, steps: [{ kind: 'ask', text: 'As JSON.' }] },
    check: all([
      'is not in the asked form',
      readings => same(JSON.parse(last(readings)?.text ?? ''), { answer: 'sandbox', count: 42 }),
    ]),
  },
  {
    name: 'stop by length',
    role: 'plain',
    scenario: { limit: 60, steps: [{ kind: 'ask', text: 'Go on. [[tokens 200]] [[think 8]]' }] },
    check: all(says('[sandbox]'), stops('limit')),
  },
  {
    name: 'stop text',
    role: 'plain',
    scenario: { stop: 'slows', steps: [{ kind: 'ask', text: 'Go on. [[tokens 60]]' }] },
    check: all(says('where each car '), stops('end'), [
      'goes on behind the stop text',
      readings => last(readings)?.text.includes('slows') === false,
    ]),
    without: { 'openai-responses': 'Responses has no stop texts' },
    cutAt: ['openai-responses'],
  },
  {
    name: 'refusal',
    role: 'plain',
    scenario: { steps: [{ kind: 'ask', text: 'Do harm. [[refuse]]' }] },
    check: all(stops('refused')),
  },
  {
    name: 'web search',
    role: 'search',
    scenario: { search: true, limit: 4_000, steps: [{ kind: 'ask', text: 'What is the news? [[search]]' }] },
    check: all(says('A page of the sandbox says that all is well.'), stops('end'), [
      'cites nothing',
      readings => last(readings)?.citations.includes('https://example.com/sandbox') === true,
    ]),
  },
  {
    name: 'cache usage',
    role: 'plain',
    scenario: { steps: [{ kind: 'ask', text: 'Hello. [[usage input=100 cacheRead=50 output=7 thinking=0]]' }] },
    check: all([
      'has another usage',
      readings => {
        const usage = last(readings)?.usage;
        return same([usage?.input, usage?.cacheRead, usage?.cacheWrite, usage?.output], [100, 50, 0, 7]);
      },
    ]),
  },
];

/** Every case that fails. */
export const FAILURES: readonly Failing[] = [
  { name: 'error 400', marker: '[[error 400]]', status: 400, own: 400 },
  { name: 'error 401', marker: '[[error 401]]', status: 502, own: 502 },
  { name: 'error 429', marker: '[[error 429 retry-after=7]]', status: 429, own: 429, retryAfter: 7 },
  { name: 'error 500', marker: '[[error 500]]', status: 500, own: 500 },
  { name: 'error 529', marker: '[[error 529]]', status: 503, anthropic: 529, own: 529 },
];
