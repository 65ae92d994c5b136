// Files dropped on a JSON body: a short mark stands in the text, the bytes take its place when it is sent.

type Json = Record<string, unknown>;

const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
const KINDS = ['mimeType', 'mime_type', 'media_type'];
/** Fields that hold a file by its address or as a data URL, and those that hold bare base64. */
const ADDRESSED = /^(?:url|image_url|file_data|fileUri|file_uri|image|input_reference|video_url|audio_url)$/;
const BARE = /^(?:data|b64_json|base64)$/;

interface Dropped {
  readonly file: File;
  /** Base64 without what a data URL begins with. */
  readonly bare: boolean;
}

/** A place for a file in a body. */
interface Place {
  readonly owner: Json;
  readonly key: string;
  readonly bare: boolean;
}

function placeIn(value: unknown): Place | undefined {
  if (Array.isArray(value)) {
    for (const item of value) {
      const found = placeIn(item);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  if (!isJson(value)) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    if (typeof inner === 'string') {
      if (ADDRESSED.test(key) && /^(?:https?:|data:|⟨)/.test(inner)) return { owner: value, key, bare: false };
      if (BARE.test(key) && (inner.length > 60 || inner.startsWith('⟨'))) return { owner: value, key, bare: true };
    }
    const found = placeIn(inner);
    if (found !== undefined) return found;
  }
  return undefined;
}

function dataUrl(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener('load', () => resolve(String(reader.result)));
    reader.addEventListener('error', () => reject(reader.error ?? new Error(file.name)));
    reader.readAsDataURL(file);
  });
}

/** The files of one panel. */
export class DroppedFiles {
  private readonly files = new Map<string, Dropped>();

  /** Whether a body has a place for a file. */
  hasPlace(value: unknown): boolean {
    return placeIn(value) !== undefined;
  }

  /** The body with a mark of the file in its first place; undefined where it has none. */
  take(value: unknown, file: File): unknown {
    const place = placeIn(value);
    if (place === undefined) return undefined;
    const mark = `⟨${file.name}⟩`;
    this.files.set(mark, { file, bare: place.bare });
    place.owner[place.key] = mark;
    for (const kind of KINDS) if (kind in place.owner && file.type !== '') place.owner[kind] = file.type;
    return value;
  }

  /** The body with the bytes in place of the marks. */
  async filled(value: unknown): Promise<unknown> {
    if (typeof value === 'string') {
      const dropped = this.files.get(value);
      if (dropped === undefined) return value;
      const url = await dataUrl(dropped.file);
      return dropped.bare ? url.slice(url.indexOf(',') + 1) : url;
    }
    if (Array.isArray(value)) return Promise.all(value.map(item => this.filled(item)));
    if (!isJson(value)) return value;
    const entries = Object.entries(value).map(async ([key, inner]) => [key, await this.filled(inner)] as const);
    return Object.fromEntries(await Promise.all(entries));
  }
}
