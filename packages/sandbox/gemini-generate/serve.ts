// Gemini generateContent, played: whole, as server-sent events, as a streamed array; and token counting.

import { requireGoogleKey } from './key.ts';
import { readObjects } from './objects.ts';
import { misbehave, sendJson, sendStream, type Visit } from '../exchange.ts';
import { askedOf } from '../play/asked.ts';
import { failing } from '../play/failing.ts';
import { mediaOf, newId, pieces, play, sign, type Performance, type Scene } from '../play/scene.ts';
import { makesMedia, serveGeminiMedia } from '../media/gemini-media.ts';
import { isObject } from '../shape.ts';
import { note } from '../tally.ts';
import { geminiBody, geminiError, geminiFault } from './errors.ts';
import { camelCased, listed } from './names.ts';
import { checkGenerate, partsOf } from './rules.ts';
import { countRequest, generateRequest } from './shape.ts';

type Json = Readonly<Record<string, unknown>>;

const CACHE_LEAST = 1024;

/** Signatures of the practice upstream carry their own proof. */
function signature(text: string): string {
  const payload = Buffer.from(text.slice(0, 40)).toString('base64url');
  return Buffer.from(`${payload}.${sign(payload)}`).toString('base64');
}

function isOwn(value: string): boolean {
  const [payload = '', proof] = Buffer.from(value, 'base64').toString().split('.');
  return proof === sign(payload);
}

function checked(value: unknown, model: string): Json {
  const request = camelCased(value);
  const fault = generateRequest(request, []);
  if (fault !== undefined) throw geminiFault(fault);
  const whole = isObject(request) ? request : {};
  checkGenerate(whole, model, isOwn);
  return whole;
}

/** Serves `:generateContent` and `:streamGenerateContent`. */
export async function serveGenerate(visit: Visit, model: string, streamed: boolean, body: unknown): Promise<void> {
  requireGoogleKey(visit);
  const request = checked(body, model);
  const kept = readObjects(visit, model, request);
  const plain = play(sceneOf(request, model));
  const played = kept === 0 ? plain : { ...plain, usage: { ...plain.usage, cacheRead: kept } };
  if (failing(played))
    throw geminiError(played.markers.error?.status ?? 500, undefined, played.markers.error?.retryAfter);
  if (await misbehave(visit, played.markers)) return;
  if (makesMedia(model)) {
    const scene = sceneOf(request, model);
    const pictures = scene.media.filter(({ type }) => type?.startsWith('image/') === true).length;
    const { markers } = played;
    await serveGeminiMedia(visit, { model, streamed, request, prompt: scene.lastUser, pictures, markers });
    note(model, played.usage, true);
    return;
  }
  const thoughts =
    isObject(request['generationConfig']) &&
    isObject(request['generationConfig']['thinkingConfig']) &&
    request['generationConfig']['thinkingConfig']['includeThoughts'] === true;
  const parts = partsFor(played, model, thoughts);
  const config = isObject(request['generationConfig']) ? request['generationConfig'] : {};
  const copies = typeof config['candidateCount'] === 'number' ? config['candidateCount'] : 1;
  const made = { model, responseId: newId('', played.seed, 22), copies };
  if (!streamed) {
    sendJson(visit, 200, answerOf(played, made, parts, true), {
      'content-type': 'application/json; charset=UTF-8',
    });
    note(model, played.usage, true);
    return;
  }
  const chunks = chunksOf(played, made, parts);
  const failure = geminiBody(503);
  const sse = visit.query.get('alt') === 'sse';
  const events = sse
    ? chunks.map(chunk => `data: ${JSON.stringify(chunk)}\r\n\r\n`)
    : chunks.map(
        (chunk, index) =>
          `${index === 0 ? '[' : ',\r\n'}${JSON.stringify(chunk)}${index === chunks.length - 1 ? '\n]' : ''}`,
      );
  const errorEvent = sse ? `data: ${JSON.stringify(failure)}\r\n\r\n` : `,\r\n${JSON.stringify(failure)}\n]`;
  const contentType = sse ? 'text/event-stream' : 'application/json; charset=UTF-8';
  note(model, played.usage, await sendStream(visit, { contentType, headers: {}, events, errorEvent }, played.markers));
}

