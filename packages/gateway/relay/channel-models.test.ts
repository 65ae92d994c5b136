// Specification of the comparison with an upstream's list, and of what is written of it into a channel.

import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { channelDocument, readChannelDocument, withModels } from '../config/documents.ts';
import type { DeclaredChannel } from '../config/config.ts';
import { Seal } from '../identity/seal.ts';
import { PLAIN_OPTIONS } from '../routing/channel-options.ts';
import type { DocumentRow } from '../store/store.ts';
import { compareModels } from './channel-models.ts';

const seal = new Seal(randomBytes(32));
const declared: DeclaredChannel = {
  name: 'one',
  provider: 'vertex',
  baseUrl: 'https://example.com',
  speaks: ['gemini-generate'],
  keys: [{ key: 'secret', enabled: true }],
  models: [
    { name: 'kept', upstream: 'kept' },
    { name: 'old', upstream: 'old' },
    { name: 'alias', upstream: 'gone-too' },
    { name: 'fast', upstream: 'listed' },
    { name: 'many-*', upstream: 'many-*' },
  ],
  allModels: false,
  groups: ['default'],
  priority: 0,
  weight: 1,
  enabled: true,
  options: { ...PLAIN_OPTIONS, details: { region: 'eu', regions: { kept: 'us' } } },
};
const row: DocumentRow = { ...channelDocument(declared, seal, undefined), id: 7, declared: false };
const LISTED = ['kept', 'listed', 'new', 'many-3'].map(id => ({ id }));

describe('an upstream’s list', () => {
  const changes = compareModels(readChannelDocument(row, seal), LISTED);

  it('is compared by the upstream’s own names, patterns and mapped models included', () => {
    expect(changes).toEqual({ added: ['new'], kept: ['kept', 'listed', 'many-3'], gone: ['old'] });
  });

  it('is written into the channel without touching what the operator mapped, its keys or its details', () => {
    const after = readChannelDocument({ ...withModels(row, changes.added, changes.gone), id: 7 }, seal);
    expect([...after.models.named.keys()]).toEqual(['kept', 'alias', 'fast', 'new']);
    expect(after.models.patterns).toEqual([{ name: 'many-*', upstream: 'many-*' }]);
    expect(after.credentials[0]?.secret).toBe('secret');
    expect(after.options?.details).toEqual({ region: 'eu', regions: { kept: 'us' } });
  });
});
