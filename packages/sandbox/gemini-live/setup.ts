// What Gemini Live refuses of a set-up: models it does not serve, modalities, versions, keys that are no good.

import { isObject } from '../shape.ts';

type Json = Readonly<Record<string, unknown>>;

/** Who entered by which door. */
export interface Entry {
  readonly key: string;
  readonly vertex: boolean;
  /** The version of the address. */
  readonly version: string;
  /** What stands before a model's name. */
  readonly prefix: RegExp;
  /** The set-up that an ephemeral token prescribes. */
  readonly locked: Json | undefined;
}

/** Why a connection is closed: there is no other error in this protocol. */
export class Closing extends Error {
  readonly code: number;

  constructor(code: number, reason: string) {
    super(reason);
    this.name = 'Closing';
    this.code = code;
  }
}

export const INVALID = 'Request contains an invalid argument.';

/** How keys that begin with a word are closed (gemini-live §8). */
const BAD_KEYS: readonly (readonly [RegExp, number, string])[] = [
  [/^expired/, 1007, 'API key expired. Please renew the API key.'],
  [/^leaked/, 1008, 'Your API key was reported as leaked. Please use another API key.'],
  [/^exhausted/, 1011, 'You exceeded your current quota, please check your plan and billing details.'],
  [/^unavailable/, 1011, 'The service is currently unavailable.'],
];
/** Models that are spoken to in this protocol. */
const LIVE = /live|native-audio|streaming/;

/** A set-up that is accepted: what of it a session goes by. */
export interface Setup {
  readonly model: string;
  readonly speaks: boolean;
  readonly fields: Json;
  readonly handle: string | undefined;
  readonly resumes: boolean;
}

const object = (value: unknown): Json => (isObject(value) ? value : {});

/** Reads a set-up. @throws Closing */
export function readSetup(given: Json, entry: Entry): Setup {
  const bad = BAD_KEYS.find(([pattern]) => pattern.test(entry.key));
  if (bad !== undefined) throw new Closing(bad[1], bad[2]);
  const fields = { ...given, ...entry.locked };
  const named = String(fields['model'] ?? '');
  const model = named.replace(entry.prefix, '');
  if (!entry.prefix.test(named) || !LIVE.test(model))
    throw new Closing(
      1008,
      `${named} is not found for API version ${entry.version}, or is not supported for bidiGenerateContent.`,
    );
  const config = object(fields['generationConfig']);
  const modalities = Array.isArray(config['responseModalities']) ? config['responseModalities'] : ['AUDIO'];
  if (modalities.length !== 1 || (modalities[0] === 'TEXT' && model.includes('native-audio')))
    throw new Closing(1007, INVALID);
  if (!entry.vertex && entry.version !== 'v1alpha') {
    for (const name of ['proactivity', 'enableAffectiveDialog'])
      if (name in fields || name in config)
        throw new Closing(1007, `Invalid JSON payload received. Unknown name "${name}" at 'setup': Cannot find field.`);
  }
  const resumption = object(fields['sessionResumption']);
  return {
    model,
    speaks: modalities[0] === 'AUDIO',
    fields,
    handle: typeof resumption['handle'] === 'string' ? resumption['handle'] : undefined,
    resumes: isObject(fields['sessionResumption']),
  };
}
