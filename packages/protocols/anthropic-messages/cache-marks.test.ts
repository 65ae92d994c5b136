// Specifies which cache marks reach Anthropic.

import { describe, expect, it } from 'vitest';
import type { Fields } from '../conversation/counts.ts';
import type { CacheMark, TextPart } from '../conversation/part.ts';
import { anthropicMessages as codec } from './codec.ts';
import { asked, call, result, said, sent, talk, WEATHER } from './request.fixture.ts';

const marked = (text: string, ttl: CacheMark['ttl'] = '5m'): TextPart => ({ type: 'text', text, cache: { ttl } });

/** The texts and names of what is marked, in the order of the prompt. */
function marks(json: Fields): readonly unknown[] {
  const found: unknown[] = [];
  JSON.stringify([json['tools'], json['system'], json['messages']], (_key, value: unknown) => {
    if (typeof value === 'object' && value !== null && 'cache_control' in value) {
      const { text, name, tool_use_id: id } = JSON.parse(JSON.stringify(value));
      found.push(text ?? name ?? id);
    }
    return value;
  });
  return found;
}

describe('marks that a client set', () => {
  it('are kept, on parts and on tools', () => {
    const { json } = sent(
      asked({
        tools: [{ ...WEATHER, cache: { ttl: '1h' } }],
        messages: talk(said('system', [marked('S', '1h')]), said('user', [marked('U')])),
      }),
    );
    expect(marks(json)).toEqual(['get_weather', 'S', 'U']);
    expect(json['tools']).toMatchObject([{ cache_control: { type: 'ephemeral', ttl: '1h' } }]);
    expect(json['messages']).toMatchObject([{ content: [{ cache_control: { type: 'ephemeral' } }] }]);
  });

  it('are at most four: the first and the last ones', () => {
    const texts = ['1', '2', '3', '4', '5', '6'].map(text => marked(text));
    const { json, losses } = sent(asked({ messages: talk(said('user', texts)) }));
    expect(marks(json)).toEqual(['1', '4', '5', '6']);
    expect(losses.map(loss => loss.path)).toEqual([
      'messages[0].content[1].cache_control',
      'messages[0].content[2].cache_control',
    ]);
  });

  it('never live longer than those before them', () => {
    const { json, losses } = sent(asked({ messages: talk(said('user', [marked('a'), marked('b', '1h')])) }));
    expect(json['messages']).toMatchObject([{ content: [{}, { cache_control: { type: 'ephemeral' } }] }]);
    expect(JSON.stringify(json)).not.toContain('1h');
    expect(losses).toEqual([{ path: 'messages[0].content[1].cache_control', how: 'clamped' }]);
  });

  it('of a client of this protocol are its own business', () => {
    const content = ['1', '2', '3', '4', '5'].map(text => ({
      type: 'text',
      text,
      cache_control: { type: 'ephemeral' },
    }));
    const body = {
      model: 'm',
      max_tokens: 9,
      messages: [{ role: 'user', content }],
      cache_control: { type: 'ephemeral' },
    };
    const again = codec.encodeRequest(codec.decodeRequest(body, {}), { model: 'm', vendor: 'anthropic' }).body;
    expect(again['messages']).toEqual(body.messages);
    expect(again['cache_control']).toEqual({ type: 'ephemeral' });
  });
});

describe('marks of our own', () => {
  const messages = talk(
    said('system', 'S1'),
    said('system', 'S2'),
    said('user', 'x'),
    said('assistant', [call('a')]),
    said('user', [result('a')]),
  );

  it.each([{ cacheKey: 'thread-1' }, { cache: { ttl: '5m' } }] as const)(
    'stand on the tools, the system text and the last turn of a client that asks for caching: %o',
    handling => {
      const { json } = sent(asked({ tools: [WEATHER], messages, handling }));
      expect(marks(json)).toEqual(['get_weather', 'S2', 'a']);
    },
  );

  it('live as long as the client wants the cache kept', () => {
    const { json, losses } = sent(asked({ messages, handling: { cacheKey: 'k', cacheRetention: '24h' } }));
    expect(json['system']).toMatchObject([{}, { cache_control: { ttl: '1h' } }]);
    expect(losses.map(loss => `${loss.path} ${loss.how}`)).toEqual([
      'prompt_cache_key emulated',
      'prompt_cache_retention emulated',
    ]);
  });

  it('are not set for a client that asks for none', () => {
    expect(marks(sent(asked({ tools: [WEATHER], messages })).json)).toEqual([]);
  });
});
