// The lengths of base64 values in JSON frames, without decoding or parsing them.

/** Bytes of the values of a field in a frame: of all of them, where it stands there several times. */
export function bytesOf(frame: string, field: string): number {
  let bytes = 0;
  const name = `"${field}"`;
  for (let at = frame.indexOf(name); at !== -1; at = frame.indexOf(name, at + 1)) {
    const open = valueStart(frame, at + name.length);
    if (open === -1) continue;
    const close = frame.indexOf('"', open);
    if (close === -1) break;
    bytes += decodedLength(frame, open, close);
    at = close;
  }
  return bytes;
}

/** Where the text of a field's value begins; -1 when it is no text. */
function valueStart(frame: string, from: number): number {
  let at = from;
  while (isBlank(frame.charCodeAt(at))) at += 1;
  if (frame[at] !== ':') return -1;
  at += 1;
  while (isBlank(frame.charCodeAt(at))) at += 1;
  return frame[at] === '"' ? at + 1 : -1;
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}

function decodedLength(frame: string, open: number, close: number): number {
  let end = close;
  while (end > open && frame[end - 1] === '=') end -= 1;
  return Math.floor(((end - open) * 3) / 4);
}
