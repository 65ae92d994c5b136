// Markers: what a prompt (or a model's name) can ask of the practice upstream. Documented in README.md.

/** Everything that markers can ask for. */
export interface Markers {
  /** Answer with this HTTP status, and `Retry-After` seconds when given. */
  error?: { readonly status: number; readonly retryAfter: number | undefined };
  /** Fail the first this many times that the same request is seen. */
  failOnce?: number;
  /** Break the connection, or send the protocol's error event, after this many events. */
  cutAfter?: number;
  errorAfter?: number;
  hang?: boolean;
  html?: boolean;
  empty?: boolean;
  refuse?: boolean;
  redact?: boolean;
  noUsage?: boolean;
  parallel?: boolean;
  /** Gemini Live: says that the connection ends in so many milliseconds, and ends it then. */
  goAway?: number;
  search?: boolean;
  /** Milliseconds between events, and before the first. */
  slow?: number;
  firstByte?: number;
  /** Length of the answer and of the thinking, in tokens. */
  tokens?: number;
  think?: number;
  /** Tool calls to make, with their arguments as JSON text. */
  calls?: { readonly name: string; readonly input: string | undefined }[];
  /** Usage to report instead of the counted one. */
  usage?: Readonly<Record<string, number>>;
}

type Reader = (markers: Markers, rest: string) => void;

const number = (rest: string, fallback: number): number => {
  const found = /^\s*(\d{1,9})/.exec(rest);
  return found === null ? fallback : Number(found[1]);
};

/** One row a marker. */
const READERS: Readonly<Record<string, Reader>> = {
  error: (markers, rest) => {
    const retry = /retry-after=(\d+)/.exec(rest);
    markers.error = { status: number(rest, 500), retryAfter: retry === null ? undefined : Number(retry[1]) };
  },
  'fail-once': (markers, rest) => {
    markers.failOnce = 1;
    markers.error = { status: number(rest, 500), retryAfter: undefined };
  },
  cut: (markers, rest) => {
    markers.cutAfter = number(rest.replace('after=', ''), 3);
  },
  'error-mid-stream': (markers, rest) => {
    markers.errorAfter = number(rest.replace('after=', ''), 3);
  },
  hang: markers => void (markers.hang = true),
  html: markers => void (markers.html = true),
  empty: markers => void (markers.empty = true),
  refuse: markers => void (markers.refuse = true),
  redact: markers => void (markers.redact = true),
  'no-usage': markers => void (markers.noUsage = true),
  parallel: markers => void (markers.parallel = true),
  search: markers => void (markers.search = true),
  'go-away': (markers, rest) => void (markers.goAway = Math.min(number(rest, 1000), 600_000)),
  slow: (markers, rest) => void (markers.slow = Math.min(number(rest, 1000), 600_000)),
  'first-byte': (markers, rest) => void (markers.firstByte = Math.min(number(rest, 1000), 600_000)),
  tokens: (markers, rest) => void (markers.tokens = Math.min(number(rest, 100), 1_000_000)),
  think: (markers, rest) => void (markers.think = Math.min(number(rest, 100), 1_000_000)),
  call: (markers, rest) => {
    const [, name = '', input] = /^\s*([\w.:-]+)\s*(\{.*\})?/s.exec(rest) ?? [];
    if (name !== '') markers.calls = [...(markers.calls ?? []), { name, input }];
  },
  usage: (markers, rest) => {
    const pairs = [...rest.matchAll(/(\w+)=(\d+)/g)];
    markers.usage = Object.fromEntries(pairs.map(([, name = '', value = '0']) => [name, Number(value)]));
  },
};

/** Reads all markers of a text. An unknown word is no marker: the text stays a text. */
export function readMarkers(source: string): Markers {
  const markers: Markers = {};
  if (!source.includes('[[')) return markers;
  for (const [, name = '', rest = ''] of source.matchAll(/\[\[([a-z-]+)((?:[^\]]|\](?!\]))*)\]\]/g))
    READERS[name]?.(markers, rest);
  return markers;
}
