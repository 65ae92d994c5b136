// The fields of a form by name, its files by theirs, and a form with some of its parts changed.

import { Failure } from '@turnpike/protocols/failures';
import { sliceOf } from '../../http/spool.ts';
import type { FormPart, SpooledForm } from '../../http/form.ts';
import { streamedBody, type Piece } from './streamed-body.ts';
import type { StreamedBody } from '../../providers/outer.ts';

/** Fields that a price depends on: an upstream that reads them out of a file would bill what was not read here. */
const PLAIN = new Set('model n size quality stream num_images rendering_speed'.split(' '));

/** The plain fields: `name[]` and repeated names are lists. @throws Failure for a file in the place of one */
export function fieldsOf({ parts }: SpooledForm): Record<string, string | readonly string[]> {
  const lists = new Map<string, string[]>();
  const listed = new Set<string>();
  for (const { name, fileName, text } of parts) {
    if (fileName !== undefined && PLAIN.has(name))
      throw new Failure('invalid_request', `${name} must be a plain field, without a file name.`, { param: name });
    if (fileName !== undefined) continue;
    const plain = name.replace(/\[\]$/, '');
    if (plain !== name) listed.add(plain);
    lists.set(plain, [...(lists.get(plain) ?? []), text]);
  }
  return Object.fromEntries(
    [...lists].map(([name, values]) => [name, listed.has(name) || values.length > 1 ? values : (values[0] ?? '')]),
  );
}

/**
 * The files of a name, in whichever spelling: `image`, then `image[]`, then `image[0]`, `image[1]` … None is left out,
 * or it would pass on without having been looked at. @throws Failure when it is a text
 */
export function partsNamed({ parts }: SpooledForm, name: string): readonly FormPart[] {
  const found = [
    ...parts.filter(part => part.name === name),
    ...parts.filter(part => part.name === `${name}[]`),
    ...parts.filter(part => part.name.startsWith(`${name}[`) && part.name !== `${name}[]`),
  ];
  if (found.some(({ fileName }) => fileName === undefined))
    throw new Failure('invalid_request', `${name} must be a file with a file name.`, { param: name });
  return found;
}

/** What the parts of lists are called from now on: `name[]`, as OpenAI's clients send them and its servers want them. */
export function listedNames({ parts }: SpooledForm, lists: ReadonlySet<string>): ReadonlyMap<FormPart, string> {
  const plain = parts.filter(({ name, fileName }) => fileName === undefined && lists.has(name));
  return new Map(plain.map(part => [part, `${part.name}[]`]));
}

/** Refuses fields that are there several times and may be but once: no two readers agree on which of them holds. */
export function refuseRepeated({ parts }: SpooledForm, lists: ReadonlySet<string>): void {
  const seen = new Set<string>();
  for (const { name, fileName } of parts) {
    if (fileName !== undefined || name.endsWith(']') || lists.has(name)) continue;
    if (seen.has(name)) throw new Failure('invalid_request', `${name} may be given once.`, { param: name });
    seen.add(name);
  }
}

/** What a file is told to be. */
export interface Retold {
  /** The part's name, where it changes. */
  readonly name?: string;
  readonly type: string;
  readonly fileName: string;
}

/** What changes of a form: fields with a new text (or without one), and files that are told as what they are. */
export interface FormChanges {
  /** By field name; undefined takes the field out. */
  readonly fields: ReadonlyMap<string, string | undefined>;
  readonly files: ReadonlyMap<FormPart, Retold>;
  /** Fields that get another name. */
  readonly names?: ReadonlyMap<FormPart, string>;
}

/** The form's bytes with its changes, read from the spool each time. */
export function changedForm(form: SpooledForm, { fields, files, names }: FormChanges): StreamedBody {
  const pieces: Piece[] = [];
  let at = 0;
  const upTo = (end: number): void => {
    if (end > at) pieces.push({ spooled: sliceOf(form.spool, at, end), as: 'bytes' });
  };
  for (const part of form.parts) {
    const file = files.get(part);
    const isField = part.fileName === undefined && fields.has(part.name);
    const text = fields.get(part.name);
    if (isField && text === undefined) {
      // With the boundary before it: what stood behind it takes its place.
      upTo(Math.max(part.headStart - form.boundary.length - 4, 0));
      at = part.end;
    } else if (isField && text !== undefined) {
      upTo(part.start);
      pieces.push(Buffer.from(text));
      at = part.end;
    } else if (file !== undefined) {
      upTo(part.headStart);
      pieces.push(headOf(file.name ?? part.name, file));
      at = part.start;
    } else if (names?.has(part) === true) {
      upTo(part.headStart);
      pieces.push(Buffer.from(`\r\nContent-Disposition: form-data; name="${quoted(names.get(part) ?? '')}"\r\n\r\n`));
      at = part.start;
    }
  }
  upTo(form.spool.size);
  return streamedBody(pieces);
}

/** The headers of a file part as they should have been. */
function headOf(name: string, { type, fileName }: Retold): Buffer {
  const disposition = `form-data; name="${quoted(name)}"; filename="${quoted(fileName)}"`;
  return Buffer.from(`\r\nContent-Disposition: ${disposition}\r\nContent-Type: ${type}\r\n\r\n`);
}

function quoted(text: string): string {
  return text.replace(/["\\]/g, '\\$&').replace(/[\r\n]/g, ' ');
}
