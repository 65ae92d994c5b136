// The legacy Completions API and the filling of gaps, played: OpenAI's form, DeepSeek's under /beta, Mistral's FIM.

import { misbehave, Refused, sendJson, sendStream, type Visit } from '../exchange.ts';
import { openaiError, openaiFault, openaiRefusal, openaiStatus, requireBearer } from '../openai-errors.ts';
import { chatUsage } from '../openai-chat/serve.ts';
import { failing } from '../play/failing.ts';
import { newId, pieces, play, type Performance, type Scene } from '../play/scene.ts';
import { any, decimal, either, flag, integer, list, nullable, object, text, isObject, type Shape } from '../shape.ts';
import { note } from '../tally.ts';

type Json = Readonly<Record<string, unknown>>;

const tokens = list(integer(0), 1);
const common: Readonly<Record<string, Shape>> = {
  'model!': text(),
  suffix: nullable(text()),
  max_tokens: nullable(integer(0, 16_384)),
  temperature: nullable(decimal(0, 2)),
  top_p: nullable(decimal(0, 1)),
  stream: nullable(flag),
  stream_options: nullable(object({ include_usage: flag })),
  echo: nullable(flag),
  presence_penalty: nullable(decimal(-2, 2)),
  frequency_penalty: nullable(decimal(-2, 2)),
};
const openaiShape = object({
  ...common,
  'prompt!': either(text(), list(text(), 1), tokens, list(tokens, 1)),
  n: nullable(integer(1, 128)),
  best_of: nullable(integer(0, 20)),
  logprobs: nullable(integer(0, 5)),
  stop: nullable(either(text(), list(text(), 1, 4))),
  logit_bias: nullable(any),
  seed: nullable(integer()),
  user: text(),
});
const deepseekShape = object({
  ...common,
  'prompt!': text(),
  max_tokens: nullable(integer(1, 4096)),
  logprobs: nullable(integer(0, 20)),
  stop: nullable(either(text(), list(text(), 1, 16))),
});
const mistralShape = object({
  'model!': text(),
  'prompt!': text(),
  suffix: nullable(text()),
  max_tokens: nullable(integer(0)),
  min_tokens: nullable(integer(0)),
  stop: either(text(), list(text(), 1)),
  stream: flag,
  temperature: nullable(decimal(0, 1.5)),
  top_p: decimal(0, 1),
  random_seed: nullable(integer(0)),
});

/** Models that only chat are told so, in OpenAI's words. */
function refuseChatModels(model: string): void {
  if (!/^(?:gpt-(?!3\.5-turbo-instruct)|o\d|claude|gemini)/.test(model)) return;
  const message =
    'This is a chat model and not supported in the v1/completions endpoint. Did you mean to use v1/chat/completions?';
  throw new Refused(404, openaiError(message, 'invalid_request_error', 'model'));
}

function sceneOf(body: Json, prompt: string): Scene {
  const { stop, max_tokens: limit } = body;
  return {
    model: String(body['model']),
    prompt: [prompt, typeof body['suffix'] === 'string' ? body['suffix'] : ''],
    messages: 0,
    lastUser: prompt,
    asked: prompt,
    results: [],
    media: [],
    tools: [],
    toolChoice: 'auto',
    parallel: false,
    thinks: false,
    structure: undefined,
    maxTokens: typeof limit === 'number' ? limit : 64,
    stops: typeof stop === 'string' ? [stop] : Array.isArray(stop) ? stop.map(String) : [],
    searches: false,
    cache: { kind: 'automatic', least: 1024 },
  };
}

function promptsOf(prompt: unknown): string[] {
  if (!Array.isArray(prompt)) return [String(prompt)];
  if (prompt.every(item => typeof item === 'number')) return [`tokens ${prompt.join(' ')}`];
  return prompt.map(item => (typeof item === 'string' ? item : `tokens ${String(item)}`));
}

/** Practice log probabilities: every piece of the text is a token. */
function logprobsOf(made: string, top: number): Json {
  let offset = 0;
  const parts = pieces(made, 4);
  return {
    tokens: parts,
    token_logprobs: parts.map((_, index) => -0.1 - index / 1000),
    top_logprobs: parts.map(part => (top === 0 ? {} : { [part]: -0.1 })),
    text_offset: parts.map(part => {
      const at = offset;
      offset += part.length;
      return at;
    }),
  };
}

const FINISH = { end: 'stop', stop: 'stop', length: 'length', tools: 'stop', refusal: 'content_filter' } as const;

function usageOf(played: readonly Performance[], copies: number, isDeepseek: boolean): Json {
  const rows = played.map(each => chatUsage(each, copies));
  const sum = (name: string): number => rows.reduce((total, row) => total + Number(row[name]), 0);
  const cached = played.reduce((total, each) => total + each.usage.cacheRead, 0);
  const prompt = sum('prompt_tokens');
  return {
    prompt_tokens: prompt,
    completion_tokens: sum('completion_tokens'),
    total_tokens: sum('total_tokens'),
    ...(isDeepseek ? { prompt_cache_hit_tokens: cached, prompt_cache_miss_tokens: prompt - cached } : {}),
  };
}

