// One practice realtime session: its settings, its items, its audio buffer, and the responses it makes of them.

import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { readMarkers, type Markers } from '../play/markers.ts';
import { countTokens } from '../play/tokens.ts';
import { isObject } from '../shape.ts';
import { note } from '../tally.ts';
import { answerTo } from '../sockets/answer.ts';
import type { Socket } from '../sockets/frames.ts';
import { BYTES_A_SECOND, DELTA_MS, isLoud, tone } from '../sockets/sound.ts';
import { BadEvent } from './bad-event.ts';
import { HEARD_MS, partsOf, SPOKEN_MS } from './items.ts';
import { newSession } from './new-session.ts';

type Json = Record<string, unknown>;

interface Item extends Json {
  id: string;
}

/** What a conversation holds of prompt tokens, by kind. */
interface Heard {
  text: number;
  audio: number;
}

const short = (prefix: string): string => `${prefix}_${randomUUID().replaceAll('-', '').slice(0, 20)}`;
const object = (value: unknown): Json => (isObject(value) ? { ...value } : {});

/** The session. Events arrive by `act`; `gone` ends what it is doing. */
export class Conversation {
  private readonly socket: Socket;
  private readonly model: string;
  private session: Json;
  private items: Item[] = [];
  private readonly costs = new Map<string, Heard>();
  /** Prompt tokens that an earlier response has read: they come from the cache now. */
  private cached: Heard = { text: 0, audio: 0 };
  private buffer: Buffer = Buffer.alloc(0);
  private speechAt: number | undefined;
  private quietMs = 0;
  private speaking: { id: string; cancelled: boolean } | undefined;
  private isGone = false;

  constructor(socket: Socket, model: string) {
    this.socket = socket;
    this.model = model;
    this.session = newSession(short('sess'), model);
    this.tell('session.created', { session: this.session });
  }

  gone(): void {
    this.isGone = true;
  }

  /** Acts on one client event. @throws BadEvent */
  act(event: Json): void {
    const type = String(event['type'] ?? '');
    const action = Object.hasOwn(ACTIONS, type) ? ACTIONS[type] : undefined;
    if (action === undefined) {
      const known = Object.keys(ACTIONS).map(name => `'${name}'`);
      throw new BadEvent(
        `Invalid value: '${type}'. Supported values are: ${known.join(', ')}.`,
        'invalid_value',
        'type',
      );
    }
    action(this, event);
  }

  tell(type: string, fields: Json): void {
    this.socket.send({ type, event_id: short('event'), ...fields });
  }

  update(event: Json): void {
    const wanted = object(event['session']);
    const type = wanted['type'];
    if (type !== 'realtime' && type !== 'transcription')
      throw new BadEvent("Missing required parameter: 'session.type'.", 'missing_required_parameter', 'session.type');
    if (type !== this.session['type'])
      throw new BadEvent(
        `Passing a ${type} session update event is not allowed here.`,
        'invalid_value',
        'session.type',
      );
    const unknown = Object.keys(wanted).find(name => !(name in this.session) && !OPTIONAL.has(name));
    if (unknown !== undefined)
      throw new BadEvent(`Unknown parameter: 'session.${unknown}'.`, 'unknown_parameter', `session.${unknown}`);
    if ('model' in wanted && wanted['model'] !== this.model)
      throw new BadEvent('The model of a session cannot be changed.', 'invalid_value', 'session.model');
    const audio = object(this.session['audio']);
    const given = object(wanted['audio']);
    const side = (name: string): Json => ({ ...object(audio[name]), ...object(given[name]) });
    this.session = { ...this.session, ...wanted, audio: { input: side('input'), output: side('output') } };
    this.tell('session.updated', { session: this.session });
  }

  append(event: Json): void {
    const audio = event['audio'];
    if (typeof audio !== 'string' || !/^[A-Za-z0-9+/]*={0,2}$/.test(audio))
      throw new BadEvent('Invalid audio: expected base64.', 'invalid_value', 'audio');
    const bytes = Buffer.from(audio, 'base64');
    this.buffer = Buffer.concat([this.buffer, bytes]);
    const turns = object(object(object(this.session['audio'])['input'])['turn_detection']);
    if (Object.keys(turns).length > 0) this.listen(bytes, turns);
  }

