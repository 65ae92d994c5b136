// Specification of what leaves a conversation that moves to a native model: proofs that only another maker could read.

import { describe, expect, it } from 'vitest';
import { withoutCarried } from './carried.ts';
import { wrapProof } from './conversation/origin.ts';

const ours = wrapProof({ origin: 'gemini-generate', value: 'c2ln' });

describe('a conversation for an upstream of its own protocol', () => {
  it('in Responses loses reasoning that is not its own, and nothing else', () => {
    const own = { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'gAAAA' };
    const call = { type: 'function_call', call_id: 'c', name: 'look', arguments: '{}' };
    const items = [
      { role: 'user', content: 'Hi.' },
      own,
      call,
      { ...own, id: 'rs_2', encrypted_content: `${ours}#call:c` },
    ];
    expect(withoutCarried('openai-responses', items)).toEqual(items.slice(0, 3));
    expect(withoutCarried('openai-responses', 'Hi.')).toBe('Hi.');
  });

  it('in Messages loses thinking that is not Claude’s', () => {
    const said = { type: 'text', text: 'Yes.' };
    const own = { type: 'thinking', thinking: 'Hm.', signature: 'EqQB' };
    const message = {
      role: 'assistant',
      content: [{ ...own, signature: ours }, own, { type: 'redacted_thinking', data: ours }, said],
    };
    expect(withoutCarried('anthropic-messages', [message, { role: 'user', content: 'Hi.' }])).toEqual([
      { role: 'assistant', content: [own, said] },
      { role: 'user', content: 'Hi.' },
    ]);
    const empty = { role: 'assistant', content: [{ ...own, signature: ours }] };
    expect(withoutCarried('anthropic-messages', [empty])).toEqual([]);
  });

  it('in Messages loses searches that others made, and what points at them', () => {
    const cited = (index: string) => ({
      type: 'web_search_result_location',
      url: 'https://example.com',
      encrypted_index: index,
    });
    const message = {
      role: 'assistant',
      content: [
        { type: 'server_tool_use', id: 'srvtoolu_of_ws_1', name: 'web_search', input: {} },
        { type: 'web_search_tool_result', tool_use_id: 'srvtoolu_of_ws_1', content: [] },
        { type: 'text', text: 'One.', citations: [cited(ours)] },
        { type: 'text', text: 'Two.', citations: [cited(ours), cited('Eo8B')] },
      ],
    };
    expect(withoutCarried('anthropic-messages', [message])).toEqual([
      {
        role: 'assistant',
        content: [
          { type: 'text', text: 'One.' },
          { type: 'text', text: 'Two.', citations: [cited('Eo8B')] },
        ],
      },
    ]);
  });

  it('in Gemini loses signatures, and says of calls that they are lost', () => {
    const call = { functionCall: { name: 'look', args: {} } };
    const content = {
      role: 'model',
      parts: [
        { ...call, thoughtSignature: ours },
        { text: 'Hi.', thought_signature: ours },
      ],
    };
    expect(withoutCarried('gemini-generate', [content])).toEqual([
      { role: 'model', parts: [{ ...call, thoughtSignature: 'skip_thought_signature_validator' }, { text: 'Hi.' }] },
    ]);
  });

  it('in Chat loses details of reasoning', () => {
    const message = {
      role: 'assistant',
      content: 'Hi.',
      reasoning_details: [{ type: 'reasoning.text', signature: ours }],
    };
    expect(withoutCarried('openai-chat', [message])).toEqual([{ role: 'assistant', content: 'Hi.' }]);
  });
});
