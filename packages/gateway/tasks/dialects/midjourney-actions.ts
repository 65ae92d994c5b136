// What the buttons and the old words of Midjourney's clients ask for: the action that is billed, and whether it waits.

import { Failure } from '@turnpike/protocols/failures';
import { text, type Json } from '../../relay/json.ts';

/** What a button does. */
export interface Pressed {
  /** Billed as `mj_<action>`, shown in capitals. */
  readonly action: string;
  /** Which of the pictures, from 1. */
  readonly index: number;
}

/** Verbs of the buttons by how they begin, the longest first (midjourney.md §2). */
const VERBS: readonly (readonly [begins: string, action: string])[] = [
  ['upsample', 'upscale'],
  ['low_variation', 'low_variation'],
  ['high_variation', 'high_variation'],
  ['variation', 'variation'],
  ['reroll', 'reroll'],
  ['pan_', 'pan'],
  ['outpaint', 'zoom'],
  ['customzoom', 'custom_zoom'],
  ['inpaint', 'inpaint'],
  ['animate_', 'video'],
  ['promptanalyzer', 'imagine'],
];

/** What a button's `customId` does; undefined when nobody knows. */
export function pressed(customId: string): Pressed | undefined {
  const parts = customId.split('::');
  if (parts[0]?.toUpperCase() !== 'MJ') return undefined;
  const isJob = parts[1]?.toUpperCase() === 'JOB';
  const verb = (isJob ? parts[2] : parts[1])?.toLowerCase() ?? '';
  const action = VERBS.find(([begins]) => verb.startsWith(begins))?.[1];
  if (action === undefined) return undefined;
  const index = Number(isJob ? parts[3] : 1);
  return { action, index: Number.isInteger(index) && index > 0 ? index : 1 };
}

/** The first generation of clients: an action and which picture. */
export function changed(body: Json): Pressed {
  const action = text(body['action']).toUpperCase();
  if (action === '') throw new Failure('invalid_request', 'action_is_required', { param: 'action' });
  if (!['UPSCALE', 'VARIATION', 'REROLL'].includes(action))
    throw new Failure('invalid_request', 'unknown_action', { param: 'action' });
  const index = Number(body['index']);
  if (action === 'REROLL') return { action: 'reroll', index: 1 };
  if (body['index'] === undefined) throw new Failure('invalid_request', 'index_is_required', { param: 'index' });
  if (!Number.isInteger(index) || index < 1 || index > 4)
    throw new Failure('invalid_request', 'index_parse_failed', { param: 'index' });
  return { action: action.toLowerCase(), index };
}

/** `1763776800123456 U1`: a task, one space, and U1 to U4, V1 to V4 or R. */
export function simplyChanged(body: Json): Pressed & { readonly taskId: string } {
  const content = text(body['content']);
  if (content.trim() === '') throw new Failure('invalid_request', 'content_is_required', { param: 'content' });
  const [, taskId, word, index] = /^(\S+) (?:([uv])([1-4])|r)$/i.exec(content.trim()) ?? [];
  if (taskId === undefined) throw new Failure('invalid_request', 'content_parse_failed', { param: 'content' });
  if (word === undefined) return { taskId, action: 'reroll', index: 1 };
  return { taskId, action: word.toLowerCase() === 'u' ? 'upscale' : 'variation', index: Number(index) };
}

const MODES = ['fast', 'relax', 'turbo'] as const;
type Mode = (typeof MODES)[number];

function modeIn(word: string): Mode | undefined {
  const plain = word.toLowerCase();
  return MODES.find(mode => plain === mode || plain === `mj-${mode}` || plain.startsWith(`mj_${mode}_`));
}

/** Whether a first segment of a path is a speed. */
export function isMode(segment: string): boolean {
  return /^(?:mj-)?(?:fast|relax|turbo)$/.test(segment);
}

/**
 * The speed that a client asks for, in the order of midjourney.md §1: path, model, mode, account filter, the prompt's
 * flag, else fast. `given` when it was asked for at all. @throws Failure when two of them differ.
 */
export function speedOf(path: string, body: Json): { readonly mode: Mode; readonly given: boolean } {
  const filter = body['accountFilter'];
  const modes = typeof filter === 'object' && filter !== null && 'modes' in filter ? filter.modes : undefined;
  const explicit = [
    modeIn(path),
    modeIn(text(body['model'])),
    modeIn(text(body['mode'])),
    modeIn(text(Array.isArray(modes) ? modes[0] : undefined)),
  ].flatMap(mode => mode ?? []);
  if (new Set(explicit).size > 1)
    throw new Failure('invalid_request', 'The path, the model and the mode ask for different speeds. Ask for one.', {
      param: 'mode',
    });
  const flag = /--(fast|relax|turbo)\b/.exec(text(body['prompt']))?.[1];
  const mode = explicit[0] ?? modeIn(flag ?? '');
  return { mode: mode ?? 'fast', given: mode !== undefined };
}

/** Names under which an action may be priced, the most exact first. */
export function namesOf(action: string, mode: Mode): readonly string[] {
  if (action === 'swap_face') return [`mj_${mode}_swap_face`, `swap_face_${mode}`, 'mj_swap_face', 'swap_face'];
  // What opens a window is billed with the step that closes it, where it has no price of its own.
  const rest = action === 'inpaint' || action === 'custom_zoom' ? [`mj_${mode}_modal`, 'mj_modal'] : [];
  return [`mj_${mode}_${action}`, `mj_${action}`, ...rest];
}
