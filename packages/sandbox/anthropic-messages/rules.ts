// What Anthropic Messages refuses beyond the shape: pairing of tools, thinking, cache marks, media, empty texts.

import { mediaOf, sign } from '../play/scene.ts';
import { isObject } from '../shape.ts';
import { anthropicRefusal } from './errors.ts';

type Json = Readonly<Record<string, unknown>>;

/** Turns with their blocks; neighbours of the same role are one turn. */
interface Turn {
  readonly role: string;
  readonly blocks: readonly Json[];
  /** Index of the first message. */
  readonly at: number;
}

/** The blocks of a content, a plain text being one. */
export function blocksOf(content: unknown): readonly Json[] {
  return typeof content === 'string'
    ? [{ type: 'text', text: content }]
    : Array.isArray(content)
      ? content.filter(isObject)
      : [];
}

function turnsOf(messages: readonly Json[]): Turn[] {
  const turns: Turn[] = [];
  messages.forEach((message, at) => {
    const last = turns.at(-1);
    const blocks = blocksOf(message['content']);
    if (last !== undefined && last.role === message['role'])
      turns[turns.length - 1] = { ...last, blocks: [...last.blocks, ...blocks] };
    else turns.push({ role: String(message['role']), blocks, at });
  });
  return turns;
}

/** Refuses what the provider refuses. @throws Refused */
export function checkMessages(request: Json, messages: readonly Json[], version: string): void {
  const thinking =
    isObject(request['thinking']) && request['thinking']['type'] !== 'disabled' ? request['thinking'] : undefined;
  checkSampling(request, version);
  checkTools(request);
  if (thinking !== undefined) checkThinking(request, thinking);
  const turns = turnsOf(messages);
  checkRoles(request, messages);
  checkTexts(messages);
  checkPairing(turns);
  checkSignatures(turns, thinking !== undefined);
  checkCache(request, messages);
  messages.forEach((message, index) => checkMedia(blocksOf(message['content']), `messages.${index}.content`));
}

/** Models that take no sampling fields at all. */
const FIXED_SAMPLING = /claude-(?:opus-(?:4-[789]|[5-9])|sonnet-[5-9]|fable)/;

function checkSampling(request: Json, version: string): void {
  const model = String(request['model']);
  if (version >= '2026-10-21' || FIXED_SAMPLING.test(model)) {
    const name = ['temperature', 'top_p', 'top_k'].find(field => request[field] !== undefined);
    if (name !== undefined) throw anthropicRefusal(`${name}: Extra inputs are not permitted`);
  }
  if (
    /(?:opus-4-1|-4-5|sonnet-4-6)/.test(model) &&
    request['temperature'] !== undefined &&
    request['top_p'] !== undefined
  ) {
    throw anthropicRefusal('`temperature` and `top_p` cannot both be specified for this model. Please use only one.');
  }
  const stops = Array.isArray(request['stop_sequences']) ? request['stop_sequences'].map(String) : [];
  if (stops.some(stop => stop.trim() === ''))
    throw anthropicRefusal('stop_sequences: each stop sequence must contain non-whitespace');
}

function checkTools(request: Json): void {
  const tools = Array.isArray(request['tools']) ? request['tools'].filter(isObject) : [];
  const names = new Set<string>();
  for (const [index, tool] of tools.entries()) {
    const name = String(tool['name'] ?? tool['mcp_server_name'] ?? index);
    if (tool['name'] !== undefined && !/^[a-zA-Z0-9_-]{1,128}$/.test(name)) {
      throw anthropicRefusal(`tools.${index}.custom.name: String should match pattern '^[a-zA-Z0-9_-]{1,128}$'`);
    }
    if (names.has(name)) throw anthropicRefusal('tools: Tool names must be unique.');
    names.add(name);
  }
  const choice = request['tool_choice'];
  if (tools.length === 0 && isObject(choice) && choice['type'] !== 'none')
    throw anthropicRefusal('tool_choice may only be specified while providing tools');
  if (isObject(choice) && choice['type'] === 'tool' && !names.has(String(choice['name']))) {
    throw anthropicRefusal(`Tool '${String(choice['name'])}' not found in provided tools`);
  }
}

