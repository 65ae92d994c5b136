// The paths of all practice platforms.

import { forgetJobs, jobsOf } from './job.ts';
import { serveFile } from './files.ts';
import { midjourneyRoutes } from './midjourney.ts';
import { forgetClips, sunoRoutes } from './suno.ts';
import { sendJson } from '../exchange.ts';
import type { TaskRoute } from './visit.ts';

export const TASK_ROUTES: readonly TaskRoute[] = [
  ...midjourneyRoutes,
  ...sunoRoutes,
  ['GET', /^\/__sandbox\/files\/(\d+)\/[^/]+\/([^/]+)$/, serveFile],
  [
    'GET',
    /^\/__sandbox\/jobs\/([a-z]+)$/,
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
