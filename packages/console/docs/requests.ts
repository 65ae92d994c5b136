// Sends the requests of a panel: with the reader's credential, a model's prefix in practice, and again until a task is over.

import { forgetPractice, credentialOf, type Credential } from './credentials.ts';
import { filledAddress, filledValue, valueAt, type Part, type Step, type Values, type Wished } from './trial.ts';
import { words } from './words.ts';

const PAUSE_MS = 1_500;

/** Waits, or ends with the signal's reason. */
export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(new DOMException('stopped', 'AbortError'));
    });
  });
}

/** One of the manual's own files. */
export async function exampleFile(name: string): Promise<Blob> {
  const response = await fetch(`/docs/files/${name}`);
  return response.blob();
}

/** Models that stand in the path are the practice upstream's in practice. */
export function withPrefix(path: string, prefix: string): string {
  return prefix === '' ? path : path.replace(/(\/models\/)(?=[^/]+:)/, `$1${prefix}`);
}

/** A body whose model is the practice upstream's in practice. */
export function modelled(value: unknown, prefix: string): unknown {
  if (prefix === '' || typeof value !== 'object' || value === null) return value;
  const model: unknown = Reflect.get(value, 'model');
  return typeof model === 'string' && !model.startsWith(prefix) ? { ...value, model: prefix + model } : value;
}

async function formOf(parts: readonly Part[]): Promise<FormData> {
  const form = new FormData();
  for (const part of parts) {
    if ('value' in part) form.append(part.name, part.value);
    else form.append(part.name, await exampleFile(part.file), part.file);
  }
  return form;
}

/** Sends one request. */
export function send(
  wished: Pick<Wished, 'method' | 'url' | 'headers'>,
  { headers, prefix }: Credential,
  body: BodyInit | undefined,
  signal: AbortSignal,
): Promise<Response> {
  return fetch(withPrefix(wished.url, prefix), {
    method: wished.method,
    headers: { ...Object.fromEntries(wished.headers), ...headers },
    credentials: 'same-origin',
    cache: 'no-store',
    signal,
    ...(body === undefined ? {} : { body }),
  });
}

/** Whom a choice stands for. A practice key that the gateway has forgotten is taken anew. */
export async function knownCredential(choice: string): Promise<Credential> {
  const credential = await credentialOf(choice);
  if (choice !== 'practice') return credential;
  const known = await fetch('/v1/dashboard/billing/subscription', { headers: credential.headers });
  if (known.status !== 401) return credential;
  forgetPractice();
  return credentialOf(choice);
}

/** Whether a task is over, by its own platform's words. */
export function isOver(until: Wished['until'], value: unknown): boolean {
  return until === undefined || until.over.includes(String(valueAt(value, until.at)));
}

/** Makes the calls that another stands on. Answers what stands for its marks. @throws Error in the gateway's words */
export async function doSteps(
  steps: readonly Step[],
  credential: Credential,
  signal: AbortSignal,
  told: (text: string) => void,
): Promise<Values> {
  let values: Values = {};
  for (const step of steps) {
    told(`${words.firstCall} ${step.title} (${step.method} ${step.url}) …`);
    values = takenFrom(await answerOf(step, values, credential, signal), step);
  }
  return values;
}

async function answerOf(step: Step, values: Values, credential: Credential, signal: AbortSignal): Promise<unknown> {
  const url = filledAddress(step.url, values);
  for (;;) {
    const json = step.json === undefined ? undefined : modelled(filledValue(step.json, values), credential.prefix);
    const body =
      json !== undefined
        ? JSON.stringify(json)
        : step.form !== undefined
          ? await formOf(step.form)
          : step.bytes === undefined
            ? undefined
            : await exampleFile(step.bytes);
    const response = await send({ ...step, url }, credential, body, signal);
    const text = await response.text();
    if (!response.ok) throw new Error(`${step.title}: ${response.status} ${text.slice(0, 500)}`);
    const value: unknown = JSON.parse(text);
    if (isOver(step.until, value)) return value;
    await pause(PAUSE_MS, signal);
  }
}

function takenFrom(answer: unknown, { title, take }: Step): Values {
  return Object.fromEntries(
    Object.entries(take).map(([name, place]) => {
      const [path = '', last] = place.split(':');
      const found = valueAt(answer, path);
      if (typeof found !== 'string' && typeof found !== 'number')
        throw new Error(`${title}: ${JSON.stringify(answer)}`);
      return [name, last === 'last' ? (String(found).split('/').at(-1) ?? '') : String(found)];
    }),
  );
}
