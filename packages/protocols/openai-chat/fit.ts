// A chat request as its client wrote it, changed only where the vendor that it goes to would refuse it.

import type { Target } from '../codec.ts';
import { isFields, type Fields } from '../conversation/counts.ts';
import type { Loss } from '../conversation/loss.ts';
import type { Reasoning } from '../conversation/request.ts';
import { Failure } from '../failures.ts';
import { BodyReader } from './body-reader.ts';
import { decodeReasoning } from './decode-reasoning.ts';
import { merge, planThinking } from './encode-reasoning.ts';
import { hint } from './encode-request.ts';
import { schemaFor } from './encode-tools.ts';
import { FITTINGS, type Fitting } from './fit-rules.ts';
import { fitMessages } from './fit-messages.ts';
import { quirksOf } from './models.ts';
import type { Quirks } from './quirks.ts';

/** A request as its vendor takes it. */
export interface Fitted {
  readonly body: Fields;
  readonly losses: readonly Loss[];
}

/** Everything that the rules for one request look at. */
interface Fit {
  readonly body: Record<string, unknown>;
  readonly losses: Loss[];
  readonly quirks: Quirks;
  readonly fitting: Fitting;
  /** Whether the model thinks: told so, told not to, or left to its default. */
  thinks: boolean | undefined;
}

/** By what a request that may break a rule is known, without parsing it. */
export interface Suspicion {
  readonly fields: readonly string[];
  readonly texts: readonly string[];
  /** Whatever is not streamed. */
  readonly whole: boolean;
  /** Stop texts that the vendor takes: what is beyond must be cut here, where the answer is read. */
  readonly stops: number;
}

/** What a vendor's rules are about; undefined where nothing that OpenAI's own clients write is refused. */
export function suspicionOf(target: Target): Suspicion | undefined {
  const fitting = FITTINGS[target.vendor];
  if (fitting === undefined) return undefined;
  const quirks = quirksOf(target);
  const { back } = quirks;
  const { onlyStreams, forbidsForcedTools } = quirks.thinking;
  const when = (holds: boolean, ...names: readonly string[]): readonly string[] => (holds ? names : []);
  const remembers = back?.lost !== undefined || back?.as === 'reasoning' || fitting.refusesThinking === true;
  return {
    whole: onlyStreams === true,
    stops: quirks.stops,
    fields: [
      'max_completion_tokens',
      ...when(fitting.effort === undefined, 'reasoning_effort'),
      ...when(!quirks.asksUsage, 'stream_options'),
      ...(fitting.refuses ?? []).filter(name => quirks.drop.includes(name)),
      ...Object.keys(fitting.renames ?? {}),
      ...Object.keys(quirks.clamp),
      ...when(fitting.stopList === true, 'stop'),
      ...when(quirks.toolChoice !== 'all' || forbidsForcedTools === true, 'tool_choice'),
      ...when(quirks.format !== 'schema' || quirks.schemas !== 'any', 'response_format'),
      ...when(fitting.refusesStrict === true || quirks.schemas !== 'any', 'tools'),
      ...when(Object.keys(quirks.toolStream).length > 0, 'tools'),
    ],
    texts: [
      ...when(!quirks.developer, '"developer"'),
      ...when(fitting.nulls === false, 'null', '"tools"'),
      ...when(!quirks.names, '"name"'),
      ...when(fitting.texts !== undefined, '"text"'),
      ...when(remembers, '"reasoning'),
      ...when(remembers || quirks.ids.prefix === '', '"tool_calls"'),
      ...when(quirks.system === 'one', '"system"'),
      ...when(quirks.bridge !== undefined, '"assistant"'),
    ],
  };
}

/**
 * Whether the vendor tells the usage of a stream only when it is asked for it. One that has no word for the question
 * refuses it (Mistral), and tells the usage unasked.
 */
export function asksForUsage(target: Target): boolean {
  return FITTINGS[target.vendor] === undefined || quirksOf(target).asksUsage;
}

