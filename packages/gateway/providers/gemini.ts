// Google Gemini API: generateContent in its native protocol.

import { objectOf, objectsOf } from './account-calls.ts';
import { providerOf } from './provider.ts';
import { GOOGLE_KEYS } from './refused-keys.ts';

const LIST = '/v1beta/models?pageSize=1000';

export const gemini = providerOf({
  name: 'gemini',
  title: 'Google Gemini',
  defaultBaseUrl: 'https://generativelanguage.googleapis.com',
  roots: { 'gemini-generate': '' },
  catalog: ['google'],
  // The version in the addresses of Live; what the client says where there is none.
  details: ['api_version'],
  list: {
    path: LIST,
    read: body =>
      objectsOf(objectOf(body)['models'])?.flatMap(({ name, displayName }) =>
        typeof name === 'string'
          ? [{ id: name.replace(/^models\//, ''), ...(typeof displayName === 'string' ? { title: displayName } : {}) }]
          : [],
      ),
    next: body => {
      const token = objectOf(body)['nextPageToken'];
      return typeof token === 'string' && token !== '' ? `${LIST}&pageToken=${encodeURIComponent(token)}` : undefined;
    },
  },
  // Google calls a wrong key an invalid argument; places where it does not serve are no fault of the request.
  failures: [
    ...GOOGLE_KEYS,
    { status: [400], words: /API key (?:not valid|expired)|API_KEY_INVALID/i, means: 401 },
    { status: [400], words: /location is not supported/i, means: 403 },
  ],
});
