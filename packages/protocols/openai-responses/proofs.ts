// Puts what proves a model's words into `encrypted_content`, and finds it there again.

import { proofText, unwrapProof, wrapProof, type Proof } from '../conversation/origin.ts';

/**
 * What a proof belongs to. Responses knows proofs of reasoning alone, so one that signs a text or a call (Gemini) is
 * carried by a reasoning item of its own right behind it, which names its owner.
 */
export type Owner =
  | { readonly kind: 'thinking' }
  | { readonly kind: 'redacted' }
  | { readonly kind: 'text' }
  | { readonly kind: 'call'; readonly id: string };

/**
 * What a client carries for thinking that nobody proved: it names the item as ours, and proves nothing. Without any
 * encrypted content the provider itself would look for the item in its own store, and refuse it.
 */
export const UNPROVEN = wrapProof({ origin: 'openai-chat', value: '' });

/** Stands between the wrapped proof and its owner: no base64 has it. */
const MARK = '#';

/** The value of `encrypted_content` for a client: our own provider's as it is, another's wrapped, with its owner. */
export function sealProof(proof: Proof, owner: Owner): string {
  const text = proofText(proof, 'openai-responses');
  if (proof.origin === 'openai-responses' || owner.kind === 'thinking') return text;
  return `${text}${MARK}${owner.kind === 'call' ? `call:${owner.id}` : owner.kind}`;
}

/** The proof in an `encrypted_content`, and whose it is. `id` is the reasoning item's own. */
export function openProof(text: string, id: string | undefined): { readonly proof: Proof; readonly owner: Owner } {
  const mark = text.lastIndexOf(MARK);
  if (mark !== -1) {
    const proof = unwrapProof(text.slice(0, mark), 'openai-responses');
    if (proof.origin !== 'openai-responses') return { proof, owner: ownerOf(text.slice(mark + 1)) };
  }
  return { proof: unwrapProof(text, 'openai-responses', id), owner: { kind: 'thinking' } };
}

function ownerOf(word: string): Owner {
  if (word.startsWith('call:')) return { kind: 'call', id: word.slice('call:'.length) };
  return { kind: word === 'redacted' || word === 'text' ? word : 'thinking' };
}
