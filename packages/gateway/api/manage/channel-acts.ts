// What an operator does with a channel beside changing it: a switch, a try, its upstream's models and balance, its past.

import { Failure } from '@turnpike/protocols/failures';
import { Type, type Static } from 'typebox';
import { readChannelDocument, withModels } from '../../config/documents.ts';
import { listModels, readBalance } from '../../relay/channel-account.ts';
import { compareModels } from '../../relay/channel-models.ts';
import { modelToTry, testChannel, type ChannelTest } from '../../relay/channel-test.ts';
import type { HealthEvent } from '../../routing/health.ts';
import { NO_CREDENTIAL, type Candidate } from '../../routing/plan.ts';
import type { DocumentRow } from '../../store/store.ts';
import type { Channel } from '../../world.ts';
import { reading } from '../reading.ts';
import type { Services } from '../services.ts';
import { RestView } from './channel-view.ts';
import { ById, channelDocumentOf, checkNotDeclared } from './channels.ts';
import { operation, type Operation } from './operation.ts';
import { Id, strict, Usd, usd } from './schemas.ts';

const CHANNELS = 'Channels';
const Names = Type.Array(Type.String({ maxLength: 256 }), { maxItems: 10_000 });

/** A channel as it is stored, switched on or not. @throws Failure where its secrets cannot be read */
function channelOf(services: Services, row: DocumentRow): Channel {
  try {
    return readChannelDocument(row, services.seal);
  } catch (error) {
    throw new Failure(
      'conflict',
      `This channel cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

function candidatesOf(channel: Channel, credential?: string): readonly Candidate[] {
  const credentials = channel.credentials.length === 0 ? [NO_CREDENTIAL] : channel.credentials;
  const wanted = credentials.filter(({ id }) => credential === undefined || id === credential);
  if (wanted.length === 0) throw new Failure('not_found', 'There is no such key.', { param: 'credential' });
  return wanted.map(one => ({ channel, credential: one }));
}

const TestView = Type.Object({
  credential: Type.String(),
  model: Type.String(),
  upstream_model: Type.String(),
  protocol: Type.String(),
  ok: Type.Boolean(),
  status: Type.Integer({ description: 'The upstream’s; 0 where it gave none.' }),
  milliseconds: Type.Integer(),
  input_tokens: Type.Integer(),
  output_tokens: Type.Integer(),
  cost: Type.Union([Usd, Type.Null()], { description: 'Null where nobody knows it.' }),
  text: Type.String({ description: 'The beginning of what it answered.' }),
  error: Type.String({ description: 'Why it failed, in words.' }),
});

function testView(test: ChannelTest): Static<typeof TestView> {
  const { credential, model, upstreamModel, protocol, ok, status, milliseconds, usage, text, error } = test;
  return {
    credential,
    model,
    upstream_model: upstreamModel,
    protocol,
    ok,
    status,
    milliseconds,
    input_tokens: usage === undefined ? 0 : usage.input + usage.cacheRead,
    output_tokens: usage?.output ?? 0,
    cost: test.costSource === 'unknown' ? null : usd(test.cost),
    text,
    error,
  };
}

export const channelActs: readonly Operation[] = [
  operation({
    method: 'POST',
    path: '/channels/{id}/switch',
    id: 'switchChannel',
    tag: CHANNELS,
    summary:
      'Drains a channel, or a key or model of it, and has it in service again; in force on every node within two seconds.',
    description:
      'What is drained takes no new calls; those under way go on. Switched on, everything that rests below it begins anew.',
    who: 'channels.write',
    params: ById,
    body: strict({
      on: Type.Boolean(),
      reason: Type.Optional(Type.String({ maxLength: 200 })),
      credential: Type.Optional(Type.String({ maxLength: 40 })),
      model: Type.Optional(Type.String({ maxLength: 256 })),
    }),
    async handle(caller, { params, body }, { services, change }) {
      const row = await channelDocumentOf(services, params.id);
      const { on, reason = '', credential = '', model = '' } = body;
      if (model !== '' && credential === '')
        throw new Failure('invalid_request', 'credential: must be named with a model.', { param: 'credential' });
      const event: HealthEvent = {
        at: Date.now(),
        channel: row.id,
        channelName: row.name,
        credential,
        model,
        event: on ? 'closed' : 'held',
        reason: `by ${caller.account.name}${reason === '' ? '' : `: ${reason}`}`,
        until: 0,
        trips: 0,
      };
      await services.store.health.add(`console: ${caller.account.name}`, event);
      services.health.apply(event);
      await change(on ? 'channel.enable' : 'channel.drain', `channel:${row.id}`, undefined, {
        ...body,
        name: row.name,
      });
    },
  }),
  operation({
    method: 'POST',
    path: '/channels/{id}/test',
    id: 'testChannel',
    tag: CHANNELS,
    summary: 'Calls a model of a channel once with each of its keys; costs what the upstream asks for that.',
    who: 'channels.write',
    params: ById,
    body: strict({
      model: Type.Optional(Type.String({ maxLength: 256 })),
      credential: Type.Optional(Type.String({ maxLength: 40 })),
    }),
    answer: Type.Object({ items: Type.Array(TestView) }),
    async handle(_caller, { params, body }, { services }) {
      const channel = channelOf(services, await channelDocumentOf(services, params.id));
      const world = services.world();
      const model = body.model ?? modelToTry(channel, world);
      if (model === undefined || model === '')
        throw new Failure('invalid_request', 'model: must be named, since the channel names none.', { param: 'model' });
      const items: Static<typeof TestView>[] = [];
      for (const candidate of candidatesOf(channel, body.credential))
        items.push(testView(await testChannel(services, world, candidate, model)));
      return { items };
    },
  }),
  operation({
    method: 'GET',
    path: '/channels/{id}/upstream-models',
    id: 'compareUpstreamModels',
    tag: CHANNELS,
    summary: 'Asks the upstream for its list of models, and compares it with those that the channel serves.',
    who: 'channels.write',
    params: ById,
    answer: Type.Object({ added: Names, kept: Names, gone: Names, all_models: Type.Boolean() }),
    async handle(_caller, { params }, { services }) {
      const channel = channelOf(services, await channelDocumentOf(services, params.id));
      const [first] = candidatesOf(channel);
      const found = first === undefined ? undefined : await listModels(services, first);
      if (found?.ok !== true) throw new Failure('bad_response', found?.error ?? 'The channel has no key.');
      const { added, kept, gone } = compareModels(channel, found.value);
      return { added: [...added], kept: [...kept], gone: [...gone], all_models: channel.models.all };
    },
  }),
  operation({
    method: 'POST',
    path: '/channels/{id}/upstream-models',
    id: 'takeUpstreamModels',
    tag: CHANNELS,
    summary: 'Adds models to a channel and takes others out, as they were chosen from the difference.',
    who: 'channels.write',
    params: ById,
    body: strict({ added: Names, gone: Names }),
    async handle(_caller, { params, body }, { services, change }) {
      const row = await channelDocumentOf(services, params.id);
      checkNotDeclared(services, row);
      const { models } = channelOf(services, row);
      const added = body.added.filter(name => !models.named.has(name));
      await services.store.documents.put(withModels(row, [...new Set(added)], body.gone));
      await services.refresh();
      await change('channel.models', `channel:${row.id}`, { taken_out: body.gone }, { added });
    },
  }),
  operation({
    method: 'GET',
    path: '/channels/{id}/balance',
    id: 'readUpstreamBalance',
    tag: CHANNELS,
    summary: 'Asks the upstream what is left on the account of each key.',
    who: 'channels.write',
    params: ById,
    answer: Type.Object({
      items: Type.Array(
        Type.Object({
          credential: Type.String(),
          amount: Type.Union([Type.String(), Type.Null()], { description: 'Null for no limit, or for not known.' }),
          currency: Type.String(),
          note: Type.String(),
          error: Type.String(),
        }),
      ),
    }),
    async handle(_caller, { params }, { services }) {
      const channel = channelOf(services, await channelDocumentOf(services, params.id));
      const each = candidatesOf(channel).map(async candidate => {
        const { id: credential } = candidate.credential;
        const found = await readBalance(services, candidate);
        if (!found.ok) return [{ credential, amount: null, currency: '', note: '', error: found.error }];
        return found.value.map(({ amount, currency, note }) => ({
          credential,
          amount: amount ?? null,
          currency,
          note: note ?? '',
          error: '',
        }));
      });
      return { items: (await Promise.all(each)).flat() };
    },
  }),
  operation({
    method: 'GET',
    path: '/channels/{id}/timeline',
    id: 'showTimeline',
    tag: CHANNELS,
    summary: 'Shows what became of a channel, newest first: what came to rest, why, until when, and who switched it.',
    who: 'channels.read',
    params: ById,
    query: Type.Object({ before: Type.Optional(Id), limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })) }),
    answer: Type.Object({
      items: Type.Array(Type.Intersect([RestView, Type.Object({ id: Id, node: Type.String() })])),
      next: Type.Optional(Id),
    }),
    async handle(_caller, { params, query }, { services }) {
      const row = await channelDocumentOf(services, params.id);
      const { before, limit = 50 } = query;
      const wanted = { channel: row.id, limit, ...(before === undefined ? {} : { before }) };
      const found = await reading(services, () => services.store.health.timeline(wanted));
      const last = found.length < limit ? undefined : found.at(-1)?.id;
      const items = found.map(({ id, at, node, credential, model, event, reason, until, trips }) => {
        return { id, at, node, credential, model, event, reason, until, trips };
      });
      return { items, ...(last === undefined ? {} : { next: last }) };
    },
  }),
];
