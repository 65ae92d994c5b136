// Specification of the kept items: an id stands for its item, for its own account, for a while.

import { describe, expect, it } from 'vitest';
import { ItemStore } from './items.ts';

const message = (id: string, text: string) => ({
  type: 'message',
  id,
  role: 'assistant',
  content: [{ type: 'output_text', text }],
});
const limits = { entries: 3, size: 10_000, kept: 1000 };

describe('items of translated answers', () => {
  it('are found by their ids, with and without the word for it, and by their own account alone', () => {
    const store = new ItemStore();
    store.note(1, [message('msg_1', 'Hi.'), { type: 'reasoning', id: 'rs_1', summary: [] }]);
    const user = { role: 'user', content: 'Go.' };
    const input = [
      user,
      { type: 'item_reference', id: 'msg_1' },
      { id: 'msg_1' },
      { type: 'item_reference', id: 'rs_1' },
    ];
    expect(store.resolve(1, { model: 'm', input })).toEqual({
      model: 'm',
      input: [user, message('msg_1', 'Hi.'), message('msg_1', 'Hi.'), { type: 'item_reference', id: 'rs_1' }],
    });
    expect(store.resolve(2, { input })).toEqual({ input });
    expect(store.resolve(1, { input: 'Hi.' })).toEqual({ input: 'Hi.' });
  });

  it('are forgotten after their time, and the oldest when there is no more room', () => {
    let now = 0;
    const store = new ItemStore(limits, () => now);
    const known = (id: string): boolean =>
      JSON.stringify(store.resolve(1, { input: [{ type: 'item_reference', id }] })).includes('output_text');
    for (const id of ['a', 'b', 'c', 'd']) store.note(1, [message(id, 'x')]);
    expect(['a', 'b', 'c', 'd'].map(known)).toEqual([false, true, true, true]);
    now = 1000;
    expect(['b', 'c', 'd'].map(known)).toEqual([false, false, false]);
    store.note(1, [message('e', 'x')]);
    expect(store.size).toBe(JSON.stringify(message('e', 'x')).length);
    store.note(1, [message('f', 'x'.repeat(600_000))]);
    expect(known('f')).toBe(false);
  });
});
