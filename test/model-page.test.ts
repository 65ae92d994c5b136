// The public page of a model: what it costs in the groups that the reader may use, and how its last day went, in shares.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at } from './support/client.ts';
import { Gateway, keyOf } from './support/gateway.ts';

let gateway: Gateway;
beforeAll(async () => {
  gateway = await Gateway.start({
    groups: [
      { name: 'default', multiplier: '1' },
      { name: 'vip', multiplier: '0.5', pick: ['default'] },
      { name: 'closed', multiplier: '0.1' },
    ],
    users: [{ name: 'bob', balance: '10', keys: [{ name: 'dev', key: keyOf('bob') }] }],
  });
  const texts = ['a', 'b', '[[error 500]] c', '[[error 400]] the caller’s own fault'];
  for (const content of texts)
    await fetch(`${gateway.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${keyOf('bob')}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'gpt-4o-mini', messages: [{ role: 'user', content }] }),
    }).then(response => response.text());
}, 60_000);
afterAll(() => gateway?.dispose());

const look = async (id: string) => {
  const response = await fetch(`${gateway.url}/manage/v1/model?id=${encodeURIComponent(id)}`);
  return { status: response.status, json: (await response.json()) as unknown };
};

describe('a model’s page', () => {
  it('is there for everybody, with the groups that anybody may pick', async () => {
    const { status, json } = await look('gpt-4o-mini');
    expect(status).toBe(200);
    expect(at(json, 'groups')).toMatchObject([{ name: 'default' }, { name: 'vip', multiplier: '0.5' }]);
    expect(at(json, 'model.price.token.input')).toBe('0.15');
    expect(JSON.stringify(json)).not.toContain('closed');
  });

  it('tells the share that was served, without the callers’ own faults, and never how many calls there were', async () => {
    await expect
      .poll(
        async () =>
          (at((await look('gpt-4o-mini')).json, 'hours') as { served: number | null }[]).findLast(
            hour => hour.served !== null,
          )?.served,
        {
          timeout: 5_000,
        },
      )
      .toBe(0.75);
    const { json } = await look('gpt-4o-mini');
    const hours = at(json, 'hours') as Record<string, unknown>[];
    expect(hours).toHaveLength(24);
    expect(hours.every(hour => Object.keys(hour).join() === 'at,served,mean_ms')).toBe(true);
    expect(hours[0]).toMatchObject({ served: null, mean_ms: null });
  });

  it('of an unknown model is not there', async () => {
    expect((await look('no-such-model')).status).toBe(404);
  });
});
