// How hard the model shall think, read from the fields that the vendors of chat and their clients have for it.

import { fields, isFields, type Fields } from '../conversation/counts.ts';
import type { Effort, Reasoning } from '../conversation/request.ts';
import { invalid, type BodyReader } from './body-reader.ts';

const EFFORTS: readonly Effort[] = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'];
const SHOWS = ['auto', 'concise', 'detailed'] as const;

/** What every spelling can say; the first that says a thing is believed. */
interface Wish {
  effort?: Effort;
  budget?: number;
  on?: boolean;
  show?: NonNullable<Reasoning['show']>;
}

/** What is asked of the thinking, and the parts of the same fields that ask something else. */
export interface ReasoningFields {
  readonly reasoning?: Reasoning;
  readonly extras: Record<string, unknown>;
}

/** Reads all spellings: OpenAI's, OpenRouter's, Anthropic's, Qwen's, chat templates', Google's. */
export function decodeReasoning(body: BodyReader): ReasoningFields {
  const extras: Record<string, unknown> = {};
  const wishes = [
    openaiWish(body),
    openrouterWish(body),
    thinkingWish(body, extras),
    qwenWish(body),
    templateWish(body, extras),
    googleWish(body, extras),
  ];
  const wish: Wish = Object.assign({}, ...wishes.toReversed());
  const reasoning = reasoningOf(wish);
  return reasoning === undefined ? { extras } : { reasoning, extras };
}

function reasoningOf({ effort, budget, on, show }: Wish): Reasoning | undefined {
  const shown = show === undefined ? {} : { show };
  if (on === false || effort === 'none' || budget === 0) return { effort: 'none', ...shown };
  if (effort === undefined && budget === undefined && on === undefined) return show === undefined ? undefined : shown;
  return {
    ...(effort === undefined ? {} : { effort }),
    ...(budget === undefined ? {} : { budget }),
    ...(effort === undefined && budget === undefined ? { adaptive: true } : {}),
    ...shown,
  };
}

function effortOf(value: unknown, path: string): Effort | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  const word = typeof value === 'string' ? value.toLowerCase() : value;
  return EFFORTS.find(effort => effort === word) ?? invalid(path, `must be one of ${EFFORTS.join(', ')}.`);
}

function budgetOf(value: unknown, path: string): Pick<Wish, 'budget' | 'on'> {
  if (value === undefined || value === null) return {};
  if (value === -1) return { on: true };
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0)
    return invalid(path, 'must be a number of tokens.');
  return { budget: value };
}

const present = (effort: Effort | undefined): Wish => (effort === undefined ? {} : { effort });

function openaiWish(body: BodyReader): Wish {
  return present(effortOf(body.take('reasoning_effort'), 'reasoning_effort'));
}

function openrouterWish(body: BodyReader): Wish {
  const included = body.flag('include_reasoning');
  const shown: Wish = included === undefined ? {} : { show: included ? 'auto' : 'none' };
  const value = body.take('reasoning');
  if (value === undefined) return shown;
  if (typeof value === 'boolean') return { on: value, ...shown };
  if (!isFields(value)) return invalid('reasoning', 'must be an object.');
  const summary = SHOWS.find(word => word === value['summary']);
  return {
    ...(typeof value['enabled'] === 'boolean' ? { on: value['enabled'] } : {}),
    ...budgetOf(value['max_tokens'], 'reasoning.max_tokens'),
    ...present(effortOf(value['effort'], 'reasoning.effort')),
    ...shown,
    ...(summary === undefined ? {} : { show: summary }),
    ...(value['exclude'] === true ? { show: 'none' } : {}),
  };
}

/** Keeps what of an object says something else (Zhipu `clear_thinking`, Moonshot `keep`). */
function keepRest(extras: Record<string, unknown>, name: string, value: Fields, taken: readonly string[]): void {
  const rest = Object.entries(value).filter(([field]) => !taken.includes(field));
  if (rest.length > 0) extras[name] = Object.fromEntries(rest);
}

function thinkingWish(body: BodyReader, extras: Record<string, unknown>): Wish {
  const value = body.take('thinking') ?? body.take('think');
  if (value === undefined) return {};
  if (typeof value === 'boolean') return { on: value };
  if (!isFields(value)) return invalid('thinking', 'must be an object with a type.');
  keepRest(extras, 'thinking', value, ['type', 'budget_tokens', 'display']);
  const budget = budgetOf(value['budget_tokens'], 'thinking.budget_tokens');
  const shown: Wish = value['display'] === 'omitted' ? { show: 'none' } : {};
  if (value['type'] === 'disabled') return { on: false, ...shown };
  return typeof value['type'] === 'string' ? { on: true, ...budget, ...shown } : { ...budget, ...shown };
}

function qwenWish(body: BodyReader): Wish {
  const on = body.flag('enable_thinking') ?? (body.flag('disable_reasoning') === true ? false : undefined);
  return { ...(on === undefined ? {} : { on }), ...budgetOf(body.take('thinking_budget'), 'thinking_budget') };
}

function templateWish(body: BodyReader, extras: Record<string, unknown>): Wish {
  const value = body.object('chat_template_kwargs');
  if (value === undefined) return {};
  const on = value['enable_thinking'] ?? value['thinking'];
  keepRest(extras, 'chat_template_kwargs', value, ['enable_thinking', 'thinking']);
  return typeof on === 'boolean' ? { on } : {};
}

/** Google's own fields: `extra_body.google.thinking_config`, as its compatible endpoint documents them. */
function googleWish(body: BodyReader, extras: Record<string, unknown>): Wish {
  const extraBody = body.object('extra_body');
  const google = fields(extraBody?.['google'] ?? body.take('google'));
  const config = fields(google['thinking_config'] ?? google['thinkingConfig']);
  if (extraBody !== undefined) keepRest(extras, 'extra_body', extraBody, ['google']);
  keepRest(extras, 'google', google, ['thinking_config', 'thinkingConfig']);
  const level = effortOf(
    config['thinking_level'] ?? config['thinkingLevel'],
    'extra_body.google.thinking_config.thinking_level',
  );
  const shows = config['include_thoughts'] ?? config['includeThoughts'];
  return {
    ...budgetOf(
      config['thinking_budget'] ?? config['thinkingBudget'],
      'extra_body.google.thinking_config.thinking_budget',
    ),
    ...present(level),
    ...(typeof shows === 'boolean' ? { show: shows ? 'auto' : 'none' } : {}),
  };
}
