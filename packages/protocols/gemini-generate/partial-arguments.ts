// Writes JSON text out of arguments that arrive value by value (`partialArgs`), each piece as soon as it is certain.

import type { Fields } from '../conversation/counts.ts';
import { textOrNone } from './wire.ts';

type Step = string | number;

interface Level {
  /** Where this object or list stands in the one around it. */
  readonly step: Step | undefined;
  readonly list: boolean;
  filled: boolean;
}

/** The steps of a path like `$.items[0].name` or `$['a key']`. */
function stepsOf(path: string): readonly Step[] {
  const steps = path.matchAll(/\.([^.[\]]+)|\[(\d+)\]|\[(?:'([^']*)'|"([^"]*)")\]/g);
  return [...steps].map(([, name, index, single, double]) =>
    index === undefined ? (name ?? single ?? double ?? '') : Number(index),
  );
}

/** The JSON text of one call's arguments. The values come in the order in which the model writes them. */
export class PartialArguments {
  private readonly levels: Level[] = [];
  /** The path of a string that goes on. */
  private open: string | undefined;

  /** Another value, or more of a string; answers the text for it. */
  push(entry: Fields): string {
    const path = textOrNone(entry['jsonPath']) ?? '';
    const value = valueOf(entry);
    if (value === undefined) return '';
    const continues = entry['willContinue'] === true;
    if (this.open === path && typeof value === 'string') {
      this.open = continues ? path : undefined;
      return inside(value) + (continues ? '' : '"');
    }
    const steps = stepsOf(path);
    const last = steps.at(-1);
    if (last === undefined) return '';
    const before = this.closeString() + this.enter(steps) + this.key(last);
    if (typeof value !== 'string') return before + JSON.stringify(value);
    this.open = continues ? path : undefined;
    return `${before}"${inside(value)}${continues ? '' : '"'}`;
  }

  /** The end of the arguments; empty when there were none. */
  close(): string {
    let text = this.closeString();
    for (let level = this.levels.pop(); level !== undefined; level = this.levels.pop()) text += level.list ? ']' : '}';
    return text;
  }

  private closeString(): string {
    if (this.open === undefined) return '';
    this.open = undefined;
    return '"';
  }

  /** Leaves the objects and lists that the path is not in, and enters those that it is in. */
  private enter(steps: readonly Step[]): string {
    let text = '';
    if (this.levels.length === 0) {
      this.levels.push({ step: undefined, list: false, filled: false });
      text = '{';
    }
    const around = steps.slice(0, -1);
    const common = around.findIndex((step, index) => this.levels[index + 1]?.step !== step);
    const kept = (common === -1 ? around.length : common) + 1;
    while (this.levels.length > kept) text += this.levels.pop()?.list === true ? ']' : '}';
    for (let index = kept - 1; index < around.length; index += 1) {
      const step = around[index] ?? '';
      const list = typeof steps[index + 1] === 'number';
      text += this.key(step) + (list ? '[' : '{');
      this.levels.push({ step, list, filled: false });
    }
    return text;
  }

  private key(step: Step): string {
    const level = this.levels.at(-1);
    const comma = level?.filled === true ? ',' : '';
    if (level !== undefined) level.filled = true;
    return level?.list === true ? comma : `${comma}${JSON.stringify(String(step))}:`;
  }
}

function inside(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function valueOf(entry: Fields): string | number | boolean | null | undefined {
  const { stringValue, numberValue, boolValue } = entry;
  if (typeof stringValue === 'string') return stringValue;
  if (typeof numberValue === 'number') return numberValue;
  if (typeof boolValue === 'boolean') return boolValue;
  return Object.hasOwn(entry, 'nullValue') ? null : undefined;
}
