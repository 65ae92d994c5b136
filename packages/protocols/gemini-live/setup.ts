// The set-up of a Gemini Live session: read from the client's first frame, and written for the upstream that is chosen.

import { fields, isFields, type Fields } from '../conversation/counts.ts';
import { parseJson } from '../json.ts';

/** What a session needs to know of its set-up. */
export interface LiveSetup {
  /** The model without what stands before its name. */
  readonly model: string;
  /** The session that is to be taken up again, or undefined. */
  readonly handle: string | undefined;
  /** The set-up as it came. */
  readonly fields: Fields;
}

/** The name of a model without its project, publisher or collection. */
export function plainModel(name: string): string {
  return name.replace(/^(?:projects\/[^/]+\/locations\/[^/]+\/)?(?:publishers\/[^/]+\/)?models\//, '');
}

/** The value of a field in either of Google's spellings. */
export function either(object: Fields, camel: string): unknown {
  const snake = camel.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`);
  return object[camel] ?? object[snake];
}

/** The set-up in a first frame; undefined when it holds none, or names no model. */
export function readSetup(frame: string): LiveSetup | undefined {
  const setup = fields(exactly(frame))['setup'];
  return isFields(setup) ? setupOf(setup) : undefined;
}

/** A set-up that was read before, or was given with a token; undefined when it names no model. */
export function setupOf(setup: Fields): LiveSetup | undefined {
  const { model } = setup;
  if (typeof model !== 'string' || plainModel(model) === '') return undefined;
  const handle = fields(either(setup, 'sessionResumption'))['handle'];
  return {
    model: plainModel(model),
    handle: typeof handle === 'string' && handle !== '' ? handle : undefined,
    fields: setup,
  };
}

/** The first frame for an upstream that calls the model `name`, prefix included. */
export function writeSetup(setup: LiveSetup, name: string): string {
  return JSON.stringify({ setup: { ...setup.fields, model: name } });
}

/** The same with numbers as they were written: a set-up goes on. */
function exactly(frame: string): unknown {
  try {
    return parseJson(frame);
  } catch {
    return undefined;
  }
}

/** A JSON value, or undefined: a broken frame is nobody's fault here. */
export function parsed(frame: string): unknown {
  try {
    const value: unknown = JSON.parse(frame);
    return value;
  } catch {
    return undefined;
  }
}