/** The request with what its vendor would refuse put right; undefined when there is nothing. Never throws. */
export function fitRequest(body: Fields, target: Target): Fitted | undefined {
  const fitting = FITTINGS[target.vendor];
  if (fitting === undefined) return undefined;
  const before = JSON.stringify(body);
  const fit: Fit = { body: { ...body }, losses: [], quirks: quirksOf(target), fitting, thinks: thinksIn(body) };
  for (const rule of RULES) rule(fit);
  return JSON.stringify(fit.body) === before ? undefined : { body: fit.body, losses: fit.losses };
}

function thinksIn(body: Fields): boolean | undefined {
  const reasoning = reasoningIn(body);
  if (reasoning === undefined) return undefined;
  const { effort: wanted, budget, adaptive } = reasoning;
  if (wanted === 'none') return false;
  return wanted !== undefined || budget !== undefined || adaptive === true ? true : undefined;
}

/** What a request says of thinking, in whichever vendor's words. */
function reasoningIn(body: Fields): Reasoning | undefined {
  try {
    return decodeReasoning(new BodyReader(body)).reasoning;
  } catch (error) {
    // What cannot be read is the vendor's to refuse.
    if (error instanceof Failure) return undefined;
    throw error;
  }
}

function lose({ losses }: Fit, path: string, how: Loss['how'] = 'dropped'): void {
  losses.push({ path, how });
}

const RULES: readonly ((fit: Fit) => void)[] = [
  limit,
  usage,
  nothings,
  hints,
  ranges,
  stops,
  effort,
  thinking,
  choice,
  tools,
  messages,
  format,
];

/** One output limit, by the vendor's name of it. */
function limit({ body, quirks }: Fit): void {
  const { max_completion_tokens: present, max_tokens: old } = body;
  if (present === undefined || present === null) return;
  if (quirks.limit === 'max_completion_tokens') {
    if (old !== undefined) delete body['max_tokens'];
    return;
  }
  delete body['max_completion_tokens'];
  body['max_tokens'] = old ?? present;
}

function usage({ body, quirks }: Fit): void {
  if (!quirks.asksUsage) delete body['stream_options'];
}

/** Absent and `null` are the same to OpenAI, and not to everybody. */
function nothings({ body, fitting }: Fit): void {
  if (fitting.nulls !== false) return;
  for (const [name, value] of Object.entries(body)) if (value === null) delete body[name];
  // An empty list of tools is none.
  if (!Array.isArray(body['tools']) || body['tools'].length > 0) return;
  delete body['tools'];
  delete body['tool_choice'];
}

/** Hints that the vendor refuses. What promises the client something stays: its refusal is the client's to read. */
function hints(fit: Fit): void {
  const { body, fitting, quirks } = fit;
  for (const [from, to] of Object.entries(fitting.renames ?? {})) {
    if (body[from] === undefined) continue;
    body[to] ??= body[from];
    delete body[from];
  }
  for (const name of fitting.refuses ?? []) {
    const value = body[name];
    if (value === undefined || !quirks.drop.includes(name)) continue;
    if ((name === 'n' && value !== 1) || (name === 'logprobs' && value === true)) continue;
    delete body[name];
    if (value !== null && value !== false && name !== 'n') lose(fit, name);
  }
}

function ranges(fit: Fit): void {
  for (const [name, [least, most]] of Object.entries(fit.quirks.clamp)) {
    const value = fit.body[name];
    if (typeof value !== 'number' || (value >= least && value <= most)) continue;
    fit.body[name] = Math.min(Math.max(value, least), most);
    lose(fit, name, 'clamped');
  }
}

function stops({ body, fitting }: Fit): void {
  if (fitting.stopList === true && typeof body['stop'] === 'string') body['stop'] = [body['stop']];
}

/** How hard to think, in the vendor's own words where OpenAI's are refused or mean nothing. */
function effort(fit: Fit): void {
  const { body, quirks, fitting } = fit;
  const wanted = body['reasoning_effort'];
  const { effort: own } = quirks.thinking;
  if (typeof wanted !== 'string' || fitting.effort === 'own') return;
  if (own?.at === 'reasoning_effort' && Object.values(own.words).includes(wanted)) return;
  const reasoning = reasoningIn(body);
  if (reasoning?.effort === undefined) return;
  delete body['reasoning_effort'];
  const losses = { field: (_name: string, how?: Loss['how']) => lose(fit, 'reasoning_effort', how) };
  merge(body, planThinking(reasoning, body['stream'] === true, quirks, losses).fields);
}

