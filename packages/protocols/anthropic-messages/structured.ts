// Structured answers from Claude: a schema where the model takes one, else a tool that the answer is given through.

import type { Target } from '../codec.ts';
import type { Losses } from '../conversation/losses.ts';
import type { ConversationRequest, TextFormat } from '../conversation/request.ts';
import type { ToolName, ToolNames } from '../conversation/tool-names.ts';
import type { ModelRules } from './models.ts';
import { answerSchema, inputSchema } from './schema.ts';
import { PROTOCOL, type Block } from './wire.ts';

/** The tool that an older model answers through; its input is the text of the answer. Known again by being this object. */
export const ANSWER_TOOL: ToolName = { name: 'answer', namespace: 'json', kind: 'function' };

/** Whether a request's answer may come through the tool: what a model says before that is no part of it. */
export function answersThroughTool(names: ToolNames): boolean {
  return names.client('json__answer') === ANSWER_TOOL;
}

/** How the form of an answer is asked for. */
export type FormatPlan =
  | { readonly by: 'nothing' }
  | { readonly by: 'schema'; readonly format: Block }
  | { readonly by: 'tool'; readonly description: string; readonly schema: Block }
  | { readonly by: 'hint'; readonly text: string };

const ONLY_JSON = 'Answer with one JSON value and nothing else: no words around it and no code fence.';

/** Hosts that do not pass `output_config.format` on (clouds §2.4). */
const WITHOUT_SCHEMAS: ReadonlySet<string> = new Set(['vertex']);

/** How the form that a request wants is asked of a model. */
export function planFormat(
  request: ConversationRequest,
  rules: ModelRules,
  target: Target,
  losses: Losses,
): FormatPlan {
  const { format } = request.output;
  if (format === undefined || format.type === 'text') return { by: 'nothing' };
  if (format.type === 'json') {
    losses.field('format', 'emulated');
    return { by: 'hint', text: ONLY_JSON };
  }
  if (request.origin === PROTOCOL) return { by: 'schema', format: { type: 'json_schema', schema: format.schema } };
  if (rules.schemas && !WITHOUT_SCHEMAS.has(target.vendor))
    return { by: 'schema', format: { type: 'json_schema', schema: described(format) } };
  losses.field('format', 'emulated');
  const { type } = format.schema;
  const mustCallOthers = request.toolChoice?.mode === 'required' || request.toolChoice?.mode === 'named';
  if ((type !== undefined && type !== 'object') || mustCallOthers)
    return { by: 'hint', text: `${ONLY_JSON} It must match this JSON Schema:\n${JSON.stringify(format.schema)}` };
  return { by: 'tool', description: descriptionOf(format), schema: inputSchema(format.schema) };
}

function described(format: Extract<TextFormat, { type: 'json_schema' }>): unknown {
  const { description, schema } = format;
  return answerSchema(description === undefined || 'description' in schema ? schema : { ...schema, description });
}

function descriptionOf(format: Extract<TextFormat, { type: 'json_schema' }>): string {
  const rule = 'Give your final answer by calling this tool, with nothing said beside it.';
  return format.description === undefined ? rule : `${rule} ${format.description}`;
}
