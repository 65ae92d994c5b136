// The paths of all practice platforms.

import { forgetJobs, jobsOf, pollsOf } from './job.ts';
import { serveFile } from './files.ts';
import { arkRoutes } from './ark.ts';
import { jimengRoutes } from './jimeng.ts';
import { bailianRoutes } from './bailian.ts';
import { falRoutes } from './fal.ts';
import { replicateRoutes } from './replicate.ts';
import { veoRoutes } from './veo.ts';
import { viduRoutes } from './vidu.ts';
import { minimaxRoutes } from './minimax.ts';
import { pixverseRoutes } from './pixverse.ts';
import { klingRoutes } from './kling.ts';
import { lumaRoutes } from './luma.ts';
import { midjourneyRoutes } from './midjourney.ts';
import { openaiVideoRoutes } from './openai-video.ts';
import { pikaRoutes } from './pika.ts';
import { runwayRoutes } from './runway.ts';
import { forgetClips, sunoRoutes } from './suno.ts';
import { unifiedVideoRoutes } from './unified-video.ts';
import { sendJson } from '../exchange.ts';
import type { TaskRoute } from './visit.ts';

export const TASK_ROUTES: readonly TaskRoute[] = [
  ...midjourneyRoutes,
  ...sunoRoutes,
  ...openaiVideoRoutes,
  ...unifiedVideoRoutes,
  ...bailianRoutes,
  ...falRoutes,
  ...replicateRoutes,
  ...veoRoutes,
  ...viduRoutes,
  ...minimaxRoutes,
  ...pixverseRoutes,
  ...klingRoutes,
  ...lumaRoutes,
  ...pikaRoutes,
  ...runwayRoutes,
  ...arkRoutes,
  ...jimengRoutes,
  ['GET', /^\/__sandbox\/files\/(\d+)\/[^/]+\/([^/]+)$/, serveFile],
  ['GET', /^\/__sandbox\/polls$/, visit => sendJson(visit, 200, pollsOf())],
  [
    'GET',
    /^\/__sandbox\/jobs\/([a-z-]+)$/,
    (visit, [, platform = '']) =>
      sendJson(
        visit,
        200,
        jobsOf(platform).map(({ id, kind, body, polls, owner }) => ({ id, kind, body, polls, owner })),
      ),
  ],
];

/** Forgets every job. */
export function forgetTasks(): void {
  forgetJobs();
  forgetClips();
}
