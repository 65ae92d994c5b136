// Every kind of upstream by its name: the one list that a new provider is added to.

import type { Protocol } from '@turnpike/protocols/failures';
import { anthropic } from './anthropic.ts';
import { ark } from './ark.ts';
import { azure } from './azure.ts';
import { baidu } from './baidu.ts';
import { bailian } from './bailian.ts';
import { bedrock } from './bedrock.ts';
import { bfl } from './bfl.ts';
import { cerebras } from './cerebras.ts';
import { cloudflare } from './cloudflare.ts';
import { cohere } from './cohere.ts';
import { compatible } from './compatible.ts';
import { custom } from './custom.ts';
import { deepinfra } from './deepinfra.ts';
import { deepseek } from './deepseek.ts';
import { fal } from './fal.ts';
import { fireworks } from './fireworks.ts';
import { gemini } from './gemini.ts';
import { github } from './github.ts';
import { groq } from './groq.ts';
import { huggingface } from './huggingface.ts';
import { ideogram } from './ideogram.ts';
import { jimeng } from './jimeng.ts';
import { jina } from './jina.ts';
import { kling } from './kling.ts';
import { luma } from './luma.ts';
import { midjourney } from './midjourney.ts';
import { minimax } from './minimax.ts';
import { mistral } from './mistral.ts';
import { moonshot } from './moonshot.ts';
import { novita } from './novita.ts';
import { nvidia } from './nvidia.ts';
import { ollama } from './ollama.ts';
import { openai } from './openai.ts';
import { openrouter } from './openrouter.ts';
import { perplexity } from './perplexity.ts';
import { pollinations } from './pollinations.ts';
import { poloapi } from './poloapi.ts';
import { relay } from './relay.ts';
import { pixverse } from './pixverse.ts';
import { replicate } from './replicate.ts';
import { runway } from './runway.ts';
import { sambanova } from './sambanova.ts';
import { sandbox } from './sandbox.ts';
import { siliconflow } from './siliconflow.ts';
import { stepfun } from './stepfun.ts';
import { suno } from './suno.ts';
import { tencent } from './tencent.ts';
import { together } from './together.ts';
import { tokenhub } from './tokenhub.ts';
import { vertex } from './vertex.ts';
import { vidu } from './vidu.ts';
import { vllm } from './vllm.ts';
import { voyage } from './voyage.ts';
import { xai } from './xai.ts';
import { xinference } from './xinference.ts';
import { zenmux } from './zenmux.ts';
import { zhipu } from './zhipu.ts';
import { ALL_ROOTS, type ProviderKind } from './provider.ts';

const KINDS: readonly ProviderKind[] = [
  openai,
  anthropic,
  gemini,
  compatible,
  relay,
  custom,
  azure,
  vertex,
  bedrock,
  poloapi,
  sandbox,
  deepseek,
  bailian,
  moonshot,
  zhipu,
  minimax,
  ark,
  tencent,
  tokenhub,
  baidu,
  stepfun,
  siliconflow,
  xai,
  mistral,
  cohere,
  groq,
  perplexity,
  together,
  fireworks,
  deepinfra,
  cerebras,
  sambanova,
  nvidia,
  github,
  huggingface,
  novita,
  cloudflare,
  pollinations,
  jina,
  voyage,
  openrouter,
  zenmux,
  ollama,
  vllm,
  xinference,
  bfl,
  fal,
  ideogram,
  jimeng,
  kling,
  luma,
  midjourney,
  pixverse,
  replicate,
  runway,
  suno,
  vidu,
];

const byName: ReadonlyMap<string, ProviderKind> = new Map(KINDS.map(kind => [kind.name, kind]));

/** The kind of upstream with this name, or undefined. */
export function providerKind(name: string): ProviderKind | undefined {
  return byName.get(name);
}

/** The names an operator may write, sorted. */
export function providerNames(): readonly string[] {
  return [...byName.keys()].sort();
}

/** Whether a channel of this kind may declare that it speaks a protocol. */
export function maySpeak(kind: ProviderKind, protocol: Protocol): boolean {
  return kind.roots[protocol] !== undefined;
}

/** Version segments that operators write at the end of a base URL although each kind adds its own. */
export function ownRoots(kind: ProviderKind): readonly string[] {
  const own = Object.values(kind.roots);
  // Clients of Anthropic's want an address without the version: `https://api.deepseek.com/anthropic`.
  const short = own.map(root => root.replace(/\/v1$/, ''));
  return [...new Set([...own, ...short, ...Object.values(ALL_ROOTS), '/v1beta', '/v1alpha'])].filter(
    root => root !== '',
  );
}
