// A channel that the console edits is the channel that the file would declare: the same words, the same reader.

import { randomBytes } from 'node:crypto';
import { Failure } from '@turnpike/protocols/failures';
import { describe, expect, it } from 'vitest';
import { Seal } from '../identity/seal.ts';
import { channelDocument } from './documents.ts';
import { readWords, wordsOf, type ChannelWords } from './channel-words.ts';

const seal = new Seal(randomBytes(32));

const FULL: ChannelWords = {
  name: 'full',
  provider: 'custom',
  base_url: 'https://api.example.com/x',
  speaks: ['openai-chat'],
  models: ['*', 'gpt-4o', { name: 'fast', upstream: 'gpt-4o-mini' }],
  keys: [
    { key: 'secret-one' },
    { key: 'secret ${TWO}', enabled: false, cost: 0.5, limits: { concurrency: 3, requests_per_minute: 60 } },
  ],
  groups: ['default', 'vip'],
  priority: 7,
  weight: 3,
  enabled: false,
  costs: [
    {
      model: 'gpt-4o',
      input: '1.5',
      output: '6',
      tiers: [{ above: 1000, input: '2' }],
      factors: { mode: { pro: '2' } },
    },
  ],
  key_order: 'round_robin',
  cost: 0.8,
  timeouts: { connect: 1.5, first_byte: 60 },
  parameters: [
    { set: { temperature: 0.2 }, when: { models: ['gpt-*'], min_tokens: 5, hours: '22:00-06:00' } },
    { drop: ['user'] },
  ],
  headers: { set: { 'x-team': 'abc' }, drop: ['x-no'], pass: ['x-yes'] },
  status: { '451': 400 },
  system_prompt: { text: 'Be kind.', mode: 'prepend' },
  proxy: 'socks5://user:pass@10.0.0.1:1080',
  pass_through: true,
  strict_translation: true,
  limits: { tokens_per_minute: 100_000, requests_per_day: 5, money_per_hour: '0.25', wait_seconds: 20 },
  auth: { header: 'x-key', prefix: 'Key ' },
  paths: { 'openai-chat': '/v9/chat' },
};

function stored(words: ChannelWords) {
  const draft = channelDocument(readWords(words), seal, undefined);
  return { ...draft, id: 1, declared: false };
}

describe('a stored channel in the words of the file', () => {
  it('says everything that was written, and is read as the same channel', () => {
    const words = wordsOf(stored(FULL), seal);
    expect(words).toEqual(FULL);
    expect(readWords(words)).toEqual(readWords(FULL));
  });

  it('leaves out what was not written', () => {
    const plain = { name: 'plain', provider: 'openai', models: ['gpt-4o'], keys: ['k'] };
    const words = wordsOf(stored(plain), seal);
    expect(Object.keys(words).sort()).toEqual([
      'enabled',
      'groups',
      'keys',
      'models',
      'name',
      'priority',
      'provider',
      'speaks',
      'weight',
    ]);
    expect(readWords(words)).toEqual(readWords(plain));
  });

  it('takes no value from the environment: texts are as they are', () => {
    process.env['TURNPIKE_TEST_SECRET'] = 'leaked';
    const words = { name: 'x', provider: 'openai', models: ['m'], keys: ['${TURNPIKE_TEST_SECRET}'] };
    expect(readWords(words).keys).toEqual([{ key: '${TURNPIKE_TEST_SECRET}', enabled: true }]);
  });

  it.each([
    [{ provider: 'openai', models: ['m'] }, 'name'],
    [{ name: 'x', models: ['m'] }, 'provider'],
    [{ name: 'x', provider: 'nobody', models: ['m'] }, 'provider'],
    [{ name: 'x', provider: 'compatible', models: ['m'] }, 'base_url'],
    [{ name: 'x', provider: 'openai', models: ['m'], base_url: 'ftp://x' }, 'base_url'],
    [{ name: 'x', provider: 'openai' }, 'models'],
    [{ name: 'x', provider: 'openai', models: ['m'], keys: [{ key: 'a', cost: 'much' }] }, 'keys.0.cost'],
    [{ name: 'x', provider: 'openai', models: ['m'], region: 'us' }, 'region'],
    [{ name: 'x', provider: 'openai', models: ['m'], colour: 'red' }, 'colour'],
  ])('names the field at fault: %j is wrong in %s', (words, field) => {
    let fault: unknown;
    try {
      readWords(words);
    } catch (error) {
      fault = error;
    }
    expect(fault).toBeInstanceOf(Failure);
    expect(fault).toMatchObject({ param: field });
  });
});
