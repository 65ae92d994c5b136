// Moderations in OpenAI's form: what is to be judged, read; answers pass as they come.

import { count, fields, isFields, type Fields } from '../conversation/counts.ts';
import { usageOf, type Usage } from '../conversation/usage.ts';
import { isAbsent, refuseField } from '../read-fields.ts';
import type { WireFormat } from '../wire-format.ts';

/** What is to be judged. */
export interface ModerationRequest {
  readonly texts: readonly string[];
  readonly images: number;
  /** As many results as the answer must have: one for each text, or one for all parts together. */
  readonly results: number;
}

/** The judgement, as the upstream gave it. */
export interface ModerationAnswer {
  readonly body: Fields;
  readonly results: number;
}

/** More texts in one call are refused by the provider as well. */
const MOST_TEXTS = 2048;

function decodeRequest(body: Fields): ModerationRequest {
  const { input } = body;
  if (isAbsent(input)) return refuseField('input', 'Field required. Give a text, a list of texts, or a list of parts.');
  if (typeof input === 'string') return { texts: [input], images: 0, results: 1 };
  if (!Array.isArray(input) || input.length === 0)
    return refuseField('input', 'give a text, or a list of at least one text or part.');
  if (input.length > MOST_TEXTS) return refuseField('input', `give at most ${MOST_TEXTS} in one call.`);
  if (input.every(item => typeof item === 'string')) return { texts: input, images: 0, results: input.length };
  const parts = input.map((item: unknown, index) => readPart(item, `input[${index}]`));
  const images = parts.filter(part => part === undefined).length;
  if (images > 1) return refuseField('input', 'give at most one image in one call.');
  return { texts: parts.flatMap(part => part ?? []), images, results: 1 };
}

/** The text of a part; undefined for an image. */
function readPart(item: unknown, at: string): string | undefined {
  if (!isFields(item)) return refuseField(at, 'give texts only, or parts only.');
  if (item['type'] === 'text')
    return typeof item['text'] === 'string' ? item['text'] : refuseField(`${at}.text`, 'give a text.');
  if (item['type'] !== 'image_url') return refuseField(`${at}.type`, "give 'text' or 'image_url'.");
  const { url } = fields(item['image_url']);
  const isImage =
    typeof url === 'string' && /^(?:https?:\/\/\S+|data:image\/(?:png|jpeg|jpg|webp|gif);base64,)/.test(url);
  return isImage
    ? undefined
    : refuseField(`${at}.image_url.url`, 'give the address of an image, or a data URL of one.');
}

/** Only Mistral says what it read. */
function usageIn(body: Fields): Usage | undefined {
  const usage = fields(body['usage']);
  return typeof usage['prompt_tokens'] === 'number' ? usageOf({ input: count(usage['prompt_tokens']) }) : undefined;
}

export const openaiModerations: WireFormat<ModerationRequest, ModerationAnswer> = {
  name: 'openai-moderations',
  namesModel: true,
  decodeRequest,
  // Nothing else has this API: its bytes always pass.
  encodeRequest: () => refuseField('model', 'this model is not served with moderations.'),
  decodeAnswer: body =>
    Array.isArray(body['results']) ? { body, results: body['results'].filter(isFields).length } : undefined,
  encodeAnswer: answer => answer.body,
  usageOf: usageIn,
};
