// Files in a platform's result, for platforms whose models answer in any shape: every address of a picture, sound or video.

import type { Asset } from './task.ts';

const KINDS: readonly (readonly [kind: Asset['kind'], ending: RegExp, name: RegExp])[] = [
  ['video', /\.(?:mp4|webm|mov|mkv|avi)$/i, /video/i],
  ['audio', /\.(?:mp3|wav|flac|ogg|m4a|aac|opus)$/i, /audio|sound|music|speech/i],
  ['image', /\.(?:png|jpe?g|webp|gif|svg|bmp|avif)$/i, /image|picture|mask|png|svg|thumbnail|cover/i],
];

/** What an address is of: by what is said of it, its ending, the field that it stands in, else `fallback`. */
function kindOf(url: string, field: string, type: string, fallback: Asset['kind']): Asset['kind'] {
  const said = /^(image|video|audio)\//.exec(type)?.[1];
  const path = new URL(url).pathname;
  const found =
    KINDS.find(([kind]) => kind === said) ??
    KINDS.find(([, ending]) => ending.test(path)) ??
    KINDS.find(([, , name]) => name.test(field));
  return found?.[0] ?? fallback;
}

/** Every address in a value, each once, in order. `fallback`: what is taken for granted when nothing says. */
export function filesIn(value: unknown, fallback: Asset['kind']): readonly Asset[] {
  const found = new Map<string, Asset>();
  visit(value, '', '', asset => void (found.has(asset.upstreamUrl) || found.set(asset.upstreamUrl, asset)), fallback);
  return [...found.values()];
}

function visit(
  value: unknown,
  field: string,
  type: string,
  add: (asset: Asset) => void,
  fallback: Asset['kind'],
): void {
  if (typeof value === 'string') {
    if (!/^https?:\/\/\S+$/.test(value) || !URL.canParse(value)) return;
    const kind = kindOf(value, field, type, fallback);
    add({ kind, role: kind, upstreamUrl: value });
    return;
  }
  if (Array.isArray(value)) {
    for (const each of value) visit(each, field, type, add, fallback);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  const fields: Readonly<Record<string, unknown>> = { ...value };
  const said = typeof fields['content_type'] === 'string' ? fields['content_type'] : type;
  // A file's own field is `url`: what it is of is said by the field around it.
  for (const [name, each] of Object.entries(fields)) {
    if (!/prompt/i.test(name)) visit(each, name === 'url' ? field : name, said, add, fallback);
  }
}
