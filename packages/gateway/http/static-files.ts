// Files of a folder, read once and served from memory: compressed where the client takes it, checked by their digest.

import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { extname, join, sep } from 'node:path';
import { constants, brotliCompressSync, gzipSync } from 'node:zlib';
import type { Exchange } from './exchange.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.json': 'application/json; charset=utf-8',
};
/** Smaller files cost more to compress than they save. */
const WORTH_COMPRESSING = 1_000;

/** A file as it is served. */
export interface StaticFile {
  readonly type: string;
  readonly digest: string;
  readonly plain: Buffer;
  brotli?: Buffer;
  gzip?: Buffer;
}

/** A folder of built files. */
export class StaticFiles {
  private readonly files = new Map<string, StaticFile>();

  constructor(folder: string) {
    if (!existsSync(folder)) return;
    for (const name of globSync('**/*', { cwd: folder })) {
      const type = TYPES[extname(name)];
      if (type === undefined) continue;
      this.files.set(name.split(sep).join('/'), staticFile(type, readFileSync(join(folder, name))));
    }
  }

  has(name: string): boolean {
    return this.files.has(name);
  }

  /** Answers with a file; false when there is none of the name. `headers` are flat. */
  serve(exchange: Exchange, name: string, headers: readonly string[]): boolean {
    const file = this.files.get(name);
    if (file === undefined) return false;
    sendFile(exchange, file, headers);
    return true;
  }
}

/** A file of these bytes. */
export function staticFile(type: string, plain: Buffer): StaticFile {
  const digest = `"${createHash('sha256').update(plain).digest('base64url').slice(0, 24)}"`;
  return { type, digest, plain };
}

/** Answers with a file, or that the client has it already. `headers` are flat. */
export function sendFile(exchange: Exchange, file: StaticFile, headers: readonly string[], status = 200): void {
  const { request, response, method } = exchange;
  const common = ['etag', file.digest, 'vary', 'accept-encoding', 'x-content-type-options', 'nosniff', ...headers];
  if (request.headers['if-none-match'] === file.digest) {
    exchange.head(304, common);
    response.end();
    return;
  }
  const { encoding, body } = encoded(file, String(request.headers['accept-encoding'] ?? ''));
  const coding = encoding === '' ? [] : ['content-encoding', encoding];
  exchange.head(status, ['content-type', file.type, 'content-length', String(body.length), ...coding, ...common]);
  response.end(method === 'HEAD' ? undefined : body);
}

/** The smallest form that the client takes; compressed at the first request for it. */
function encoded(file: StaticFile, accepted: string): { encoding: string; body: Buffer } {
  if (file.plain.length < WORTH_COMPRESSING || !/^(?:text|application|image\/svg)/.test(file.type))
    return { encoding: '', body: file.plain };
  if (/\bbr\b/.test(accepted)) {
    const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } };
    return { encoding: 'br', body: (file.brotli ??= brotliCompressSync(file.plain, quality)) };
  }
  if (/\bgzip\b/.test(accepted)) return { encoding: 'gzip', body: (file.gzip ??= gzipSync(file.plain)) };
  return { encoding: '', body: file.plain };
}
