// Anthropic's typed tools that the client itself runs (shell, editor, memory), as the functions that they are elsewhere.

import type { Fields } from '../conversation/counts.ts';
import type { FunctionTool } from '../conversation/tool.ts';
import { cacheOf, native, textOrNone } from './wire.ts';

interface ClientTool {
  /** What the dated type begins with. */
  readonly prefix: string;
  readonly name: string;
  readonly description: string;
  readonly schema: Fields;
}

const text = (description: string): Fields => ({ type: 'string', description });
const command = (...words: readonly string[]): Fields => ({ type: 'string', enum: words });
const range: Fields = {
  type: 'array',
  items: { type: 'integer' },
  description: 'First and last line to show, counted from 1; -1 as the last means the end of the file.',
};

const EDITING: Fields = {
  path: text('Absolute path of the file or folder.'),
  view_range: range,
  file_text: text('Content of the file, for create.'),
  old_str: text('Text to replace, for str_replace: it must occur exactly once.'),
  new_str: text('Text to put in its place, for str_replace.'),
  insert_line: { type: 'integer', description: 'Line after which to insert, for insert; 0 is the beginning.' },
  insert_text: text('Text to insert, for insert.'),
};

const TOOLS: readonly ClientTool[] = [
  {
    prefix: 'bash_',
    name: 'bash',
    description: 'Runs a command in a shell that keeps its state between calls.',
    schema: {
      type: 'object',
      properties: {
        command: text('The command to run. Needed unless the shell is restarted.'),
        restart: { type: 'boolean', description: 'Whether to restart the shell instead.' },
      },
    },
  },
  {
    prefix: 'text_editor_',
    name: 'str_replace_based_edit_tool',
    description: 'Views, creates and edits text files.',
    schema: {
      type: 'object',
      properties: { command: command('view', 'create', 'str_replace', 'insert'), ...EDITING },
      required: ['command', 'path'],
    },
  },
  {
    prefix: 'memory_',
    name: 'memory',
    description: 'Keeps notes in files under /memories that last beyond this conversation. View that folder first.',
    schema: {
      type: 'object',
      properties: {
        command: command('view', 'create', 'str_replace', 'insert', 'delete', 'rename'),
        ...EDITING,
        old_path: text('Path to rename, for rename.'),
        new_path: text('New path, for rename.'),
      },
      required: ['command'],
    },
  },
];

/** The function that a typed tool is for a model that was not trained on it, or undefined for any other type. */
export function clientToolOf(type: string, tool: Fields): FunctionTool | undefined {
  const known = TOOLS.find(({ prefix }) => type.startsWith(prefix));
  if (known === undefined) return undefined;
  const { description, schema } = known;
  const name = textOrNone(tool['name']) ?? known.name;
  return { type: 'function', name, description, schema, ...cacheOf(tool), native: native(tool) };
}
