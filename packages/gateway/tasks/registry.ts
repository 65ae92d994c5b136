// Every dialect and every driver: the one list that a new platform is added to.

import type { Dialect } from './dialect.ts';
import type { Driver } from './driver.ts';
import { anthropicBatch as anthropicBatchDialect } from './dialects/anthropic-batch.ts';
import { ark as arkDialect } from './dialects/ark.ts';
import { jimeng as jimengDialect, jimengForm } from './dialects/jimeng.ts';
import { bailian as bailianDialect } from './dialects/bailian.ts';
import { fal as falDialect } from './dialects/fal.ts';
import { replicate as replicateDialect } from './dialects/replicate.ts';
import { veo as veoDialect } from './dialects/veo.ts';
import { vidu as viduDialect } from './dialects/vidu.ts';
import { minimax as minimaxDialect, minimaxNew } from './dialects/minimax.ts';
import { pixverse as pixverseDialect } from './dialects/pixverse.ts';
import { kling as klingDialect } from './dialects/kling.ts';
import { luma as lumaDialect } from './dialects/luma.ts';
import { lumaOfficial } from './dialects/luma-official.ts';
import { lumaAgents } from './dialects/luma-agents.ts';
import { midjourney as midjourneyDialect } from './dialects/midjourney.ts';
import { openaiBatch as openaiBatchDialect } from './dialects/openai-batch.ts';
import { openaiVideo as openaiVideoDialect } from './dialects/openai-video.ts';
import { pika as pikaDialect } from './dialects/pika.ts';
import { runway as runwayDialect } from './dialects/runway.ts';
import { runwayWeb } from './dialects/runway-web.ts';
import { suno as sunoDialect } from './dialects/suno.ts';
import { unifiedVideo as unifiedVideoDialect } from './dialects/unified-video.ts';
import { videoGenerations } from './dialects/video-generations.ts';
import { anthropicBatch as anthropicBatchDriver } from './drivers/anthropic-batch.ts';
import { ark as arkDriver } from './drivers/ark.ts';
import { jimeng as jimengDriver, jimengMirror } from './drivers/jimeng.ts';
import { jimengRelay } from './drivers/jimeng-relay.ts';
import { bailian as bailianDriver } from './drivers/bailian.ts';
import { fal as falDriver } from './drivers/fal.ts';
import { replicate as replicateDriver } from './drivers/replicate.ts';
import { veo as veoDriver } from './drivers/veo.ts';
import { veoVertex } from './drivers/veo-vertex.ts';
import { vidu as viduDriver } from './drivers/vidu.ts';
import { minimax as minimaxDriver } from './drivers/minimax.ts';
import { pixverse as pixverseDriver } from './drivers/pixverse.ts';
import { kling as klingDriver } from './drivers/kling.ts';
import { luma as lumaDriver } from './drivers/luma.ts';
import { lumaRelay } from './drivers/luma-relay.ts';
import { midjourney as midjourneyDriver } from './drivers/midjourney.ts';
import { openaiBatch as openaiBatchDriver } from './drivers/openai-batch.ts';
import { openaiVideo as openaiVideoDriver } from './drivers/openai-video.ts';
import { pika as pikaDriver } from './drivers/pika.ts';
import { runway as runwayDriver } from './drivers/runway.ts';
import { suno as sunoDriver } from './drivers/suno.ts';
import { unifiedVideo as unifiedVideoDriver } from './drivers/unified-video.ts';
import type { Order } from './order.ts';

export const DIALECTS: readonly Dialect[] = [
  midjourneyDialect,
  sunoDialect,
  openaiVideoDialect,
  unifiedVideoDialect,
  videoGenerations,
  bailianDialect,
  falDialect,
  replicateDialect,
  veoDialect,
  viduDialect,
  minimaxDialect,
  minimaxNew,
  pixverseDialect,
  klingDialect,
  lumaDialect,
  lumaOfficial,
  lumaAgents,
  pikaDialect,
  runwayDialect,
  runwayWeb,
  jimengForm,
  jimengDialect,
  arkDialect,
  openaiBatchDialect,
  anthropicBatchDialect,
];

export const DRIVERS: readonly Driver[] = [
  midjourneyDriver,
  sunoDriver,
  openaiVideoDriver,
  unifiedVideoDriver,
  bailianDriver,
  falDriver,
  replicateDriver,
  veoDriver,
  veoVertex,
  viduDriver,
  minimaxDriver,
  pixverseDriver,
  klingDriver,
  lumaDriver,
  lumaRelay,
  pikaDriver,
  runwayDriver,
  arkDriver,
  jimengDriver,
  jimengMirror,
  jimengRelay,
  openaiBatchDriver,
  anthropicBatchDriver,
];

const dialects: ReadonlyMap<string, Dialect> = new Map(DIALECTS.map(dialect => [dialect.name, dialect]));
const drivers: ReadonlyMap<string, Driver> = new Map(DRIVERS.map(driver => [driver.name, driver]));

/** The dialect of a task's row, if this program still has it. */
export function dialectNamed(name: string): Dialect | undefined {
  return dialects.get(name);
}

/** The driver of a task's row, if this program still has it. */
export function driverNamed(name: string): Driver | undefined {
  return drivers.get(name);
}

/** The driver that makes this over a channel of this kind: of the same wire where there is one, so that the bytes pass. */
export function driverFor(provider: string, order: Order, dialect: string): Driver | undefined {
  const able = DRIVERS.filter(driver => driver.providers.includes(provider) && driver.can(order, dialect));
  return able.find(driver => driver.wire === dialect) ?? able[0];
}
