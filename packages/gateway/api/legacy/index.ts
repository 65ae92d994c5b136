// The management API of the new-api family, so that its account managers and scripts work unchanged (gateway-api §5).

import type { Route } from '../../http/exchange.ts';
import type { Services } from '../services.ts';
import { legacyLogRoutes } from './logs.ts';
import { legacyPublicRoutes } from './public.ts';
import { legacySelfRoutes } from './self.ts';
import { legacySessionRoutes } from './session.ts';
import { legacyTokenRoutes } from './tokens.ts';

/** All of its routes. */
export function legacyRoutes(services: Services): Route[] {
  return [
    ...legacySessionRoutes(services),
    ...legacySelfRoutes(services),
    ...legacyTokenRoutes(services),
    ...legacyLogRoutes(services),
    ...legacyPublicRoutes(services),
  ];
}
