// The paths of batches.

import type { MediaRoute } from '../media/routes.ts';
import { serveMessageBatches } from './anthropic.ts';
import { serveBatches } from './openai.ts';

export const BATCH_ROUTES: readonly MediaRoute[] = [
  ['POST', /^\/v1\/batches$/, serveBatches],
  ['GET', /^\/v1\/batches(?:\/([^/]+))?$/, serveBatches],
  ['POST', /^\/v1\/batches\/([^/]+)\/(cancel)$/, serveBatches],
  ['POST', /^\/v1\/messages\/batches$/, serveMessageBatches],
  ['GET', /^\/v1\/messages\/batches(?:\/([^/]+)(?:\/(results))?)?$/, serveMessageBatches],
  ['POST', /^\/v1\/messages\/batches\/([^/]+)\/(cancel)$/, serveMessageBatches],
  ['DELETE', /^\/v1\/messages\/batches\/([^/]+)$/, serveMessageBatches],
];
