// Specification of what is taken out of an upstream's words, and what is left as it is.

import { describe, expect, it } from 'vitest';
import type { Candidate } from '../routing/plan.ts';
import { redact, redactBytes, redactHeaders } from './redact.ts';

const SECRET = 'sk-proj-Abcdef1234567890xyz';
const candidate: Candidate = {
  channel: {
    id: 1,
    name: 'c',
    provider: 'compatible',
    baseUrl: 'https://operator-7.example.net:8443/v',
    speaks: ['openai-chat'],
    credentials: [],
    models: { all: true, named: new Map() },
    groups: new Set(),
    priority: 0,
    weight: 1,
    enabled: true,
  },
  credential: { id: 'k', secret: SECRET },
};
const bare: Candidate = { ...candidate, credential: { id: 'none', secret: '' } };

describe('what is the operator’s', () => {
  it.each([
    `Incorrect API key provided: ${SECRET}.`,
    'Incorrect API key provided: sk-proj-****0xyz. You can find your API key at…',
    'Incorrect API key provided: sk-pr...0xyz',
    'key sk-p****',
    'organization org-AbCdEfGh12345678 has no access',
    'project proj_AbCdEfGh12345678',
    'AIzaSyA1234567890abcdefg is not valid',
    'https://operator-7.example.net:8443/v/chat/completions said no',
    'could not resolve operator-7.example.net',
    'projects/my-company-prod/locations/us-central1 is out of quota',
    'User: arn:aws:iam::123456789012:user/ops is not authorized',
  ])('is hidden in %j', words => {
    const told = redact(words, candidate);
    expect(told).toContain('[hidden]');
    for (const secret of [SECRET, '0xyz', 'AbCdEfGh', 'AIzaSy', 'operator-7', 'my-company', '123456789012'])
      expect(told).not.toContain(secret);
  });
});

describe('everything else', () => {
  it.each([
    'The model `gpt-5` does not exist or you do not have access to it.',
    'max_tokens is too large: 5000. This model supports at most 4096 completion tokens.',
    'Rate limit reached for gpt-4o in requests per min. Limit: 3, please try again in 20s.',
    'Invalid value for "user": expected a string',
    'messages.0.content: Field required',
    '内容违规',
  ])('stays as it is: %j', words => {
    expect(redact(words, candidate)).toBe(words);
    expect(redact(words, bare)).toBe(words);
    const bytes = Buffer.from(words);
    expect(redactBytes(bytes, candidate)).toBe(bytes);
  });

  it('headers pass, but for those that name addresses or accounts', () => {
    const headers = {
      'retry-after': '7',
      'x-ratelimit-remaining-requests': '0',
      location: '/elsewhere',
      'x-account': 'org-AbCdEfGh12345678',
      'www-authenticate': 'Bearer',
    };
    expect(redactHeaders(headers, candidate)).toEqual({ 'retry-after': '7', 'x-ratelimit-remaining-requests': '0' });
  });
});
