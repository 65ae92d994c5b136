// The bytes of the benchmark: request bodies, plain answers, and stream events of exactly 200 bytes with a time stamp.

/** Where a time stamp stands in an event: 16 digits between two marks, microseconds of the monotonic clock. */
export const STAMP_MARK = 0x7e; // ~
export const STAMP_DIGITS = 16;
/** Size of one stream event, blank line included. */
export const EVENT_BYTES = 200;

const STAMP_TEXT = `~${'0'.repeat(STAMP_DIGITS)}~`;

/** Microseconds of the clock that all processes of this machine share. */
export function clockMicroseconds(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1_000_000 + Math.trunc(nanoseconds / 1000);
}

const CHUNK_HEAD = '"id":"chatcmpl-bench","object":"chat.completion.chunk","created":1700000000,"model":"bench"';

/** A stream as its parts: what opens it, the event that repeats, what ends it. */
export interface StreamWire {
  readonly opening: readonly string[];
  /** Exactly EVENT_BYTES long, with a stamp. */
  readonly event: string;
  readonly closing: readonly string[];
}

/** Chat Completions: the usage chunk comes at the end, as with `include_usage`. */
export const CHAT_STREAM: StreamWire = {
  opening: [],
  event: padded(
    filler =>
      `data: {${CHUNK_HEAD},"choices":[{"index":0,"delta":{"content":"${STAMP_TEXT}${filler}"},"finish_reason":null}]}\n\n`,
  ),
  closing: [
    `data: {${CHUNK_HEAD},"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\n`,
    `data: {${CHUNK_HEAD},"choices":[],"usage":{"prompt_tokens":250,"completion_tokens":100,"total_tokens":350}}\n\n`,
    'data: [DONE]\n\n',
  ],
};

const messageEvent = (name: string, rest: string) => `event: ${name}\ndata: {"type":"${name}"${rest}}\n\n`;

/** Anthropic Messages. */
export const MESSAGES_STREAM: StreamWire = {
  opening: [
    messageEvent(
      'message_start',
      ',"message":{"id":"msg_bench","type":"message","role":"assistant","model":"bench","content":[],"stop_reason":null,' +
        '"stop_sequence":null,"usage":{"input_tokens":250,"output_tokens":1}}',
    ),
    messageEvent('content_block_start', ',"index":0,"content_block":{"type":"text","text":""}'),
  ],
  event: padded(filler =>
    messageEvent('content_block_delta', `,"index":0,"delta":{"type":"text_delta","text":"${STAMP_TEXT}${filler}"}`),
  ),
  closing: [
    messageEvent('content_block_stop', ',"index":0'),
    messageEvent(
      'message_delta',
      ',"delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":100}',
    ),
    messageEvent('message_stop', ''),
  ],
};

function padded(render: (filler: string) => string): string {
  const filler = EVENT_BYTES - render('').length;
  if (filler < 0) throw new Error(`the event does not fit into ${EVENT_BYTES} bytes`);
  return render('x'.repeat(filler));
}

/** A plain chat answer of about 0.6 KB. */
export const CHAT_ANSWER = JSON.stringify({
  id: 'chatcmpl-bench',
  object: 'chat.completion',
  created: 1_700_000_000,
  model: 'bench',
  choices: [
    {
      index: 0,
      message: {
        role: 'assistant',
        content: 'The quick brown fox. '.repeat(12).trim(),
        refusal: null,
        annotations: [],
      },
      logprobs: null,
      finish_reason: 'stop',
    },
  ],
  usage: { prompt_tokens: 250, completion_tokens: 60, total_tokens: 310 },
});

/** A chat request of about 1 KB. */
export function chatBody(model: string, stream: boolean): Buffer {
  const content = 'Tell me about the lazy dog. '.repeat(32).trim();
  return Buffer.from(
    JSON.stringify({ model, messages: [{ role: 'user', content }], max_tokens: 256, ...(stream ? { stream } : {}) }),
  );
}

/** An Anthropic request of about 1 KB, streamed. */
export function messagesBody(model: string): Buffer {
  const content = 'Tell me about the lazy dog. '.repeat(32).trim();
  return Buffer.from(JSON.stringify({ model, max_tokens: 256, messages: [{ role: 'user', content }], stream: true }));
}

/** A chat request that carries `bytes` bytes of base64 image. */
export function imageBody(model: string, bytes: number): Buffer {
  const text = JSON.stringify({
    model,
    messages: [
      {
        role: 'user',
        content: [
          { type: 'text', text: 'What is in this picture?' },
          { type: 'image_url', image_url: { url: 'data:image/png;base64,@' } },
        ],
      },
    ],
    max_tokens: 256,
  });
  const mark = text.indexOf('@');
  const unit = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9';
  const image = Buffer.alloc(bytes, unit);
  return Buffer.concat([Buffer.from(text.slice(0, mark)), image, Buffer.from(text.slice(mark + 1))]);
}
