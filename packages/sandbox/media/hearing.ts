// How long a recording is, for transcripts of the right length: by the header of a WAV, and by frames or bytes of the rest.

/** Seconds; undefined when it is no recording. */
export function heardSeconds(bytes: Buffer): number | undefined {
  const head = bytes.toString('latin1', 0, 12);
  if (head.startsWith('RIFF') && head.endsWith('WAVE')) {
    const data = bytes.indexOf('data', 12, 'latin1');
    const perSecond = bytes.readUInt32LE(28);
    return data === -1 || perSecond === 0 ? undefined : (bytes.length - data - 8) / perSecond;
  }
  if (head.startsWith('fLaC') && bytes.length > 26) return bytes.readUInt32BE(22) / (bytes.readUIntBE(18, 3) >> 4);
  if (head.startsWith('OggS')) {
    const last = bytes.lastIndexOf('OggS', undefined, 'latin1');
    return Number(bytes.readBigInt64LE(last + 6)) / 48_000;
  }
  // MP3 as the practice upstream makes it, at 128 kbit/s.
  if (head.startsWith('ID3') || bytes.readUInt16BE(0) >= 0xffe0) return bytes.length / 16_000;
  if (head.slice(4, 8) === 'ftyp' || bytes.readUInt32BE(0) === 0x1a45dfa3) return bytes.length / 8_000;
  return undefined;
}
