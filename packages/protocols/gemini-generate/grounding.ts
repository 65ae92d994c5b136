// Sources of an answer: Google's grounding in bytes of UTF-8, and our citations in code points.

import type { Fields } from '../conversation/counts.ts';
import { ID_RULES, madeId } from '../conversation/call-ids.ts';
import type { Citation, Native, SearchHit, ServerToolPart } from '../conversation/part.ts';
import type { Utf8Ruler } from '../conversation/utf8-ruler.ts';
import { GEMINI, listed, namedOrNone, present, textOrNone } from './wire.ts';

interface Source {
  readonly url: string;
  readonly title?: string;
  readonly quote?: string;
  readonly web: boolean;
}

/** The sources that the supports of a `groundingMetadata` name, each with its place in the text. */
export function citationsOf(metadata: Fields, ruler: Utf8Ruler): readonly Citation[] {
  const sources = listed(metadata['groundingChunks']).map(sourceOf);
  return listed(metadata['groundingSupports']).flatMap(entry => {
    const support = namedOrNone(entry);
    const span = spanOf(namedOrNone(support['segment']), ruler);
    return listed(support['groundingChunkIndices']).flatMap(index => {
      const source = typeof index === 'number' ? sources[index] : undefined;
      if (source === undefined) return [];
      const { web: _web, ...given } = source;
      return [{ ...given, ...span }];
    });
  });
}

/** The places of texts that the model took over from elsewhere (`citationMetadata`). */
export function recitationsOf(value: unknown, ruler: Utf8Ruler): readonly Citation[] {
  const metadata = namedOrNone(value);
  return listed(metadata['citationSources'] ?? metadata['citations']).flatMap(entry => {
    const source = namedOrNone(entry);
    const url = textOrNone(source['uri']);
    if (url === undefined) return [];
    const title = textOrNone(source['title']);
    return [{ url, ...(title === undefined ? {} : { title }), ...spanOf(source, ruler) }];
  });
}

/** Google leaves an offset of zero out. */
function spanOf(segment: Fields, ruler: Utf8Ruler): { readonly start?: number; readonly end?: number } {
  const { startIndex = 0, endIndex } = segment;
  if (typeof startIndex !== 'number' || typeof endIndex !== 'number') return {};
  return { start: ruler.codePointAt(startIndex), end: ruler.codePointAt(endIndex) };
}

function sourceOf(entry: unknown): Source {
  const chunk = namedOrNone(entry);
  const web = chunk['web'] !== undefined;
  const given = namedOrNone(chunk['web'] ?? chunk['retrievedContext'] ?? chunk['maps']);
  const url =
    textOrNone(given['uri']) ?? textOrNone(given['documentName']) ?? textOrNone(given['fileSearchStore']) ?? '';
  const title = textOrNone(given['title']);
  const quote = textOrNone(given['text']);
  return { url, ...(title === undefined ? {} : { title }), ...(quote === undefined ? {} : { quote }), web };
}

/** The search behind a grounding, in the web or in the client's own files, or none. `seed` makes its id. */
export function searchOf(metadata: Fields, seed: string): ServerToolPart | undefined {
  const queries = listed(metadata['webSearchQueries']).filter(isText);
  const hits = listed(metadata['groundingChunks'])
    .map(sourceOf)
    .filter(source => source.web)
    .map(({ url, title }): SearchHit => ({ url, ...(title === undefined ? {} : { title }) }));
  const native: readonly Native[] = [{ origin: GEMINI, value: { groundingMetadata: metadata } }];
  const id = madeId({ ...ID_RULES[GEMINI], prefix: 'search_' }, seed);
  if (queries.length === 0 && hits.length === 0)
    return metadata['groundingChunks'] === undefined
      ? undefined
      : { type: 'server_tool', tool: 'file_search', id, native };
  const query = queries.filter(text => text !== '').join('; ');
  return {
    type: 'server_tool',
    tool: 'web_search',
    id,
    ...(query === '' ? {} : { query }),
    hits,
    native,
  };
}

