// Puts a text where the next paste takes it from: for the console and for the pages of the manual.

/** The clipboard is only there on safe origins; elsewhere a selection does it. */
export async function copyText(text: string): Promise<void> {
  if (isSecureContext) {
    await navigator.clipboard.writeText(text);
    return;
  }
  const area = document.createElement('textarea');
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand('copy');
  area.remove();
}
