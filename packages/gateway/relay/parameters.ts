// Changes the parameters of a request's body as a channel's rules say: values set, defaulted, dropped and renamed by path.

import type { ParameterRule } from '../routing/channel-options.ts';
import { holds, type RequestFacts } from '../routing/conditions.ts';
import { isRecord } from './json.ts';

type Fields = Record<string, unknown>;

/** Applies the rules whose condition holds, one after another; each sees what those before it left. */
export function applyRules(body: Fields, rules: readonly ParameterRule[], facts: RequestFacts): void {
  for (const rule of rules) {
    if (!holds(rule.when, facts)) continue;
    for (const [from, to] of Object.entries(rule.rename ?? {})) {
      const value = take(body, from);
      if (value !== undefined) put(body, to, value);
    }
    for (const path of rule.drop ?? []) take(body, path);
    for (const [path, value] of Object.entries(rule.default ?? {})) {
      if (look(body, path) === undefined) put(body, path, value);
    }
    for (const [path, value] of Object.entries(rule.set ?? {})) put(body, path, value);
  }
}

/** Names that would reach behind an object; a path with one of them leads nowhere. */
const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype']);

/** What holds the last part of a path, and that part. Missing objects on the way are made when `make` says so. */
function holderOf(body: Fields, path: string, make: boolean): readonly [Fields | unknown[], string] | undefined {
  const parts = path.split('.');
  const last = parts.pop() ?? '';
  if (FORBIDDEN.has(last) || parts.some(part => FORBIDDEN.has(part))) return undefined;
  let holder: Fields | unknown[] = body;
  for (const part of parts) {
    let next: unknown = valueAt(holder, part);
    if (next === undefined && make && !Array.isArray(holder)) {
      next = {};
      holder[part] = next;
    }
    if (!isHolder(next)) return undefined;
    holder = next;
  }
  return [holder, last];
}

function isHolder(value: unknown): value is Fields | unknown[] {
  return Array.isArray(value) || isRecord(value);
}

function valueAt(holder: Fields | unknown[], part: string): unknown {
  if (Array.isArray(holder)) return /^\d{1,6}$/.test(part) ? holder[Number(part)] : undefined;
  return Object.hasOwn(holder, part) ? holder[part] : undefined;
}

function look(body: Fields, path: string): unknown {
  const found = holderOf(body, path, false);
  return found === undefined ? undefined : valueAt(...found);
}

function put(body: Fields, path: string, value: unknown): void {
  const found = holderOf(body, path, true);
  if (found === undefined) return;
  const [holder, name] = found;
  if (!Array.isArray(holder)) holder[name] = value;
  else if (/^\d{1,6}$/.test(name) && Number(name) < holder.length) holder[Number(name)] = value;
}

function take(body: Fields, path: string): unknown {
  const found = holderOf(body, path, false);
  if (found === undefined) return undefined;
  const [holder, name] = found;
  const value = valueAt(holder, name);
  if (value === undefined) return undefined;
  if (Array.isArray(holder)) holder.splice(Number(name), 1);
  else delete holder[name];
  return value;
}