/** Serves `:countTokens`. */
export function serveCountTokens(visit: Visit, model: string, body: unknown): void {
  requireGoogleKey(visit);
  const named = camelCased(body);
  const fault = countRequest(named, []);
  if (fault !== undefined) throw geminiFault(fault);
  const outer = isObject(named) ? named : {};
  const inner = isObject(outer['generateContentRequest']) ? outer['generateContentRequest'] : outer;
  const { usage } = play(sceneOf(checked(inner, model), model));
  const total = usage.input + usage.cacheRead;
  sendJson(visit, 200, { totalTokens: total, promptTokensDetails: [{ modality: 'TEXT', tokenCount: total }] });
}

function textOf(content: Json | undefined): string {
  return partsOf(content)
    .map(part => (typeof part['text'] === 'string' ? part['text'] : ''))
    .filter(Boolean)
    .join('\n');
}

/** What the user said between answers: neighbouring contents of one speaker are one turn. The last one may be empty. */
function userTurns(contents: readonly Json[]): readonly (readonly Json[])[] {
  const turns: Json[][] = [[]];
  for (const content of contents) {
    if (content['role'] !== 'model') turns.at(-1)?.push(content);
    else if (turns.at(-1)?.length !== 0) turns.push([]);
  }
  return turns;
}

function textOfTurn(turn: readonly Json[]): string {
  return turn
    .map(textOf)
    .filter(text => text !== '')
    .join('\n');
}

function sceneOf(request: Json, model: string): Scene {
  const contents = listed(request['contents']);
  const config = isObject(request['generationConfig']) ? request['generationConfig'] : {};
  const tools = listed(request['tools']);
  const functions = tools.flatMap(tool => listed(tool['functionDeclarations']));
  const toolConfig = isObject(request['toolConfig']) ? request['toolConfig'] : {};
  const calling = isObject(toolConfig['functionCallingConfig']) ? toolConfig['functionCallingConfig'] : {};
  const allowed = Array.isArray(calling['allowedFunctionNames']) ? calling['allowedFunctionNames'].map(String) : [];
  const thinking = isObject(config['thinkingConfig']) ? config['thinkingConfig'] : {};
  const parts = contents.flatMap(partsOf);
  const turns = userTurns(contents);
  const since = turns.at(-1) ?? [];
  const offered = allowed.length === 0 ? functions : functions.filter(tool => allowed.includes(String(tool['name'])));
  return {
    model,
    prompt: [
      JSON.stringify(tools) + textOf(isObject(request['systemInstruction']) ? request['systemInstruction'] : undefined),
      ...contents.map(content => partsOf(content).map(weightOf).join('\n')),
    ],
    messages: contents.length,
    lastUser: turns.map(textOfTurn).findLast(text => text !== '') ?? '',
    asked: askedOf((turns.findLast(turn => textOfTurn(turn) !== '') ?? []).map(textOf)),
    results: since
      .flatMap(partsOf)
      .filter(part => isObject(part['functionResponse']))
      .map(part => JSON.stringify(isObject(part['functionResponse']) ? part['functionResponse']['response'] : {})),
    media: [...parts, ...parts.flatMap(shownIn)].flatMap(part => {
      if (isObject(part['inlineData'])) return mediaOf(String(part['inlineData']['data'])) ?? [];
      return part['fileData'] === undefined ? [] : [{ type: 'image/url', width: 512, height: 512, bytes: 0 }];
    }),
    tools: offered.map(tool => ({
      name: String(tool['name']),
      schema: tool['parametersJsonSchema'] ?? tool['parameters'] ?? {},
    })),
    toolChoice: calling['mode'] === 'ANY' ? 'required' : calling['mode'] === 'NONE' ? 'none' : 'auto',
    parallel: true,
    thinks: /gemini-(?:2\.5|[3-9])/.test(model) && Number(thinking['thinkingBudget'] ?? 1) !== 0,
    structure:
      config['responseJsonSchema'] ??
      config['responseSchema'] ??
      (config['responseMimeType'] === 'application/json' ? true : undefined),
    maxTokens: config['maxOutputTokens'] === undefined ? Infinity : Number(config['maxOutputTokens']),
    stops: Array.isArray(config['stopSequences']) ? config['stopSequences'].map(String) : [],
    searches: tools.some(tool => tool['googleSearch'] !== undefined || tool['googleSearchRetrieval'] !== undefined),
    cache: { kind: 'automatic', least: CACHE_LEAST },
  };
}

/** Media inside of a function's response. */
function shownIn(part: Json): Json[] {
  return isObject(part['functionResponse']) ? listed(part['functionResponse']['parts']) : [];
}

