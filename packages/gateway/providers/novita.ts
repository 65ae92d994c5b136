// Novita AI.

import { amountOf, objectOf, rounded } from './account-calls.ts';
import { providerOf } from './provider.ts';

const UNITS_PER_USD = 10_000;

export const novita = providerOf({
  name: 'novita',
  title: 'Novita AI',
  defaultBaseUrl: 'https://api.novita.ai',
  roots: { 'openai-chat': '/openai/v1', 'anthropic-messages': '/anthropic/v1' },
  balance: {
    paths: ['/v3/user/balance'],
    read: ([body]) => [
      { amount: rounded(Number(amountOf(objectOf(body)['availableBalance'])) / UNITS_PER_USD), currency: 'USD' },
    ],
  },
});
