// The set-up of a session that an ephemeral token constrains: what the token locks, over what the client wants.

import { fields, isFields, type Fields } from '../conversation/counts.ts';
import { either } from './setup.ts';

/**
 * The client's set-up under a token's. `locked` are paths such as `generationConfig.temperature`; undefined locks all
 * that there is, but for the session that is to be taken up again, which only the client knows.
 */
export function constrained(client: Fields, given: Fields, locked: readonly string[] | undefined): Fields {
  if (locked !== undefined)
    return locked.reduce((setup, path) => withPath(setup, given, path.split('.').map(camel)), client);
  const resumption = either(client, 'sessionResumption');
  const model = given['model'] ?? client['model'];
  return { ...given, model, ...(resumption === undefined ? {} : { sessionResumption: resumption }) };
}

function camel(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** The object with the value that another has at a path, or without one where that has none. */
function withPath(object: Fields, source: Fields, [name = '', ...rest]: readonly string[]): Fields {
  const snake = name.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`);
  const { [name]: own, [snake]: other, ...kept } = object;
  const theirs = either(source, name);
  if (rest.length > 0 && (isFields(own ?? other) || isFields(theirs)))
    return { ...kept, [name]: withPath(fields(own ?? other), fields(theirs), rest) };
  return theirs === undefined ? kept : { ...kept, [name]: theirs };
}
