// Thought signatures: our own wrapping of another vendor's proof is opened, everything else is Google's.

import { standardBase64 } from '../conversation/media.ts';
import { proofText, unwrapProof, type Proof } from '../conversation/origin.ts';
import { GEMINI } from './wire.ts';

/** Stands for a signature that was really lost: the documented word that switches its check off. */
export const LOST_SIGNATURE = 'skip_thought_signature_validator';

/** The proof that a client carried back. Google's Python client turns standard base64 into the URL-safe alphabet. */
export function decodeProof(signature: string): Proof {
  const opened = unwrapProof(standardBase64(signature), GEMINI);
  return opened.origin === GEMINI ? { origin: GEMINI, value: signature } : opened;
}

/** The proof in an object with a `thoughtSignature`, as a field to spread. */
export function provenBy(signature: unknown): { readonly proof?: Proof } {
  return typeof signature === 'string' && signature !== '' ? { proof: decodeProof(signature) } : {};
}

/** The signature of a proof for a client, as a field to spread: Google's own as it is, another's wrapped. */
export function signedFor(proof: Proof | undefined): { readonly thoughtSignature?: string } {
  return proof === undefined ? {} : { thoughtSignature: proofText(proof, GEMINI) };
}

/** The signature of a proof for the provider: none when it is another vendor's. */
export function ownSignature(proof: Proof | undefined): string | undefined {
  return proof?.origin === GEMINI ? proof.value : undefined;
}