/** A model that thinks only in streams is told not to where the answer is wanted whole. */
function thinking(fit: Fit): void {
  const { body, quirks } = fit;
  if (quirks.thinking.onlyStreams !== true || body['stream'] === true || fit.thinks === false) return;
  if (fit.thinks === true) lose(fit, 'reasoning_effort');
  merge(body, quirks.thinking.off ?? {});
  fit.thinks = false;
}

/** A tool is demanded only in the ways that the vendor knows, and not while it thinks where that is refused. */
function choice(fit: Fit): void {
  const { body, quirks, thinks } = fit;
  const wanted = body['tool_choice'];
  if (wanted === undefined || wanted === null || wanted === 'auto') return;
  if (wanted === 'none') {
    // Where there is no such word, tools that may not be used are left out.
    if (quirks.toolChoice !== 'auto') return;
    delete body['tools'];
    delete body['tool_choice'];
    return;
  }
  const { forbidsForcedTools, off } = quirks.thinking;
  const forbids = forbidsForcedTools === true && thinks !== false;
  if (quirks.toolChoice === 'auto' || (forbids && (thinks === true || off === undefined))) {
    body['tool_choice'] = 'auto';
    lose(fit, 'tool_choice', 'emulated');
    return;
  }
  if (forbids) {
    merge(body, off ?? {});
    fit.thinks = false;
  }
  if (quirks.toolChoice === 'named' && wanted === 'required') {
    const only = onlyTool(body['tools']);
    body['tool_choice'] = only ?? 'auto';
    if (only === undefined) lose(fit, 'tool_choice', 'emulated');
  }
}

/** Any tool demanded, where only one by name can be: the same thing when there is one. */
function onlyTool(list: unknown): Fields | undefined {
  const [tool, ...others] = Array.isArray(list) ? list.filter(isFields) : [];
  const named = tool === undefined ? undefined : tool['function'];
  if (!isFields(named) || others.length > 0) return undefined;
  return { type: 'function', function: { name: named['name'] } };
}

/** A schema for the answer that the vendor has no field for is told in words, as in every other protocol. */
function format(fit: Fit): void {
  const { body, quirks } = fit;
  const wanted = body['response_format'];
  if (!isFields(wanted) || wanted['type'] !== 'json_schema') return;
  const named = isFields(wanted['json_schema']) ? wanted['json_schema'] : {};
  const { schema } = named;
  if (!isFields(schema)) return;
  if (quirks.format === 'schema') {
    const fitted = schemaFor(schema, quirks);
    if (fitted !== schema) body['response_format'] = { ...wanted, json_schema: { ...named, schema: fitted } };
    return;
  }
  const list = Array.isArray(body['messages']) ? body['messages'].filter(isFields) : [];
  const told = list.map(message => ({ ...message }));
  hint(told, JSON.stringify(schema));
  body['messages'] = told;
  if (quirks.format === 'none') delete body['response_format'];
  else body['response_format'] = { type: 'json_object' };
  lose(fit, 'response_format', 'emulated');
}

function tools(fit: Fit): void {
  const { body, quirks, fitting } = fit;
  const list = body['tools'];
  if (!Array.isArray(list)) return;
  body['tools'] = list.map((tool: unknown, index) => {
    if (!isFields(tool) || !isFields(tool['function'])) return tool;
    const own: Record<string, unknown> = { ...tool['function'] };
    if (fitting.refusesStrict === true) {
      if (own['strict'] === true) lose(fit, `tools[${index}].function.strict`);
      delete own['strict'];
    }
    if (isFields(own['parameters'])) own['parameters'] = schemaFor(own['parameters'], quirks);
    return { ...tool, function: own };
  });
  if (body['stream'] !== true) return;
  for (const [name, value] of Object.entries(quirks.toolStream)) body[name] ??= value;
}

function messages(fit: Fit): void {
  const { body, quirks, fitting } = fit;
  if (!Array.isArray(body['messages'])) return;
  body['messages'] = fitMessages(body['messages'], {
    quirks,
    fitting,
    thinks: fit.thinks !== false,
    lose: path => lose(fit, path),
  });
}