  /** The practice ear: a turn begins with a loud sample and ends with enough quiet. */
  private listen(bytes: Buffer, turns: Json): void {
    const end = Math.round((this.buffer.length / BYTES_A_SECOND) * 1000);
    if (isLoud(bytes)) {
      if (this.speechAt === undefined) {
        this.speechAt = end;
        this.tell('input_audio_buffer.speech_started', { audio_start_ms: end, item_id: short('item') });
        if (this.speaking !== undefined) this.speaking.cancelled = true;
      }
      this.quietMs = 0;
      return;
    }
    if (this.speechAt === undefined) return;
    this.quietMs += (bytes.length / BYTES_A_SECOND) * 1000;
    if (this.quietMs < Number(turns['silence_duration_ms'] ?? 200)) return;
    this.speechAt = undefined;
    this.quietMs = 0;
    this.tell('input_audio_buffer.speech_stopped', { audio_end_ms: end, item_id: short('item') });
    this.commit();
    if (turns['create_response'] !== false && this.session['type'] === 'realtime') this.respond({});
  }

  commit(): void {
    const milliseconds = Math.round((this.buffer.length / BYTES_A_SECOND) * 1000);
    if (milliseconds < 100)
      throw new BadEvent(
        `Error committing input audio buffer: buffer too small. Expected at least 100ms of audio, but buffer only has ${milliseconds.toFixed(2)}ms of audio.`,
        'input_audio_buffer_commit_empty',
      );
    this.buffer = Buffer.alloc(0);
    const id = short('item');
    const content = [{ type: 'input_audio', transcript: null }];
    const item: Item = { id, object: 'realtime.item', type: 'message', status: 'completed', role: 'user', content };
    this.tell('input_audio_buffer.committed', { previous_item_id: this.items.at(-1)?.id ?? null, item_id: id });
    this.add(item, { text: 0, audio: Math.ceil(milliseconds / HEARD_MS) });
    this.transcribe(id, milliseconds);
  }

  private transcribe(itemId: string, milliseconds: number): void {
    const asked = object(object(object(this.session['audio'])['input'])['transcription']);
    const model = asked['model'];
    if (typeof model !== 'string') return;
    const transcript = `[sandbox] ${(milliseconds / 1000).toFixed(1)} seconds of speech.`;
    const place = { item_id: itemId, content_index: 0 };
    this.tell('conversation.item.input_audio_transcription.delta', { ...place, delta: transcript });
    const audio = Math.ceil(milliseconds / HEARD_MS);
    const output = countTokens(transcript);
    const usage =
      model === 'whisper-1'
        ? { type: 'duration', seconds: milliseconds / 1000 }
        : {
            type: 'tokens',
            total_tokens: audio + output,
            input_tokens: audio,
            input_token_details: { text_tokens: 0, audio_tokens: audio },
            output_tokens: output,
          };
    this.tell('conversation.item.input_audio_transcription.completed', { ...place, transcript, usage });
  }

  clear(): void {
    this.buffer = Buffer.alloc(0);
    this.speechAt = undefined;
    this.tell('input_audio_buffer.cleared', {});
  }

  create(event: Json): void {
    const item = object(event['item']);
    const type = item['type'];
    if (type !== 'message' && type !== 'function_call' && type !== 'function_call_output')
      throw new BadEvent(`Invalid value: '${String(type)}' for 'item.type'.`, 'invalid_value', 'item.type');
    const id = typeof item['id'] === 'string' ? item['id'] : short('item');
    const { text, audio } = partsOf(item);
    const whole: Item = { ...item, id, object: 'realtime.item', status: 'completed' };
    this.add(whole, { text: countTokens(text), audio: Math.ceil(((audio / BYTES_A_SECOND) * 1000) / HEARD_MS) });
  }

  private add(item: Item, heard: Heard): void {
    const previous = this.items.at(-1)?.id ?? null;
    this.items.push(item);
    this.costs.set(item.id, heard);
    this.tell('conversation.item.added', { previous_item_id: previous, item });
    this.tell('conversation.item.done', { previous_item_id: previous, item });
  }

