// An upstream that the operator describes: its address, how it wants its key, the path of each API, what it speaks.

import { openaiList } from './account-calls.ts';
import type { Details, Operation } from './outer.ts';
import { ALL_ROOTS, providerOf, standardAuthorize, standardPath, type Header } from './provider.ts';

export const custom = providerOf({
  name: 'custom',
  title: 'Custom upstream',
  defaultBaseUrl: '',
  roots: ALL_ROOTS,
  speaks: ['openai-chat'],
  catalog: undefined,
  details: ['auth', 'paths'],
  list: openaiList('/v1/models'),
  authorize: (protocol, secret, details) => {
    const auth = details?.auth;
    if (auth === undefined) return standardAuthorize(protocol, secret);
    if (secret === '' || auth.header === '') return [];
    return [[auth.header, auth.prefix + secret] satisfies Header];
  },
  path: pathOf,
});

/** What the words in `paths` stand for, beside the names of the protocols. */
export const CUSTOM_PATHS = [
  'openai-chat',
  'openai-responses',
  'anthropic-messages',
  'gemini-generate',
  'anthropic-count',
  'gemini-count',
  'models',
] as const;

/** `{model}` and `{verb}` in a written path are filled in; what was not written stands where its protocol has it. */
function pathOf(operation: Operation, details: Details = {}): string {
  const { protocol, action, model, streamed, version } = operation;
  const name = action === 'count' ? `${protocol.slice(0, protocol.indexOf('-'))}-count` : protocol;
  const written = details.paths?.[name];
  if (written === undefined || typeof action === 'object' || action === 'compact')
    return (ALL_ROOTS[protocol] ?? '/v1') + standardPath(operation);
  const verb = action === 'count' ? 'countTokens' : streamed ? 'streamGenerateContent' : 'generateContent';
  return written
    .replaceAll('{model}', model.split('/').map(encodeURIComponent).join('/'))
    .replaceAll('{verb}', verb)
    .replaceAll('{version}', version);
}
