// Writes what shape the answer shall have: the text's format, and images as a tool of the provider's.

import { FIELD_NAMES } from '../conversation/field-names.ts';
import type { Losses } from '../conversation/losses.ts';
import type { ConversationRequest, TextFormat } from '../conversation/request.ts';
import { given, type Item } from './wire.ts';

/** `text.format`, or undefined where nothing is asked for. */
export function formatField(format: TextFormat | undefined, request: ConversationRequest): Item | undefined {
  if (format === undefined || format.type === 'text') return format;
  if (format.type === 'json') return { type: 'json_object' };
  const own = request.origin === 'openai-responses';
  return {
    type: 'json_schema',
    name: nameOf(format.name),
    ...given('description', format.description),
    schema: format.schema,
    ...given('strict', format.strict ?? (own ? undefined : false)),
  };
}

/** The provider demands a name of letters, digits, dashes and underscores. */
function nameOf(name: string | undefined): string {
  const clean = (name ?? '').replace(/[^a-zA-Z0-9_-]/g, '_').slice(0, 64);
  return clean === '' ? 'answer' : clean;
}

/** Whether the answer shall show an image. */
export function wantsImage(request: ConversationRequest): boolean {
  const { tools, output } = request;
  const offered = tools.some(tool => tool.type === 'hosted' && tool.tool === 'image_generation');
  return output.modalities?.includes('image') === true && !offered;
}

/** The sizes that the provider draws, by the width of a shape of height one. */
const SIZES: readonly (readonly [shape: number, size: string])[] = [
  [1, '1024x1024'],
  [1.5, '1536x1024'],
  [1 / 1.5, '1024x1536'],
];

/** The tool that draws, in the nearest shape to the one that is wanted. */
export function imageTool(request: ConversationRequest, losses: Losses): Item {
  const wanted = request.output.image;
  if (wanted?.size !== undefined) losses.path(`${FIELD_NAMES[request.origin].image ?? 'image'}.size`);
  const [width = Number.NaN, height = Number.NaN] = (wanted?.aspectRatio ?? '').split(':').map(Number);
  const shape = width / height;
  if (!Number.isFinite(shape) || shape <= 0) return { type: 'image_generation' };
  const distance = (one: number): number => Math.abs(Math.log(one / shape));
  const [nearest, size] = SIZES.reduce((best, next) => (distance(next[0]) < distance(best[0]) ? next : best));
  if (distance(nearest) > 1e-6) losses.field('image', 'clamped');
  return { type: 'image_generation', size };
}
