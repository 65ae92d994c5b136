// Writes a request for an upstream of Google's, from a client of any protocol.

import type { Fields } from '../conversation/counts.ts';
import { Losses } from '../conversation/losses.ts';
import type { ConversationRequest } from '../conversation/request.ts';
import { ToolNames } from '../conversation/tool-names.ts';
import type { EncodedRequest, Target } from '../codec.ts';
import { encodeConfig } from './encode-config.ts';
import { encodeContents } from './encode-contents.ts';
import { encodeTools } from './encode-tools.ts';
import { generationOf } from './thinking.ts';
import { GEMINI, namedOrNone } from './wire.ts';

/** Writes a request. The model and the kind of answer belong in its path. @throws Failure naming what cannot be held */
export function encodeRequest(request: ConversationRequest, target: Target): EncodedRequest {
  const losses = new Losses(request);
  const names = new ToolNames();
  const tools = encodeTools(request, target, names, losses);
  const { system, contents } = encodeContents(request, target, names, losses);
  const { config, cutAt, instruction } = encodeConfig(request, target, losses);
  const instructions = instruction === undefined ? system : [...system, { text: instruction }];
  const spoken = generationOf(target.model).makes === 'speech';
  const body: Record<string, unknown> = {
    // Models that only speak refuse an instruction of the system: it is put before what they shall say.
    contents: spoken && instructions.length > 0 ? withInstructions(contents, instructions) : contents,
    ...(instructions.length === 0 || spoken ? {} : { systemInstruction: { parts: instructions } }),
    ...tools,
    ...(Object.keys(config).length === 0 ? {} : { generationConfig: config }),
    ...handlingOf(request, losses),
  };
  for (const [path, value] of Object.entries(request.extras)) {
    if (request.origin === GEMINI) put(body, path.split('.'), value);
    else if (path === 'google') Object.assign(body, googleFields(value, losses));
    else losses.path(path);
  }
  return { body, headers: [], losses: losses.list, names, cutAt };
}

/** What a chat client asks of Google alone (`extra_body.google`): safety; a cache belongs to a key that is not its own. */
function googleFields(value: unknown, losses: Losses): Fields {
  const { safetySettings, ...rest } = namedOrNone(value);
  for (const name of Object.keys(rest)) losses.path(`extra_body.google.${name}`);
  return safetySettings === undefined ? {} : { safetySettings };
}

function withInstructions(contents: readonly Fields[], instructions: readonly Fields[]): readonly Fields[] {
  const [first, ...rest] = contents;
  const parts = Array.isArray(first?.['parts']) ? first['parts'] : [];
  return first === undefined ? contents : [{ ...first, parts: [...instructions, ...parts] }, ...rest];
}

/** What a client of Google's own says of handling passes; the hints of others have no place here. */
function handlingOf({ handling, origin }: ConversationRequest, losses: Losses): Fields {
  const { metadata, serviceTier, store, user, cacheKey, cacheRetention, cache } = handling;
  if (origin === GEMINI)
    return {
      ...(metadata === undefined ? {} : { labels: metadata }),
      ...(serviceTier === undefined ? {} : { serviceTier }),
      ...(store === undefined ? {} : { store }),
    };
  if (metadata !== undefined) losses.field('metadata');
  if (serviceTier !== undefined && serviceTier !== 'auto' && serviceTier !== 'default') losses.field('serviceTier');
  if (user !== undefined) losses.field('user');
  if (cacheKey !== undefined) losses.field('cacheKey');
  if (cacheRetention !== undefined) losses.field('cacheRetention');
  if (cache !== undefined) losses.field('cache');
  // Nothing is kept unless it is asked for: not to keep an answer is what happens anyway.
  if (store === true) losses.field('store');
  return {};
}

/** Puts a value at its path; a field that is there already is replaced, because the client's own word is the finer one. */
function put(body: Record<string, unknown>, [name, ...rest]: readonly string[], value: unknown): void {
  if (name === undefined) return;
  if (rest.length === 0) {
    body[name] = value;
    return;
  }
  const inner: Record<string, unknown> = { ...(typeof body[name] === 'object' ? body[name] : {}) };
  body[name] = inner;
  put(inner, rest, value);
}