  find(event: Json): Item {
    const found = this.items.find(item => item.id === event['item_id']);
    if (found === undefined)
      throw new BadEvent(`Item '${String(event['item_id'])}' does not exist.`, 'item_not_found', 'item_id');
    return found;
  }

  remove(event: Json): void {
    const { id } = this.find(event);
    this.items = this.items.filter(item => item.id !== id);
    this.costs.delete(id);
    this.tell('conversation.item.deleted', { item_id: id });
  }

  cancel(): void {
    if (this.speaking === undefined)
      throw new BadEvent('Cancellation failed: no active response found', 'response_cancel_not_active');
    this.speaking.cancelled = true;
  }

  /** Begins a response. @throws BadEvent while another is under way. */
  respond(asked: Json): void {
    if (this.session['type'] !== 'realtime')
      throw new BadEvent('This event is not allowed in a transcription session.', 'invalid_value', 'type');
    if (this.speaking !== undefined)
      throw new BadEvent(
        'Conversation already has an active response in progress.',
        'conversation_already_has_active_response',
      );
    const speaking = { id: short('resp'), cancelled: false };
    this.speaking = speaking;
    const said = partsOf(this.items.findLast(item => item['role'] === 'user') ?? { id: '' }).text;
    const markers = readMarkers(`${said} ${String(asked['instructions'] ?? '')}`);
    void this.play(speaking, asked, said, markers).finally(() => {
      this.speaking = undefined;
    });
  }

  private async play(
    speaking: { id: string; cancelled: boolean },
    asked: Json,
    said: string,
    markers: Markers,
  ): Promise<void> {
    const modalities = asked['output_modalities'] ?? this.session['output_modalities'];
    const speaks = Array.isArray(modalities) && modalities.includes('audio');
    const response: Json = {
      object: 'realtime.response',
      id: speaking.id,
      status: 'in_progress',
      status_details: null,
      output: [],
      conversation_id: 'conv_sandbox',
      output_modalities: modalities,
      max_output_tokens: this.session['max_output_tokens'],
      metadata: asked['metadata'] ?? null,
      usage: null,
    };
    this.tell('response.created', { response });
    if (markers.firstByte !== undefined) await sleep(markers.firstByte);
    if (markers.hang === true) return;
    const answer = answerTo(
      asked['tools'] ?? this.session['tools'],
      said,
      markers,
      this.items.at(-1)?.['type'] === 'function_call_output',
    );
    const item: Item = {
      id: short('item'),
      object: 'realtime.item',
      status: 'in_progress',
      ...(answer.call === undefined
        ? { type: 'message', role: 'assistant', content: [] }
        : { type: 'function_call', name: answer.call.name, call_id: short('call'), arguments: '' }),
    };
    const place = { response_id: speaking.id, output_index: 0, item_id: item.id };
    this.tell('response.output_item.added', { response_id: speaking.id, output_index: 0, item });
    const told =
      answer.call === undefined
        ? await this.speak(speaking, { ...place, content_index: 0 }, item, answer.text, speaks, markers)
        : this.call(place, item, answer.call.input);
    if (told === undefined || this.isGone) {
      note(this.model, ZERO, false);
      return;
    }
    const status = speaking.cancelled ? 'cancelled' : 'completed';
    item['status'] = speaking.cancelled ? 'incomplete' : 'completed';
    this.tell('response.output_item.done', { response_id: speaking.id, output_index: 0, item });
    const usage = this.usageOf(told, markers);
    this.items.push(item);
    this.costs.set(item.id, told);
    this.tell('response.done', { response: { ...response, status, output: [item], usage } });
  }

  private call(place: Json, item: Item, input: string): Heard {
    this.tell('response.function_call_arguments.delta', { ...place, call_id: item['call_id'], delta: input });
    item['arguments'] = input;
    this.tell('response.function_call_arguments.done', {
      ...place,
      call_id: item['call_id'],
      name: item['name'],
      arguments: input,
    });
    return { text: countTokens(input), audio: 0 };
  }

