// Thinking by generation of model: budgets up to 2.5, levels from 3 on, and what earlier ones cannot do.

import type { Fields } from '../conversation/counts.ts';
import type { Origin } from '../conversation/origin.ts';
import type { Effort, Reasoning } from '../conversation/request.ts';
import { GEMINI, flagAt, objectAt, present, textAt, wholeAt } from './wire.ts';

/** What a model's name says of it. */
export interface Generation {
  /** 2.5 is 2.5; a name that says nothing counts as 2.5, which is also how the newest take requests. */
  readonly version: number;
  readonly size: 'pro' | 'flash' | 'lite';
  /** Makes images, or speech: fewer features than its sisters. */
  readonly makes: 'text' | 'image' | 'speech';
}

/** Names without a version (`gemini-flash-latest`) stand for the newest generation. */
const LATEST = /gemini-(?:pro|flash|flash-lite)-latest/;
/** Open models behind the same protocol: no thinking, no tools of the provider's. */
const OPEN = /gemma/;

/** What a model's name says. */
export function generationOf(model: string): Generation {
  const version = /gemini-(?:[a-z-]*?)(\d+(?:\.\d+)?)/.exec(model)?.[1];
  return {
    version: version === undefined ? (LATEST.test(model) ? 3 : OPEN.test(model) ? 1 : 2.5) : Number(version),
    size: /lite/.test(model) ? 'lite' : /flash|banana/.test(model) ? 'flash' : 'pro',
    makes: /tts|native-audio/.test(model) ? 'speech' : /image|banana/.test(model) ? 'image' : 'text',
  };
}

/** Tokens of thinking that the sizes of generation 2.5 take; zero, off, is beside them where it is allowed. */
const BUDGETS = {
  pro: { least: 128, most: 32_768, off: 128 },
  flash: { least: 1, most: 24_576, off: 0 },
  lite: { least: 512, most: 24_576, off: 0 },
} as const;

const BUDGET_OF: Readonly<Record<Effort, number>> = {
  none: 0,
  minimal: 0,
  low: 1024,
  medium: 8192,
  high: 24_576,
  xhigh: Infinity,
  max: Infinity,
};

const LEVEL_OF: Readonly<Record<Effort, string>> = {
  none: 'MINIMAL',
  minimal: 'MINIMAL',
  low: 'LOW',
  medium: 'MEDIUM',
  high: 'HIGH',
  xhigh: 'HIGH',
  max: 'HIGH',
};

const EFFORT_OF: ReadonlyMap<string, Effort> = new Map([
  ['MINIMAL', 'minimal'],
  ['LOW', 'low'],
  ['MEDIUM', 'medium'],
  ['HIGH', 'high'],
]);

/** What is asked of thinking by `thinkingConfig`. @throws Failure */
export function decodeThinking(value: unknown, path: string): Reasoning | undefined {
  if (value === undefined) return undefined;
  const config = objectAt(value, path);
  const level = textAt(config['thinkingLevel'], `${path}.thinkingLevel`);
  const budget = wholeAt(config['thinkingBudget'], `${path}.thinkingBudget`);
  const shown = flagAt(config['includeThoughts'], `${path}.includeThoughts`);
  const effort = EFFORT_OF.get((level ?? '').toUpperCase());
  const reasoning: Reasoning = {
    ...(effort === undefined ? {} : { effort }),
    ...(budget === undefined ? {} : budget < 0 ? { adaptive: true } : { budget }),
    ...(shown === undefined ? {} : { show: shown ? 'auto' : 'none' }),
  };
  return Object.keys(reasoning).length === 0 ? undefined : reasoning;
}

/** `thinkingConfig`, and whether it is less than was asked for. */
export interface EncodedThinking {
  readonly config?: Fields;
  readonly loss?: 'dropped' | 'clamped';
}

/** Writes what is asked of thinking as the model takes it. */
export function encodeThinking(reasoning: Reasoning | undefined, model: string, origin: Origin): EncodedThinking {
  if (reasoning === undefined) return {};
  const generation = generationOf(model);
  if (!thinks(generation)) return isOff(reasoning) ? {} : { loss: 'dropped' };
  const includeThoughts = showsThoughts(reasoning, origin);
  const amount =
    generation.version >= 3 && (origin !== GEMINI || reasoning.budget === undefined)
      ? levelFor(reasoning, generation)
      : budgetFor(reasoning, generation, origin);
  const config = present({ ...amount.config, includeThoughts });
  return {
    ...(Object.keys(config).length === 0 ? {} : { config }),
    ...(amount.loss === undefined ? {} : { loss: amount.loss }),
  };
}

function thinks({ version, makes }: Generation): boolean {
  return version >= 3 ? makes !== 'speech' : version >= 2.5 && makes === 'text';
}

function isOff({ effort, budget, adaptive }: Reasoning): boolean {
  return adaptive !== true && (budget === 0 || (budget === undefined && (effort === 'none' || effort === undefined)));
}

/** OpenAI's chat clients and Anthropic's expect to see thinking that they ask for; Google's and Responses say so. */
function showsThoughts(reasoning: Reasoning, origin: Origin): boolean | undefined {
  if (reasoning.show !== undefined) return reasoning.show !== 'none';
  const expected = origin === 'openai-chat' || origin === 'anthropic-messages';
  return expected && !isOff(reasoning) ? true : undefined;
}

function levelFor(reasoning: Reasoning, { size, makes }: Generation): EncodedThinking {
  // Models that draw think as much as they like; that they show it may be asked.
  if (makes === 'image') return isOff(reasoning) || reasoning.adaptive === true ? {} : { loss: 'dropped' };
  const effort = reasoning.effort ?? (reasoning.budget === undefined ? undefined : effortOfBudget(reasoning.budget));
  if (effort === undefined) return {};
  const level = LEVEL_OF[effort];
  const lowest = size === 'pro' && level === 'MINIMAL' ? 'LOW' : level;
  const clamped = effort === 'none' || (lowest !== level && effort !== 'minimal');
  return { config: { thinkingLevel: lowest }, ...(clamped ? { loss: 'clamped' } : {}) };
}

function effortOfBudget(budget: number): Effort {
  if (budget === 0) return 'none';
  return budget < 2048 ? 'low' : budget < 10_000 ? 'medium' : 'high';
}

function budgetFor(reasoning: Reasoning, { size, version }: Generation, origin: Origin): EncodedThinking {
  if (reasoning.budget === undefined && reasoning.effort === undefined)
    return reasoning.adaptive === true ? { config: { thinkingBudget: -1 } } : {};
  const wanted = reasoning.budget ?? BUDGET_OF[reasoning.effort ?? 'medium'];
  // What a client of this protocol asks of a newer model is for the model to judge.
  if (origin === GEMINI && version >= 3) return { config: { thinkingBudget: wanted } };
  const { least, most, off } = BUDGETS[size];
  const thinkingBudget = wanted === 0 ? off : Math.min(Math.max(wanted, least), most);
  const clamped = thinkingBudget !== wanted && wanted !== Infinity;
  return { config: { thinkingBudget }, ...(clamped ? { loss: 'clamped' } : {}) };
}
