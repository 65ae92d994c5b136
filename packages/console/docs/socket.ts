// The panel of a realtime session: a socket is opened, events are sent, and every frame is shown as it comes.

import { credentialOf } from './credentials.ts';
import { element } from './elements.ts';
import { valueAt } from './trial.ts';
import { words } from './words.ts';

const MOST_FRAMES = 200;
const LONG = 400;

/** What the reader chose above the panel. */
interface Wish {
  readonly as: string;
  readonly path: string;
}

interface Entry {
  readonly address: URL;
  readonly protocols: readonly string[];
}

/** Google's sockets stand below this path. */
const GOOGLE = '/ws/';

/**
 * Where a session is opened, and with what: sockets of a browser take no headers, so that a pass for this one session
 * stands for the key, which stays where it is.
 */
async function entryOf({ as, path }: Wish): Promise<Entry> {
  const address = new URL(path, location.origin);
  const { headers, prefix } = await credentialOf(as);
  const isGoogle = address.pathname.startsWith(GOOGLE);
  const model = prefix + (address.searchParams.get('model') ?? '');
  const response = await fetch(isGoogle ? '/v1alpha/auth_tokens' : '/v1/realtime/client_secrets', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    credentials: 'same-origin',
    body: JSON.stringify(isGoogle ? { uses: 1 } : { session: { type: 'realtime', model } }),
  });
  const value: unknown = await response.json();
  const pass: unknown = Reflect.get(Object(value), isGoogle ? 'name' : 'value');
  if (typeof pass !== 'string') {
    const message: unknown = Reflect.get(Object(Reflect.get(Object(value), 'error')), 'message');
    throw new Error(typeof message === 'string' ? message : `${response.status}`);
  }
  address.protocol = address.protocol.replace('http', 'ws');
  if (isGoogle) {
    // Passes open sessions by a path of their own.
    address.pathname = `${address.pathname.replace('.v1beta.', '.v1alpha.')}Constrained`;
    address.searchParams.set('access_token', pass);
  }
  if (!isGoogle) address.searchParams.set('model', model);
  return { address, protocols: isGoogle ? [] : ['realtime', `openai-insecure-api-key.${pass}`] };
}

async function open(wish: Wish): Promise<WebSocket> {
  const { address, protocols } = await entryOf(wish);
  return new WebSocket(address, [...protocols]);
}

/** What a text or a sound adds to what is said. */
function spokenIn(data: string): string {
  try {
    const event: unknown = JSON.parse(data);
    const type: unknown = Reflect.get(Object(event), 'type');
    const delta: unknown = Reflect.get(Object(event), 'delta');
    if (typeof delta === 'string') return /(?:text|transcript)\.delta$/.test(String(type)) ? delta : '';
    const parts = valueAt(event, 'serverContent.modelTurn.parts');
    return Array.isArray(parts) ? parts.map(part => String(valueAt(part, 'text') ?? '')).join('') : '';
  } catch {
    return '';
  }
}

/** The part of the panel below the address. */
export function socketPart(events: readonly unknown[], serial: string, wish: () => Wish): HTMLElement {
  const begin = element('button', { type: 'button', class: 'send' }, words.connect);
  const end = element('button', { type: 'button', class: 'stop' }, words.disconnect);
  const say = element('button', { type: 'button', class: 'send' }, words.sendEvent);
  const area = element('textarea', { id: `${serial}-event`, spellcheck: 'false', 'aria-label': words.event });
  const waiting = events.map(event => JSON.stringify(event, null, 2));
  const next = (): void => {
    area.value = waiting.shift() ?? area.value;
    area.rows = Math.min(16, area.value.split('\n').length + 1);
  };
  next();
  const facts = element('p', { class: 'facts', role: 'status' });
  const spoken = element('div', { class: 'spoken' });
  const frames = element('div', { class: 'frames', role: 'log', tabindex: '0', 'aria-label': words.raw });
  spoken.hidden = true;
  let socket: WebSocket | undefined;
  const stand = (): void => {
    const isOpen = socket?.readyState === WebSocket.OPEN;
    begin.hidden = isOpen;
    end.hidden = !isOpen;
    say.disabled = !isOpen;
  };
  const told = (mark: string, text: string): void => {
    const short = text.length > LONG ? `${text.slice(0, LONG)}… (${text.length})` : text;
    frames.append(element('div', {}, `${mark} ${short}`));
    while (frames.childElementCount > MOST_FRAMES) frames.firstElementChild?.remove();
    frames.scrollTop = frames.scrollHeight;
  };
  const heard = async (data: unknown): Promise<void> => {
    const text = data instanceof Blob ? await data.text() : String(data);
    told('←', text);
    const added = spokenIn(text);
    spoken.hidden = spoken.hidden && added === '';
    spoken.append(added);
  };
  const begun = async (): Promise<void> => {
    try {
      const opened = await open(wish());
      socket = opened;
      let wasOpen = false;
      opened.addEventListener('open', () => {
        wasOpen = true;
        facts.textContent = words.connected;
        stand();
      });
      opened.addEventListener('message', ({ data }) => void heard(data));
      opened.addEventListener('close', ({ code, reason }) => {
        facts.textContent = wasOpen ? `${words.closed}: ${code} ${reason}` : words.socketFailed;
        stand();
      });
    } catch (error) {
      facts.textContent = error instanceof Error ? error.message : String(error);
    }
  };
  begin.addEventListener('click', () => {
    facts.textContent = words.sending;
    frames.replaceChildren();
    spoken.replaceChildren();
    void begun();
  });
  end.addEventListener('click', () => socket?.close());
  say.addEventListener('click', () => {
    try {
      const event = JSON.stringify(JSON.parse(area.value));
      socket?.send(event);
      told('→', event);
      next();
    } catch (error) {
      facts.textContent = words.badJson + (error instanceof Error ? error.message : '');
    }
  });
  stand();
  return element(
    'div',
    { class: 'editor' },
    element('p', { class: 'acts' }, begin, end),
    area,
    element('p', { class: 'acts' }, say),
    element('div', { class: 'answer' }, facts, spoken, frames),
  );
}
