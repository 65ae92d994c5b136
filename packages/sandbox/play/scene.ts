// The scene: what the practice upstream understands of a request in any protocol, and what it answers to it.

import { createHash, createHmac } from 'node:crypto';
import { names } from './asked.ts';
import { readMarkers, type Markers } from './markers.ts';
import { lookInto, mediaTokens, type Media } from './media.ts';
import { sample } from './sample.ts';
import { countTokens, cutTokens, filler } from './tokens.ts';

/** A tool that may be called. */
export interface SceneTool {
  readonly name: string;
  readonly schema: unknown;
  /** A free-form tool takes a text instead of JSON. */
  readonly freeform?: boolean;
}

/** A request, understood. */
export interface Scene {
  readonly model: string;
  /** All text of the prompt in order, for counting and caching. */
  readonly prompt: readonly string[];
  readonly messages: number;
  /** The text of the last user turn. */
  readonly lastUser: string;
  /** The question in it, without what an agent wraps around it. */
  readonly asked: string;
  /** Texts of tool results that came after the last answer. */
  readonly results: readonly string[];
  readonly media: readonly Media[];
  readonly tools: readonly SceneTool[];
  readonly toolChoice: 'auto' | 'none' | 'required' | { readonly name: string };
  readonly parallel: boolean;
  readonly thinks: boolean;
  /** A schema to answer in, `true` for any JSON, or undefined for text. */
  readonly structure: unknown;
  readonly maxTokens: number;
  readonly stops: readonly string[];
  readonly searches: boolean;
  /** How the prompt is cached: never, when it was seen before, or where it is marked. */
  readonly cache:
    | { readonly kind: 'automatic'; readonly least: number }
    | { readonly kind: 'marked'; readonly marks: readonly { upTo: number; hour: boolean }[] };
}

export interface PlayedCall {
  readonly name: string;
  readonly input: string;
  readonly freeform: boolean;
}

/** Token counts of an answer, disjoint. */
export interface PlayedUsage {
  readonly input: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
  readonly cacheWrite1h: number;
  readonly output: number;
  /** Part of `output`. */
  readonly thinking: number;
  readonly searches: number;
}

/** An answer, before it takes its protocol's form. */
export interface Performance {
  readonly markers: Markers;
  readonly thinking: string;
  readonly text: string;
  readonly calls: readonly PlayedCall[];
  readonly finish: 'end' | 'length' | 'tools' | 'stop' | 'refusal';
  readonly stopText: string | undefined;
  readonly search: { readonly query: string; readonly url: string; readonly title: string } | undefined;
  readonly usage: PlayedUsage;
  /** Hexadecimal digest of the request: ids come from it. */
  readonly seed: string;
}

const SECRET = 'turnpike practice upstream';
let counter = 0;
/** Prompt prefixes seen, by digest: the practice cache. */
const seen = new Set<string>();
const MAX_SEEN = 50_000;

/** A signature that only the practice upstream makes, and recognises. */
export function sign(text: string): string {
  return createHmac('sha256', SECRET).update(text).digest('base64');
}

/** An id of an answer: from the request, and counted so that it is unique. */
export function newId(prefix: string, seed: string, length = 24): string {
  counter += 1;
  return prefix + createHash('sha256').update(`${seed}:${counter}`).digest('hex').slice(0, length);
}

/** Empties the practice cache. */
export function forget(): void {
  seen.clear();
}

