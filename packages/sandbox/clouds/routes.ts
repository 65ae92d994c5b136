// The paths of the practice clouds: Azure, Vertex AI, Bedrock, and their issuers of tokens.

import { azureRoutes } from './azure.ts';
import { bedrockRoutes } from './bedrock.ts';
import type { CloudRoute } from './inner.ts';
import { tokenRoutes } from './tokens.ts';
import { vertexRoutes } from './vertex.ts';

export { forgetTokens } from './tokens.ts';

export const CLOUD_ROUTES: readonly CloudRoute[] = [...azureRoutes, ...vertexRoutes, ...bedrockRoutes, ...tokenRoutes];
