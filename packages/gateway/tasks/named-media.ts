// Addresses anywhere in a client's input, for platforms whose models name their fields as they like.

import type { Json } from '../relay/json.ts';
import type { Desk } from './dialect.ts';

/** Fields that hold words: an address in them is only spoken of. */
const WORDS = /prompt|^text$|^text_content$|caption|description/i;

/** Checks every text that as a whole is an address or a data URL. @throws Failure naming the field. */
export function checkNamedMedia(input: Json, desk: Pick<Desk, 'checkMedia'>, path = ''): void {
  for (const [name, value] of Object.entries(input)) {
    if (!WORDS.test(name)) check(value, path + name, desk);
  }
}

function check(value: unknown, path: string, desk: Pick<Desk, 'checkMedia'>): void {
  if (typeof value === 'string') {
    if (/^(?:https?:\/\/\S+|data:[\w.+-]+\/\S*)$/.test(value.slice(0, 4_096))) desk.checkMedia(path, value);
    return;
  }
  if (Array.isArray(value)) {
    for (const [index, each] of value.entries()) check(each, `${path}.${index}`, desk);
    return;
  }
  if (typeof value === 'object' && value !== null) checkNamedMedia({ ...value }, desk, `${path}.`);
}
