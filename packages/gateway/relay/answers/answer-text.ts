// A kept answer as bytes for a store outside: a line of JSON about it, and its body.

import { METERS, usageOf } from '@turnpike/protocols/conversation/usage';
import { parseRecord, record, text } from '../json.ts';
import type { KeptAnswer } from './answer-store.ts';

const LINE_FEED = 0x0a;

export function encodeAnswer(answer: KeptAnswer): Buffer {
  const { body, usage, ...head } = answer;
  const meters = Object.fromEntries(METERS.filter(meter => usage[meter] !== 0).map(meter => [meter, usage[meter]]));
  return Buffer.concat([Buffer.from(`${JSON.stringify({ ...head, usage: meters })}\n`), body]);
}

/** Undefined for what `encodeAnswer` did not write. */
export function decodeAnswer(bytes: Buffer): KeptAnswer | undefined {
  const end = bytes.indexOf(LINE_FEED);
  const head = end === -1 ? undefined : parseRecord(bytes.toString('utf8', 0, end));
  if (head === undefined || typeof head['expiresAt'] !== 'number') return undefined;
  const meters = record(head['usage']);
  const usage = usageOf();
  for (const meter of METERS) {
    const amount = meters[meter];
    if (typeof amount === 'number') usage[meter] = amount;
  }
  return {
    source: text(head['source']),
    at: Number(head['at']),
    expiresAt: head['expiresAt'],
    shape: text(head['shape']),
    type: text(head['type']),
    upstreamModel: text(head['upstreamModel']),
    upstreamId: text(head['upstreamId']),
    finishReason: text(head['finishReason']),
    sandbox: head['sandbox'] === true,
    usage,
    body: bytes.subarray(end + 1),
  };
}