function checkThinking(request: Json, thinking: Json): void {
  const budget = thinking['budget_tokens'];
  if (typeof budget === 'number' && typeof request['max_tokens'] === 'number' && budget >= request['max_tokens']) {
    throw anthropicRefusal('`max_tokens` must be greater than `thinking.budget_tokens`.');
  }
  if (request['temperature'] !== undefined && request['temperature'] !== 1) {
    throw anthropicRefusal('`temperature` may only be set to 1 when thinking is enabled.');
  }
  if (typeof request['top_p'] === 'number' && request['top_p'] < 0.95)
    throw anthropicRefusal('`top_p` must be greater than or equal to 0.95 when thinking is enabled.');
  if (request['top_k'] !== undefined) throw anthropicRefusal('`top_k` must be unset when thinking is enabled.');
  const choice = request['tool_choice'];
  if (isObject(choice) && (choice['type'] === 'any' || choice['type'] === 'tool'))
    throw anthropicRefusal('Thinking may not be enabled when tool_choice forces tool use.');
}

function checkRoles(request: Json, messages: readonly Json[]): void {
  if (
    /-(?:3|4-[0-5]|4)(?:-|$)/.test(String(request['model'])) &&
    messages.some(message => message['role'] === 'system')
  ) {
    throw anthropicRefusal(
      'messages: Unexpected role "system". The Messages API accepts a top-level `system` parameter, not "system" as an input message role.',
    );
  }
  const last = messages.at(-1);
  const thinking = isObject(request['thinking']) && request['thinking']['type'] !== 'disabled';
  if (last?.['role'] === 'assistant' && thinking)
    throw anthropicRefusal(
      'messages: the final message may not be from the assistant when thinking is enabled (no prefill).',
    );
}

function checkTexts(messages: readonly Json[]): void {
  for (const [index, message] of messages.entries()) {
    const final = index === messages.length - 1 && message['role'] === 'assistant';
    const blocks = blocksOf(message['content']);
    if (!final && (blocks.length === 0 || message['content'] === '')) {
      throw anthropicRefusal(
        `messages.${index}: all messages must have non-empty content except for the optional final assistant message`,
      );
    }
    for (const block of blocks) {
      if (block['type'] !== 'text') continue;
      const text = String(block['text']);
      if (text === '' && !final) throw anthropicRefusal('messages: text content blocks must be non-empty');
      if (text.trim() === '' && !final)
        throw anthropicRefusal('messages: text content blocks must contain non-whitespace text');
      if (final && text !== text.trimEnd())
        throw anthropicRefusal('messages: final assistant content cannot end with trailing whitespace');
    }
  }
}

/** Every tool use is answered at the beginning of the very next user turn. */
function checkPairing(turns: readonly Turn[]): void {
  const ids = new Set<string>();
  for (const [index, turn] of turns.entries()) {
    const uses =
      turn.role === 'assistant'
        ? turn.blocks.filter(block => block['type'] === 'tool_use').map(block => String(block['id']))
        : [];
    for (const id of uses) {
      if (!/^[a-zA-Z0-9_-]+$/.test(id))
        throw anthropicRefusal(
          `messages.${turn.at}.content: tool_use.id: String should match pattern '^[a-zA-Z0-9_-]+$'`,
        );
      if (ids.has(id)) throw anthropicRefusal(`messages.${turn.at}: \`tool_use\` ids must be unique`);
      ids.add(id);
    }
    const next = turns[index + 1];
    const isLast = index === turns.length - 1;
    if (uses.length > 0) {
      const first = next?.blocks.findIndex(block => block['type'] !== 'tool_result') ?? 0;
      const leading = next === undefined ? [] : next.blocks.slice(0, first === -1 ? undefined : first);
      const answered = new Set(leading.map(block => String(block['tool_use_id'])));
      const missing = uses.filter(id => !answered.has(id));
      if (missing.length > 0) {
        throw anthropicRefusal(
          `messages.${turn.at}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after: ${missing.join(', ')}. Each \`tool_use\` block must have a corresponding \`tool_result\` block in the next message.`,
        );
      }
    }
    if (turn.role === 'user') checkResults(turns[index - 1], turn);
    if (turn.role === 'assistant' && isLast) continue;
  }
}

