// Writes `generationConfig`: sampling in Google's ranges, limits, formats, thinking and media of the answer.

import type { Fields } from '../conversation/counts.ts';
import type { Losses } from '../conversation/losses.ts';
import type { RequestField } from '../conversation/loss.ts';
import type { ConversationRequest, Output } from '../conversation/request.ts';
import { Failure } from '../failures.ts';
import { FIELD_NAMES } from '../conversation/field-names.ts';
import type { Target } from '../codec.ts';
import { readsJsonSchema, referencesFor } from './encode-tools.ts';
import { subsetSchema } from './schema-subset.ts';
import { encodeThinking, generationOf } from './thinking.ts';
import { GEMINI, present } from './wire.ts';

const MOST_CHOICES = 8;
const MOST_STOPS = 5;
const MOST_LOGPROBS = 20;
const INT32 = 2 ** 31;

/** The configuration, and what must be done beside it. */
export interface EncodedConfig {
  readonly config: Fields;
  /** Stop texts beyond those that the provider takes. */
  readonly cutAt: readonly string[];
  /** Words for the system's instruction, where a format can only be asked for. */
  readonly instruction?: string;
}

/** Writes it. @throws Failure for more answers than the provider gives */
export function encodeConfig(request: ConversationRequest, target: Target, losses: Losses): EncodedConfig {
  const { output } = request;
  const thinking = encodeThinking(request.reasoning, target.model, request.origin);
  if (thinking.loss !== undefined) losses.field('reasoning', thinking.loss);
  const { fields: format, instruction } = formatOf(request, target, losses);
  const stops = (output.stop ?? []).filter(text => text !== '');
  const config = present({
    ...samplingOf(request, losses),
    maxOutputTokens: limitOf(output, target, losses),
    candidateCount: choicesOf(request),
    stopSequences: stops.length === 0 ? undefined : stops.slice(0, MOST_STOPS),
    ...format,
    ...logprobsOf(output),
    thinkingConfig: thinking.config,
    ...mediaOf(output, target, losses),
  });
  if (output.verbosity !== undefined) losses.field('verbosity');
  return { config, cutAt: stops.slice(MOST_STOPS), ...(instruction === undefined ? {} : { instruction }) };
}

function samplingOf({ sampling, origin }: ConversationRequest, losses: Losses): Fields {
  const within = (field: RequestField, value: number | undefined, least: number, most: number): number | undefined => {
    // What a client of this protocol asks for is for the provider to judge.
    if (value === undefined || origin === GEMINI) return value;
    const inside = Math.min(Math.max(value, least), most);
    if (inside !== value) losses.field(field, 'clamped');
    return inside;
  };
  if (sampling.logitBias !== undefined) losses.field('logitBias');
  return {
    temperature: within('temperature', sampling.temperature, 0, 2),
    topP: within('topP', sampling.topP, 0, 1),
    topK: within('topK', sampling.topK, 1, INT32 - 1),
    seed: within('seed', sampling.seed, -INT32, INT32 - 1),
    presencePenalty: within('presencePenalty', sampling.presencePenalty, -2, 2),
    frequencyPenalty: within('frequencyPenalty', sampling.frequencyPenalty, -2, 2),
  };
}

function limitOf(output: Output, { maxOutput }: Target, losses: Losses): number | undefined {
  if (output.limit === undefined || maxOutput === undefined || output.limit <= maxOutput) return output.limit;
  losses.field('limit', 'clamped');
  return maxOutput;
}

function choicesOf({ output, origin }: ConversationRequest): number | undefined {
  const { choices } = output;
  if (choices === undefined || choices <= MOST_CHOICES) return choices;
  const param = FIELD_NAMES[origin].choices ?? 'n';
  throw new Failure('invalid_request', `${param}: this model gives at most ${MOST_CHOICES} answers at once.`, {
    param,
  });
}

function logprobsOf({ logprobs }: Output): Fields {
  if (logprobs === undefined) return {};
  const top = Math.min(logprobs.top, MOST_LOGPROBS);
  return { responseLogprobs: true, ...(top > 0 ? { logprobs: top } : {}) };
}

interface Format {
  readonly fields: Fields;
  readonly instruction?: string;
}

function formatOf(request: ConversationRequest, target: Target, losses: Losses): Format {
  const { format } = request.output;
  if (format === undefined) return { fields: {} };
  if (format.type === 'text') return { fields: request.origin === GEMINI ? { responseMimeType: 'text/plain' } : {} };
  const calls = request.tools.length > 0 && request.origin !== GEMINI;
  if (calls && generationOf(target.model).version < 3) {
    // These models refuse a JSON type of the answer beside tools: it can only be asked for in words.
    losses.field('format', 'emulated');
    return { fields: {}, instruction: formatInWords(format.type === 'json_schema' ? format.schema : undefined) };
  }
  if (format.type === 'json') return { fields: { responseMimeType: 'application/json' } };
  const schema = readsJsonSchema(target)
    ? { responseJsonSchema: referencesFor(format.schema, target) }
    : { responseSchema: subsetSchema(format.schema) };
  return { fields: { responseMimeType: 'application/json', ...schema } };
}

function formatInWords(schema: Fields | undefined): string {
  const rule =
    'When you answer without calling a tool, answer with one JSON value and nothing else: no prose, no code fence.';
  return schema === undefined ? rule : `${rule} It must be valid against this JSON Schema:\n${JSON.stringify(schema)}`;
}

/** OpenAI's voices, by Google's that come nearest. */
const VOICES: ReadonlyMap<string, string> = new Map([
  ['alloy', 'Kore'],
  ['ash', 'Fenrir'],
  ['ballad', 'Algieba'],
  ['cedar', 'Orus'],
  ['coral', 'Aoede'],
  ['echo', 'Puck'],
  ['fable', 'Aoede'],
  ['marin', 'Leda'],
  ['nova', 'Leda'],
  ['onyx', 'Charon'],
  ['sage', 'Callirrhoe'],
  ['shimmer', 'Zephyr'],
  ['verse', 'Iapetus'],
]);

function mediaOf({ modalities, speech, image }: Output, target: Target, losses: Losses): Fields {
  const { makes } = generationOf(target.model);
  const wanted = makes === 'speech' ? (['audio'] as const) : modalities;
  const voice = speech?.voice === undefined ? undefined : (VOICES.get(speech.voice) ?? speech.voice);
  if (voice !== speech?.voice) losses.field('speech', 'emulated');
  const shape = image === undefined ? {} : present({ aspectRatio: image.aspectRatio, imageSize: image.size });
  return {
    responseModalities: wanted?.map(modality => modality.toUpperCase()),
    speechConfig: voice === undefined ? undefined : { voiceConfig: { prebuiltVoiceConfig: { voiceName: voice } } },
    imageConfig: Object.keys(shape).length === 0 ? undefined : shape,
  };
}