  /** Speaks or writes a text in pieces; undefined when a marker broke the connection off. */
  private async speak(
    speaking: { cancelled: boolean },
    place: Json,
    item: Item,
    text: string,
    speaks: boolean,
    markers: Markers,
  ): Promise<Heard | undefined> {
    const part = speaks ? { type: 'output_audio', transcript: '' } : { type: 'output_text', text: '' };
    this.tell('response.content_part.added', { ...place, part });
    const words = text.split(/(?<= )/);
    let written = '';
    let spokenMs = 0;
    for (const [index, word] of words.entries()) {
      if (speaking.cancelled || this.isGone) break;
      if (markers.cutAfter === index) {
        this.socket.drop();
        return undefined;
      }
      if (markers.slow !== undefined) await sleep(markers.slow);
      written += word;
      this.tell(speaks ? 'response.output_audio_transcript.delta' : 'response.output_text.delta', {
        ...place,
        delta: word,
      });
      if (!speaks) continue;
      this.tell('response.output_audio.delta', { ...place, delta: tone(spokenMs, DELTA_MS).toString('base64') });
      spokenMs += DELTA_MS;
    }
    const done = speaks ? { type: 'output_audio', transcript: written } : { type: 'output_text', text: written };
    if (speaks) {
      this.tell('response.output_audio.done', place);
      this.tell('response.output_audio_transcript.done', { ...place, transcript: written });
    } else this.tell('response.output_text.done', { ...place, text: written });
    this.tell('response.content_part.done', { ...place, part: done });
    item['content'] = [done];
    return { text: countTokens(written), audio: Math.ceil(spokenMs / SPOKEN_MS) };
  }

  /** The whole conversation is read again for every response; what was read before is cheaper. */
  private usageOf(told: Heard, markers: Markers): Json {
    const heard: Heard = { text: countTokens(String(this.session['instructions'] ?? '')), audio: 0 };
    for (const { text, audio } of this.costs.values()) {
      heard.text += text;
      heard.audio += audio;
    }
    const from = { text: Math.min(this.cached.text, heard.text), audio: Math.min(this.cached.audio, heard.audio) };
    this.cached = { ...heard };
    const asked = markers.usage ?? {};
    const cachedText = asked['cacheRead'] ?? from.text;
    const cachedAudio = asked['cacheReadAudio'] ?? from.audio;
    const textIn = asked['input'] ?? heard.text;
    const audioIn = asked['audioIn'] ?? heard.audio;
    const textOut = asked['output'] ?? told.text;
    const audioOut = asked['audioOut'] ?? told.audio;
    const fresh = textIn - cachedText;
    note(this.model, { ...ZERO, input: fresh, cacheRead: cachedText + cachedAudio, output: textOut }, true);
    return {
      total_tokens: textIn + audioIn + textOut + audioOut,
      input_tokens: textIn + audioIn,
      output_tokens: textOut + audioOut,
      input_token_details: {
        text_tokens: textIn,
        audio_tokens: audioIn,
        image_tokens: 0,
        cached_tokens: cachedText + cachedAudio,
        cached_tokens_details: { text_tokens: cachedText, audio_tokens: cachedAudio, image_tokens: 0 },
      },
      output_token_details: { text_tokens: textOut, audio_tokens: audioOut },
    };
  }
}

const ZERO = { input: 0, cacheRead: 0, cacheWrite: 0, cacheWrite1h: 0, output: 0, thinking: 0, searches: 0 };
const OPTIONAL: ReadonlySet<string> = new Set(['truncation', 'reasoning', 'parallel_tool_calls', 'prompt']);

/** One row a client event. */
const ACTIONS: Readonly<Record<string, (conversation: Conversation, event: Json) => void>> = {
  'session.update': (one, event) => one.update(event),
  'input_audio_buffer.append': (one, event) => one.append(event),
  'input_audio_buffer.commit': one => one.commit(),
  'input_audio_buffer.clear': one => one.clear(),
  'conversation.item.create': (one, event) => one.create(event),
  'conversation.item.retrieve': (one, event) => one.tell('conversation.item.retrieved', { item: one.find(event) }),
  'conversation.item.delete': (one, event) => one.remove(event),
  'conversation.item.truncate': (one, event) => {
    one.find(event);
    const { item_id, content_index, audio_end_ms } = event;
    one.tell('conversation.item.truncated', { item_id, content_index, audio_end_ms });
  },
  'response.create': (one, event) => one.respond(object(event['response'])),
  'response.cancel': one => one.cancel(),
};
