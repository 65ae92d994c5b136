// Speech by Gemini, MiniMax and Bailian, each in its own format; OpenAI's own is not among them, as its bytes pass.

import { entryOf } from '../conversation/entry-of.ts';
import { count, fields, type Fields } from '../conversation/counts.ts';
import { usageOf, type Usage } from '../conversation/usage.ts';
import { Failure } from '../failures.ts';
import { decodeFault as decodeGoogleFault } from '../gemini-generate/error.ts';
import { readUsage } from '../gemini-generate/usage.ts';
import { decodeFault } from '../openai-chat/error.ts';
import type { SpeechCodec, SpeechOutcome } from './speech-answer.ts';

/** OpenAI's voices by the nearest of Google's. Any other name is taken for one of its own. */
const GOOGLE_VOICES: Readonly<Record<string, string>> = {
  alloy: 'Kore',
  ash: 'Orus',
  ballad: 'Algieba',
  coral: 'Aoede',
  echo: 'Puck',
  fable: 'Aoede',
  onyx: 'Charon',
  nova: 'Leda',
  sage: 'Callirrhoe',
  shimmer: 'Zephyr',
  verse: 'Fenrir',
  marin: 'Sulafat',
  cedar: 'Iapetus',
};
const GOOGLES = new Set(
  `Zephyr Puck Charon Kore Fenrir Leda Orus Aoede Callirrhoe Autonoe Enceladus Iapetus Umbriel Algieba Despina Erinome
  Algenib Rasalgethi Laomedeia Achernar Alnilam Schedar Gacrux Pulcherrima Achird Zubenelgenubi Vindemiatrix Sadachbia
  Sadaltager Sulafat`.split(/\s+/),
);

/** What was used by Google. Where speech is not told apart, all that was made is speech. */
function usageIn(body: Fields): Usage | undefined {
  const usage = readUsage(body['usageMetadata']);
  if (usage === undefined || usage.audioOut > 0) return usage;
  return { ...usage, audioOut: usage.output - usage.reasoning, output: usage.reasoning };
}

const gemini: SpeechCodec = {
  formats: ['wav', 'pcm'],
  encode(request, upstream) {
    const named = request.voice.charAt(0).toUpperCase() + request.voice.slice(1);
    const voice = entryOf(GOOGLE_VOICES, request.voice.toLowerCase()) ?? named;
    if (!GOOGLES.has(voice))
      throw new Failure('invalid_request', `voice must be one of ${[...GOOGLES].join(', ')}, or one of OpenAI’s.`, {
        param: 'voice',
      });
    const said = request.instructions === undefined ? request.input : `${request.instructions}: ${request.input}`;
    return {
      path: `/v1beta/models/${encodeURIComponent(upstream)}:generateContent`,
      body: {
        contents: [{ role: 'user', parts: [{ text: said }] }],
        generationConfig: {
          responseModalities: ['AUDIO'],
          speechConfig: { voiceConfig: { prebuiltVoiceConfig: { voiceName: voice } } },
        },
      },
    };
  },
  decode(body): SpeechOutcome {
    const candidates = Array.isArray(body['candidates']) ? body['candidates'].map(fields) : [];
    const parts = candidates.flatMap(candidate => {
      const list = fields(candidate['content'])['parts'];
      return Array.isArray(list) ? list.map(fields) : [];
    });
    const blobs = parts.map(part => fields(part['inlineData'])).filter(blob => typeof blob['data'] === 'string');
    const [first] = blobs;
    if (first === undefined) {
      const reason =
        fields(body['promptFeedback'])['blockReason'] ?? candidates[0]?.['finishReason'] ?? 'no reason given';
      const message = `The provider did not speak (${String(reason)}).`;
      return { kind: 'fault', fault: { kind: 'invalid_request', message, code: 'content_policy_violation' } };
    }
    const rate = Number(/rate=(\d+)/.exec(String(first['mimeType']))?.[1] ?? 24_000);
    const base64 = blobs.map(blob => String(blob['data'])).join('');
    return {
      kind: 'done',
      speech: { audio: { base64 }, format: 'pcm', rate, usage: usageIn(body) },
    };
  },
  fault: decodeGoogleFault,
};

