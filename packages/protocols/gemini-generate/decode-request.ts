// Reads a generateContent request into the neutral form, in both spellings and in every shorthand that clients use.

import { isFields, type Fields } from '../conversation/counts.ts';
import type { ConversationRequest, Handling } from '../conversation/request.ts';
import type { RequestHints } from '../codec.ts';
import { decodeConfig } from './decode-config.ts';
import { decodeContents, decodeSystem } from './decode-contents.ts';
import { decodeToolConfig, decodeTools } from './decode-tools.ts';
import { GEMINI, flagAt, named, textAt } from './wire.ts';

const KNOWN: ReadonlySet<string> = new Set([
  'model',
  'contents',
  'systemInstruction',
  'tools',
  'toolConfig',
  'generationConfig',
  'labels',
  'serviceTier',
  'store',
]);

/** Reads a request. The model and the kind of answer stand in its path. @throws Failure naming the field */
export function decodeRequest(given: Fields, hints: RequestHints): ConversationRequest {
  const body = named(given);
  const config = decodeConfig(body['generationConfig']);
  const { choice, extras } = decodeToolConfig(body['toolConfig']);
  const rest = Object.fromEntries(Object.entries(body).filter(([name]) => !KNOWN.has(name)));
  return {
    origin: GEMINI,
    model: hints.model ?? (textAt(body['model'], 'model') ?? '').replace(/^models\//, ''),
    streamed: hints.streamed ?? false,
    messages: [...decodeSystem(body['systemInstruction']), ...decodeContents(body['contents'])],
    tools: decodeTools(body['tools']),
    ...(choice === undefined ? {} : { toolChoice: choice }),
    sampling: config.sampling,
    ...(config.reasoning === undefined ? {} : { reasoning: config.reasoning }),
    output: config.output,
    handling: handlingOf(body),
    extras: { ...rest, ...config.extras, ...extras },
  };
}

function handlingOf(body: Fields): Handling {
  const serviceTier = textAt(body['serviceTier'], 'serviceTier');
  const store = flagAt(body['store'], 'store');
  const metadata = labelsOf(body['labels']);
  return {
    ...(metadata === undefined ? {} : { metadata }),
    ...(serviceTier === undefined ? {} : { serviceTier }),
    ...(store === undefined ? {} : { store }),
  };
}

/** Labels are texts by name; anything else in them is left out. */
function labelsOf(value: unknown): Readonly<Record<string, string>> | undefined {
  if (!isFields(value)) return undefined;
  const labels = Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return labels.length === 0 ? undefined : Object.fromEntries(labels);
}
