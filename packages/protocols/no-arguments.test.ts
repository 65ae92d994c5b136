// A tool without arguments, as MCP's servers offer them: OpenAI refuses an object that names no properties.

import { expect, it } from 'vitest';
import { codecOf } from './codecs.ts';

it('names no properties, and says so to OpenAI', () => {
  const tools = [{ name: 'list', input_schema: { type: 'object' } }];
  const body = { model: 'm', max_tokens: 9, messages: [{ role: 'user', content: 'x' }], tools };
  const request = codecOf('anthropic-messages')?.decodeRequest(body, {});
  const parameters = { type: 'object', properties: {} };
  const written = (protocol: 'openai-chat' | 'openai-responses'): unknown =>
    request === undefined
      ? undefined
      : codecOf(protocol)?.encodeRequest(request, { model: 'gpt-5', vendor: 'openai' }).body['tools'];
  expect(written('openai-chat')).toMatchObject([{ function: { name: 'list', parameters } }]);
  expect(written('openai-responses')).toMatchObject([{ name: 'list', parameters }]);
});
