// The agents by which sockets leave through a channel's proxy: HTTP's CONNECT, or SOCKS.

import type { Agent } from 'node:http';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { SocksProxyAgent } from 'socks-proxy-agent';
import type { Channel } from '../../world.ts';

/** An agent keeps nothing but its address: a few stand for all channels. */
const agents = new Map<string, Agent>();
const MAX_AGENTS = 1_000;

/** The agent of a channel; undefined where it has no proxy. */
export function agentFor({ options }: Pick<Channel, 'options'>): Agent | undefined {
  const proxy = options?.proxy;
  if (proxy === undefined) return undefined;
  let agent = agents.get(proxy);
  if (agent === undefined) {
    if (agents.size >= MAX_AGENTS) agents.clear();
    agent = made(proxy);
    agents.set(proxy, agent);
  }
  return agent;
}

/** Names are looked up behind the proxy, as they are for every other request. */
function made(proxy: string): Agent {
  return proxy.startsWith('socks')
    ? new SocksProxyAgent(proxy.replace(/^socks5:/, 'socks5h:'))
    : new HttpsProxyAgent(proxy);
}