function checkResults(before: Turn | undefined, turn: Turn): void {
  const known = new Set(
    before?.blocks.filter(block => block['type'] === 'tool_use').map(block => String(block['id'])) ?? [],
  );
  const unknown = turn.blocks.find(
    block => block['type'] === 'tool_result' && !known.has(String(block['tool_use_id'])),
  );
  if (unknown === undefined) return;
  throw anthropicRefusal(
    `messages.${turn.at}.content.0: unexpected \`tool_use_id\` found in \`tool_result\` blocks: ${String(unknown['tool_use_id'])}. Each \`tool_result\` block must have a corresponding \`tool_use\` block in the previous message.`,
  );
}

/** The signature must be the one of the text; in a running tool loop the last turn begins with its thinking. */
function checkSignatures(turns: readonly Turn[], thinking: boolean): void {
  for (const turn of turns) {
    for (const [index, block] of turn.blocks.entries()) {
      if (block['type'] === 'thinking' && block['signature'] !== sign(String(block['thinking']))) {
        throw anthropicRefusal(`messages.${turn.at}.content.${index}: Invalid \`signature\` in \`thinking\` block`);
      }
      if (block['type'] === 'redacted_thinking' && !String(block['data']).startsWith('sandbox.')) {
        throw anthropicRefusal(`messages.${turn.at}.content.${index}: Invalid \`data\` in \`redacted_thinking\` block`);
      }
    }
  }
  const last = turns.at(-1);
  const before = turns.findLast(turn => turn.role === 'assistant');
  const running = last?.role === 'user' && last.blocks.some(block => block['type'] === 'tool_result');
  if (!thinking || !running || before === undefined) return;
  const first = before.blocks[0]?.['type'];
  if (first === 'thinking' || first === 'redacted_thinking') return;
  throw anthropicRefusal(
    `messages.${before.at}.content.0.type: Expected \`thinking\` or \`redacted_thinking\`, but found \`${String(first)}\`. When \`thinking\` is enabled, a final \`assistant\` message must start with a thinking block (preceeding the lastmost set of \`tool_use\` and \`tool_result\` blocks).`,
  );
}

function checkCache(request: Json, messages: readonly Json[]): void {
  const tools = Array.isArray(request['tools']) ? request['tools'].filter(isObject) : [];
  const marked = [
    ...tools,
    ...blocksOf(request['system']),
    ...messages.flatMap(message => [...blocksOf(message['content'])]),
  ].filter(block => isObject(block['cache_control']));
  if (marked.length > 4)
    throw anthropicRefusal(`A maximum of 4 blocks with cache_control may be provided. Found ${marked.length}.`);
  const times = marked.map(block =>
    isObject(block['cache_control']) && block['cache_control']['ttl'] === '1h' ? 1 : 0,
  );
  if (times.some((time, index) => time === 1 && times[index - 1] === 0)) {
    throw anthropicRefusal("a ttl='1h' cache_control block must not come after a ttl='5m' cache_control block.");
  }
}

const IMAGES = new Set(['image/jpeg', 'image/png', 'image/gif', 'image/webp']);

function checkMedia(blocks: readonly Json[], path: string): void {
  for (const [index, block] of blocks.entries()) {
    const at = `${path}.${index}.${String(block['type'])}.source`;
    if (block['type'] === 'tool_result') checkMedia(blocksOf(block['content']), `${path}.${index}.tool_result.content`);
    const source = isObject(block['source']) ? block['source'] : undefined;
    if (source?.['type'] !== 'base64') continue;
    const declared = String(source['media_type']);
    const media = String(source['data']).startsWith('data:') ? undefined : mediaOf(String(source['data']));
    if (media === undefined) throw anthropicRefusal(`${at}.base64.data: Invalid base64 data`);
    if (block['type'] === 'image' && !IMAGES.has(declared))
      throw anthropicRefusal(
        `${at}.base64.media_type: Input should be 'image/jpeg', 'image/png', 'image/gif' or 'image/webp'`,
      );
    if (block['type'] === 'image' && media.type === undefined)
      throw anthropicRefusal(`${at}.base64.data: Could not process image`);
    if (media.type !== undefined && media.type !== declared && block['type'] === 'image') {
      throw anthropicRefusal(
        `${at}.base64: The image was specified using the ${declared} media type, but the image appears to be a ${media.type} image`,
      );
    }
    if (block['type'] === 'document' && media.type !== 'application/pdf')
      throw anthropicRefusal(`${at}.base64.data: The PDF specified was not valid.`);
  }
}
