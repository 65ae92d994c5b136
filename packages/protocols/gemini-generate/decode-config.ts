// Reads `generationConfig`: how the answer is drawn, how hard the model thinks, and what the answer shall be.

import { isFields, type Fields } from '../conversation/counts.ts';
import type { Output, Reasoning, Sampling, TextFormat } from '../conversation/request.ts';
import { under } from './decode-tools.ts';
import { jsonSchema } from './schema.ts';
import { decodeThinking } from './thinking.ts';
import { flagAt, listed, numberAt, objectAt, present, refuse, textAt, wholeAt } from './wire.ts';

const AT = 'generationConfig';

/** What a `generationConfig` asks for. */
export interface DecodedConfig {
  readonly sampling: Sampling;
  readonly reasoning?: Reasoning;
  readonly output: Output;
  /** What only this protocol knows, by its path. */
  readonly extras: Fields;
}

/** Reads it. @throws Failure naming the field */
export function decodeConfig(value: unknown): DecodedConfig {
  if (value === undefined) return { sampling: {}, output: {}, extras: {} };
  const config = objectAt(value, AT);
  const known = new Set(KNOWN);
  const rest = Object.fromEntries(Object.entries(config).filter(([name]) => !known.has(name)));
  const { format, extras: formatExtras } = formatOf(config);
  const { speech, image, extras: mediaExtras } = mediaOf(config);
  const reasoning = decodeThinking(config['thinkingConfig'], `${AT}.thinkingConfig`);
  const shape = present({ format, speech, image, ...countsOf(config) });
  return {
    sampling: samplingOf(config),
    ...(reasoning === undefined ? {} : { reasoning }),
    output: shape,
    extras: { ...under(AT, rest), ...formatExtras, ...mediaExtras },
  };
}

const KNOWN = [
  'temperature',
  'topP',
  'topK',
  'seed',
  'presencePenalty',
  'frequencyPenalty',
  'maxOutputTokens',
  'candidateCount',
  'stopSequences',
  'responseMimeType',
  'responseSchema',
  'responseJsonSchema',
  'thinkingConfig',
  'responseModalities',
  'speechConfig',
  'imageConfig',
  'responseLogprobs',
  'logprobs',
];

function samplingOf(config: Fields): Sampling {
  const at = (name: string): number | undefined => numberAt(config[name], `${AT}.${name}`);
  return present({
    temperature: at('temperature'),
    topP: at('topP'),
    topK: at('topK'),
    seed: at('seed'),
    presencePenalty: at('presencePenalty'),
    frequencyPenalty: at('frequencyPenalty'),
  });
}

function countsOf(config: Fields): Output {
  const limit = wholeAt(config['maxOutputTokens'], `${AT}.maxOutputTokens`);
  if (limit !== undefined && limit < 1) refuse(`${AT}.maxOutputTokens`, 'it must be positive');
  const choices = wholeAt(config['candidateCount'], `${AT}.candidateCount`);
  if (choices !== undefined && (choices < 1 || choices > 8)) refuse(`${AT}.candidateCount`, 'it must be from 1 to 8');
  const stop = listed(config['stopSequences']).map(
    (text, index) => textAt(text, `${AT}.stopSequences[${index}]`) ?? '',
  );
  if (stop.length > 5) refuse(`${AT}.stopSequences`, 'at most 5 are allowed');
  const modalities = listed(config['responseModalities']).map(modality);
  const scored = flagAt(config['responseLogprobs'], `${AT}.responseLogprobs`) === true;
  const top = wholeAt(config['logprobs'], `${AT}.logprobs`) ?? 0;
  return {
    ...(limit === undefined ? {} : { limit }),
    ...(choices === undefined ? {} : { choices }),
    ...(stop.length === 0 ? {} : { stop }),
    ...(modalities.length === 0 ? {} : { modalities }),
    ...(scored ? { logprobs: { top } } : {}),
  };
}

function modality(value: unknown): 'text' | 'image' | 'audio' {
  const word = typeof value === 'string' ? value.toLowerCase() : value;
  if (word === 'text' || word === 'image' || word === 'audio') return word;
  return refuse(`${AT}.responseModalities`, 'TEXT, IMAGE and AUDIO are the modalities');
}

function formatOf(config: Fields): { readonly format?: TextFormat; readonly extras: Fields } {
  const type = textAt(config['responseMimeType'], `${AT}.responseMimeType`);
  const { responseSchema, responseJsonSchema } = config;
  const schema = responseJsonSchema ?? responseSchema;
  if (schema !== undefined && !isFields(schema)) refuse(`${AT}.responseSchema`, 'a schema is expected');
  if (type !== undefined && type !== 'application/json' && type !== 'text/plain')
    return { extras: under(AT, present({ responseMimeType: type, responseSchema, responseJsonSchema })) };
  if (schema !== undefined) {
    if (type !== 'application/json')
      refuse(`${AT}.responseSchema`, "a schema is only allowed for the response mime type 'application/json'");
    const read = responseJsonSchema === undefined ? jsonSchema(schema) : schema;
    return { format: { type: 'json_schema', schema: read }, extras: {} };
  }
  if (type === undefined) return { extras: {} };
  return { format: { type: type === 'application/json' ? 'json' : 'text' }, extras: {} };
}

function mediaOf(config: Fields): Pick<Output, 'speech' | 'image'> & { readonly extras: Fields } {
  const { imageConfig, speechConfig } = config;
  const { aspectRatio, imageSize, ...rest } =
    imageConfig === undefined ? {} : objectAt(imageConfig, `${AT}.imageConfig`);
  const image = present({
    aspectRatio: textAt(aspectRatio, `${AT}.imageConfig.aspectRatio`),
    size: textAt(imageSize, `${AT}.imageConfig.imageSize`),
  });
  const voice = speechConfig === undefined ? undefined : plainVoice(speechConfig);
  return {
    ...(Object.keys(image).length === 0 ? {} : { image }),
    ...(voice === undefined ? {} : { speech: { voice } }),
    extras: {
      ...under(`${AT}.imageConfig`, rest),
      ...(speechConfig === undefined || voice !== undefined ? {} : { [`${AT}.speechConfig`]: speechConfig }),
    },
  };
}

/** The voice of a speech that says nothing else: two speakers and languages are this protocol's own. */
function plainVoice(value: unknown): string | undefined {
  const speech = objectAt(value, `${AT}.speechConfig`);
  if (Object.keys(speech).some(name => name !== 'voiceConfig') || !isFields(speech['voiceConfig'])) return undefined;
  const voice = objectAt(speech['voiceConfig'], `${AT}.speechConfig.voiceConfig`);
  const prebuilt = voice['prebuiltVoiceConfig'];
  if (!isFields(prebuilt)) return undefined;
  return textAt(objectAt(prebuilt, `${AT}.speechConfig`)['voiceName'], `${AT}.speechConfig`);
}
