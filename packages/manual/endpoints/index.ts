// Every family of calls, in the order of the tree.

import type { Call, CallFamily } from '../call.ts';
import { adminChannels, adminSite, adminUsers } from './admin.ts';
import { anthropic } from './anthropic.ts';
import { bailian } from './bailian.ts';
import { batches } from './batches.ts';
import { accountMore, adminMore } from './compatible-more.ts';
import { accounts, tokens } from './compatible.ts';
import { gemini } from './gemini.ts';
import { googleObjects } from './google-objects.ts';
import { minimax, pixverse, pixverseMore, vidu } from './makers-more.ts';
import { luma } from './luma.ts';
import { logs } from './logs.ts';
import { minimaxSpeech, otherMakers } from './makers-late.ts';
import { kling, runway, seedance } from './makers.ts';
import { audio, images } from './media.ts';
import { midjourney } from './midjourney.ts';
import { music } from './music.ts';
import { openaiChat } from './openai-chat.ts';
import { openaiResponses } from './openai-responses.ts';
import { fal, replicate } from './predictions.ts';
import { providerFiles } from './provider-files.ts';
import { completions, universal } from './plain.ts';
import { PURPOSES } from './purposes.ts';
import { realtime } from './realtime.ts';
import { embeddings, moderations, rerank } from './small.ts';
import { balance, health, models, payments } from './system.ts';
import { tasks } from './tasks.ts';
import { veo } from './veo.ts';
import { unifiedVideo, videos } from './videos.ts';

const DESCRIBED: readonly CallFamily[] = [
  universal,
  openaiChat,
  openaiResponses,
  anthropic,
  gemini,
  googleObjects,
  providerFiles,
  batches,
  completions,
  images,
  audio,
  minimaxSpeech,
  realtime,
  videos,
  unifiedVideo,
  veo,
  kling,
  luma,
  runway,
  seedance,
  vidu,
  minimax,
  pixverse,
  pixverseMore,
  otherMakers,
  music,
  midjourney,
  tasks,
  replicate,
  fal,
  bailian,
  embeddings,
  rerank,
  moderations,
  models,
  balance,
  payments,
  health,
  accounts,
  accountMore,
  tokens,
  logs,
  adminUsers,
  adminChannels,
  adminSite,
  adminMore,
];

/** The families; what a call is for stands in a table of its own where there is more to say. */
export const FAMILIES: readonly CallFamily[] = DESCRIBED.map(family => ({
  ...family,
  calls: family.calls.map(call => ({ ...call, purpose: PURPOSES[call.id] ?? call.purpose })),
}));

export const CALLS: readonly Call[] = FAMILIES.flatMap(({ calls }) => calls);

const BY_ID: ReadonlyMap<string, Call> = new Map(CALLS.map(call => [call.id, call]));

/** The call of an id. */
export function callOf(id: string): Call | undefined {
  return BY_ID.get(id);
}
