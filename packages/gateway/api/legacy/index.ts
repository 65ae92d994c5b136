// The management API of the new-api family, so that its account managers and scripts work unchanged (gateway-api §5).

import type { Route } from '../../http/exchange.ts';
import type { Services } from '../services.ts';
import { legacyChannelKeyRoutes } from './channel-keys.ts';
import { legacyTagRoutes } from './channel-tags.ts';
import { legacyChannelRoutes } from './channels.ts';
import { legacyLogRoutes } from './logs.ts';
import { legacyPublicRoutes } from './public.ts';
import { legacyRedemptionRoutes } from './redemptions.ts';
import { legacySelfRoutes } from './self.ts';
import { legacySessionRoutes } from './session.ts';
import { legacySiteRoutes } from './site.ts';
import { legacyTaskRoutes } from './task-rows.ts';
import { legacyTopUpRoutes } from './top-up.ts';
import { legacyTokenRoutes } from './tokens.ts';
import { legacyUserRoutes } from './users.ts';

/** All of its routes. */
export function legacyRoutes(services: Services): Route[] {
  return [
    ...legacySessionRoutes(services),
    ...legacySelfRoutes(services),
    ...legacyTopUpRoutes(services),
    ...legacyTokenRoutes(services),
    ...legacyLogRoutes(services),
    ...legacyTaskRoutes(services),
    ...legacyUserRoutes(services),
    ...legacyChannelRoutes(services),
    ...legacyTagRoutes(services),
    ...legacyChannelKeyRoutes(services),
    ...legacyRedemptionRoutes(services),
    ...legacySiteRoutes(services),
    ...legacyPublicRoutes(services),
  ];
}
