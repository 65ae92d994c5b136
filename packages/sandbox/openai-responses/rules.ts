// What OpenAI Responses refuses beyond the shape: names of the chat API, and the pairing of calls, outputs and reasoning.

import { openaiRefusal, reasons, strictFault } from '../openai-errors.ts';
import { isObject } from '../shape.ts';

type Json = Readonly<Record<string, unknown>>;

/** Names of the chat API, with what they are called here. */
const MOVED: Readonly<Record<string, string>> = {
  response_format: "'text.format'",
  max_tokens: "'max_output_tokens'",
  max_completion_tokens: "'max_output_tokens'",
  messages: "'input'",
  reasoning_effort: "'reasoning.effort'",
};

/** Refuses the names of the chat API with a hint. @throws Refused */
export function checkNames(request: Json): void {
  const name = Object.keys(MOVED).find(moved => moved in request);
  if (name === undefined) return;
  throw openaiRefusal(
    `Unsupported parameter: '${name}'. In the Responses API, this parameter has moved to ${MOVED[name] ?? ''}.`,
    name,
    'unsupported_parameter',
  );
}

/** Refuses what the provider refuses of a request whose whole input is `items`. @throws Refused */
export function checkResponses(request: Json, items: readonly Json[], stored: boolean): void {
  if (
    request['input'] === undefined &&
    request['previous_response_id'] === undefined &&
    request['prompt'] === undefined &&
    request['conversation'] === undefined
  ) {
    throw openaiRefusal("Missing required parameter: 'input'.", 'input', 'missing_required_parameter');
  }
  checkSampling(request);
  checkTools(request);
  checkFormat(request, items);
  checkIds(items);
  checkPairing(items);
  checkReasoning(items, stored);
}

function checkSampling(request: Json): void {
  const model = String(request['model']);
  if (!reasons(model)) return;
  for (const name of ['temperature', 'top_p']) {
    if (request[name] === undefined || request[name] === null || request[name] === 1) continue;
    throw openaiRefusal(
      `Unsupported parameter: '${name}' is not supported with this model.`,
      name,
      'unsupported_parameter',
    );
  }
}

function checkTools(request: Json): void {
  const tools = Array.isArray(request['tools']) ? request['tools'].filter(isObject) : [];
  const choice = request['tool_choice'];
  if (tools.length === 0 && choice !== undefined && choice !== 'auto' && choice !== 'none') {
    throw openaiRefusal("Tool choice other than 'auto' or 'none' must be specified with 'tools'.", 'tool_choice');
  }
  for (const [index, tool] of tools.entries()) {
    if (tool['type'] !== 'function') continue;
    const fault =
      tool['strict'] === true ? strictFault(tool['parameters'], `function '${String(tool['name'])}'`) : undefined;
    if (fault !== undefined) throw openaiRefusal(fault, `tools[${index}].parameters`, 'invalid_function_parameters');
  }
}

function checkFormat(request: Json, items: readonly Json[]): void {
  const format = isObject(request['text']) && isObject(request['text']['format']) ? request['text']['format'] : {};
  if (
    format['type'] === 'json_object' &&
    !/json/i.test(JSON.stringify(items) + String(request['instructions'] ?? ''))
  ) {
    throw openaiRefusal(
      "Response input messages must contain the word 'json' in some form to use 'text.format' of type 'json_object'.",
      'input',
    );
  }
  const fault =
    format['type'] === 'json_schema' && format['strict'] === true
      ? strictFault(format['schema'], `response_format '${String(format['name'])}'`)
      : undefined;
  if (fault !== undefined) throw openaiRefusal(fault, 'text.format.schema', 'invalid_json_schema');
}

/** What the ids of items begin with: an id of another kind is refused, not passed over. */
const ID_PREFIXES: Readonly<Record<string, string>> = {
  message: 'msg',
  function_call: 'fc',
  custom_tool_call: 'ctc',
  reasoning: 'rs',
  web_search_call: 'ws',
};

function checkIds(items: readonly Json[]): void {
  for (const [index, item] of items.entries()) {
    const prefix = ID_PREFIXES[String(item['type'] ?? 'message')];
    const id = item['id'];
    if (prefix === undefined || typeof id !== 'string' || id.startsWith(prefix)) continue;
    const message = `Invalid 'input[${index}].id': '${id.slice(0, 60)}'. Expected an ID that begins with '${prefix}'.`;
    throw openaiRefusal(message, `input[${index}].id`, 'invalid_value');
  }
}

const CALLS = new Set(['function_call', 'custom_tool_call']);
const OUTPUTS = new Set(['function_call_output', 'custom_tool_call_output']);

function checkPairing(items: readonly Json[]): void {
  const called = new Set<string>();
  const answered = new Set<string>();
  const ids = new Set<string>();
  for (const item of items) {
    const type = String(item['type']);
    const callId = String(item['call_id']);
    if (typeof item['id'] === 'string' && type !== 'item_reference') {
      if (ids.has(item['id']))
        throw openaiRefusal(
          `Duplicate item found with id ${item['id']}. Remove duplicate items from your input and try again.`,
          'input',
        );
      ids.add(item['id']);
    }
    if (CALLS.has(type)) called.add(callId);
    if (!OUTPUTS.has(type)) continue;
    if (!called.has(callId))
      throw openaiRefusal(
        `No tool call found for ${type.replace(/_/g, ' ').replace(' output', '')} output with call_id ${callId}.`,
        'input',
      );
    answered.add(callId);
  }
  const open = [...called].find(id => !answered.has(id));
  if (open !== undefined) throw openaiRefusal(`No tool output found for function call ${open}.`, 'input');
}

/** Reasoning needs what follows it, and in stateless use its encrypted content. */
function checkReasoning(items: readonly Json[], stored: boolean): void {
  for (const [index, item] of items.entries()) {
    if (item['type'] !== 'reasoning') continue;
    const id = String(item['id']);
    if (!stored && typeof item['encrypted_content'] !== 'string' && typeof item['id'] === 'string') {
      throw openaiRefusal(
        `Item with id '${id}' not found. Items are not persisted when \`store\` is set to false. Try again with \`store\` set to true, or remove this item from your input.`,
        'input',
      );
    }
    if (typeof item['encrypted_content'] === 'string' && !item['encrypted_content'].startsWith('sandbox.')) {
      throw openaiRefusal('The encrypted content could not be verified.', null, 'invalid_encrypted_content');
    }
    if (items[index + 1] === undefined) {
      throw openaiRefusal(
        `Item '${id}' of type 'reasoning' was provided without its required following item.`,
        'input',
      );
    }
  }
}
