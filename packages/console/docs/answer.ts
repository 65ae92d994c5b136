// The answer of a tried call: its status and times, its text as it comes, its media, its headers, its exact cost.

import { element } from './elements.ts';
import { eventReader, textOf } from './events.ts';
import { mediaIn, mediumOf } from './media.ts';
import type { TaskPlace } from './tasks.ts';
import { words } from './words.ts';

const SHOWN_HEADERS = /^(?:x-|request-id|retry-after|content-type|age|location)/;
const ASK_MS = 400;
const ASK_TIMES = 12;

/** The place of an answer. */
export interface AnswerPlace {
  readonly element: HTMLElement;
  /** Shows a response while it comes. Answers its JSON value, where it has one. */
  show(response: Response, began: number): Promise<unknown>;
  /** Shows what a call cost. */
  cost(text: string): void;
  say(text: string): void;
  /** Whether the last answer was a success. */
  ok(): boolean;
  /** Says why it ended, above what had come. */
  end(text: string): void;
  /** Where the task that it began is shown. */
  readonly task: TaskPlace;
}

/** Makes the place. */
export function answerPlace(): AnswerPlace {
  const facts = element('p', { class: 'facts', role: 'status' });
  const price = element('b', { class: 'price' });
  const text = element('div', { class: 'spoken' });
  const media = element('div', { class: 'media' });
  const raw = element('pre', { tabindex: '0', 'aria-label': words.raw });
  const headers = element('pre', { tabindex: '0' });
  const folded = element('details', {}, element('summary', {}, words.headers), headers);
  const line = element('p', { class: 'task', role: 'status' });
  const whole = element('div', { class: 'answer' }, facts, line, text, media, raw, folded);
  whole.hidden = true;
  const clear = (): void => {
    whole.hidden = false;
    for (const part of [text, media, raw, headers, price]) part.replaceChildren();
    text.hidden = true;
    line.hidden = true;
  };
  const cost = (said: string): void => {
    price.textContent = said;
  };
  let good = false;
  return {
    element: whole,
    ok: () => good,
    task: { line, media, cost },
    cost,
    say(said) {
      clear();
      good = false;
      facts.replaceChildren(said);
    },
    end(said) {
      whole.hidden = false;
      if (raw.textContent === '') facts.replaceChildren(said);
      else facts.append(element('span', { class: 'bad' }, ` · ${said}`));
    },
    async show(response, began) {
      const told = price.textContent;
      clear();
      price.textContent = told;
      good = response.ok;
      const first = Math.round(performance.now() - began);
      const id = response.headers.get('x-request-id') ?? '';
      const tell = (end: string): void =>
        facts.replaceChildren(
          element('b', { class: response.ok ? 'good' : 'bad' }, `${response.status} ${response.statusText}`),
          ` · ${words.first} ${first} ms${end} · ${words.cost} `,
          price,
          ` · ${words.requestId} `,
          element('code', {}, id),
        );
      tell('');
      headers.textContent = [...response.headers]
        .filter(([name]) => SHOWN_HEADERS.test(name))
        .map(([name, value]) => `${name}: ${value}`)
        .join('\n');
      const value = await body(response, { text, media, raw });
      tell(` · ${words.whole} ${Math.round(performance.now() - began)} ms`);
      return value;
    },
  };
}

interface Parts {
  readonly text: HTMLElement;
  readonly media: HTMLElement;
  readonly raw: HTMLElement;
}

async function body(response: Response, { text, media, raw }: Parts): Promise<unknown> {
  const type = response.headers.get('content-type') ?? '';
  if (/^(?:image|video|audio)\//.test(type)) {
    const bytes = await response.blob();
    const medium = mediumOf(bytes, type);
    if (medium !== undefined) media.append(medium);
    raw.textContent = `(${bytes.size} B, ${type})`;
    return undefined;
  }
  if (type.startsWith('text/event-stream') && response.body !== null) {
    text.hidden = false;
    let last = '';
    const read = eventReader(data => {
      text.append(textOf(data));
      last = data;
    });
    const decoder = new TextDecoder();
    const reader = response.body.getReader();
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      const part = decoder.decode(piece.value, { stream: true });
      raw.append(part);
      read(part);
    }
    media.append(...mediaIn(text.textContent), ...mediaIn(parsed(last)));
    return undefined;
  }
  const said = await response.text();
  const value = parsed(said);
  raw.textContent = value === undefined ? said.slice(0, 100_000) : JSON.stringify(value, short, 2).slice(0, 100_000);
  media.append(...mediaIn(value));
  return value;
}

function parsed(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}

/** Long base64 is shown as a picture, not as text. */
function short(_name: string, value: unknown): unknown {
  return typeof value === 'string' && value.length > 2_000 ? `${value.slice(0, 60)}… (${value.length})` : value;
}

/** What a call cost, as the gateway has booked it: asked for until it is there. */
export async function costOf(requestId: string, headers: Readonly<Record<string, string>>): Promise<string> {
  for (let times = 0; times < ASK_TIMES; times += 1) {
    const response = await fetch(`/v1/generation?id=${encodeURIComponent(requestId)}`, {
      headers,
      credentials: 'same-origin',
    });
    if (response.ok) {
      const value: unknown = await response.json();
      const cost: unknown = Reflect.get(Object(Reflect.get(Object(value), 'data')), 'total_cost');
      if (typeof cost === 'number') return cost === 0 ? words.free : `$${cost.toFixed(9).replace(/0+$/, '')}`;
    }
    await new Promise(resolve => setTimeout(resolve, ASK_MS));
  }
  return words.later;
}
