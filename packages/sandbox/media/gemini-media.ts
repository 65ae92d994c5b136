// Gemini's models that draw or speak, played: pictures of the asked shape and size, speech of the right length, and Imagen.

import { sendJson, sendStream, type Visit } from '../exchange.ts';
import { geminiBody, geminiError } from '../gemini-generate/errors.ts';
import type { Markers } from '../play/markers.ts';
import { countTokens } from '../play/tokens.ts';
import { isObject } from '../shape.ts';
import { spokenSeconds } from './audio.ts';
import { picture } from './pictures.ts';
import { samples } from './sounds.ts';

type Json = Readonly<Record<string, unknown>>;

/** One request to a model of media. */
export interface MediaScene {
  readonly model: string;
  readonly streamed: boolean;
  readonly request: Json;
  readonly prompt: string;
  readonly pictures: number;
  readonly markers: Markers;
}

const PICTURE_TOKENS = 1290;
const READ_TOKENS = 258;
const SPEECH_TOKENS_A_SECOND = 25;
const VOICES = /^[A-Z][a-z]+$/;

/** Whether a model of Google's makes pictures or speech in its answers. */
export function makesMedia(model: string): boolean {
  return /(?:-image|banana|image-generation|-tts)/.test(model);
}

/** Sides by ratio and grade: about a million pixels at 1K. */
function sidesOf(ratio: string, grade: string): readonly [number, number] {
  const [left = 1, right = 1] = ratio.split(':').map(Number);
  const base = grade === '4K' ? 4096 : grade === '2K' ? 2048 : 1024;
  const step = (side: number): number => Math.max(Math.round(side / 32) * 32, 32);
  return left >= right ? [base, step((base * right) / left)] : [step((base * left) / right), base];
}

function configOf(request: Json): Json {
  return isObject(request['generationConfig']) ? request['generationConfig'] : {};
}

const RATIOS = ['1:1', '2:3', '3:2', '3:4', '4:3', '4:5', '5:4', '9:16', '16:9', '21:9'];

function drawnParts({ request, prompt, model }: MediaScene): { parts: Json[]; modality: string; tokens: number } {
  const config = configOf(request);
  const image = isObject(config['imageConfig']) ? config['imageConfig'] : {};
  const ratio = String(image['aspectRatio'] ?? '1:1');
  const grade = String(image['imageSize'] ?? '1K');
  if (!RATIOS.includes(ratio)) throw geminiError(400, `Invalid aspect ratio: ${ratio}`);
  if (grade !== '1K' && model.startsWith('gemini-2'))
    throw geminiError(400, 'imageSize is not supported by this model.');
  const [width, height] = sidesOf(ratio, grade);
  const seed = prompt.length * 7919;
  const data = picture('png', seed, width, height).toString('base64');
  const modalities = Array.isArray(config['responseModalities']) ? config['responseModalities'] : ['TEXT', 'IMAGE'];
  const said = modalities.includes('TEXT') ? [{ text: '[sandbox] Here it is.' }] : [];
  const parts = [...said, { inlineData: { mimeType: 'image/png', data } }];
  return { parts, modality: 'IMAGE', tokens: grade === '4K' ? 2000 : PICTURE_TOKENS };
}

function spokenParts({ request, prompt }: MediaScene): { parts: Json[]; modality: string; tokens: number } {
  const config = configOf(request);
  const modalities = config['responseModalities'];
  if (!Array.isArray(modalities) || !modalities.includes('AUDIO'))
    throw geminiError(400, 'The requested combination of response modalities (TEXT) is not supported by the model.');
  const speech = isObject(config['speechConfig']) ? config['speechConfig'] : {};
  const voice = isObject(speech['voiceConfig']) ? speech['voiceConfig'] : {};
  const prebuilt = isObject(voice['prebuiltVoiceConfig']) ? voice['prebuiltVoiceConfig'] : {};
  const name = String(prebuilt['voiceName'] ?? 'Kore');
  if (!VOICES.test(name)) throw geminiError(400, `Voice name ${name} is not supported.`);
  const seconds = spokenSeconds(prompt);
  const data = samples(seconds).toString('base64');
  return {
    parts: [{ inlineData: { mimeType: 'audio/L16;codec=pcm;rate=24000', data } }],
    modality: 'AUDIO',
    tokens: Math.ceil(seconds * SPEECH_TOKENS_A_SECOND),
  };
}

