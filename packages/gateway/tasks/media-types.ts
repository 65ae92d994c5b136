// Types and name endings of the files that tasks make.

import type { Asset } from './task.ts';

/** The usual name endings by type. */
const ENDINGS: Readonly<Record<string, string>> = {
  'video/mp4': 'mp4',
  'video/webm': 'webm',
  'video/quicktime': 'mov',
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/webp': 'webp',
  'image/gif': 'gif',
  'image/svg+xml': 'svg',
  'audio/mpeg': 'mp3',
  'audio/wav': 'wav',
  'audio/x-wav': 'wav',
  'audio/mp4': 'm4a',
  'audio/midi': 'mid',
};

/** What a kind of asset is taken for when nobody says. */
const USUAL: Readonly<Record<Asset['kind'], string>> = {
  video: 'video/mp4',
  image: 'image/png',
  audio: 'audio/mpeg',
  text: 'text/plain',
};

/** The ending of a file of this type: `mp4`. */
export function endingFor(asset: Asset): string {
  const type = asset.stored?.type ?? USUAL[asset.kind];
  return ENDINGS[type] ?? (asset.kind === 'text' ? 'txt' : 'bin');
}

/**
 * The type of a file by what its server says, else by its name, else by its kind. Only media: never a page; a drawing
 * that could run something is served with a policy that lets it run nothing.
 */
export function typeOf(asset: Asset, said: string | undefined): string {
  const type = (said ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  if (/^(?:video|image|audio)\//.test(type)) return type;
  const name = /\.([a-z0-9]{2,5})(?:$|[?#])/i.exec(asset.upstreamUrl)?.[1]?.toLowerCase();
  return Object.entries(ENDINGS).find(([, ending]) => ending === name)?.[0] ?? USUAL[asset.kind];
}
