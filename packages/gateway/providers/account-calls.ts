// What can be asked of an upstream beside answers: which models it has, and how much money is left; as data.

/** A model as an upstream lists it. */
export interface ListedModel {
  readonly id: string;
  /** Its name for people, where the list has one. */
  readonly title?: string;
}

/** How the list of models is read. */
export interface ModelList {
  /** Behind the base URL, with its query. */
  readonly path: string;
  /** Where the list stands on another host than the calls. */
  readonly origin?: (origin: string) => string;
  readonly headers?: readonly (readonly [name: string, value: string])[];
  /** The models of one page; undefined when the answer is no list. */
  read(body: unknown): readonly ListedModel[] | undefined;
  /** The path of the next page, or undefined. */
  next?(body: unknown): string | undefined;
}

/** What is left on an account, as its provider says it. */
export interface Balance {
  /** In the currency's own unit, as the provider writes it; undefined for no limit. */
  readonly amount: string | undefined;
  readonly currency: string;
  /** What else the provider says in one sentence. */
  readonly note?: string;
}

/** How a balance is read: one call, or two where the second is needed to know. */
export interface BalanceCall {
  /** Behind the base URL; the answers are read together. */
  readonly paths: readonly string[];
  /** @throws Error when the answers do not say */
  read(bodies: readonly unknown[], origin: string): readonly Balance[];
}

type Json = Readonly<Record<string, unknown>>;

/** The value when it is an object, else an empty one. */
export function objectOf(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : {};
}

/** The objects of a list; undefined when it is none. */
export function objectsOf(value: unknown): readonly Json[] | undefined {
  return Array.isArray(value) ? value.map(objectOf) : undefined;
}

/** A list whose entries have their name in a field; `data` in OpenAI's way, or a bare array. */
export function readNamed(list: unknown, field = 'id', title = 'name'): readonly ListedModel[] | undefined {
  return objectsOf(list)?.flatMap(entry => {
    const id = entry[field];
    const name = entry[title];
    if (typeof id !== 'string' || id === '') return [];
    return [typeof name === 'string' && name !== '' && name !== id ? { id, title: name } : { id }];
  });
}

/** OpenAI's list, as nearly everybody has it. */
export function openaiList(path: string): ModelList {
  return {
    path,
    // Together answers with a bare array.
    read: body => readNamed(Array.isArray(body) ? body : objectOf(body)['data']),
  };
}

/** A number or a decimal text as the provider wrote it. @throws Error where there is neither */
export function amountOf(value: unknown): string {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  if (typeof value === 'string' && /^-?\d+(?:\.\d+)?$/.test(value.trim())) return value.trim();
  throw new Error('the answer holds no balance');
}

/** The difference or product of amounts, to six digits behind the point. */
export function rounded(value: number): string {
  if (!Number.isFinite(value)) throw new Error('the answer holds no balance');
  return String(Math.round(value * 1e6) / 1e6);
}
