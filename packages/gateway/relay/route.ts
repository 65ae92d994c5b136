// Puts one call to the plan: which rule of the operator's is about it, what keeps it to a candidate, how each one stands.

import type { Candidate, Inquiry, View } from '../routing/plan.ts';
import { holds, type Medium, type RequestFacts } from '../routing/conditions.ts';
import { READY, type Subject } from '../routing/health.ts';
import { upstreamOf } from '../routing/mapping.ts';
import type { Exchange } from '../http/exchange.ts';
import type { Principal } from '../identity/principal.ts';
import type { Channel, RouteRule, World } from '../world.ts';
import type { Call } from './call.ts';
import type { Destinations, Errand } from './errand.ts';
import { likelyPromptTokens } from './estimate.ts';
import type { RelayServices } from './services.ts';

/** What a call is put to the plan with. */
export interface Route {
  readonly inquiry: Inquiry;
  readonly view: View;
}

/** The route of a call among its candidates. */
export function routeOf(
  services: RelayServices,
  exchange: Exchange,
  world: World,
  principal: Principal,
  errand: Errand,
  { channels, credential }: Destinations,
): Route {
  const { health, turns } = services;
  const subjectOf = ({ channel, credential: used }: Candidate): Subject => ({
    channel: channel.id,
    channelName: channel.name,
    credential: used.id,
    model: upstreamOf(channel, errand.model),
  });
  const view: View = {
    standing: candidate => (health.calm ? READY : health.standing(subjectOf(candidate))),
  };
  const common = {
    limit: world.settings.retryAttempts + 1,
    pinned: credential,
    failFast: world.settings.breakerFailFast,
    random: Math.random,
    turn: (channel: Channel) => turns.next(channel.id),
    load: (candidate: Candidate) => health.tally(subjectOf(candidate)),
    rank: (channel: Channel) => (channels.get(channel) === errand.api ? 0 : 1),
  };
  const all = [...channels.keys()];
  const policy = world.settings.routingPolicy;
  // One channel with one credential leaves nothing to decide.
  if (all.length === 1 && (all[0]?.credentials.length ?? 0) < 2 && world.routes.length === 0) {
    return { inquiry: { ...common, channels: all, policy }, view };
  }
  // What state or an administrator binds to a channel no rule unbinds.
  const isBound = credential !== undefined || principal.pinnedChannel !== undefined;
  const rule = isBound ? undefined : ruleFor(exchange, world, principal, errand);
  const names = rule?.channels;
  const groups = world.groupsOf(principal.group);
  return {
    inquiry: {
      ...common,
      channels: names === undefined ? all : all.filter(channel => names.includes(channel.name)),
      policy: rule?.policy ?? policy,
      affinity: world.settings.affinity ? errand.affinity() : undefined,
      groups: groups.length > 1 ? groups : undefined,
    },
    view,
  };
}

/** The first rule of the operator's whose condition holds. */
function ruleFor(exchange: Exchange, world: World, principal: Principal, errand: Errand): RouteRule | undefined {
  if (world.routes.length === 0) return undefined;
  const facts = errand.facts(exchange, principal);
  return world.routes.find(rule => holds(rule.when, facts));
}

const MEDIA_MARKS: Readonly<Record<Exclude<Medium, 'tools' | 'search'>, readonly string[]>> = {
  image: ['"image_url"', '"input_image"', '"type":"image"', '"type": "image"', '"image/', 'data:image/'],
  audio: ['"input_audio"', '"audio/', 'data:audio/'],
  video: ['"video_url"', '"input_video"', '"video/', 'data:video/'],
  file: ['"input_file"', '"type":"document"', '"type": "document"', '"file_data"', '"file_id"', 'application/pdf'],
};

/** What conditions may ask of a call. */
export function factsOf(exchange: Exchange, principal: Principal, call: Call): RequestFacts {
  const { envelope } = call;
  return {
    model: call.model,
    protocol: call.protocol,
    group: principal.group,
    streamed: call.form !== 'whole',
    now: Date.now(),
    promptTokens: () => likelyPromptTokens(envelope.weight),
    carries: medium => {
      if (medium === 'tools') return envelope.fields.has('tools') || envelope.fields.has('functions');
      if (medium === 'search') return call.searches > 0;
      return MEDIA_MARKS[medium].some(mark => envelope.body.includes(mark));
    },
    header: name => {
      const value = exchange.request.headers[name];
      return typeof value === 'string' ? value : value?.join(', ');
    },
  };
}

/** Whose turn it is among the credentials of each channel. */
export class Turns {
  private readonly counts = new Map<number, number>();

  next(channel: number): number {
    const count = this.counts.get(channel) ?? 0;
    this.counts.set(channel, (count + 1) % Number.MAX_SAFE_INTEGER);
    return count;
  }
}
