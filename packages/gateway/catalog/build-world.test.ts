// Specification of names and prices in the world: which model of the catalog a name stands for, and what it costs.

import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { channelDocument } from '../config/documents.ts';
import { priceDocument } from '../config/price-document.ts';
import { readDeclaration } from '../config/file.ts';
import { Seal } from '../identity/seal.ts';
import type { World } from '../world.ts';
import { buildWorld } from './build-world.ts';
import { loadCatalog } from './catalog.ts';

const catalog = loadCatalog();

/** The world of a declaration, without a store. */
function worldOf(text: string): World {
  const seal = new Seal(randomBytes(32));
  const { channels, prices } = readDeclaration('test.yaml', text, {});
  const drafts = [...channels.map(item => channelDocument(item, seal, undefined)), ...prices.map(priceDocument)];
  const documents = drafts.map(({ kind, name, body }, index) => ({ kind, name, body, id: index + 1, declared: true }));
  const warn = (message: string): never => {
    throw new Error(message);
  };
  return buildWorld({ version: 1, documents, written: {}, catalog, seal, sandboxUrl: undefined, warn });
}

const listed = (name: string): unknown => catalog.find(name)?.price;
const channel = (models: string): string =>
  `channels: [ { name: up, provider: compatible, base_url: "http://127.0.0.1:9", models: [ ${models} ] } ]\n`;

describe('a name', () => {
  it('of the catalog costs its list price, whatever it is sent upstream as', () => {
    const world = worldOf(
      channel('{ name: gpt-4o, upstream: gpt-4o-mini }, { name: gpt-4.1, upstream: my-deployment }'),
    );
    expect(world.price('gpt-4o')).toBe(listed('gpt-4o'));
    expect(world.price('gpt-4.1')).toBe(listed('gpt-4.1'));
    expect(world.model('gpt-4.1')?.id).toBe('gpt-4.1');
  });

  it('that is an alias is the model behind it, in price and limits', () => {
    const world = worldOf(channel('{ name: mine, upstream: gpt-4o }'));
    expect(world.price('mine')).toBe(listed('gpt-4o'));
    expect(world.model('mine')?.id).toBe('gpt-4o');
  });

  it('that by chance is also a model of another kind is the model behind it', () => {
    expect(catalog.find('fast')?.kind).toBe('image');
    const world = worldOf(channel('{ name: fast, upstream: claude-haiku-4-5 }'));
    expect(world.model('fast')?.id).toBe('claude-haiku-4-5');
    expect(world.price('fast')).toBe(listed('claude-haiku-4-5'));
    expect(world.price('fast')).not.toBe(listed('fast'));
  });

  it('costs what the operator wrote for it, else what he wrote for the model behind it', () => {
    const models = channel('{ name: fast, upstream: gpt-4o }, { name: mine, upstream: gpt-4o }');
    const world = worldOf(`${models}prices: [ { model: gpt-4o, input: "9" }, { model: mine, input: "1" } ]\n`);
    expect(world.price('fast')).toBe(world.price('gpt-4o'));
    expect(world.price('fast')?.source).toBe('operator');
    expect(world.price('mine')?.token.input).toBe(1_000_000_000_000n);
  });

  it('of a family costs what its pattern costs, the one that says most, unless it has a price of its own', () => {
    const prices =
      '{ model: "gpt-4-*", input: "9" }, { model: "gpt-4-gizmo-*", input: "2" }, { model: gpt-4-all, input: "3" }';
    const world = worldOf(`${channel('"gpt-4-gizmo-*", gpt-4-all')}prices: [ ${prices} ]\n`);
    expect(world.price('gpt-4-gizmo-g-abc')?.token.input).toBe(2_000_000_000_000n);
    expect(world.price('gpt-4-all')?.token.input).toBe(3_000_000_000_000n);
    expect(world.candidates('gpt-4-gizmo-g-abc', 'default')).toHaveLength(1);
    expect(world.price('gpt-5-gizmo')).toBeUndefined();
  });

  it('that nobody prices has no price', () => {
    const world = worldOf(channel('nameless, { name: other, upstream: nameless }'));
    expect(world.price('nameless')).toBeUndefined();
    expect(world.price('other')).toBeUndefined();
    expect(world.price('claude-nonsense')).toBeUndefined();
  });
});