function weightOf(part: Json): string {
  if (typeof part['text'] === 'string') return part['text'];
  return part['inlineData'] === undefined ? JSON.stringify(part['functionCall'] ?? part['functionResponse'] ?? '') : '';
}

/** The parts of the answer: thoughts when asked for, text, calls; Gemini 3 signs the first call or the last text. */
function partsFor(played: Performance, model: string, thoughts: boolean): Json[] {
  if (played.finish === 'refusal') return [];
  const signs = /gemini-[3-9]/.test(model) || (thoughts && played.calls.length > 0);
  const mark = signs ? { thoughtSignature: signature(played.thinking + played.seed) } : {};
  const parts: Json[] = [];
  if (thoughts && played.thinking !== '') parts.push({ text: played.thinking, thought: true });
  if (played.text !== '') parts.push({ text: played.text, ...(played.calls.length === 0 ? mark : {}) });
  played.calls.forEach((call, index) => {
    const functionCall = { name: call.name, args: JSON.parse(call.input) };
    parts.push({ functionCall, ...(index === 0 ? mark : {}) });
  });
  return parts;
}

function usageOf({ usage }: Performance, copies: number, produced = usage.output): Json {
  const prompt = usage.input + usage.cacheRead + usage.cacheWrite + usage.cacheWrite1h;
  const thoughts = Math.min(usage.thinking, produced);
  const candidates = (produced - thoughts) * copies;
  return {
    promptTokenCount: prompt,
    ...(candidates > 0 ? { candidatesTokenCount: candidates } : {}),
    totalTokenCount: prompt + thoughts + candidates,
    ...(usage.cacheRead > 0 ? { cachedContentTokenCount: usage.cacheRead } : {}),
    promptTokensDetails: [{ modality: 'TEXT', tokenCount: prompt }],
    ...(thoughts > 0 ? { thoughtsTokenCount: thoughts } : {}),
  };
}

const FINISH = { end: 'STOP', stop: 'STOP', tools: 'STOP', length: 'MAX_TOKENS', refusal: 'SAFETY' } as const;

function groundingOf(played: Performance): Json {
  if (played.search === undefined) return {};
  const { query, url, title } = played.search;
  const segment = {
    startIndex: 0,
    endIndex: Math.min(9, Buffer.byteLength(played.text)),
    text: played.text.slice(0, 9),
  };
  return {
    groundingMetadata: {
      webSearchQueries: [query],
      searchEntryPoint: { renderedContent: '<div></div>' },
      groundingChunks: [{ web: { uri: url, title } }],
      groundingSupports: [{ segment, groundingChunkIndices: [0] }],
    },
  };
}

/** What is the same for all chunks of an answer. */
interface Made {
  readonly model: string;
  readonly responseId: string;
  /** How many candidates were asked for: all are alike. */
  readonly copies: number;
}

function answerOf(played: Performance, made: Made, parts: readonly Json[], final: boolean, produced?: number): Json {
  const { model, responseId, copies } = made;
  const candidate = {
    ...(parts.length === 0 && final && played.finish === 'refusal' ? {} : { content: { parts, role: 'model' } }),
    ...(final ? { finishReason: FINISH[played.finish], ...groundingOf(played) } : {}),
  };
  const usage = played.markers.noUsage === true ? {} : { usageMetadata: usageOf(played, copies, produced) };
  const candidates = Array.from({ length: copies }, (_, index) => ({ ...candidate, index }));
  return { candidates, ...usage, modelVersion: model, responseId };
}

/** Chunks of a stream: text in increments, each call whole, the finish last, the usage running. */
function chunksOf(played: Performance, made: Made, parts: readonly Json[]): Json[] {
  const increments = parts.flatMap(part => {
    if (typeof part['text'] !== 'string') return [part];
    const texts = pieces(part['text'], 40);
    return texts.map((text, index) => ({
      ...(part['thought'] === true ? { thought: true } : {}),
      text,
      ...(index === texts.length - 1 && part['thoughtSignature'] !== undefined
        ? { thoughtSignature: part['thoughtSignature'] }
        : {}),
    }));
  });
  const share = played.usage.output / Math.max(increments.length, 1);
  const chunks = increments.map((part, index) =>
    answerOf(played, made, [part], false, Math.min(Math.ceil(share * (index + 1)), played.usage.output)),
  );
  return [...chunks, answerOf(played, made, [{ text: '' }], true)];
}
