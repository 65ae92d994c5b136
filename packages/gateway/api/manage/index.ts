// The management API as a whole: its operations, their routes, and their description.

import type { Route } from '../../http/exchange.ts';
import type { Services } from '../services.ts';
import { accountOperations } from './account.ts';
import { accountsOperations } from './accounts.ts';
import { waysInOperations } from './account-ways-in.ts';
import { announcementOperations } from './announcements.ts';
import { auditOperations } from './audit.ts';
import { codeOperations } from './codes.ts';
import { organisationOperations } from './organisations.ts';
import { channelActs } from './channel-acts.ts';
import { channelFacts } from './channel-facts.ts';
import { channelOperations } from './channels.ts';
import { groupOperations } from './groups.ts';
import { openApi } from './openapi.ts';
import { type Operation, PREFIX } from './operation.ts';
import { keyOperations } from './keys.ts';
import { mailOperations } from './mail.ts';
import { modelOperations } from './models.ts';
import { noticeOperations } from './notices.ts';
import { orderOperations } from './orders.ts';
import { paymentGatewayOperations } from './payment-gateways.ts';
import { paymentOperations } from './payments.ts';
import { priceImports } from './price-imports.ts';
import { priceOperations } from './prices.ts';
import { sessionOperations } from './session.ts';
import { signInProviderOperations } from './sign-in-providers.ts';
import { taskOperations } from './tasks.ts';
import { waysInToOwn } from './ways-in.ts';
import { settingOperations } from './settings.ts';
import { systemOperations } from './system.ts';
import { usageOperations } from './usage.ts';
import { walletOperations } from './wallet.ts';

/** Every operation, in the order of the manual. */
export const OPERATIONS: readonly Operation[] = [
  ...sessionOperations,
  ...waysInToOwn,
  ...accountOperations,
  ...keyOperations,
  ...usageOperations,
  ...taskOperations,
  ...walletOperations,
  ...orderOperations,
  ...paymentOperations,
  ...accountsOperations,
  ...waysInOperations,
  ...organisationOperations,
  ...codeOperations,
  ...auditOperations,
  ...noticeOperations,
  ...announcementOperations,
  ...mailOperations,
  ...paymentGatewayOperations,
  ...signInProviderOperations,
  ...modelOperations,
  ...channelOperations,
  ...channelActs,
  ...channelFacts,
  ...groupOperations,
  ...priceOperations,
  ...priceImports,
  ...systemOperations,
  ...settingOperations,
];

/** The routes of the management API. */
export function manageRoutes(services: Services, version: string): Route[] {
  let document: Buffer | undefined;
  return [
    ...OPERATIONS.map(operation => operation.route(services)),
    {
      method: 'GET',
      pattern: `${PREFIX}/openapi.json`,
      family: 'management',
      handle(exchange) {
        document ??= Buffer.from(JSON.stringify(openApi(OPERATIONS, version)));
        exchange.json(200, document);
      },
    },
  ];
}
