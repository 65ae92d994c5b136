// Specifies what is read of recordings: of real encoders and of browsers' recorders, with headers that lie, and of wrecks.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { inMemory } from '../../http/spool.ts';
import { BadSound, listenTo, type Sound } from './sound.ts';

/** Made by libsndfile with LAME, libFLAC, libvorbis and libopus, and by Chromium's MediaRecorder: see their README. */
const recording = (name: string): Buffer => readFileSync(new URL(`./recordings/${name}`, import.meta.url));
const listen = (bytes: Buffer): Promise<Sound> => listenTo(inMemory(bytes));

describe('a recording', () => {
  it.each([
    ['telephone.wav', 'audio/wav', 1.5],
    ['constant.mp3', 'audio/mpeg', 1.5],
    ['variable.mp3', 'audio/mpeg', 3],
    ['talk.flac', 'audio/flac', 1.5],
    ['vorbis.ogg', 'audio/ogg', 1.5],
    ['opus.ogg', 'audio/ogg', 1.5],
    // What browsers record knows nothing of its length when it begins.
    ['recorder.webm', 'audio/webm', 2.05],
    ['recorder.m4a', 'audio/mp4', 2.04],
  ])('%s is as long as it plays', async (name, mediaType, seconds) => {
    const sound = await listen(recording(name));
    expect(sound.mediaType).toBe(mediaType);
    // Encoders add some silence at the ends.
    expect(Math.abs(sound.seconds - seconds)).toBeLessThan(0.1);
  });

  it('of FLAC is not shorter for a header that says so', async () => {
    const bytes = Buffer.from(recording('talk.flac'));
    // One sample, where the stream's information has its number of samples.
    bytes.writeUInt8(bytes.readUInt8(21) & 0xf0, 21);
    bytes.writeUInt32BE(1, 22);
    expect((await listen(bytes)).seconds).toBeCloseTo(1.5, 2);
  });

  it('of MP4 is not shorter for headers that say so', async () => {
    const table = plainMp4(8000, 12_000, 80);
    expect((await listen(table)).seconds).toBeCloseTo(1.5, 3);
    expect((await listen(plainMp4(8000, 80, 80))).seconds).toBeCloseTo(0.08, 3);
  });

  it('of MP3 is not shorter for a count in its first frame', async () => {
    const bytes = Buffer.from(recording('variable.mp3'));
    const tag = bytes.indexOf('Xing');
    expect(tag).toBeGreaterThan(0);
    // Flags say that a count of frames follows.
    bytes.writeUInt32BE(1, tag + 8);
    expect(Math.abs((await listen(bytes)).seconds - 3)).toBeLessThan(0.1);
  });

  it('that is cut off is as long as what is left, or broken', async () => {
    for (const name of ['constant.mp3', 'vorbis.ogg', 'recorder.webm', 'recorder.m4a']) {
      const bytes = recording(name);
      const half = await listen(bytes.subarray(0, Math.floor(bytes.length * 0.6)));
      const whole = await listen(bytes);
      expect(half.seconds).toBeLessThan(whole.seconds);
      expect(half.seconds).toBeGreaterThan(0);
    }
  });

  it('that is none is refused, and so is one of a few bytes', async () => {
    for (const bytes of [
      Buffer.from('<html>not a sound at all</html>'),
      Buffer.from('RIFF'),
      recording('talk.flac').subarray(0, 20),
    ])
      await expect(listen(bytes)).rejects.toThrow(BadSound);
  });

  it('of any bytes behind a known beginning is read to an end', async () => {
    for (const name of ['telephone.wav', 'constant.mp3', 'talk.flac', 'opus.ogg', 'recorder.webm', 'recorder.m4a']) {
      const bytes = Buffer.from(recording(name));
      for (let at = 12; at < bytes.length; at += 1) bytes[at] = (at * 7919) & 0xff;
      const sound = await listen(bytes).catch((error: unknown) => error);
      expect(sound instanceof BadSound || (typeof sound === 'object' && sound !== null && 'seconds' in sound)).toBe(
        true,
      );
    }
  });
});

/** An MP4 with one track, whose table of times may say another length than its header. */
function plainMp4(scale: number, ticks: number, told: number): Buffer {
  const box = (name: string, ...content: readonly Buffer[]): Buffer => {
    const body = Buffer.concat(content);
    const head = Buffer.alloc(8);
    head.writeUInt32BE(body.length + 8, 0);
    head.write(name, 4, 'latin1');
    return Buffer.concat([head, body]);
  };
  const numbers = (...values: readonly number[]): Buffer => {
    const bytes = Buffer.alloc(values.length * 4);
    values.forEach((value, index) => bytes.writeUInt32BE(value, index * 4));
    return bytes;
  };
  const times = box('stts', numbers(0, 1, ticks / 10, 10));
  const media = box('mdia', box('mdhd', numbers(0, 0, 0, scale, told, 0, 0, 0)), box('minf', box('stbl', times)));
  const movie = box(
    'moov',
    box('mvhd', numbers(0, 0, 0, 1000, told, 0, 0, 0)),
    box('trak', box('tkhd', numbers(0, 0, 0, 1, 0, 0, 0)), media),
  );
  return Buffer.concat([box('ftyp', Buffer.from('M4A \0\0\0\0isom')), movie, box('mdat', Buffer.alloc(64))]);
}
