// Thinking as chat carries it: `reasoning_details`, OpenRouter's list, in which each block can bear its proof.

import { isFields, type Fields } from '../conversation/counts.ts';
import { proofText, unwrapProof, type Proof } from '../conversation/origin.ts';
import type { ThinkingPart } from '../conversation/part.ts';

/** The format of a proof that is a block of details as its maker wrote them, less their text. */
const DETAILS = 'reasoning_details';

type Details = readonly Fields[];

/** The words of a detail: `text` of a text, `summary` of a summary. */
function wordsOf(detail: Fields): string {
  const words = detail['text'] ?? detail['summary'];
  return typeof words === 'string' ? words : '';
}

/** A list of details out of an answer or a message; what is no detail is passed over. */
export function detailsIn(value: unknown): Details {
  return Array.isArray(value) ? value.filter(isFields) : [];
}

/** Whether the details say words, which `reasoning` then says again. */
export function saysWords(details: Details): boolean {
  return details.some(detail => wordsOf(detail) !== '');
}

/** Gathers the details of one message, whole or in pieces, into blocks of thinking. */
export class DetailsReader {
  private readonly keepsWords: boolean;
  private block: Record<string, unknown>[] = [];
  private text = '';

  /** `keepsWords` is false in a stream, where the words have gone on already when their block ends. */
  constructor(keepsWords = true) {
    this.keepsWords = keepsWords;
  }

  /** The next detail or piece of one; answers the block that it ends, if it begins another. */
  push(detail: Fields): ThinkingPart | undefined {
    const finished = this.belongs(detail) ? undefined : this.close();
    if (this.keepsWords) this.text += wordsOf(detail);
    const last = this.block.at(-1);
    if (last !== undefined && last['type'] === detail['type'] && detail['type'] !== 'reasoning.encrypted')
      mergePiece(last, detail);
    else this.block.push(withoutWords(detail));
    return finished;
  }

  /** The block so far, which is then over. */
  close(): ThinkingPart | undefined {
    const { block, text } = this;
    this.block = [];
    this.text = '';
    return block.length === 0 ? undefined : partOf(block, text);
  }

  private belongs(detail: Fields): boolean {
    const last = this.block.at(-1);
    if (last === undefined) return true;
    if ((last['index'] ?? null) !== (detail['index'] ?? null)) return false;
    // A signed text is complete; so is what is encrypted, unless it is of the same item.
    if (last['type'] === 'reasoning.encrypted') return detail['id'] !== undefined && detail['id'] === last['id'];
    return !(typeof last['signature'] === 'string' && wordsOf(detail) !== '');
  }
}

function withoutWords(detail: Fields): Record<string, unknown> {
  return Object.fromEntries(Object.entries(detail).filter(([name]) => name !== 'text' && name !== 'summary'));
}

function mergePiece(into: Record<string, unknown>, piece: Fields): void {
  for (const [name, value] of Object.entries(withoutWords(piece)))
    if (value !== null && value !== undefined) into[name] = value;
}

/** A block of details as thinking: proofs that we wrapped are opened, others stay as their maker wrote them. */
function partOf(block: Details, text: string): ThinkingPart {
  const [first = {}] = block;
  const sealed = first['signature'] ?? first['data'];
  if (block.length === 1 && typeof sealed === 'string' && sealed !== '') {
    const redacted = first['type'] === 'reasoning.encrypted' ? { redacted: true } : {};
    return { type: 'thinking', text, proof: singleProof(first, sealed), ...redacted };
  }
  if (!block.some(proves)) return { type: 'thinking', text };
  return { type: 'thinking', text, proof: { origin: 'openai-chat', format: DETAILS, value: JSON.stringify(block) } };
}

/** The proof of a block of one detail, with what its maker calls it. */
function singleProof({ id, format }: Fields, sealed: string): Proof {
  const proof = unwrapProof(sealed, 'openai-chat');
  if (proof.value !== sealed) return proof;
  return {
    ...proof,
    ...(typeof id === 'string' ? { id } : {}),
    ...(typeof format === 'string' ? { format } : {}),
  };
}

function proves(detail: Fields): boolean {
  return [detail['signature'], detail['data'], detail['id']].some(value => typeof value === 'string' && value !== '');
}

/** The thinking of a message, from whatever of the two it has: details, and plain words. */
export function thinkingOf(details: Details, words: string): ThinkingPart[] {
  const reader = new DetailsReader();
  const read = [...details.map(detail => reader.push(detail)), reader.close()];
  // A detail without words and proof says nothing.
  const parts = read.flatMap(part =>
    part === undefined || (part.text === '' && part.proof === undefined) ? [] : [part],
  );
  if (words === '' || parts.some(part => part.text !== '')) return parts;
  const [first, ...others] = parts;
  if (first === undefined || first.redacted === true) return [{ type: 'thinking', text: words }, ...parts];
  return [{ ...first, text: words }, ...others];
}

/** A block of several details as their maker wrote them, with the words put back in. */
function blockOf(value: string, text: string, index: number): Details {
  const block = parsedDetails(value);
  const speaking = block.findIndex(detail => /text|summary/.test(String(detail['type'])));
  if (text === '') return block;
  if (speaking === -1) return [{ type: 'reasoning.text', text, index: block[0]?.['index'] ?? index }, ...block];
  return block.map((detail, at) =>
    at === speaking ? { ...detail, [detail['type'] === 'reasoning.summary' ? 'summary' : 'text']: text } : detail,
  );
}

function parsedDetails(text: string): Details {
  try {
    return detailsIn(JSON.parse(text));
  } catch {
    return [];
  }
}

/** The details of a part of thinking; `index` counts the blocks of a message. Proofs of others are wrapped. */
export function detailsFor({ text, proof, redacted }: ThinkingPart, index: number): Details {
  if (proof?.origin === 'openai-chat' && proof.format === DETAILS) return blockOf(proof.value, text, index);
  const named = proof?.origin === 'openai-chat' ? namesOf(proof) : {};
  const sealed = proof === undefined ? undefined : proofText(proof, 'openai-chat');
  if (redacted === true) return [{ type: 'reasoning.encrypted', data: sealed ?? '', ...named, index }];
  return [{ type: 'reasoning.text', text, ...(sealed === undefined ? {} : { signature: sealed }), ...named, index }];
}

function namesOf({ id, format }: Proof): Fields {
  return { ...(id === undefined ? {} : { id }), ...(format === undefined ? {} : { format }) };
}
