// The codecs by their protocol: the one table of what can be translated.

import { anthropicMessages } from './anthropic-messages/codec.ts';
import type { Codec } from './codec.ts';
import type { Protocol } from './failures.ts';
import { geminiGenerate } from './gemini-generate/codec.ts';
import { openaiChat } from './openai-chat/codec.ts';
import { openaiResponses } from './openai-responses/codec.ts';

/** The codec of each protocol. */
const CODECS: Readonly<Record<Protocol, Codec>> = {
  'openai-chat': openaiChat,
  'openai-responses': openaiResponses,
  'anthropic-messages': anthropicMessages,
  'gemini-generate': geminiGenerate,
};

/** The codec of a protocol, or undefined where the package has none. */
export function codecOf(protocol: Protocol): Codec | undefined {
  return CODECS[protocol];
}