/** OpenAI's voices by the nearest of MiniMax's system voices. */
const MINIMAX_VOICES: Readonly<Record<string, string>> = {
  alloy: 'English_Trustworth_Man',
  ash: 'English_Diligent_Man',
  ballad: 'English_Gentle-voiced_man',
  coral: 'English_Graceful_Lady',
  echo: 'English_Aussie_Bloke',
  fable: 'English_Whispering_girl',
  onyx: 'English_ManWithDeepVoice',
  nova: 'English_Upbeat_Woman',
  sage: 'English_Wiselady',
  shimmer: 'English_SentimentalLady',
};

const minimax: SpeechCodec = {
  formats: ['mp3', 'wav', 'flac', 'pcm'],
  encode(request, upstream) {
    const { extras } = request;
    return {
      path: '/v1/t2a_v2',
      body: {
        model: upstream,
        text: request.input,
        stream: false,
        output_format: 'hex',
        voice_setting: {
          voice_id: entryOf(MINIMAX_VOICES, request.voice) ?? request.voice,
          speed: Math.min(Math.max(request.speed, 0.5), 2),
          ...fields(extras['voice_setting']),
        },
        audio_setting: {
          format: request.format,
          ...(request.format === 'pcm' || request.format === 'wav' ? { sample_rate: 24_000, channel: 1 } : {}),
          ...fields(extras['audio_setting']),
        },
        ...(extras['language_boost'] === undefined ? {} : { language_boost: extras['language_boost'] }),
      },
    };
  },
  decode(body, request): SpeechOutcome {
    if (count(fields(body['base_resp'])['status_code']) !== 0) return { kind: 'fault', fault: decodeFault(200, body) };
    const hex = fields(body['data'])['audio'];
    if (typeof hex !== 'string' || hex === '')
      return { kind: 'fault', fault: { kind: 'server', message: 'The provider answered without speech.' } };
    const info = fields(body['extra_info']);
    const usage = usageOf({ characters: count(info['usage_characters']), seconds: count(info['audio_length']) / 1000 });
    return { kind: 'done', speech: { audio: { hex }, format: request.format, rate: 24_000, usage } };
  },
  fault: decodeFault,
};

const QWEN_VOICES: Readonly<Record<string, string>> = {
  alloy: 'Cherry',
  ash: 'Ethan',
  ballad: 'Ryan',
  coral: 'Jennifer',
  echo: 'Ethan',
  fable: 'Serena',
  onyx: 'Ryan',
  nova: 'Chelsie',
  sage: 'Katerina',
  shimmer: 'Serena',
};

/** Bailian's answer names an address of a WAV at 24 kHz. */
const bailian: SpeechCodec = {
  formats: ['wav', 'pcm'],
  encode(request, upstream) {
    const language = request.extras['language_type'];
    return {
      path: '/api/v1/services/aigc/multimodal-generation/generation',
      body: {
        model: upstream,
        input: {
          text: request.input,
          voice: entryOf(QWEN_VOICES, request.voice) ?? request.voice,
          ...(language === undefined ? {} : { language_type: language }),
        },
      },
    };
  },
  decode(body): SpeechOutcome {
    const audio = fields(fields(body['output'])['audio']);
    const usage = fields(body['usage']);
    const { url, data } = audio;
    const told = usageOf({
      input: count(usage['input_tokens']),
      audioOut: count(usage['output_tokens']),
      characters: count(usage['characters']),
    });
    const known = told.input + told.audioOut + told.characters > 0 ? told : undefined;
    if (typeof url === 'string' && url !== '')
      return { kind: 'done', speech: { audio: { url }, format: 'wav', rate: 24_000, usage: known } };
    if (typeof data === 'string' && data !== '')
      return { kind: 'done', speech: { audio: { base64: data }, format: 'pcm', rate: 24_000, usage: known } };
    return { kind: 'fault', fault: decodeFault(400, body) };
  },
  fault: decodeFault,
};

const CODECS = { gemini, minimax, bailian } satisfies Record<string, SpeechCodec>;

/** How a channel is asked to speak. */
export type SpeechDialect = 'openai' | keyof typeof CODECS;

/** The codec of a dialect; undefined for OpenAI's. */
export function speechCodec(dialect: string): SpeechCodec | undefined {
  return dialect === 'gemini' || dialect === 'minimax' || dialect === 'bailian' ? CODECS[dialect] : undefined;
}
