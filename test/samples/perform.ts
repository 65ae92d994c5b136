// Carries a sample out as it is described: first what it stands on, then its own request, again until its task is over.

import type { Call, Sample } from '../../packages/manual/call.ts';
import { sampleNamed } from '../../packages/manual/manual.ts';
import { exampleFile } from '../../packages/manual/samples/files.ts';
import { requestOf, type Request } from '../../packages/manual/samples/request.ts';
import type { Stage } from './stage.ts';

/** What a sample was answered. */
export interface Performed {
  readonly status: number;
  /** Media type without parameters. */
  readonly type: string;
  readonly bytes: Buffer;
  readonly text: string;
  /** The JSON value, or undefined. */
  readonly json: unknown;
  readonly headers: Headers;
  readonly requestId: string;
  /** What stood for `<name>`. */
  readonly values: Readonly<Record<string, string>>;
}

const WITHIN_MS = 25_000;
const PAUSE_MS = 150;

/** Carries samples out on one stage; what several stand on is done once. */
export class Performer {
  private readonly stage: Stage;
  private readonly done = new Map<string, Promise<Performed>>();

  constructor(stage: Stage) {
    this.stage = stage;
  }

  /** A sample's answer, from the first time that it was asked for. */
  once(name: string): Promise<Performed> {
    const known = this.done.get(name) ?? this.perform(name);
    this.done.set(name, known);
    return known;
  }

  /** Carries a sample out. @throws Error where what it stands on gave no value */
  async perform(name: string): Promise<Performed> {
    const { call, sample } = sampleNamed(name);
    const values = await this.valuesOf(sample);
    const request = this.request(call, sample, values);
    const deadline = Date.now() + WITHIN_MS;
    for (;;) {
      const answer = await send(request, values);
      // Passwords are hashed a few at a time; a client comes back in a moment, as it is told.
      if (answer.status === 429 && Date.now() < deadline) {
        await new Promise(resolve => setTimeout(resolve, PAUSE_MS));
        continue;
      }
      if (
        sample.until === undefined ||
        sample.until.over.includes(String(at(answer.json, sample.until.at))) ||
        answer.status >= 400
      )
        return answer;
      if (Date.now() > deadline) throw new Error(`${name} did not end: ${answer.text.slice(0, 500)}`);
      await new Promise(resolve => setTimeout(resolve, PAUSE_MS));
    }
  }

  /** Sends a sample's request as it stands, with nothing done before it. */
  plainly(call: Pick<Call, 'method' | 'path' | 'credential'>, sample: Sample | undefined): Promise<Performed> {
    const { url, key, token } = this.stage;
    const options = { base: url, key, token };
    return send(requestOf(call, sample ?? { id: 'plain', title: { en: '', zh: '' } }, options), {});
  }

  /** What stands for the marks of a sample. */
  async valuesOf({ before }: Sample): Promise<Readonly<Record<string, string>>> {
    if (before === undefined) return {};
    // Two samples that end what they stand on must not stand on the same.
    const answer = await this.perform(before.sample);
    const values: Record<string, string> = {};
    for (const [name, place] of Object.entries(before.take)) {
      const [path = '', last] = place.startsWith('header:') ? [place] : place.split(':');
      const found = place.startsWith('header:') ? inHeader(answer, place) : at(answer.json, path);
      if (typeof found !== 'string' && typeof found !== 'number')
        throw new Error(`${before.sample} answered no ${place}: ${answer.status} ${answer.text.slice(0, 500)}`);
      values[name] = last === 'last' ? (String(found).split('/').at(-1) ?? '') : String(found);
    }
    return values;
  }

  private request(call: Call, sample: Sample, values: Readonly<Record<string, string>>): Request {
    const { url, key, token } = this.stage;
    return requestOf(call, sample, { base: url, key, token, values });
  }
}

/** `header:x-request-id`, or with a parameter of the address in it: `header:location:id`. */
function inHeader({ headers }: Performed, place: string): string | undefined {
  const [, name = '', parameter] = place.split(':');
  const value = headers.get(name) ?? undefined;
  return value === undefined || parameter === undefined
    ? value
    : (new URL(value).searchParams.get(parameter) ?? undefined);
}

/** The value at a dotted path. */
export function at(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((inner, step) => Reflect.get(Object(inner), step), value);
}

async function send(request: Request, values: Performed['values']): Promise<Performed> {
  const { method, url, headers, json, form, bytes } = request;
  let body: string | FormData | Uint8Array<ArrayBuffer> | undefined;
  if (json !== undefined) body = JSON.stringify(json);
  else if (bytes !== undefined) body = Uint8Array.from(exampleFile(bytes)?.bytes ?? []);
  else if (form !== undefined) {
    body = new FormData();
    for (const field of form) {
      if ('value' in field) body.append(field.name, field.value);
      else {
        const file = exampleFile(field.file);
        if (file === undefined) throw new Error(`there is no file ${field.file}`);
        body.append(field.name, new Blob([Uint8Array.from(file.bytes)], { type: file.type }), field.file);
      }
    }
  }
  const response = await fetch(url, {
    method,
    redirect: 'manual',
    headers: headers.map(([name, value]): [string, string] => [name, value]),
    ...(body === undefined ? {} : { body }),
  });
  const content = Buffer.from(await response.arrayBuffer());
  const type = (response.headers.get('content-type') ?? '').split(';')[0] ?? '';
  const text = content.toString('utf8');
  let parsed: unknown;
  try {
    parsed = type.includes('json') ? JSON.parse(text) : undefined;
  } catch {
    parsed = undefined;
  }
  const requestId = response.headers.get('x-request-id') ?? '';
  return {
    status: response.status,
    type,
    bytes: content,
    text,
    json: parsed,
    headers: response.headers,
    requestId,
    values,
  };
}
