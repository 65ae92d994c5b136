// The text in a document that came as base64.

// Web standards that every runtime has and the language's own library does not name.
declare function atob(text: string): string;

/** Base64 read as UTF-8; undefined when it is not base64 or the bytes are no text. */
export function textOfBase64(data: string): string | undefined {
  try {
    const bytes = atob(data);
    let escaped = '';
    for (let index = 0; index < bytes.length; index += 1) {
      const code = bytes.charCodeAt(index);
      escaped += code < 0x80 && code !== 0x25 ? bytes.charAt(index) : `%${code.toString(16).padStart(2, '0')}`;
    }
    return decodeURIComponent(escaped);
  } catch {
    return undefined;
  }
}
