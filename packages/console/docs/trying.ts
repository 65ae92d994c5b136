// The panel beside each sample: choose as whom, edit, send, see the answer, its media and its exact cost.

import { answerPlace, costOf, type AnswerPlace } from './answer.ts';
import { ownKeys, pasted, practiceOffered, type Choice, type Credential } from './credentials.ts';
import { editorOf } from './editor.ts';
import { all, element } from './elements.ts';
import type { Editor } from './json-editor.ts';
import { doSteps, isOver, knownCredential, pause, send } from './requests.ts';
import { socketPart } from './socket.ts';
import { followTask } from './tasks.ts';
import { filledAddress, marksOf, trialOf, type Trial } from './trial.ts';
import { words } from './words.ts';

/** How long a task is left alone before it is asked after again, milliseconds. */
const AGAIN_MS = 1_500;

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
  inner.append(
    element('label', { class: 'row' }, element('span', {}, words.credential), select),
    secret,
    note,
    element('label', { class: 'row' }, element('b', {}, trial.socket === undefined ? trial.method : 'WSS'), path),
  );
  if (trial.socket === undefined) inner.append(...requestPart(trial, serial, select, path));
  else inner.append(socketPart(trial.socket, serial, () => ({ as: select.value, path: path.value })));
}

/** What is below the address of a usual request: its body, the buttons, its answer. */
function requestPart(trial: Trial, serial: string, select: HTMLSelectElement, path: HTMLInputElement): readonly Node[] {
  const editor = editorOf(trial, serial);
  const go = element('button', { type: 'button', class: 'send' }, words.send);
  const stop = element('button', { type: 'button', class: 'stop' }, words.stop);
  stop.hidden = true;
  const answer = answerPlace();
  let running: AbortController | undefined;
  stop.addEventListener('click', () => running?.abort());
  go.addEventListener('click', () => {
    running = new AbortController();
    go.disabled = true;
    stop.hidden = false;
    const wish = { as: select.value, path: path.value, editor };
    void call(trial, wish, running.signal, answer).finally(() => {
      go.disabled = false;
      stop.hidden = true;
    });
  });
  return [...needs(trial), editor.element, element('p', { class: 'acts' }, go, stop), answer.element];
}

/** What a call stands on. */
function needs(trial: Trial): readonly Node[] {
  const marks = marksOf(trial);
  if (marks.length === 0) return [];
  const own = `${words.orOwn} ${marks.join(' ')}`;
  const before = trial.steps.map(({ title }) => title).join(' → ');
  return [element('p', { class: 'soft' }, before === '' ? own : `${words.before} ${before}. ${own}`)];
}

interface Wish {
  readonly as: string;
  readonly path: string;
  readonly editor: Editor;
}

async function call(trial: Trial, wish: Wish, signal: AbortSignal, answer: AnswerPlace): Promise<void> {
  answer.say(words.sending);
  let sent: { readonly id: string; readonly headers: Credential['headers'] } | undefined;
  const asksCost = trial.credential === 'key' && !trial.free && !trial.task && trial.method !== 'GET';
  try {
    const credential = await knownCredential(wish.as);
    const waiting = marksOf({ url: wish.path, json: wish.editor.text() }).length > 0;
    const values = waiting ? await doSteps(trial.steps, credential, signal, answer.say) : {};
    const url = filledAddress(wish.path, values);
    for (;;) {
      const body = await wish.editor.body(credential.prefix, values);
      const began = performance.now();
      const response = await send({ ...trial, url }, credential, body, signal);
      const id = response.headers.get('x-request-id') ?? '';
      sent = { id, headers: credential.headers };
      answer.cost(asksCost && response.ok ? words.asking : words.free);
      const value = await answer.show(response, began);
      if (response.ok && trial.task) await followTask(id, credential.headers, signal, answer.task);
      if (!response.ok || isOver(trial.until, value)) break;
      await pause(AGAIN_MS, signal);
    }
    if (asksCost && sent !== undefined && answer.ok()) answer.cost(await costOf(sent.id, sent.headers));
  } catch (error) {
    answer.end(messageOf(error, sent !== undefined));
    // What was delivered before is paid for.
    if (asksCost && sent !== undefined && answer.ok()) answer.cost(await costOf(sent.id, sent.headers).catch(() => ''));
  }
}

function messageOf(error: unknown, answered: boolean): string {
  if (error instanceof DOMException && error.name === 'AbortError') return words.stopped;
  if (error instanceof SyntaxError) return words.badJson + error.message;
  if (error instanceof TypeError) return answered ? words.brokenOff : words.failed;
  return error instanceof Error ? error.message : String(error);
}

/** Puts the reader's key into every sample of the page, so that what he copies works. */
export function fillKeys(key: string): void {
  if (key === '') return;
  for (const span of all(document, key.startsWith('tp_') ? '.token' : '.key', HTMLElement)) span.textContent = key;
}
