// The recorded exchanges of OpenAI Chat and the requests of real clients, for the specifications beside.

import { readdirSync, readFileSync } from 'node:fs';
import { isFields, type Fields } from '../conversation/counts.ts';

const ROOT = new URL('../../../fixtures/', import.meta.url);

/** One recorded exchange. */
export interface Recorded {
  readonly id: string;
  readonly provider: string;
  readonly model: string;
  readonly request: Fields | undefined;
  readonly status: number;
  readonly body: Fields | undefined;
  readonly sse: string | undefined;
}

function read(path: string): Fields {
  const value: unknown = JSON.parse(readFileSync(new URL(path, ROOT), 'utf8'));
  return isFields(value) ? value : {};
}

const object = (value: unknown): Fields => (isFields(value) ? value : {});

/** All recorded exchanges of the protocol. */
export const RECORDED: readonly Recorded[] = readdirSync(new URL('openai-chat/', ROOT))
  .filter(name => name.endsWith('.json'))
  .map(name => {
    const exchange = read(`openai-chat/${name}`);
    const response = object(exchange['response']);
    const body = response['body'];
    const sse = response['sse'];
    const request = object(exchange['request'])['body'];
    return {
      id: name.replace('.json', ''),
      provider: String(exchange['provider']),
      model: String(exchange['model'] ?? ''),
      request: isFields(request) ? request : undefined,
      status: Number(response['status']),
      body: isFields(body) ? body : undefined,
      sse: typeof sse === 'string' ? sse : undefined,
    };
  });

/** The bodies that real clients send, by the client's name. Notes of the recorder are no tools. */
export const CLIENTS: readonly (readonly [name: string, body: Fields])[] = readdirSync(new URL('clients/', ROOT))
  .filter(name => name.endsWith('.json'))
  .flatMap(name => {
    const request = read(`clients/${name}`);
    if (!String(request['path']).includes('chat/completions')) return [];
    const body = object(request['body']);
    const tools = Array.isArray(body['tools'])
      ? { tools: body['tools'].filter(tool => '__note' in tool === false) }
      : {};
    return [[name.replace('.json', ''), { ...body, ...tools }] as const];
  });
