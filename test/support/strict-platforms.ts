// Platforms of makers in a few lines each, as their own pages describe them: what they would refuse is refused here.

import { generateKeyPairSync } from 'node:crypto';
import { Upstream, type Recorded, type Reply } from './upstream.ts';

export type Json = Record<string, unknown>;

/** A request with its body as JSON. */
export interface Call extends Recorded {
  readonly path: string;
  readonly json: Json;
}

type Handler = (call: Call, reply: Reply, match: RegExpExecArray) => void;
export type Rule = readonly [method: string, path: RegExp, handle: Handler];

/** A file of MP4 that any reader takes for one. */
export const FILM = Buffer.concat([Buffer.from('00000018', 'hex'), Buffer.from('ftypisom0000isommp41mdat')]);

/** An upstream of rules: what no rule knows is 404, and noted. */
export class StrictPlatforms {
  readonly upstream: Upstream;
  /** Every call that was taken, in order. */
  readonly calls: Call[] = [];
  /** Calls that no rule was there for. */
  readonly strange: string[] = [];
  rules: Rule[] = [];

  private constructor(upstream: Upstream) {
    this.upstream = upstream;
    upstream.script = (request, reply) => this.serve(request, reply);
  }

  static async start(): Promise<StrictPlatforms> {
    return new StrictPlatforms(await Upstream.start());
  }

  get url(): string {
    return this.upstream.url;
  }

  /** Calls to paths that look so. */
  to(path: RegExp): readonly Call[] {
    return this.calls.filter(call => path.test(call.path));
  }

  private serve(request: Recorded, reply: Reply): void {
    const [path = ''] = request.target.split('?');
    const type = request.header('content-type') ?? '';
    const json = type.includes('json') && request.body.length > 0 ? (JSON.parse(request.body.toString()) as Json) : {};
    const call = { ...request, path, json };
    for (const [method, pattern, handle] of this.rules) {
      const match = method === request.method ? pattern.exec(path) : null;
      if (match === null) continue;
      this.calls.push(call);
      handle(call, reply, match);
      return;
    }
    this.strange.push(`${request.method} ${path}`);
    reply.json(404, { error: 'no such path' });
  }
}

/** A service account whose tokens are given at `tokenUrl`. */
export function serviceAccountFor(tokenUrl: string): string {
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  return JSON.stringify({
    type: 'service_account',
    project_id: 'films',
    private_key_id: 'k1',
    private_key: privateKey,
    client_email: 'maker@films.iam.gserviceaccount.com',
    token_uri: tokenUrl,
  });
}
