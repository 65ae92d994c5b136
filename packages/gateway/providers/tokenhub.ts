// Tencent TokenHub: the models of many makers over chat, and Claude’s protocol at the root of the host (providers §1.7).

import { providerOf } from './provider.ts';

export const tokenhub = providerOf({
  name: 'tokenhub',
  title: 'Tencent TokenHub',
  defaultBaseUrl: 'https://tokenhub.tencentmaas.com',
  roots: { 'openai-chat': '/v1', 'anthropic-messages': '/v1' },
  catalog: undefined,
});
