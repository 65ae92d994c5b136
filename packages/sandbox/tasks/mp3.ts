// Makes small real sounds: MP3 files of silence, frame by frame.

/** Bytes and length of a frame of MPEG 1 layer III at 128 kbit/s and 44.1 kHz. */
const FRAME_BYTES = 417;
const FRAME_SECONDS = 1152 / 44_100;

/** So many seconds of silence. A frame whose side information is all zero decodes to nothing. */
export function mp3(seconds: number): Buffer {
  const frames = Math.max(Math.round(seconds / FRAME_SECONDS), 1);
  const file = Buffer.alloc(frames * FRAME_BYTES);
  for (let frame = 0; frame < frames; frame += 1) file.set([0xff, 0xfb, 0x90, 0xc0], frame * FRAME_BYTES);
  return file;
}