/** Serves a model that draws or speaks. */
export async function serveGeminiMedia(visit: Visit, scene: MediaScene): Promise<void> {
  const { model, streamed, prompt, pictures, markers } = scene;
  const { parts, modality, tokens } = model.includes('tts') ? spokenParts(scene) : drawnParts(scene);
  const text = countTokens(prompt);
  const read = pictures * READ_TOKENS;
  const said = parts.some(part => part['text'] !== undefined) ? 6 : 0;
  const usageMetadata = {
    promptTokenCount: text + read,
    candidatesTokenCount: tokens + said,
    totalTokenCount: text + read + tokens + said,
    promptTokensDetails: [
      { modality: 'TEXT', tokenCount: text },
      ...(read > 0 ? [{ modality: 'IMAGE', tokenCount: read }] : []),
    ],
    candidatesTokensDetails: [{ modality, tokenCount: tokens }],
  };
  const refused = { candidates: [{ finishReason: 'IMAGE_SAFETY', index: 0 }], modelVersion: model };
  const answer = (shown: readonly Json[], isLast: boolean): Json =>
    markers.refuse === true
      ? { ...refused, usageMetadata: { promptTokenCount: text, totalTokenCount: text } }
      : {
          candidates: [
            { content: { parts: shown, role: 'model' }, ...(isLast ? { finishReason: 'STOP' } : {}), index: 0 },
          ],
          ...(isLast && markers.noUsage !== true ? { usageMetadata } : {}),
          modelVersion: model,
          responseId: `sandbox-${text}-${tokens}`,
        };
  if (!streamed) {
    sendJson(visit, 200, answer(parts, true));
    return;
  }
  const chunks =
    markers.refuse === true
      ? [answer([], true)]
      : parts.map((part, index) => answer([part], index === parts.length - 1));
  const sse = visit.query.get('alt') === 'sse';
  const events = chunks.map((chunk, index) => {
    if (sse) return `data: ${JSON.stringify(chunk)}\r\n\r\n`;
    return `${index === 0 ? '[' : ',\r\n'}${JSON.stringify(chunk)}${index === chunks.length - 1 ? '\n]' : ''}`;
  });
  const failure = JSON.stringify(geminiBody(503));
  const errorEvent = sse ? `data: ${failure}\r\n\r\n` : `,\r\n${failure}\n]`;
  const contentType = sse ? 'text/event-stream' : 'application/json; charset=UTF-8';
  await sendStream(visit, { contentType, headers: {}, events, errorEvent }, markers);
}

/** Serves Imagen's `:predict`. */
export function servePredict(visit: Visit, body: Json): void {
  const instances = Array.isArray(body['instances']) ? body['instances'] : [];
  const first: unknown = instances[0];
  const prompt = isObject(first) && typeof first['prompt'] === 'string' ? first['prompt'] : '';
  if (prompt === '') throw geminiError(400, 'instances[0].prompt is required.');
  const parameters = isObject(body['parameters']) ? body['parameters'] : {};
  const count = Number(parameters['sampleCount'] ?? 4);
  if (!(count >= 1 && count <= 4)) throw geminiError(400, 'sampleCount must be between 1 and 4.');
  const ratio = String(parameters['aspectRatio'] ?? '1:1');
  const [width, height] = sidesOf(ratio, String(parameters['imageSize'] ?? '1K'));
  const filtered = prompt.includes('[[refuse]]');
  const predictions = Array.from({ length: count }, (_, index) =>
    filtered
      ? { raiFilteredReason: 'Unable to show generated images.' }
      : {
          mimeType: 'image/png',
          bytesBase64Encoded: picture('png', prompt.length * 31 + index, width, height).toString('base64'),
        },
  );
  sendJson(visit, 200, { predictions });
}
