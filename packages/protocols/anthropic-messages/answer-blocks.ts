// The parts of an answer as the blocks that a Messages client is shown, and the names of tools found again in one.

import { proofText } from '../conversation/origin.ts';
import type { Part, ThinkingPart, ToolCallPart } from '../conversation/part.ts';
import type { ToolNames } from '../conversation/tool-names.ts';
import { openCustomInput, wrapCustomInput } from '../conversation/custom-input.ts';
import { citationBlocks, PLACEHOLDER } from './citations.ts';
import { toolUseId } from './ids.ts';
import { objectOf } from './input.ts';
import { markdown } from './markdown.ts';
import { serverBlocks } from './server-tools.ts';
import { ANSWER_TOOL } from './structured.ts';
import { ownValue, PROTOCOL, type Block } from './wire.ts';

/** The signature of thinking that nobody proved: clients demand one, and bring it back so that it proves nothing. */
export const UNPROVEN = PLACEHOLDER;

/** The blocks of one part; none for what a client of this protocol cannot be told. */
export function answerBlocks(part: Part): Block[] {
  switch (part.type) {
    case 'text': {
      const citations = citationBlocks(part.citations);
      if (part.text === '' && citations.length === 0) return [];
      return [{ type: 'text', text: part.text, ...(citations.length > 0 ? { citations } : {}) }];
    }
    case 'refusal':
      return part.text === '' ? [] : [{ type: 'text', text: part.text }];
    case 'thinking':
      return [thinkingBlock(part)];
    case 'tool_call':
      return [
        {
          type: 'tool_use',
          id: toolUseId(part.id),
          name: part.name,
          input: objectOf(part.kind === 'custom' ? wrapCustomInput(part.input) : part.input),
        },
      ];
    case 'server_tool':
      return serverBlocks(part);
    case 'native': {
      const own = ownValue(part.native);
      return own === undefined ? [] : [{ ...own }];
    }
    case 'tool_result':
      return [];
    default:
      return [{ type: 'text', text: markdown(part) }];
  }
}

function thinkingBlock({ text, proof, redacted }: ThinkingPart): Block {
  const signature = proof === undefined ? UNPROVEN : proofText(proof, PROTOCOL);
  if (redacted === true) return { type: 'redacted_thinking', data: signature };
  return { type: 'thinking', thinking: text, signature };
}

/** The parts as the client knows them. What was said before an answer that came through a tool is no part of it. */
export function clientParts(parts: readonly Part[], names: ToolNames): readonly Part[] {
  const isAnswer = (part: Part): boolean => part.type === 'tool_call' && names.client(part.name) === ANSWER_TOOL;
  const answer = parts.findIndex(isAnswer);
  const said = answer === -1 ? parts : parts.filter((part, index) => index >= answer || part.type !== 'text');
  return said.map(part => clientPart(part, names));
}

/** A part by the client's own name of the tool; free text for a custom one, text for the answer given through a tool. */
function clientPart(part: Part, names: ToolNames): Part {
  if (part.type !== 'tool_call') return part;
  const tool = names.client(part.name);
  if (tool === ANSWER_TOOL) return { type: 'text', text: part.input };
  const { name, namespace, kind } = tool;
  const call: ToolCallPart = { ...part, name, kind, ...(namespace === undefined ? {} : { namespace }) };
  return kind === 'custom' ? { ...call, input: openCustomInput(part.input) } : call;
}
