// Moderations, played: words that speak of harm are flagged, everything else is not.

import { sendJson, type Visit } from '../exchange.ts';
import { openaiFault, openaiRefusal, requireBearer } from '../openai-errors.ts';
import { newId } from '../play/scene.ts';
import { countTokens } from '../play/tokens.ts';
import { either, isObject, list, object, tagged, text } from '../shape.ts';
import { note } from '../tally.ts';
import { enter, readOnly } from './act.ts';

type Json = Readonly<Record<string, unknown>>;

/** Every category, with the words that the practice upstream takes for it, and whether it looks at images. */
const CATEGORIES: readonly (readonly [name: string, words: RegExp, images: boolean])[] = [
  ['harassment', /\b(?:idiot|harass)/i, false],
  ['harassment/threatening', /\b(?:i will hurt|i will kill) you/i, false],
  ['sexual', /\b(?:porn|nude)/i, true],
  ['hate', /\bhate speech\b/i, false],
  ['hate/threatening', /\bhate speech\b.*\bkill\b/i, false],
  ['illicit', /\b(?:shoplift|steal a car)/i, false],
  ['illicit/violent', /\bbuild a bomb\b/i, false],
  ['self-harm/intent', /\bhurt myself\b/i, true],
  ['self-harm/instructions', /\bhow to hurt myself\b/i, true],
  ['self-harm', /\b(?:self-harm|hurt myself)\b/i, true],
  ['sexual/minors', /\bminors porn\b/i, false],
  ['violence', /\b(?:kill|bomb|murder)/i, true],
  ['violence/graphic', /\b(?:gore|bloody)/i, true],
];

const shape = object({
  model: text(),
  'input!': either(
    text(),
    list(text(), 1),
    list(
      tagged('type', {
        text: object({ 'type!': text(), 'text!': text() }),
        image_url: object({ 'type!': text(), 'image_url!': object({ 'url!': text() }) }),
      }),
      1,
    ),
  ),
});

function judge(content: string, hasImage: boolean, isOld: boolean): Json {
  const rows = CATEGORIES.filter(([name]) => !isOld || !name.startsWith('illicit'));
  const flags = rows.map(([name, words]) => [name, words.test(content)] as const);
  const scores = flags.map(([name, flagged], index) => [name, flagged ? 0.9 + index / 1000 : 0.0001 * (index + 1)]);
  return {
    flagged: flags.some(([, flagged]) => flagged),
    categories: Object.fromEntries(flags),
    category_scores: Object.fromEntries(scores),
    ...(isOld
      ? {}
      : {
          category_applied_input_types: Object.fromEntries(
            rows.map(([name, , images]) => [name, images && hasImage ? ['text', 'image'] : ['text']]),
          ),
        }),
  };
}

/** `POST /v1/moderations`. */
export async function serveModerations(visit: Visit, body: Json): Promise<void> {
  requireBearer(visit.request.headers);
  const fault = shape(body, []);
  if (fault !== undefined) throw openaiFault(fault);
  const { input } = body;
  const model = typeof body['model'] === 'string' ? body['model'] : 'omni-moderation-latest';
  const items = Array.isArray(input) ? input : [input];
  const parts = items.filter(isObject);
  const isOld = model.startsWith('text-moderation');
  const images = parts.filter(part => part['type'] === 'image_url').length;
  if (images > 0 && isOld) throw openaiRefusal(`Model ${model} does not support image input.`, 'input');
  if (images > 1) throw openaiRefusal('Only one image is supported per request.', 'input');
  const texts = parts.length > 0 ? [parts.map(part => String(part['text'] ?? '')).join('\n')] : items.map(String);
  const act = await enter(visit, 'openai', texts);
  if (act === undefined) return;
  sendJson(visit, 200, {
    id: newId('modr-', act.seed, 32),
    model,
    results: texts.map(content => judge(content, images > 0, isOld)),
  });
  note(model, readOnly(texts.reduce((sum, content) => sum + countTokens(content), 0)), true);
}
