// Suno through a relay of the Suno-API family: no language model, only tasks.

import { providerOf } from './provider.ts';

export const suno = providerOf({ name: 'suno', title: 'Suno (Suno-API)', defaultBaseUrl: '', roots: {} });