/** Plays a scene. */
export function play(scene: Scene): Performance {
  const markers = readMarkers(`${scene.lastUser}\n${scene.model}`);
  const seed = createHash('sha256')
    .update(JSON.stringify([scene.model, scene.prompt]))
    .digest('hex');
  const calls = markers.refuse === true ? [] : callsOf(scene, markers);
  const search =
    scene.searches && calls.length === 0 && (markers.search === true || /search|news|today|latest/i.test(scene.asked))
      ? searchFor(scene)
      : undefined;
  const thinking = scene.thinks ? filler(markers.think ?? 24) : '';
  const wanted = calls.length > 0 && scene.structure === undefined ? '' : textOf(scene, markers, search !== undefined);
  const { text, finish, stopText } = limit(scene, thinking, wanted, calls.length > 0, markers);
  const output =
    countTokens(thinking) +
    countTokens(text) +
    calls.reduce((sum, call) => sum + countTokens(call.name + call.input), 0);
  const usage = usageOf(
    scene,
    { output, thinking: countTokens(thinking), searches: search === undefined ? 0 : 1 },
    markers,
  );
  return { markers, thinking, text, calls, finish, stopText, search, usage, seed };
}

/** Tools are called when they must be, when a marker says so, or when the last user names them; never after results. */
function callsOf(scene: Scene, markers: Markers): PlayedCall[] {
  const make = (tool: SceneTool, input?: string): PlayedCall => ({
    name: tool.name,
    input: input ?? (tool.freeform === true ? 'sandbox input' : JSON.stringify(sample(tool.schema ?? {}))),
    freeform: tool.freeform === true,
  });
  if (scene.toolChoice === 'none' || scene.tools.length === 0) return [];
  if (scene.results.length > 0 && typeof scene.toolChoice !== 'object') return [];
  const asked = (markers.calls ?? []).flatMap(({ name, input }) =>
    scene.tools.filter(tool => tool.name === name).map(tool => make(tool, input)),
  );
  if (asked.length > 0) return scene.parallel ? asked : asked.slice(0, 1);
  if (typeof scene.toolChoice === 'object') {
    const { name } = scene.toolChoice;
    return scene.tools
      .filter(tool => tool.name === name)
      .slice(0, 1)
      .map(tool => make(tool));
  }
  const named = scene.tools.filter(tool => names(scene.asked, tool.name));
  const all = markers.parallel === true ? scene.tools : named;
  const chosen = all.length > 0 ? all : scene.toolChoice === 'required' ? scene.tools.slice(0, 1) : [];
  return (scene.parallel ? chosen : chosen.slice(0, 1)).map(tool => make(tool));
}

function searchFor(scene: Scene): Performance['search'] {
  const query =
    scene.asked
      .replace(/\[\[.*?\]\]/gs, '')
      .trim()
      .slice(0, 80) || 'sandbox';
  return { query, url: 'https://example.com/sandbox', title: 'A page of the sandbox' };
}

function textOf(scene: Scene, markers: Markers, searched: boolean): string {
  if (markers.refuse === true) return '[sandbox] I cannot help with that.';
  if (scene.structure === true) return JSON.stringify({ sandbox: true, model: scene.model });
  if (scene.structure !== undefined) return JSON.stringify(sample(scene.structure));
  if (markers.tokens !== undefined)
    return `[sandbox] ${filler(Math.max(markers.tokens - 3, 1))}  `.slice(0, markers.tokens * 4);
  const parts = [`[sandbox] ${scene.model} read ${scene.messages} ${scene.messages === 1 ? 'message' : 'messages'}.`];
  for (const media of scene.media) {
    const size = media.width > 0 ? ` of ${media.width} by ${media.height} pixels` : '';
    parts.push(`It saw ${media.type ?? 'a file'}${size}.`);
  }
  if (scene.results.length > 0) parts.push(`The tools said: ${scene.results.join('; ').slice(0, 200)}`);
  else if (searched) parts.push('A page of the sandbox says that all is well.');
  else
    parts.push(
      `You said: ${scene.asked
        .replace(/\[\[.*?\]\]/gs, '')
        .trim()
        .slice(0, 200)}`,
    );
  return parts.join(' ');
}

