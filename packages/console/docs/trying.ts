// The panel beside each sample: choose as whom, edit, send, see the answer, its media and its exact cost.

import { answerPlace, costOf, type AnswerPlace } from './answer.ts';
import { credentialOf, ownKeys, pasted, practiceOffered, type Choice } from './credentials.ts';
import { editorOf } from './editor.ts';
import { all, element } from './elements.ts';
import { trialOf, type Trial } from './trial.ts';
import { words } from './words.ts';

/** Puts a panel at every sample of the page. */
export function tryPanels(): void {
  for (const place of all(document, '.try', HTMLElement)) {
    const trial = trialOf(place);
    if (trial !== undefined) panel(place, trial);
  }
}

function panel(place: HTMLElement, trial: Trial): void {
  const serial = place.dataset['trial'] ?? 'trial';
  const inner = element('div', { class: 'panel' });
  const folded = element('details', {}, element('summary', {}, words.tryIt), inner);
  place.append(folded);
  // Nothing is asked of the gateway before the reader wants to try.
  folded.addEventListener('toggle', () => {
    if (folded.open && inner.childElementCount === 0) void build(inner, trial, serial);
  });
}

/** Ways to call that fit the call, the likeliest first. */
async function choicesOf(trial: Trial): Promise<readonly Choice[]> {
  if (trial.credential === 'none') return [{ id: 'none', name: words.none }];
  const keys = await ownKeys();
  const paste = { id: 'paste', name: words.paste };
  if (trial.credential !== 'key')
    return keys === undefined ? [paste] : [{ id: 'session', name: words.signedIn }, paste];
  const own = (keys ?? []).map(({ id, name, group }) => ({
    id: `key-${id}`,
    name: group === null || group === undefined ? name : `${name} (${group})`,
  }));
  const practice = (await practiceOffered()) ? [{ id: 'practice', name: words.practice }] : [];
  return [...own, ...practice, paste];
}

async function build(inner: HTMLElement, trial: Trial, serial: string): Promise<void> {
  const choices = await choicesOf(trial);
  const select = element(
    'select',
    { id: `${serial}-as` },
    ...choices.map(({ id, name }) => element('option', { value: id }, name)),
  );
  const secret = element('input', {
    id: `${serial}-secret`,
    type: 'password',
    autocomplete: 'off',
    'aria-label': words.secret,
    placeholder: trial.credential === 'key' ? 'sk-…' : 'tp_…',
    value: pasted.get(),
  });
  const note = element('p', { class: 'soft' });
  const chosen = (): void => {
    secret.hidden = select.value !== 'paste';
    note.textContent = select.value === 'practice' ? words.shared : '';
  };
  select.addEventListener('change', chosen);
  secret.addEventListener('change', () => {
    pasted.set(secret.value);
    fillKeys(pasted.get());
  });
  chosen();
  const path = element('input', { id: `${serial}-path`, type: 'text', value: trial.url, 'aria-label': words.path });
  const editor = editorOf(trial, serial);
  const send = element('button', { type: 'button', class: 'send' }, words.send);
  const stop = element('button', { type: 'button', class: 'stop' }, words.stop);
  stop.hidden = true;
  const answer = answerPlace();
  const marks = /<[a-z]+>/.exec(trial.url + JSON.stringify(trial.json ?? ''))?.[0];
  const needs = marks === undefined ? [] : [element('p', { class: 'soft' }, `${words.placeholder} ${marks}.`)];
  inner.append(
    element('label', { class: 'row' }, element('span', {}, words.credential), select),
    secret,
    note,
    element('label', { class: 'row' }, element('b', {}, trial.method), path),
    ...needs,
    editor.element,
    element('p', { class: 'acts' }, send, stop),
    answer.element,
  );
  let running: AbortController | undefined;
  stop.addEventListener('click', () => running?.abort());
  send.addEventListener('click', () => {
    running = new AbortController();
    send.disabled = true;
    stop.hidden = false;
    void call(trial, { as: select.value, path: path.value, body: editor.body }, running.signal, answer).finally(() => {
      send.disabled = false;
      stop.hidden = true;
    });
  });
}

interface Wish {
  readonly as: string;
  readonly path: string;
  body(prefix: string): Promise<BodyInit | undefined>;
}

async function call(trial: Trial, wish: Wish, signal: AbortSignal, answer: AnswerPlace): Promise<void> {
  answer.say(words.sending);
  try {
    const { headers, prefix } = await credentialOf(wish.as);
    const body = await wish.body(prefix);
    const began = performance.now();
    const response = await fetch(withPrefix(wish.path, prefix), {
      method: trial.method,
      headers: { ...Object.fromEntries(trial.headers), ...headers },
      credentials: 'same-origin',
      cache: 'no-store',
      signal,
      ...(body === undefined ? {} : { body }),
    });
    await answer.show(response, began);
    const id = response.headers.get('x-request-id') ?? '';
    const asks = trial.credential === 'key' && trial.method !== 'GET' && response.ok;
    answer.cost(asks ? words.asking : words.free);
    if (asks) answer.cost(await costOf(id, headers));
  } catch (error) {
    answer.say(messageOf(error));
  }
}

/** Models that stand in the path. */
function withPrefix(path: string, prefix: string): string {
  return prefix === '' ? path : path.replace(/(\/models\/)(?=[^/]+:)/, `$1${prefix}`);
}

function messageOf(error: unknown): string {
  if (error instanceof DOMException && error.name === 'AbortError') return words.stopped;
  if (error instanceof SyntaxError) return words.badJson + error.message;
  return error instanceof TypeError ? words.failed : error instanceof Error ? error.message : String(error);
}

/** Puts the reader's key into every sample of the page, so that what he copies works. */
export function fillKeys(key: string): void {
  if (key === '') return;
  for (const span of all(document, key.startsWith('tp_') ? '.token' : '.key', HTMLElement)) span.textContent = key;
}
