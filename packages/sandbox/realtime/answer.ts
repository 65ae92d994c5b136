// What a practice session begins with, and what it answers.

import type { Markers } from '../play/markers.ts';
import { sample } from '../play/sample.ts';
import { filler } from '../play/tokens.ts';
import { isObject } from '../shape.ts';

/** The settings of a new session. */
export function newSession(id: string, model: string): Record<string, unknown> {
  const format = { type: 'audio/pcm', rate: 24_000 };
  const turns = { type: 'server_vad', threshold: 0.5, prefix_padding_ms: 300, silence_duration_ms: 200 };
  return {
    type: 'realtime',
    object: 'realtime.session',
    id,
    model,
    output_modalities: ['audio'],
    instructions: '',
    tools: [],
    tool_choice: 'auto',
    max_output_tokens: 'inf',
    tracing: null,
    prompt: null,
    expires_at: Math.floor(Date.now() / 1000) + 3600,
    audio: {
      input: {
        format,
        transcription: null,
        noise_reduction: null,
        turn_detection: { ...turns, idle_timeout_ms: null, create_response: true, interrupt_response: true },
      },
      output: { format, voice: 'marin', speed: 1 },
    },
    include: null,
  };
}

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
