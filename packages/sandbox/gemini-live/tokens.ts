// Ephemeral tokens of Gemini Live, and the sessions that their handles can bring back.

import { randomUUID } from 'node:crypto';
import { sendJson, type Visit } from '../exchange.ts';
import { geminiError } from '../gemini-generate/errors.ts';
import { requireGoogleKey } from '../gemini-generate/key.ts';
import { isObject } from '../shape.ts';
import type { Context } from './context.ts';

interface Token {
  uses: number;
  readonly until: number;
  readonly begins: number;
  readonly setup: Readonly<Record<string, unknown>> | undefined;
}

/** A session that can be resumed. */
export interface Saved {
  readonly key: string;
  readonly model: string;
  readonly context: Context;
}

const tokens = new Map<string, Token>();
const saved = new Map<string, Saved>();

/** `POST /v1alpha/auth_tokens`. */
export function serveAuthTokens(visit: Visit, body: Readonly<Record<string, unknown>>): void {
  requireGoogleKey(visit);
  const time = (name: string, fallback: number): number =>
    typeof body[name] === 'string' ? Date.parse(body[name]) : Date.now() + fallback;
  const until = time('expireTime', 30 * 60_000);
  const begins = time('newSessionExpireTime', 60_000);
  if (!(until > Date.now()) || !(begins > Date.now()) || until > Date.now() + 20 * 3_600_000)
    throw geminiError(400, 'expire_time must be in the future and less than 20 hours away.');
  const setup = body['bidiGenerateContentSetup'];
  const name = `auth_tokens/${randomUUID().replaceAll('-', '')}`;
  tokens.set(name, { uses: Number(body['uses'] ?? 1), until, begins, setup: isObject(setup) ? setup : undefined });
  sendJson(visit, 200, { name });
}

/** Uses a token for a session; undefined when it is not good for one. */
export function useToken(name: string): { readonly setup: Token['setup'] } | undefined {
  const token = tokens.get(name);
  if (token === undefined || token.until <= Date.now() || token.begins <= Date.now()) return undefined;
  if (token.uses === 1) tokens.delete(name);
  token.uses -= 1;
  return token;
}

/** A new handle for a session as it is now. */
export function saveSession(session: Saved): string {
  const handle = `C${randomUUID().replaceAll('-', '')}`;
  saved.set(handle, session);
  return handle;
}

/** The session of a handle, for the key that made it. */
export function savedSession(handle: string, key: string): Saved | undefined {
  const found = saved.get(handle);
  return found?.key === key ? found : undefined;
}

/** Forgets everything. */
export function forgetLive(): void {
  tokens.clear();
  saved.clear();
}
