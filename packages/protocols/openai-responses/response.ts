// The response object around the output: it repeats what was asked, with every field that strict clients look for.

import type { ClientContext } from '../codec.ts';
import type { Stop } from '../conversation/answer.ts';
import { FAULTS, type Fault } from '../conversation/fault.ts';
import { Losses } from '../conversation/losses.ts';
import { ToolNames } from '../conversation/tool-names.ts';
import type { Usage } from '../conversation/usage.ts';
import { formatField } from './encode-output.ts';
import { writeTools, writeToolChoice } from './encode-tools.ts';
import { writeUsage } from './usage.ts';
import { textOf, type Item } from './wire.ts';

/** What a response has become. */
export interface Outcome {
  readonly status: 'in_progress' | 'completed' | 'incomplete' | 'failed';
  readonly output: readonly Item[];
  readonly usage?: Usage | undefined;
  readonly incomplete?: 'max_output_tokens' | 'content_filter' | undefined;
  readonly error?: { readonly code: string; readonly message: string } | undefined;
  readonly serviceTier?: string | undefined;
}

/** The id of a response, in the provider's style. */
export function responseId(id: string): string {
  return id.startsWith('resp_') ? id : `resp_${id.replace(/[^a-zA-Z0-9_-]/g, '_')}`;
}

/** Writes response objects for one client; what they repeat of the request is put together once. */
export class ResponseFrame {
  private readonly head: Readonly<Record<string, unknown>>;
  private readonly tail: Readonly<Record<string, unknown>>;
  private readonly tier: string;

  constructor(client: ClientContext) {
    const { request } = client;
    const writing = { request, names: new ToolNames(), losses: new Losses(request) };
    const said = request.messages[0];
    const spoken = said?.at === 'instructions' ? said.parts.map(part => ('text' in part ? part.text : '')) : [];
    const choice = request.toolChoice;
    this.tier = request.handling.serviceTier ?? 'default';
    this.head = {
      id: responseId(client.id),
      object: 'response',
      created_at: client.created,
      background: false,
      instructions: spoken.length === 0 ? null : spoken.join('\n\n'),
      max_output_tokens: request.output.limit ?? null,
      max_tool_calls: request.extras['max_tool_calls'] ?? null,
      model: client.model,
      parallel_tool_calls: request.parallelTools ?? true,
      previous_response_id: null,
      prompt_cache_key: request.handling.cacheKey ?? null,
      reasoning: { effort: request.reasoning?.effort ?? null, summary: shown(request.reasoning?.show) },
      safety_identifier: null,
      // The answer cannot be fetched or built upon by its id: the model's provider has no such thing.
      store: false,
      temperature: request.sampling.temperature ?? 1,
      text: {
        format: formatField(request.output.format, request) ?? { type: 'text' },
        verbosity: request.output.verbosity ?? 'medium',
      },
      tool_choice: choice === undefined ? 'auto' : writeToolChoice(choice, writing),
      tools: writeTools(writing),
      top_logprobs: request.output.logprobs?.top ?? 0,
      top_p: request.sampling.topP ?? 1,
      truncation: textOf(request.extras['truncation']) || 'disabled',
    };
    this.tail = { user: request.handling.user ?? null, metadata: request.handling.metadata ?? {} };
  }

  /** The object as it stands. */
  response(outcome: Outcome): Record<string, unknown> {
    const { status, output, usage, incomplete, error, serviceTier } = outcome;
    return {
      ...this.head,
      status,
      error: error ?? null,
      incomplete_details: incomplete === undefined ? null : { reason: incomplete },
      service_tier: serviceTier ?? this.tier,
      output,
      usage: usage === undefined ? null : writeUsage(usage),
      ...this.tail,
    };
  }
}

function shown(show: string | undefined): string | null {
  return show === undefined || show === 'none' ? null : show;
}

/** What the end of an answer is called here. `refused`: the answer says itself that it declines. */
export function outcomeOf(stop: Stop, refused: boolean): Pick<Outcome, 'status' | 'incomplete' | 'error'> {
  switch (stop.reason) {
    case 'limit':
    case 'context':
      return { status: 'incomplete', incomplete: 'max_output_tokens' };
    case 'filter':
      return { status: 'incomplete', incomplete: 'content_filter' };
    case 'refusal':
      return refused ? { status: 'completed' } : { status: 'incomplete', incomplete: 'content_filter' };
    case 'broken_call':
      return {
        status: 'failed',
        error: { code: 'server_error', message: 'The model called a tool in a way that could not be read. Try again.' },
      };
    default:
      return { status: 'completed' };
  }
}

/** The codes that clients act on: Codex waits, gives up or starts anew by them. */
const CODES: Readonly<Partial<Record<Fault['kind'], string>>> = {
  invalid_request: 'invalid_prompt',
  quota: 'insufficient_quota',
  rate_limit: 'rate_limit_exceeded',
  overloaded: 'server_is_overloaded',
};

/** The error of a failed response. */
export function errorOf(fault: Fault): { readonly code: string; readonly message: string } {
  const code = fault.code ?? CODES[fault.kind] ?? FAULTS[fault.kind].code ?? 'server_error';
  // Codex reads from the message how long to wait.
  const wait = fault.kind === 'rate_limit' && fault.retryAfter !== undefined && !/try again in/i.test(fault.message);
  return { code, message: wait ? `${fault.message} Please try again in ${fault.retryAfter}s.` : fault.message };
}
