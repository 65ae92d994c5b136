// Servers of the model context protocol that the provider calls itself: a list of servers beside a toolset for each.

import { isFields, type Fields } from '../conversation/counts.ts';
import type { HostedTool } from '../conversation/tool.ts';
import { given, native, objects, ownValue, textOrNone, type Block } from './wire.ts';

/** The type that a toolset has in the list of tools. */
export const TOOLSET = 'mcp_toolset';

/** The beta that the two fields together belong to. */
const BETA = 'mcp-client-2025-11-20';

/** A server on the wire, its toolset in the list of tools, and the beta header where we ask for it. */
export interface RemoteServer {
  readonly server?: Fields;
  readonly toolset?: Block;
  readonly beta?: string;
}

/**
 * The tool that a server is: its fields (`url`, `name`, `authorization_token`) with its toolset under `toolset`. A
 * toolset of no server stands alone.
 */
export function remoteTool(toolset: Fields | undefined, servers: unknown): HostedTool {
  const name = toolset?.['mcp_server_name'];
  const server = objects(servers).find(one => one['name'] === name);
  return hosted(server === undefined ? (toolset ?? {}) : { ...server, toolset });
}

/** The servers that no toolset names: an older beta has them alone. */
export function bareServers(tools: readonly unknown[], servers: unknown): readonly HostedTool[] {
  const named = new Set(objects(tools).map(tool => tool['mcp_server_name']));
  return objects(servers).flatMap(server => (named.has(server['name']) ? [] : [hosted(server)]));
}

function hosted(value: Fields): HostedTool {
  return { type: 'hosted', tool: 'mcp', label: TOOLSET, native: native(value) };
}

/** A server for Anthropic: its own as it was, another protocol's where it asks for no leave; else undefined. */
export function remoteServer(tool: HostedTool): RemoteServer | undefined {
  const own = ownValue(tool.native);
  if (own === undefined)
    return tool.native.origin === 'openai-responses' ? fromResponses(tool.native.value) : undefined;
  if (own['type'] === TOOLSET) return { toolset: { ...own } };
  const { toolset, ...server } = own;
  return { server, ...(isFields(toolset) ? { toolset: { ...toolset } } : {}) };
}

/** Anthropic asks nobody before it calls, and sends no headers but the token. */
function fromResponses(value: Fields): RemoteServer | undefined {
  const url = textOrNone(value['server_url']);
  const name = textOrNone(value['server_label']) ?? 'server';
  if (url === undefined || value['require_approval'] !== 'never' || isFields(value['headers'])) return undefined;
  const allowed = Array.isArray(value['allowed_tools']) ? value['allowed_tools'].map(String) : undefined;
  const configs = Object.fromEntries((allowed ?? []).map(tool => [tool, { enabled: true }]));
  return {
    server: { type: 'url', url, name, ...given('authorization_token', textOrNone(value['authorization'])) },
    toolset: {
      type: TOOLSET,
      mcp_server_name: name,
      ...(allowed === undefined ? {} : { default_config: { enabled: false }, configs }),
    },
    beta: BETA,
  };
}
