// What follows a failure: the table of rules by status or trouble, editable by the operator, with no exception beside it.

/** What can go wrong with an attempt where no status says it. */
export const TROUBLES = [
  'connect',
  'first_byte',
  'idle',
  'reset',
  'bad_body',
  'empty',
  'stream_error',
  'quota',
] as const;
export type Trouble = (typeof TROUBLES)[number];

/**
 * What a failure does to the health of its candidate: `count` counts towards opening its breaker, `cool` rests it for
 * `Retry-After`, `suspend` rests this model of the credential, `off` rests the credential for every model.
 */
export type Effect = 'count' | 'cool' | 'suspend' | 'off' | 'ignore';

/** One row of the table. */
export interface Rule {
  /** Whether another candidate is tried. */
  readonly next: boolean;
  /** Whether the only candidate may be tried once more. */
  readonly again: boolean;
  readonly effect: Effect;
}

/** The rows, by the text under which they are written: a trouble, `429`, `500-504` or `5xx`. */
export class Rules {
  private readonly troubles = new Map<string, Rule>();
  private readonly ranges: readonly { readonly from: number; readonly to: number; readonly rule: Rule }[];
  private readonly known = new Map<number, Rule>();

  constructor(rows: readonly (readonly [string, Rule])[]) {
    const ranges = [];
    for (const [key, rule] of rows) {
      const range = rangeOf(key);
      if (range === undefined) this.troubles.set(key, rule);
      // A narrower range says more; of two equal ones the later.
      else ranges.unshift({ ...range, rule });
    }
    this.ranges = ranges.sort((left, right) => left.to - left.from - (right.to - right.from));
  }

  /** The rule for a trouble. */
  ofTrouble(trouble: Trouble): Rule {
    return this.troubles.get(trouble) ?? STOP;
  }

  /** The rule for a status. */
  ofStatus(status: number): Rule {
    let rule = this.known.get(status);
    if (rule === undefined) {
      rule = this.ranges.find(({ from, to }) => status >= from && status <= to)?.rule ?? STOP;
      this.known.set(status, rule);
    }
    return rule;
  }
}

const STOP: Rule = { next: false, again: false, effect: 'ignore' };

/** The rules without any of the operator's. Client errors that every channel would share stop; the rest moves on. */
export const DEFAULT_RULES =
  'connect=next again count; reset=next again count; first_byte=next count; idle=next count; bad_body=next count; ' +
  'empty=next again count; stream_error=next count; quota=next off; 3xx=next count; 401=next off; 402=next off; ' +
  '403=next suspend; 404=next ignore; 408=next count; 425=next ignore; 429=next cool; 5xx=next again count; ' +
  '501=next ignore; 504=next count; 529=next count';

const EFFECTS: readonly Effect[] = ['count', 'cool', 'suspend', 'off', 'ignore'];

/** Reads a table of rules; its rows stand above the default ones. @throws RangeError with what to write instead. */
export function readRules(text: string): Rules {
  return new Rules([...rowsOf(DEFAULT_RULES), ...rowsOf(text)]);
}

function rowsOf(text: string): (readonly [string, Rule])[] {
  return text
    .split(/[;\n]/)
    .map(row => row.trim())
    .filter(row => row !== '')
    .map(row => {
      const [key = '', words = '', ...rest] = row.split('=').map(part => part.trim());
      if (rest.length > 0 || (rangeOf(key) === undefined && !TROUBLES.some(trouble => trouble === key)))
        throw new RangeError(
          `begin each rule with a status (429), statuses (5xx, 500-504) or one of ${TROUBLES.join(', ')}, and "=": not ${JSON.stringify(row)}`,
        );
      return [key, ruleOf(words.split(/[\s,]+/).filter(word => word !== ''))] as const;
    });
}

function ruleOf(words: readonly string[]): Rule {
  const known = ['next', 'stop', 'again', ...EFFECTS];
  const foreign = words.find(word => !known.includes(word));
  if (foreign !== undefined || words.length === 0)
    throw new RangeError(`a rule is made of ${known.join(', ')}, not of ${JSON.stringify(foreign ?? '')}`);
  const effects = EFFECTS.filter(effect => words.includes(effect));
  if (effects.length > 1 || (words.includes('next') && words.includes('stop')))
    throw new RangeError(`${words.join(' ')} contradicts itself`);
  return {
    next: words.includes('next'),
    again: words.includes('again'),
    effect: effects[0] ?? 'ignore',
  };
}

function rangeOf(key: string): { from: number; to: number } | undefined {
  const family = /^([1-5])xx$/.exec(key)?.[1];
  if (family !== undefined) return { from: Number(family) * 100, to: Number(family) * 100 + 99 };
  const [, from, to] = /^([1-5]\d\d)(?:-([1-5]\d\d))?$/.exec(key) ?? [];
  return from === undefined ? undefined : { from: Number(from), to: Number(to ?? from) };
}
