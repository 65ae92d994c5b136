// Custom tools for models that know only functions: free text travels as `{"input": "…"}`, and is found again.

import type { Fields } from './counts.ts';
import { isFields } from './counts.ts';

/** The one argument that a custom tool has as a function. */
const FIELD = 'input';

/** The schema of a custom tool as a function. */
export const CUSTOM_SCHEMA: Fields = {
  type: 'object',
  properties: { [FIELD]: { type: 'string', description: 'The whole input of the tool, as free text.' } },
  required: [FIELD],
  additionalProperties: false,
};

/** The description of a custom tool as a function: with its grammar, because nothing else will hold the model to it. */
export function customDescription(
  description: string | undefined,
  grammar: { definition: string } | undefined,
): string {
  const rule = grammar === undefined ? '' : `The input must follow this grammar:\n${grammar.definition}`;
  return [description ?? '', rule].filter(text => text !== '').join('\n\n');
}

/** Free text as the arguments of the function, JSON text. */
export function wrapCustomInput(input: string): string {
  return JSON.stringify({ [FIELD]: input });
}

/** The free text in a function's arguments; arguments of another form are taken as they are. */
export function openCustomInput(argumentsText: string): string {
  try {
    const value: unknown = JSON.parse(argumentsText);
    if (isFields(value) && typeof value[FIELD] === 'string') return value[FIELD];
  } catch {
    // Not JSON: the model wrote the text itself.
  }
  return argumentsText;
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' };

/** Reads the free text out of arguments that arrive in pieces, giving each piece as soon as it is certain. */
export class CustomInputReader {
  private seen = '';
  private state: 'before' | 'inside' | 'after' = 'before';
  private pending = '';

  /** More of the arguments; answers more of the free text. */
  push(piece: string): string {
    if (this.state === 'after') return '';
    if (this.state === 'inside') return this.read(piece);
    this.seen += piece;
    const start = /^\s*\{\s*"input"\s*:\s*"/.exec(this.seen);
    if (start === null) return '';
    this.state = 'inside';
    return this.read(this.seen.slice(start[0].length));
  }

  /** The arguments are over: answers what could not be read in pieces. */
  close(): string {
    if (this.state !== 'before' || this.seen === '') return '';
    this.state = 'after';
    return openCustomInput(this.seen);
  }

  private read(piece: string): string {
    const text = this.pending + piece;
    this.pending = '';
    let out = '';
    for (let index = 0; index < text.length; index += 1) {
      const character = text.charAt(index);
      if (character === '"') {
        this.state = 'after';
        return out;
      }
      if (character !== '\\') {
        out += character;
        continue;
      }
      const next = text.charAt(index + 1);
      const length = next === 'u' ? 6 : 2;
      if (next === '' || index + length > text.length) {
        this.pending = text.slice(index);
        return out;
      }
      out += next === 'u' ? codeUnit(text.slice(index + 2, index + 6)) : (ESCAPES[next] ?? next);
      index += length - 1;
    }
    return out;
  }
}

function codeUnit(digits: string): string {
  return /^[0-9a-fA-F]{4}$/.test(digits) ? String.fromCharCode(Number.parseInt(digits, 16)) : '';
}
