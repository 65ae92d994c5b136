// The practice upstream's door to Gemini Live: Google's three addresses, and what each takes for a key.

import type { IncomingMessage } from 'node:http';
import { hasToken, PROJECT } from '../clouds/tokens.ts';
import { geminiError } from '../gemini-generate/errors.ts';
import type { Door } from '../sockets/door.ts';
import { LiveSession, type Entry } from './session.ts';
import { useToken } from './tokens.ts';

const GEMINI =
  /^\/ws\/google\.ai\.generativelanguage\.(v1|v1beta|v1alpha)\.GenerativeService\.BidiGenerateContent(Constrained)?$/;
const VERTEX = /^\/ws\/google\.cloud\.aiplatform\.(v1|v1beta1)\.LlmBidiService\/BidiGenerateContent$/;

/** Every address of Gemini Live. */
export const liveDoor: Door = {
  pattern: new RegExp(`${GEMINI.source}|${VERTEX.source}`),
  binary: true,
  enter(request, url) {
    const entry = VERTEX.test(url.pathname) ? vertexEntry(request) : geminiEntry(request, url);
    return socket => {
      const session = new LiveSession(socket, entry);
      return { text: message => session.take(message), gone: () => session.gone() };
    };
  },
};

/** @throws Refused */
function vertexEntry(request: IncomingMessage): Entry {
  const key = request.headers['x-goog-api-key'];
  if (typeof key === 'string' && key !== '')
    return { key, vertex: true, version: 'v1beta1', prefix: /^publishers\/google\/models\//, locked: undefined };
  if (!hasToken({ request }, 'google')) throw geminiError(401);
  const prefix = new RegExp(`^projects/${PROJECT}/locations/[a-z0-9-]+/publishers/google/models/`);
  return { key: 'vertex', vertex: true, version: 'v1beta1', prefix, locked: undefined };
}

/** @throws Refused */
function geminiEntry(request: IncomingMessage, url: URL): Entry {
  const [, version = '', constrained] = GEMINI.exec(url.pathname) ?? [];
  const common = { vertex: false, version, prefix: /^models\// };
  if (constrained !== undefined) {
    const written = request.headers.authorization?.replace(/^token\s+/i, '');
    const name = url.searchParams.get('access_token') ?? written ?? '';
    const token = useToken(name);
    if (token === undefined) throw geminiError(401);
    return { ...common, key: name, locked: token.setup };
  }
  const header = request.headers['x-goog-api-key'];
  const key = url.searchParams.get('key') ?? (typeof header === 'string' ? header : '');
  if (key === '' || key.startsWith('auth_tokens/'))
    throw geminiError(403, "Method doesn't allow unregistered callers (callers without established identity).");
  return { ...common, key, locked: undefined };
}