/** `POST /v1/completions` and DeepSeek's `/beta/completions`. */
export async function serveCompletions(visit: Visit, body: Json): Promise<void> {
  requireBearer(visit.request.headers);
  const isDeepseek = visit.path.startsWith('/beta/');
  const fault = (isDeepseek ? deepseekShape : openaiShape)(body, []);
  if (fault !== undefined) throw openaiFault(fault);
  const model = String(body['model']);
  if (isDeepseek && /reasoner/.test(model)) throw openaiRefusal('This model does not support FIM completion.', 'model');
  refuseChatModels(model);
  if (body['stream'] !== true && isObject(body['stream_options']))
    throw openaiRefusal("The 'stream_options' parameter is only allowed when 'stream' is enabled.", 'stream_options');
  const copies = typeof body['n'] === 'number' ? body['n'] : 1;
  const best = typeof body['best_of'] === 'number' ? Math.max(body['best_of'], copies) : copies;
  const prompts = promptsOf(body['prompt']);
  const played = prompts.map(prompt => play(sceneOf(body, prompt)));
  const [first] = played;
  if (first === undefined) throw openaiRefusal('prompt is empty', 'prompt');
  if (failing(first)) throw openaiStatus(first.markers.error?.status ?? 500, first.markers.error?.retryAfter);
  if (await misbehave(visit, first.markers)) return;
  const frame = {
    id: newId('cmpl-', first.seed, 29),
    object: 'text_completion',
    created: Math.floor(Date.now() / 1000),
    model,
    system_fingerprint: 'fp_sandbox',
  };
  const top = typeof body['logprobs'] === 'number' ? body['logprobs'] : undefined;
  const usage = usageOf(played, best, isDeepseek);
  const rows = played.flatMap((each, place) =>
    Array.from({ length: copies }, (_, copy) => ({
      index: place * copies + copy,
      text: (body['echo'] === true ? (prompts[place] ?? '') : '') + each.text,
      finish: FINISH[each.finish],
    })),
  );
  if (body['stream'] === true) {
    const asked = isObject(body['stream_options']) && body['stream_options']['include_usage'] === true;
    const events = rows.flatMap(row => [
      ...pieces(row.text).map(piece => ({ text: piece, index: row.index, logprobs: null, finish_reason: null })),
      { text: '', index: row.index, logprobs: null, finish_reason: row.finish },
    ]);
    const texts = events.map(event => `data: ${JSON.stringify({ ...frame, choices: [event] })}\n\n`);
    if (asked && first.markers.noUsage !== true)
      texts.push(`data: ${JSON.stringify({ ...frame, choices: [], usage })}\n\n`);
    texts.push('data: [DONE]\n\n');
    const errorEvent = `data: ${JSON.stringify({ error: { message: 'The server had an error.', type: 'server_error', param: null, code: null } })}\n\n`;
    const whole = await sendStream(
      visit,
      { contentType: 'text/event-stream; charset=utf-8', headers: {}, events: texts, errorEvent },
      first.markers,
    );
    for (const each of played) note(model, each.usage, whole);
    return;
  }
  sendJson(visit, 200, {
    ...frame,
    choices: rows.map(row => ({
      text: row.text,
      index: row.index,
      logprobs: top === undefined ? null : logprobsOf(row.text, top),
      finish_reason: row.finish,
    })),
    ...(first.markers.noUsage === true ? {} : { usage }),
  });
  for (const each of played) note(model, each.usage, true);
}

/** `POST /v1/fim/completions`: Mistral answers in the form of chat. */
export async function serveFim(visit: Visit, body: Json): Promise<void> {
  requireBearer(visit.request.headers);
  const fault = mistralShape(body, []);
  if (fault !== undefined) throw openaiFault(fault);
  const played = play(sceneOf(body, String(body['prompt'])));
  if (failing(played)) throw openaiStatus(played.markers.error?.status ?? 500, played.markers.error?.retryAfter);
  if (await misbehave(visit, played.markers)) return;
  const model = String(body['model']);
  const frame = { id: newId('', played.seed, 32), created: Math.floor(Date.now() / 1000), model };
  const usage = usageOf([played], 1, false);
  if (body['stream'] === true) {
    const chunk = (delta: Json, finish: string | null, told: Json): string =>
      `data: ${JSON.stringify({ ...frame, object: 'chat.completion.chunk', choices: [{ index: 0, delta, finish_reason: finish }], ...told })}\n\n`;
    const events = [
      ...pieces(played.text).map(piece => chunk({ content: piece }, null, {})),
      chunk({ content: '' }, FINISH[played.finish], { usage }),
      'data: [DONE]\n\n',
    ];
    const stream = { contentType: 'text/event-stream; charset=utf-8', headers: {}, events, errorEvent: '' };
    note(model, played.usage, await sendStream(visit, stream, played.markers));
    return;
  }
  const message = { role: 'assistant', content: played.text, tool_calls: null };
  const choices = [{ index: 0, message, finish_reason: FINISH[played.finish] }];
  sendJson(visit, 200, { ...frame, object: 'chat.completion', choices, usage });
  note(model, played.usage, true);
}
