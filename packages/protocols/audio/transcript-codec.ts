// Recordings written down by models that listen in a chat: Gemini's, and Qwen's at Bailian; told in OpenAI's forms.

import { count, fields, type Fields } from '../conversation/counts.ts';
import type { Fault } from '../conversation/fault.ts';
import { usageOf, type Usage } from '../conversation/usage.ts';
import { Failure } from '../failures.ts';
import { decodeFault as decodeGoogleFault } from '../gemini-generate/error.ts';
import { readUsage } from '../gemini-generate/usage.ts';
import { decodeFault } from '../openai-chat/error.ts';
import type { TranscriptRequest } from './transcript-request.ts';

/** A transcript without times. */
export interface Transcript {
  readonly text: string;
  readonly usage: Usage | undefined;
}

/** One API that listens. `data` is base64 or a stand-in for it. */
export interface TranscriptCodec {
  encode(
    request: TranscriptRequest,
    upstream: string,
    data: string,
    mediaType: string,
  ): { readonly path: string; readonly body: Fields };
  /** The transcript, or what went wrong. */
  decode(body: Fields): Transcript | Fault;
  fault(status: number, body: Fields): Fault;
}

/** Forms with times need an API that tells times. */
function plainOnly({ format }: TranscriptRequest, upstream: string): void {
  if (format === 'json' || format === 'text') return;
  throw new Failure('invalid_request', `${upstream} tells no times: use response_format json or text.`, {
    param: 'response_format',
  });
}

function taskOf({ translates, language, prompt }: TranscriptRequest): string {
  const target = translates ? ' Translate it into English.' : '';
  const spoken = language === undefined ? '' : ` It is spoken in the language ${language}.`;
  const hint = prompt === undefined ? '' : ` Words that may occur: ${prompt}`;
  return `Write down what is said in this recording, word for word, and nothing else.${target}${spoken}${hint}`;
}

const gemini: TranscriptCodec = {
  encode(request, upstream, data, mediaType) {
    plainOnly(request, upstream);
    return {
      path: `/v1beta/models/${encodeURIComponent(upstream)}:generateContent`,
      body: {
        contents: [{ role: 'user', parts: [{ inlineData: { mimeType: mediaType, data } }, { text: taskOf(request) }] }],
      },
    };
  },
  decode(body) {
    const candidates = Array.isArray(body['candidates']) ? body['candidates'].map(fields) : [];
    const parts = fields(candidates[0]?.['content'])['parts'];
    if (candidates.length === 0 || !Array.isArray(parts))
      return { kind: 'invalid_request', message: 'The provider wrote nothing down.', code: 'content_policy_violation' };
    const text = parts
      .map(fields)
      .filter(part => part['thought'] !== true)
      .map(part => (typeof part['text'] === 'string' ? part['text'] : ''))
      .join('')
      .trim();
    return { text, usage: readUsage(body['usageMetadata']) };
  },
  fault: decodeGoogleFault,
};

const bailian: TranscriptCodec = {
  encode(request, upstream, data, mediaType) {
    plainOnly(request, upstream);
    if (request.translates)
      throw new Failure('invalid_request', `${upstream} does not translate. Use transcriptions.`, { param: 'model' });
    const { language, prompt } = request;
    return {
      path: '/api/v1/services/aigc/multimodal-generation/generation',
      body: {
        model: upstream,
        input: {
          messages: [
            { role: 'system', content: [{ text: prompt ?? '' }] },
            { role: 'user', content: [{ audio: `data:${mediaType};base64,${data}` }] },
          ],
        },
        parameters: { asr_options: { enable_itn: false, ...(language === undefined ? {} : { language }) } },
      },
    };
  },
  decode(body) {
    const choices = fields(body['output'])['choices'];
    if (!Array.isArray(choices)) return decodeFault(400, body);
    const content = fields(fields(choices[0])['message'])['content'];
    const rows = Array.isArray(content) ? content.map(fields) : [];
    const text = rows.map(row => (typeof row['text'] === 'string' ? row['text'] : '')).join('');
    const usage = fields(body['usage']);
    const made = usageOf({
      audioIn: count(usage['input_tokens']) || count(fields(usage['input_tokens_details'])['audio_tokens']),
      output: count(usage['output_tokens']),
      seconds: count(usage['seconds']),
    });
    return { text, usage: made.audioIn + made.output + made.seconds > 0 ? made : undefined };
  },
  fault: decodeFault,
};

/** The codec of a dialect; undefined for OpenAI's, whose bytes pass. */
export function transcriptCodec(dialect: string): TranscriptCodec | undefined {
  if (dialect === 'gemini') return gemini;
  return dialect === 'bailian' ? bailian : undefined;
}

/** A transcript in OpenAI's format: JSON with its usage, or plain text. */
export function encodeTranscript({ text, usage }: Transcript, { format, streams }: TranscriptRequest): string {
  const input = usage === undefined ? 0 : usage.input + usage.cacheRead + usage.audioIn;
  const told =
    usage === undefined
      ? undefined
      : input + usage.output === 0
        ? { type: 'duration', seconds: Math.ceil(usage.seconds) }
        : {
            type: 'tokens',
            input_tokens: input,
            input_token_details: { text_tokens: usage.input + usage.cacheRead, audio_tokens: usage.audioIn },
            output_tokens: usage.output,
            total_tokens: input + usage.output,
          };
  const tail = told === undefined ? {} : { usage: told };
  if (streams) {
    const events = [
      { type: 'transcript.text.delta', delta: text },
      { type: 'transcript.text.done', text, ...tail },
    ];
    return events.map(event => `data: ${JSON.stringify(event)}\n\n`).join('');
  }
  return format === 'text' ? `${text}\n` : JSON.stringify({ text, ...tail });
}
