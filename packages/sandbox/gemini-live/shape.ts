// The client messages of Gemini Live, as strict as the provider is (gemini-live wire page §2).

import { any, decimal, either, flag, integer, list, object, text, word, type Shape } from '../shape.ts';
import { blob, content, some, tool, whole } from '../gemini-generate/shape.ts';

const empty = object({});
const transcription = object({
  languageCodes: any,
  customVocabulary: any,
  wordTimestamp: any,
  diarization: any,
  mode: any,
});
const sensitivity = (side: string): Shape =>
  word(`${side}_SENSITIVITY_UNSPECIFIED`, `${side}_SENSITIVITY_HIGH`, `${side}_SENSITIVITY_LOW`);

const setup = object({
  'model!': text(),
  generationConfig: object({
    responseModalities: list(word('TEXT', 'AUDIO', 'IMAGE', 'MODALITY_UNSPECIFIED')),
    temperature: decimal(0, 2),
    topP: decimal(0, 1),
    topK: decimal(),
    maxOutputTokens: whole,
    seed: whole,
    mediaResolution: text(),
    speechConfig: any,
    thinkingConfig: any,
    enableAffectiveDialog: flag,
    translationConfig: any,
    candidateCount: integer(1, 1),
    presencePenalty: decimal(-2, 2),
    frequencyPenalty: decimal(-2, 2),
  }),
  systemInstruction: either(content, object({ parts: any, role: any })),
  tools: some(tool),
  realtimeInputConfig: object({
    automaticActivityDetection: object({
      disabled: flag,
      startOfSpeechSensitivity: sensitivity('START'),
      endOfSpeechSensitivity: sensitivity('END'),
      prefixPaddingMs: integer(0),
      silenceDurationMs: integer(0),
    }),
    activityHandling: word('ACTIVITY_HANDLING_UNSPECIFIED', 'START_OF_ACTIVITY_INTERRUPTS', 'NO_INTERRUPTION'),
    turnCoverage: text(),
  }),
  inputAudioTranscription: transcription,
  outputAudioTranscription: transcription,
  sessionResumption: object({ handle: text(), transparent: flag }),
  contextWindowCompression: object({ triggerTokens: whole, slidingWindow: object({ targetTokens: whole }) }),
  proactivity: object({ proactiveAudio: flag }),
  historyConfig: any,
  avatarConfig: any,
  safetySettings: any,
  labels: any,
  explicitVadSignal: flag,
});

/** A message of the client's, in camelCase. */
export const clientMessage: Shape = object({
  setup,
  clientContent: object({ turns: some(content), turnComplete: flag }),
  realtimeInput: object({
    audio: blob,
    video: blob,
    text: text(),
    audioStreamEnd: flag,
    activityStart: empty,
    activityEnd: empty,
    mediaChunks: list(blob),
  }),
  toolResponse: object({
    'functionResponses!': some(
      object({ id: text(), 'name!': text(), 'response!': object({}, true), scheduling: any, willContinue: any }),
    ),
  }),
});