/** The pages that were fetched (`urlContextMetadata`). */
export function fetchesOf(value: unknown, seed: string): readonly ServerToolPart[] {
  return listed(namedOrNone(value)['urlMetadata']).flatMap((entry, index): readonly ServerToolPart[] => {
    const fetched = namedOrNone(entry);
    const query = textOrNone(fetched['retrievedUrl']);
    if (query === undefined) return [];
    const failed = fetched['urlRetrievalStatus'] !== 'URL_RETRIEVAL_STATUS_SUCCESS';
    const id = madeId({ ...ID_RULES[GEMINI], prefix: 'fetch_' }, `${seed}/${index}`);
    return [{ type: 'server_tool', tool: 'web_fetch', id, query, ...(failed ? { failed } : {}) }];
  });
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

/** More searches than this no answer has; a usage that says so is broken. */
const MOST_QUERIES = 1_000;

/** Gathers what an answer's sources are, and writes them for a client. */
export class GroundingWriter {
  private readonly citations: Citation[] = [];
  private readonly queries: string[] = [];
  private readonly hits: SearchHit[] = [];
  private readonly fetches: Fields[] = [];
  private own: unknown;

  cite(citation: Citation): void {
    this.citations.push(citation);
  }

  /** Takes a search or a fetch; whether it was one. */
  take(part: ServerToolPart): boolean {
    if (part.tool === 'web_fetch' && part.query !== undefined) {
      const urlRetrievalStatus = `URL_RETRIEVAL_STATUS_${part.failed === true ? 'ERROR' : 'SUCCESS'}`;
      this.fetches.push({ retrievedUrl: part.query, urlRetrievalStatus });
      return true;
    }
    const own = part.native?.find(one => one.origin === GEMINI)?.value['groundingMetadata'];
    this.own ??= own;
    if (part.tool !== 'web_search') return own !== undefined;
    this.queries.push(part.query ?? '');
    this.hits.push(...(part.hits ?? []));
    return true;
  }

  /**
   * The fields of a candidate. `searches` is the meter: clients count the queries, so there are as many of them;
   * undefined when nothing was metered. `ruler` has measured the candidate's text.
   */
  fields(searches: number | undefined, ruler: Utf8Ruler): Record<string, unknown> {
    const fetched = this.fetches.length === 0 ? {} : { urlContextMetadata: { urlMetadata: this.fetches } };
    if (this.own !== undefined) return { groundingMetadata: this.own, ...fetched };
    const wanted = Math.min(searches ?? this.queries.length, MOST_QUERIES);
    const webSearchQueries = Array.from({ length: wanted }, (_, index) => this.queries[index] ?? '');
    const { groundingChunks, groundingSupports } = this.sources(ruler);
    if (groundingChunks.length === 0 && webSearchQueries.length === 0) return fetched;
    const groundingMetadata = present({
      webSearchQueries: webSearchQueries.length === 0 ? undefined : webSearchQueries,
      groundingChunks: groundingChunks.length === 0 ? undefined : groundingChunks,
      groundingSupports: groundingSupports.length === 0 ? undefined : groundingSupports,
    });
    return { groundingMetadata, ...fetched };
  }

  private sources(ruler: Utf8Ruler): {
    readonly groundingChunks: readonly Fields[];
    readonly groundingSupports: readonly Fields[];
  } {
    // A search may name a page that a citation knows the title of.
    const titles = new Map<string, string>();
    for (const { url, title } of [...this.citations, ...this.hits]) if (title !== undefined) titles.set(url, title);
    const indexes = new Map<string, number>();
    const index = (url: string): number => {
      const next = indexes.get(url) ?? indexes.size;
      indexes.set(url, next);
      return next;
    };
    for (const { url } of this.hits) index(url);
    const groundingSupports = this.citations
      .filter(citation => citation.url !== '')
      .map(({ url, start = 0, end = ruler.length }) => ({
        segment: { ...(start === 0 ? {} : { startIndex: ruler.byteAt(start) }), endIndex: ruler.byteAt(end) },
        groundingChunkIndices: [index(url)],
      }));
    const groundingChunks = [...indexes.keys()].map(uri => ({ web: present({ uri, title: titles.get(uri) }) }));
    return { groundingChunks, groundingSupports };
  }
}
