// What a practice session begins with.

/** The settings of a new session; without a model it writes down what it hears. */
export function newSession(id: string, model: string): Record<string, unknown> {
  const format = { type: 'audio/pcm', rate: 24_000 };
  const turns = { type: 'server_vad', threshold: 0.5, prefix_padding_ms: 300, silence_duration_ms: 200 };
  return {
    type: model === '' ? 'transcription' : 'realtime',
    object: model === '' ? 'realtime.transcription_session' : 'realtime.session',
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
