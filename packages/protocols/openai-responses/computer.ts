// Computer use: a screen that the client shows and the model moves in, told as a function where it is not known.

import type { Fields } from '../conversation/counts.ts';
import { fields, isFields } from '../conversation/counts.ts';
import { sourceOfUrl } from '../conversation/media.ts';
import type { MediaPart } from '../conversation/part.ts';
import { wordOf } from './wire.ts';

const whole = { type: 'integer' };
const word = { type: 'string' };

/** What OpenAI's models do at a screen, as the arguments of a function. */
export const ACTION_SCHEMA: Fields = {
  type: 'object',
  properties: {
    type: {
      type: 'string',
      enum: ['screenshot', 'click', 'double_click', 'drag', 'keypress', 'move', 'scroll', 'type', 'wait'],
    },
    x: whole,
    y: whole,
    button: { type: 'string', enum: ['left', 'right', 'wheel', 'back', 'forward'], description: 'For click.' },
    keys: { type: 'array', items: word, description: 'For keypress: the keys that are pressed together.' },
    text: { type: 'string', description: 'For type.' },
    scroll_x: { ...whole, description: 'For scroll: pixels to the right.' },
    scroll_y: { ...whole, description: 'For scroll: pixels down.' },
    path: {
      type: 'array',
      items: { type: 'object', properties: { x: whole, y: whole } },
      description: 'For drag: the points from the first to the last.',
    },
  },
  required: ['type'],
};

export const ACTION_DESCRIPTION =
  'Acts at the screen of a computer, and returns a picture of the screen after it. Take a screenshot first. Coordinates are pixels from the top left.';

/** What was done, out of the item of a call: one action, or several at once. */
export function actionOf(item: Fields): unknown {
  return isFields(item['action']) ? item['action'] : { actions: item['actions'] ?? [] };
}

/** The fields of a call's item. */
export function actionItem(action: Fields): Fields {
  const done = Array.isArray(action['actions']) ? { actions: action['actions'] } : { action };
  return { ...done, pending_safety_checks: [] };
}

/** The picture of the screen in an output. */
export function screenOf(item: Fields): readonly MediaPart[] {
  const output = fields(item['output']);
  const file = wordOf(output['file_id']);
  if (file !== undefined) return [{ type: 'image', source: { kind: 'file', id: file, origin: 'openai-responses' } }];
  const url = wordOf(output['image_url']);
  return url === undefined ? [] : [{ type: 'image', ...sourceOfUrl(url) }];
}

const CLAUDE_ACTIONS: readonly string[] = (
  'screenshot left_click right_click middle_click double_click triple_click left_click_drag left_mouse_down ' +
  'left_mouse_up mouse_move cursor_position key hold_key type scroll wait'
).split(' ');

/** What Claude does at a screen (`computer_20250124`), as a function for models that were not trained on it. */
export function claudeComputer(tool: Fields): { readonly description: string; readonly parameters: Fields } {
  const size = `${String(tool['display_width_px'] ?? '?')} by ${String(tool['display_height_px'] ?? '?')}`;
  const point = { type: 'array', items: whole, description: 'Pixels from the left and from the top.' };
  return {
    description: `Acts at the screen of a computer, ${size} pixels. Take a screenshot first, and after every action that changes something.`,
    parameters: {
      type: 'object',
      properties: {
        action: {
          type: 'string',
          enum: CLAUDE_ACTIONS,
        },
        coordinate: point,
        start_coordinate: point,
        text: { type: 'string', description: 'What to type, or the keys to press, like ctrl+s.' },
        scroll_direction: { type: 'string', enum: ['up', 'down', 'left', 'right'] },
        scroll_amount: { ...whole, description: 'Clicks of the wheel.' },
        duration: { type: 'number', description: 'Seconds, for hold_key and wait.' },
      },
      required: ['action'],
    },
  };
}
