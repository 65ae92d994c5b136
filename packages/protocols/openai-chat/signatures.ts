// Gemini's signatures in chat: in `extra_content`, where its compatible endpoint has them, and other gateways too.

import { fields, type Fields } from '../conversation/counts.ts';
import { proofText, unwrapProof, type Proof } from '../conversation/origin.ts';

/** The signature of a call or a message, in any of the places where it is carried. */
export function signatureOf(value: Fields): Proof | undefined {
  const google = fields(fields(value['extra_content'])['google']);
  const text = google['thought_signature'] ?? fields(value['provider_specific_fields'])['thought_signature'];
  return typeof text === 'string' && text !== '' ? unwrapProof(text, 'gemini-generate') : undefined;
}

/** The fields that carry a signature: Google's own as it is, any other wrapped. */
export function signatureFields(proof: Proof | undefined): Fields {
  if (proof === undefined) return {};
  return { extra_content: { google: { thought_signature: proofText(proof, 'gemini-generate') } } };
}
