// What clouds want changed of a Messages request: no model in it, the version inside it, and only the betas that they know.

import { parseJson } from '@turnpike/protocols/json';
import { objectOf } from './account-calls.ts';
import { headerOf, piecesOf, type Outgoing } from './outer.ts';

/** A version of Anthropic's API that clouds take by its plain name (clouds §2.4). */
const NEW_VERSION = '2026-10-21';

/** The fields of a request's body. */
export function bodyFields(request: Outgoing): Record<string, unknown> {
  return { ...objectOf(parseJson(Buffer.concat([...piecesOf(request)]).toString('utf8'))) };
}

/** The version for the body: a cloud's old constant, unless the client asked for the new one and the model has it. */
export function versionFor(request: Outgoing, constant: string, takesNew: boolean): string {
  return takesNew && headerOf(request.headers, 'anthropic-version') === NEW_VERSION ? NEW_VERSION : constant;
}

/** A cloud's betas. */
export interface Betas {
  readonly kept: RegExp;
  /** Names that it has for others. */
  readonly renamed: Readonly<Record<string, string>>;
}

/** The betas of a request that a cloud knows, by its own names. */
export function betasOf(request: Outgoing, { kept, renamed }: Betas): readonly string[] {
  const named = (headerOf(request.headers, 'anthropic-beta') ?? '').split(',').map(name => name.trim());
  return [...new Set(named.map(name => renamed[name] ?? name).filter(name => kept.test(name)))];
}

/** The generation of a Claude model, 4.5 for `claude-sonnet-4-5-20250929`; 0 where its name does not say. */
export function claudeGeneration(model: string): number {
  const behind = /claude-[a-z]+-(\d)(?:-(\d)(?!\d))?/.exec(model);
  const before = /claude-(\d)(?:-(\d)(?!\d))?-[a-z]/.exec(model);
  const [, major, minor] = behind ?? before ?? [];
  return major === undefined ? 0 : Number(`${major}.${minor ?? '0'}`);
}
