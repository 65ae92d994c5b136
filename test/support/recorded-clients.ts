// What real clients sent, made whole again: the notes that stand for cut tool lists become tools.

import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { at } from './client.ts';
import type { FamilyName } from './families.ts';
import { ROOT } from './gateway.ts';

/** One recorded request. */
export interface RecordedClient {
  /** `claude-code.thinking` */
  readonly name: string;
  readonly family: FamilyName;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>>;
}

const FOLDER = join(ROOT, 'fixtures/clients');
const FAMILIES: readonly (readonly [RegExp, FamilyName])[] = [
  [/^\/v1\/chat\/completions$/, 'openai-chat'],
  [/^\/v1\/responses$/, 'openai-responses'],
  [/^\/v1\/messages$/, 'anthropic-messages'],
  [/:(?:streamGenerateContent|generateContent)$/, 'gemini-generate'],
];
/** Headers of the connection and of the recording, which a replay has its own of. */
const OWN = /^(?:authorization|x-api-key|x-goog-api-key|content-length|host|accept-encoding|connection)$/i;

/** All recorded requests to a language model. */
export function recordedClients(): readonly RecordedClient[] {
  return readdirSync(FOLDER)
    .filter(file => file.endsWith('.json'))
    .flatMap(file => {
      const value: unknown = JSON.parse(readFileSync(join(FOLDER, file), 'utf8'));
      const path = String(at(value, 'path'));
      const family = FAMILIES.find(([pattern]) => pattern.test(path))?.[1];
      const body = whole(at(value, 'body'));
      if (family === undefined || typeof body !== 'object' || body === null) return [];
      const headers = Object.entries((at(value, 'headers') ?? {}) as Record<string, string>);
      const query = at(value, 'query');
      return [
        {
          name: file.replace(/\.json$/, ''),
          family,
          path: path + (typeof query === 'string' ? query : ''),
          headers: Object.fromEntries(headers.filter(([name]) => !OWN.test(name))),
          body: { ...body },
        },
      ];
    });
}

/** A recorded request by its name. */
export function recordedClient(name: string): RecordedClient {
  const found = recordedClients().find(client => client.name === name);
  if (found === undefined) throw new Error(`no recorded client ${name}`);
  return found;
}

/** A value whose lists have all their tools again. */
function whole(value: unknown): unknown {
  if (Array.isArray(value)) {
    const names = new Set(value.map(entry => nameOf(entry)));
    return value.flatMap(entry => {
      const cut = at(entry, '__names');
      if (!Array.isArray(cut)) return at(entry, '__note') === undefined ? [whole(entry)] : [];
      return cut
        .map(String)
        .filter(name => !names.has(name))
        .map(name => toolLike(value[0], name));
    });
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, whole(entry)]));
}

/** What a tool is called, or its kind where it has no name (`tool_search`, `web_search`). */
function nameOf(tool: unknown): unknown {
  return at(tool, 'name') ?? at(tool, 'function.name') ?? at(tool, 'type');
}

const SCHEMA = {
  type: 'object',
  properties: { command: { type: 'string' }, description: { type: 'string' } },
  required: ['command'],
  additionalProperties: false,
} as const;

/** A tool in the form of another: as a client of its protocol declares a function. */
function toolLike(example: unknown, name: string): unknown {
  const description = `Runs ${name}.`;
  if (at(example, 'input_schema') !== undefined) return { name, description, input_schema: SCHEMA };
  if (at(example, 'function') !== undefined)
    return { type: 'function', function: { name, description, parameters: SCHEMA } };
  if (at(example, 'type') === undefined) return { name, description, parametersJsonSchema: SCHEMA };
  return { type: 'function', name, description, strict: false, parameters: SCHEMA };
}
