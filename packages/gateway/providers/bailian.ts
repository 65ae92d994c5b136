// Alibaba Bailian (Model Studio) in its compatible mode. Its Responses API has no instructions: those go over chat.

import { providerOf } from './provider.ts';

export const bailian = providerOf({
  name: 'bailian',
  title: 'Alibaba Bailian',
  defaultBaseUrl: 'https://dashscope.aliyuncs.com',
  roots: { 'openai-chat': '/compatible-mode/v1', 'anthropic-messages': '/apps/anthropic/v1' },
  catalog: ['bailian-cn', 'bailian'],
  // Overdue bills come as 429, and as 400.
  failures: [
    {
      code: /^(?:Arrearage|CommodityNotPurchased|PrepaidBillOverdue|PostpaidBillOverdue|BudgetLimitExceeded)$/,
      means: 402,
    },
    { status: [400], code: /^InternalError\.Algo$/, means: 500 },
  ],
});
