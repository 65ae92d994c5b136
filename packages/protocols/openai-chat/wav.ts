// Raw sound samples put into a WAV file, base64 in and out: what Gemini speaks, for clients that expect a container.

// Web standards that every runtime has and the language's own library does not name.
declare function btoa(text: string): string;
declare function atob(text: string): string;

/** Gemini speaks 16-bit samples of one channel at this rate. */
const RATE = 24_000;

const little = (value: number, bytes: number): string =>
  Array.from({ length: bytes }, (_, index) => String.fromCharCode((value >> (8 * index)) & 0xff)).join('');

/** Pieces of base64 samples as one base64 text: raw, or as a WAV file. */
export function wavOfSamples(pieces: readonly string[], raw: boolean): string {
  const samples = pieces.map(piece => atob(piece)).join('');
  if (raw) return btoa(samples);
  const format = little(1, 2) + little(1, 2) + little(RATE, 4) + little(RATE * 2, 4) + little(2, 2) + little(16, 2);
  const head = `RIFF${little(36 + samples.length, 4)}WAVEfmt ${little(16, 4)}${format}data${little(samples.length, 4)}`;
  return btoa(head + samples);
}
