// The whole route table, collected from the tables of each audience.

import { releaseOf } from '../config/release.ts';
import type { Route } from '../http/exchange.ts';
import { batchRoutes } from './batches.ts';
import { billingRoutes } from './billing.ts';
import { consoleRoutes } from './console.ts';
import { dashscopeRoutes } from './dashscope.ts';
import { docsRoutes } from './docs.ts';
import { generationRoutes } from './generation.ts';
import { healthRoutes } from './health.ts';
import { keyUsageRoutes } from './key-usage.ts';
import { legacyRoutes } from './legacy/index.ts';
import { manageRoutes } from './manage/index.ts';
import { mediaRoutes } from './media.ts';
import { messageBatchRoutes } from './message-batches.ts';
import { modelRoutes } from './models.ts';
import { chatTask, isMediaChat } from './chat-tasks.ts';
import { predictionStreamRoute } from './prediction-stream.ts';
import { predictRoutes } from './predict.ts';
import { providerFileRoutes } from './provider-files.ts';
import { paymentRoutes } from './payments.ts';
import { openrouterRoutes } from './openrouter.ts';
import { cacheRefreshRoutes } from './cache-refresh.ts';
import { googleObjectRoutes } from './google-objects.ts';
import { relayRoutes } from './relay.ts';
import { smallRoutes } from './small.ts';
import { assetRoute } from './assets.ts';
import type { Services } from './services.ts';
import { taskListRoutes } from './task-list.ts';
import { callbackRoute, dialectRoutes } from './tasks.ts';
import { statementRoutes } from './statement.ts';
import { universalRoutes } from './universal.ts';
import { plainRealtimeRoutes } from './realtime.ts';
import { sessionPassRoutes } from './session-passes.ts';
import { unservedRoutes } from './unserved.ts';

/** Every route that the gateway serves. */
export function routesOf(services: Services): Route[] {
  return [
    ...healthRoutes(services),
    ...relayRoutes(services, (exchange, call) =>
      isMediaChat(services, call) ? chatTask(services, exchange, call) : undefined,
    ),
    ...smallRoutes(services),
    ...dashscopeRoutes(services),
    ...universalRoutes(services),
    ...googleObjectRoutes(services),
    ...providerFileRoutes(services),
    ...batchRoutes(services),
    ...messageBatchRoutes(services),
    ...openrouterRoutes(services),
    ...cacheRefreshRoutes(services),
    ...mediaRoutes(services),
    ...predictRoutes(services),
    ...plainRealtimeRoutes(),
    ...sessionPassRoutes(services),
    ...modelRoutes(services),
    ...billingRoutes(services),
    ...keyUsageRoutes(services),
    ...generationRoutes(services),
    ...statementRoutes(services),
    ...legacyRoutes(services),
    ...manageRoutes(services, releaseOf()),
    ...paymentRoutes(services),
    ...consoleRoutes(),
    ...docsRoutes(services),
    ...dialectRoutes(services),
    ...taskListRoutes(services),
    assetRoute(services.tasks.work),
    predictionStreamRoute(services.tasks.work),
    callbackRoute(services.tasks),
    ...unservedRoutes(),
  ];
}
