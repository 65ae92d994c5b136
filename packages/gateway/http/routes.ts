// The route table, compiled: exact paths in a map, patterns tried in order, and the family of what matches nothing.

import type { Family } from '@turnpike/protocols/failures';
import type { Route } from './exchange.ts';
import { lenientPath } from './paths.ts';

/** A route found for a request. */
export interface Match {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
  /** The path after leniency. */
  readonly path: string;
}

/** Nothing serves the request: the path is unknown, or only with other methods. */
export interface Miss {
  readonly path: string;
  readonly family: Family;
  /** Methods under which the path is known. */
  readonly allowed: readonly string[];
}

interface Pattern {
  readonly route: Route;
  readonly expression: RegExp;
  readonly names: readonly string[];
}

const NO_PARAMS: Readonly<Record<string, string>> = {};

/** Looks routes up. */
export class RouteTable {
  /** By method and path. */
  private readonly exact = new Map<string, Map<string, Route>>();
  private readonly patterns: Pattern[] = [];
  private readonly methods: ReadonlySet<string>;

  constructor(routes: readonly Route[]) {
    for (const route of routes) {
      if (route.pattern.includes('{')) this.patterns.push(compile(route));
      else this.exactOf(route.method).set(route.pattern, route);
    }
    // The pattern that says more comes first: `/v1/models/{model*}:countTokens` before `/v1/models/{id}`.
    this.patterns.sort((left, right) => literal(right.route.pattern) - literal(left.route.pattern));
    this.methods = new Set(routes.map(route => route.method));
  }

  /** The route of a method and a raw path, or what is known of its absence. */
  find(method: string, rawPath: string): Match | Miss {
    const direct = this.exact.get(method)?.get(rawPath);
    if (direct !== undefined) return { route: direct, params: NO_PARAMS, path: rawPath };
    const path = lenientPath(rawPath);
    const found = this.search(method, path) ?? (method === 'HEAD' ? this.search('GET', path) : undefined);
    if (found !== undefined) return found;
    const allowed = [...this.methods].filter(other => other !== method && this.search(other, path) !== undefined);
    return { path, family: familyOf(path), allowed };
  }

  private exactOf(method: string): Map<string, Route> {
    let paths = this.exact.get(method);
    if (paths === undefined) this.exact.set(method, (paths = new Map()));
    return paths;
  }

  private search(method: string, path: string): Match | undefined {
    const route = this.exact.get(method)?.get(path);
    if (route !== undefined) return { route, params: NO_PARAMS, path };
    for (const pattern of this.patterns) {
      if (pattern.route.method !== method) continue;
      const match = pattern.expression.exec(path);
      const params = match === null ? undefined : decodeParams(pattern.names, match);
      if (params !== undefined) return { route: pattern.route, params, path };
    }
    return undefined;
  }
}

function literal(pattern: string): number {
  return pattern.replace(/\{[^}]*\}/g, '').length;
}

/** `{name}` is one segment, `{name*}` spans slashes. */
function compile(route: Route): Pattern {
  const names: string[] = [];
  const source = route.pattern.replace(
    /\{([a-z]+)(\*?)\}|[.*+?^$()|[\]\\]/gi,
    (whole, name: string | undefined, star: string) => {
      if (name === undefined) return `\\${whole}`;
      names.push(name);
      return star === '*' ? '(.+)' : '([^/]+)';
    },
  );
  return { route, expression: new RegExp(`^${source}$`), names };
}

/** Decoded parameters, or undefined when the percent-encoding is broken. */
function decodeParams(names: readonly string[], match: RegExpExecArray): Record<string, string> | undefined {
  try {
    return Object.fromEntries(names.map((name, index) => [name, decodeURIComponent(match[index + 1] ?? '')]));
  } catch {
    return undefined;
  }
}

/** The family that answers for a path no route knows: clients read errors by the API they think they call. */
export function familyOf(path: string): Family {
  if (/^\/v1\/messages(?:\/|$)/.test(path)) return 'anthropic-messages';
  if (/^\/v1(?:beta|alpha)\/openai(?:\/|$)/.test(path)) return 'openai-chat';
  if (/^\/v1beta1?\/.*publishers\/google\//.test(path)) return 'gemini-generate';
  if (/^\/(?:v1beta|v1alpha)(?:\/|$)/.test(path) || /^\/v1\/models\/.+:[a-zA-Z]+$/.test(path)) return 'gemini-generate';
  if (/^\/api(?:\/|$)/.test(path)) return 'management';
  return path.startsWith('/v1/responses') ? 'openai-responses' : 'openai-chat';
}
