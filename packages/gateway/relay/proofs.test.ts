// Specification of proofs kept for clients that strip them: given back to their maker, their account, and for a while.

import { describe, expect, it } from 'vitest';
import type { Part } from '@turnpike/protocols/conversation/part';
import type { ConversationRequest } from '@turnpike/protocols/conversation/request';
import { makerOf, withoutForeign } from './proof-origin.ts';
import { ProofStore } from './proofs.ts';

const CLAUDE = makerOf('anthropic', 'claude-sonnet-4-5');
const THINKING: Part = {
  type: 'thinking',
  text: 'I look it up.',
  proof: { origin: 'anthropic-messages', value: 'c2ln', maker: CLAUDE },
};
const call = (id: string): Part => ({ type: 'tool_call', id, name: 'look', kind: 'function', input: '{}' });
const asIs = (id: string): string => id;

function request(...parts: readonly Part[]): ConversationRequest {
  return {
    origin: 'openai-chat',
    model: 'm',
    streamed: false,
    messages: [{ role: 'assistant', parts, at: 'messages[0]' }],
    tools: [],
    sampling: {},
    output: {},
    handling: {},
    extras: {},
  };
}

const partsOf = (given: ConversationRequest): readonly Part[] => given.messages.flatMap(message => message.parts);

describe('kept proofs', () => {
  it('come back before the call that they belong to', () => {
    const store = new ProofStore();
    store.note(1, CLAUDE, [THINKING, call('a'), call('b')], asIs);
    expect(partsOf(store.restore(1, CLAUDE, request(call('a'), call('b'))))).toEqual([THINKING, call('a'), call('b')]);
  });

  it('take the place of thinking that came back without its proof, and leave proven thinking alone', () => {
    const store = new ProofStore();
    store.note(1, CLAUDE, [THINKING, call('a')], asIs);
    const plain: Part = { type: 'thinking', text: 'I look it up.' };
    expect(partsOf(store.restore(1, CLAUDE, request(plain, call('a'))))).toEqual([THINKING, call('a')]);
    const proven = request(THINKING, call('a'));
    expect(store.restore(1, CLAUDE, proven)).toBe(proven);
  });

  it('are put back on the calls themselves', () => {
    const store = new ProofStore();
    const gemini = makerOf('gemini', 'gemini-3-pro');
    const proof = { origin: 'gemini-generate', value: 'c2ln' } as const;
    store.note(1, gemini, [{ ...call('a'), proof } as Part, call('b')], asIs);
    expect(partsOf(store.restore(1, gemini, request(call('a'), call('b'))))).toEqual([
      { ...call('a'), proof },
      call('b'),
    ]);
  });

  it('are nobody else’s: no other account, vendor or family is given them', () => {
    const store = new ProofStore();
    store.note(1, CLAUDE, [THINKING, call('a')], asIs);
    const asked = request(call('a'));
    expect(store.restore(2, CLAUDE, asked)).toBe(asked);
    expect(store.restore(1, makerOf('minimax', 'claude-sonnet-4-5'), asked)).toBe(asked);
    expect(store.restore(1, makerOf('anthropic', 'gpt-5'), asked)).toBe(asked);
    expect(partsOf(store.restore(1, makerOf('anthropic', 'anthropic/claude-opus-4-5'), asked))).toHaveLength(2);
  });

  it('are forgotten after their time, and the oldest when there is no room', () => {
    let now = 0;
    const store = new ProofStore({ entries: 2, bytes: 10_000, kept: 100 }, () => now);
    for (const id of ['a', 'b', 'c']) store.note(1, CLAUDE, [THINKING, call(id)], asIs);
    const first = request(call('a'));
    expect(store.restore(1, CLAUDE, first)).toBe(first);
    expect(partsOf(store.restore(1, CLAUDE, request(call('c'))))).toHaveLength(2);
    now = 101;
    const last = request(call('c'));
    expect(store.restore(1, CLAUDE, last)).toBe(last);
  });

  it('take no more room than they may', () => {
    const store = new ProofStore({ entries: 1_000, bytes: 5_000, kept: 1e9 });
    for (let index = 0; index < 500; index += 1) store.note(1, CLAUDE, [THINKING, call(`call_${index}`)], asIs);
    expect(store.size).toBeLessThanOrEqual(5_000);
    expect(store.size).toBeGreaterThan(4_000);
  });
});

describe('a request for another maker', () => {
  it('goes without foreign proofs, and without thinking that was nothing else', () => {
    const proof = { origin: 'anthropic-messages', value: 'ZGF0YQ==', maker: 'minimax/minimax' } as const;
    const sent = withoutForeign(
      request(
        { type: 'thinking', text: '', redacted: true, proof },
        { type: 'thinking', text: 'Hm.', proof },
        call('a'),
      ),
      CLAUDE,
    );
    expect(partsOf(sent)).toEqual([{ type: 'thinking', text: 'Hm.' }, call('a')]);
    const own = request(THINKING, call('a'));
    expect(withoutForeign(own, CLAUDE)).toBe(own);
  });
});
