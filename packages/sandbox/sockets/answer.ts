// What a practice session answers: a call of a tool, or words.

import type { Markers } from '../play/markers.ts';
import { sample } from '../play/sample.ts';
import { filler } from '../play/tokens.ts';
import { isObject } from '../shape.ts';

/** What is answered to a text: a call of the tool that it names, or words. `answered`: a tool's result came last. */
export function answerTo(
  tools: unknown,
  said: string,
  markers: Markers,
  answered: boolean,
): { text: string; call?: { name: string; input: string } } {
  const named = (Array.isArray(tools) ? tools : []).filter(isObject);
  const [marked] = markers.calls ?? [];
  const wanted =
    marked?.name ?? (answered ? undefined : named.map(tool => String(tool['name'])).find(name => said.includes(name)));
  if (wanted !== undefined) {
    const tool = named.find(one => one['name'] === wanted);
    return {
      text: '',
      call: { name: wanted, input: marked?.input ?? JSON.stringify(sample(tool?.['parameters'] ?? {})) },
    };
  }
  if (markers.tokens !== undefined) return { text: `[sandbox] ${filler(Math.max(1, markers.tokens - 3))}` };
  const heard = said === '' ? 'your audio' : `“${said.slice(0, 200)}”`;
  return { text: `[sandbox] You said ${heard}.` };
}
