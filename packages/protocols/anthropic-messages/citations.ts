// Citations of Messages answers: pages of the web search, and places in documents of the conversation.

import { isFields, type Fields } from '../conversation/counts.ts';
import { WRAPPING, wrapProof } from '../conversation/origin.ts';
import type { Citation } from '../conversation/part.ts';
import { given, native, objects, ownValue, textOrNone, type Block } from './wire.ts';

/**
 * Stands where Anthropic puts an encrypted value, in blocks that we made for a client out of another provider's answer:
 * a proof of nothing in our wrapping, never empty, and known again so that no such block goes to Anthropic as its own.
 */
export const PLACEHOLDER = wrapProof({ origin: 'openai-chat', value: '' });

/** The citations of a text block, in the form `{ citations }` to be spread. */
export function citationsOf(value: unknown): { readonly citations?: readonly Citation[] } {
  const found = objects(value).map(readCitation);
  return found.length === 0 ? {} : { citations: found };
}

/** One citation. What quotes a document of the conversation has no address; Anthropic gives no offsets into its own text. */
export function readCitation(value: Fields): Citation {
  const url = textOrNone(value['url']) ?? textOrNone(value['source']) ?? '';
  const title = textOrNone(value['title']) ?? textOrNone(value['document_title']);
  const read: Citation = { url, ...given('title', title), ...given('quote', quoteOf(value)) };
  return isMade(value) ? read : { ...read, native: native(value) };
}

function quoteOf(value: Fields): string | undefined {
  const quote = textOrNone(value['cited_text']);
  return quote === '' && isMade(value) ? undefined : quote;
}

/** Whether a citation is one that we made. */
function isMade(value: Fields): boolean {
  return textOrNone(value['encrypted_index'])?.startsWith(WRAPPING) === true;
}

/** Citations for a client: Anthropic's own as they are, another's as a page that was found. */
export function citationBlocks(citations: readonly Citation[] | undefined): Block[] {
  return (citations ?? []).map(citationBlock).filter(block => block !== undefined);
}

/** One citation for a client, or undefined when it names no page. */
export function citationBlock(citation: Citation): Block | undefined {
  const own = ownValue(citation.native);
  if (own !== undefined) return { ...own };
  if (citation.url === '') return undefined;
  return {
    type: 'web_search_result_location',
    url: citation.url,
    title: citation.title ?? null,
    encrypted_index: PLACEHOLDER,
    cited_text: citation.quote ?? '',
  };
}

/** Citations of the history for Anthropic itself: only its own can be sent back. */
export function ownCitations(citations: readonly Citation[] | undefined): Block[] {
  return (citations ?? []).flatMap(citation => {
    const own = ownValue(citation.native);
    return isFields(own) ? [{ ...own }] : [];
  });
}
