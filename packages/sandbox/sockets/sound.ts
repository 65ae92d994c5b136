// Sound of practice sessions: whether a piece is loud, and a tone to speak with.

/** PCM of 16 bits at 24 kHz: bytes of a second. */
export const BYTES_A_SECOND = 48_000;
/** What is spoken comes in pieces of this length, milliseconds. */
export const DELTA_MS = 200;
/** A sample above this is speech to the practice ear. */
const LOUD = 500;

/** Whether somebody speaks in a piece of PCM. */
export function isLoud(bytes: Buffer): boolean {
  for (let at = 0; at + 1 < bytes.length; at += 2) if (Math.abs(bytes.readInt16LE(at)) > LOUD) return true;
  return false;
}

/** A piece of a quiet tone: PCM of 16 bits at 24 kHz. */
export function tone(fromMs: number, milliseconds: number): Buffer {
  const samples = (24_000 * milliseconds) / 1000;
  const pcm = Buffer.alloc(samples * 2);
  const first = (24_000 * fromMs) / 1000;
  for (let index = 0; index < samples; index += 1)
    pcm.writeInt16LE(Math.round(6000 * Math.sin((2 * Math.PI * 440 * (first + index)) / 24_000)), index * 2);
  return pcm;
}