/** Stops the text where a stop text stands or the limit is reached. */
function limit(
  scene: Scene,
  thinking: string,
  wanted: string,
  called: boolean,
  markers: Markers,
): Pick<Performance, 'text' | 'finish' | 'stopText'> {
  const stop = scene.stops
    .filter(text => text !== '' && wanted.includes(text))
    .sort((left, right) => wanted.indexOf(left) - wanted.indexOf(right))[0];
  const stopped = stop === undefined ? wanted : wanted.slice(0, wanted.indexOf(stop));
  const room = Math.max(scene.maxTokens - countTokens(thinking), 0);
  const text = cutTokens(stopped, room);
  if (markers.refuse === true) return { text, finish: 'refusal', stopText: undefined };
  if (text !== stopped) return { text, finish: 'length', stopText: undefined };
  if (called) return { text, finish: 'tools', stopText: undefined };
  return { text, finish: stop === undefined ? 'end' : 'stop', stopText: stop };
}

function usageOf(
  scene: Scene,
  made: Pick<PlayedUsage, 'output' | 'thinking' | 'searches'>,
  markers: Markers,
): PlayedUsage {
  const counts = scene.prompt.map(countTokens);
  const total =
    counts.reduce((sum, count) => sum + count, 0) +
    scene.media.reduce((sum, media) => sum + mediaTokens(media), 0) +
    3 * scene.messages;
  const cached = cacheOf(scene, counts);
  const input = Math.max(total - cached.cacheRead - cached.cacheWrite - cached.cacheWrite1h, 0);
  const forced = markers.usage ?? {};
  const output = forced['output'] ?? made.output;
  return {
    input: forced['input'] ?? input,
    cacheRead: forced['cacheRead'] ?? cached.cacheRead,
    cacheWrite: forced['cacheWrite'] ?? cached.cacheWrite,
    cacheWrite1h: forced['cacheWrite1h'] ?? cached.cacheWrite1h,
    output,
    thinking: Math.min(forced['thinking'] ?? made.thinking, output),
    searches: forced['searches'] ?? made.searches,
  };
}

/** What of the prompt was cached before, and what is now. The last turn is never cached automatically. */
function cacheOf(
  scene: Scene,
  counts: readonly number[],
): Pick<PlayedUsage, 'cacheRead' | 'cacheWrite' | 'cacheWrite1h'> {
  const none = { cacheRead: 0, cacheWrite: 0, cacheWrite1h: 0 };
  const lengthTo = (end: number): number => counts.slice(0, end).reduce((sum, count) => sum + count, 0);
  const digestTo = (end: number): string =>
    createHash('sha256')
      .update(JSON.stringify([scene.model, scene.prompt.slice(0, end)]))
      .digest('base64');
  if (seen.size > MAX_SEEN) seen.clear();
  if (scene.cache.kind === 'automatic') {
    const end = scene.prompt.length - 1;
    const length = Math.floor(lengthTo(end) / 128) * 128;
    if (length < scene.cache.least) return none;
    const digest = digestTo(end);
    if (seen.has(digest)) return { ...none, cacheRead: length };
    seen.add(digest);
    return none;
  }
  const marks = [...scene.cache.marks].sort((left, right) => left.upTo - right.upTo);
  let read = 0;
  let write = 0;
  let hourly = 0;
  let from = 0;
  for (const mark of marks) {
    const length = lengthTo(mark.upTo) - from;
    const digest = digestTo(mark.upTo);
    if (seen.has(digest)) {
      read += length + write + hourly;
      write = 0;
      hourly = 0;
    } else if (mark.hour) hourly += length;
    else write += length;
    seen.add(digest);
    from = lengthTo(mark.upTo);
  }
  return { cacheRead: read, cacheWrite: write, cacheWrite1h: hourly };
}

/** Media in a data URL or a base64 text; undefined when it is broken. */
export function mediaOf(data: string): Media | undefined {
  return lookInto(data.replace(/^data:[^,]*,/, ''));
}

/** Pieces of a text as a stream delivers them: a few characters at a time, never inside a character. */
export function pieces(text: string, size = 12): string[] {
  const characters = [...text];
  const result: string[] = [];
  for (let at = 0; at < characters.length; at += size) result.push(characters.slice(at, at + size).join(''));
  return result;
}
