// OpenAI's own tools that the client runs (shells, patches, tool search): functions to every other model.

import { entryOf } from '../conversation/entry-of.ts';
import type { Fields } from '../conversation/counts.ts';
import { fields, isFields } from '../conversation/counts.ts';
import type { MediaPart } from '../conversation/part.ts';
import type { FunctionTool } from '../conversation/tool.ts';
import { ACTION_DESCRIPTION, ACTION_SCHEMA, actionItem, actionOf, screenOf } from './computer.ts';
import { argumentsText, given, objectsOf, textOf, wordOf, type Item } from './wire.ts';

/** How one of these tools is told as a function, and how its calls and results stand as items. */
export interface ClientTool {
  readonly name: string;
  readonly call: string;
  readonly output: string;
  readonly description: string;
  readonly schema: Fields;
  /** The arguments that the model gave, out of the item of a call. */
  argumentsOf(item: Fields): unknown;
  /** The fields of a call's item for the arguments. */
  itemOf(given: Fields): Fields;
  /** What the tool answered, as text. */
  resultOf(item: Fields): string;
  /** What it showed. */
  readonly shownOf?: (item: Fields) => readonly MediaPart[];
  /** The fields of an output's item. */
  outputOf(text: string, failed: boolean): Fields;
}

const text = { type: 'string' };
const texts = { type: 'array', items: text };
const milliseconds = { type: 'integer', description: 'Milliseconds after which the command is stopped.' };

const COMPUTER: ClientTool = {
  name: 'computer',
  call: 'computer_call',
  output: 'computer_call_output',
  description: ACTION_DESCRIPTION,
  schema: ACTION_SCHEMA,
  argumentsOf: actionOf,
  itemOf: actionItem,
  resultOf: () => '',
  shownOf: screenOf,
  // Without a picture there is nothing that the provider would take.
  outputOf: () => ({ output: { type: 'computer_screenshot' } }),
};

/** The tools by the type that the request gives them. */
const CLIENT_TOOLS: Readonly<Record<string, ClientTool>> = {
  computer: COMPUTER,
  computer_use_preview: COMPUTER,
  local_shell: {
    name: 'local_shell',
    call: 'local_shell_call',
    output: 'local_shell_call_output',
    description: 'Runs a command on the local machine and returns its output.',
    schema: {
      type: 'object',
      properties: {
        command: { ...texts, description: 'The program and its arguments, one text each.' },
        working_directory: text,
        timeout_ms: milliseconds,
        env: { type: 'object', additionalProperties: text },
      },
      required: ['command'],
    },
    argumentsOf(item) {
      const { type: _type, ...action } = fields(item['action']);
      return action;
    },
    itemOf: action => ({ action: { type: 'exec', env: {}, ...action, command: commandOf(action['command']) } }),
    resultOf: item => textOf(item['output']),
    outputOf: output => ({ output }),
  },
  shell: {
    name: 'shell',
    call: 'shell_call',
    output: 'shell_call_output',
    description: 'Runs shell commands, one after another, and returns what each of them printed.',
    schema: {
      type: 'object',
      properties: {
        commands: { ...texts, description: 'Command lines for the shell.' },
        timeout_ms: milliseconds,
        max_output_length: { type: 'integer', description: 'Characters to return of each output at most.' },
      },
      required: ['commands'],
    },
    argumentsOf: item => item['action'],
    itemOf: action => ({
      action: {
        commands: commandOf(action['commands']),
        timeout_ms: action['timeout_ms'] ?? null,
        max_output_length: action['max_output_length'] ?? null,
      },
      environment: null,
    }),
    resultOf: item => objectsOf(item['output']).map(shellText).join('\n'),
    outputOf: (stdout, failed) => ({
      output: [{ stdout, stderr: '', outcome: { type: 'exit', exit_code: failed ? 1 : 0 } }],
    }),
  },
  apply_patch: {
    name: 'apply_patch',
    call: 'apply_patch_call',
    output: 'apply_patch_call_output',
    description: 'Creates, changes or deletes one file.',
    schema: {
      type: 'object',
      properties: {
        type: { type: 'string', enum: ['create_file', 'update_file', 'delete_file'] },
        path: { type: 'string', description: 'The path of the file.' },
        diff: {
          type: 'string',
          description: 'For create_file and update_file: the change as a V4A diff, every line with its +, - or space.',
        },
      },
      required: ['type', 'path'],
    },
    argumentsOf: item => item['operation'],
    itemOf: operation => ({ operation }),
    resultOf: item => textOf(item['output']),
    outputOf: (output, failed) => ({ output, status: failed ? 'failed' : 'completed' }),
  },
  tool_search: {
    name: 'tool_search',
    call: 'tool_search_call',
    output: 'tool_search_output',
    description: 'Finds further tools by what they do; those that are found can be called from then on.',
    schema: { type: 'object', properties: { query: text }, required: ['query'] },
    argumentsOf: item => item['arguments'],
    itemOf: args => ({ execution: 'client', arguments: args }),
    // The definitions themselves join the tools of the request; the result says which there are.
    resultOf: item => JSON.stringify(item['tools'] ?? []),
    outputOf: () => ({ execution: 'client', status: 'completed', tools: [] }),
  },
};

function commandOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : typeof value === 'string' ? [value] : [];
}

function shellText(chunk: Fields): string {
  const outcome = fields(chunk['outcome']);
  const end = outcome['type'] === 'timeout' ? '(timed out)' : `(exit code ${String(outcome['exit_code'] ?? 0)})`;
  return [textOf(chunk['stdout']), textOf(chunk['stderr']), end].filter(line => line !== '').join('\n');
}

/** A tool of this kind as a function, or undefined when the request's tool is none that the client runs. */
export function asFunction(tool: Fields): FunctionTool | undefined {
  const type = textOf(tool['type']);
  const known = entryOf(CLIENT_TOOLS, type);
  if (known === undefined || !runsAtClient(type, tool)) return undefined;
  return {
    type: 'function',
    name: known.name,
    description: wordOf(tool['description']) ?? known.description,
    schema: isFields(tool['parameters']) ? tool['parameters'] : known.schema,
    native: { origin: 'openai-responses', value: tool },
  };
}

/** A shell in the provider's container and a search on the provider's side are none of the client's. */
function runsAtClient(type: string, tool: Fields): boolean {
  if (type === 'tool_search') return tool['execution'] === 'client';
  const place = fields(tool['environment'])['type'];
  return type !== 'shell' || place === undefined || place === 'local';
}

/** What the item of a call or an output belongs to. */
export function clientToolOf(itemType: string): ClientTool | undefined {
  return Object.values(CLIENT_TOOLS).find(tool => tool.call === itemType || tool.output === itemType);
}

/** Which of these tools a function stands for, as `asFunction` made it. */
export function behindFunction(tool: FunctionTool | undefined): ClientTool | undefined {
  if (tool?.native?.origin !== 'openai-responses') return undefined;
  return entryOf(CLIENT_TOOLS, textOf(tool.native.value['type']));
}

/** The arguments of a call, JSON text, out of its item. */
export function callArguments(tool: ClientTool, item: Fields): string {
  return argumentsText(tool.argumentsOf(item));
}

/** The item of a call. Arguments that are no JSON object are given as none: the client then tells the model. */
export function callItem(tool: ClientTool, callId: string, argumentsJson: string, id?: string): Item {
  return {
    type: tool.call,
    ...given('id', id),
    call_id: callId,
    status: 'completed',
    ...tool.itemOf(parsed(argumentsJson)),
  };
}

function parsed(json: string): Fields {
  try {
    return fields(JSON.parse(json));
  } catch {
    return {};
  }
}

/** The item of an output. The local shell's own names its call by `id` (openai-openapi LocalShellToolCallOutput). */
export function outputItem(tool: ClientTool, callId: string, output: string, failed: boolean): Item {
  return {
    type: tool.output,
    ...(tool.name === 'local_shell' ? { id: callId } : { call_id: callId }),
    ...tool.outputOf(output, failed),
  };
}
