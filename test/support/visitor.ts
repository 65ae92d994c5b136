// A visitor of the console: keeps its cookie, and says what a browser says of where a request comes from.

/** What a visitor was answered. */
export interface Visit {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The JSON value, or undefined. */
  readonly json: unknown;
  readonly code: unknown;
  /** The message without the request id at its end. */
  readonly message: string;
}

interface From {
  /** Empty: not said. */
  readonly origin?: string;
  readonly site?: string;
}

/** One browser. */
export class Visitor {
  readonly #url: string;
  #cookie = '';

  constructor(url: string) {
    this.#url = url;
  }

  /** A visitor who has signed in. */
  static async signedIn(url: string, name: string, password: string): Promise<Visitor> {
    const visitor = new Visitor(url);
    const answer = await visitor.post('/session', { name, password });
    if (answer.status !== 200) throw new Error(`${name} could not sign in: ${answer.text}`);
    return visitor;
  }

  get cookie(): string {
    return this.#cookie;
  }

  get(path: string): Promise<Visit> {
    return this.send('GET', path);
  }
  post(path: string, body: unknown): Promise<Visit> {
    return this.send('POST', path, body);
  }
  put(path: string, body: unknown): Promise<Visit> {
    return this.send('PUT', path, body);
  }
  patch(path: string, body: unknown): Promise<Visit> {
    return this.send('PATCH', path, body);
  }
  delete(path: string, from: From = {}): Promise<Visit> {
    return this.send('DELETE', path, undefined, from);
  }

  /** Sends a request to a path behind `/manage/v1`. */
  async send(method: string, path: string, body?: unknown, from: From = {}): Promise<Visit> {
    const headers = new Headers();
    const { origin = this.#url, site = 'same-origin' } = from;
    if (origin !== '') headers.set('origin', origin);
    if (site !== '') headers.set('sec-fetch-site', site);
    if (this.#cookie !== '') headers.set('cookie', this.#cookie);
    if (body !== undefined) headers.set('content-type', 'application/json');
    const response = await fetch(`${this.#url}/manage/v1${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const [pair] = (response.headers.get('set-cookie') ?? '').split(';');
    if (pair !== undefined && pair !== '') this.#cookie = pair.endsWith('=') ? '' : pair;
    const text = await response.text();
    const json: unknown = text === '' ? undefined : JSON.parse(text);
    const field = (name: string): unknown =>
      typeof json === 'object' && json !== null ? Reflect.get(json, name) : undefined;
    const message = String(field('message') ?? '').replace(/ \(request id: .*\)$/, '');
    return { status: response.status, headers: response.headers, text, json, code: field('code'), message };
  }
}
