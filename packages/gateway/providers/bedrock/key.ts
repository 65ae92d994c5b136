// The keys of a Bedrock channel: an API key, or an access key of AWS in one of the ways in which people write it.

import { objectOf } from '../account-calls.ts';
import type { AwsKey } from './sigv4.ts';

/** A key, and the region that was written with it. */
export interface BedrockKey {
  /** Sent as it is. */
  readonly bearer?: string;
  /** Signs. */
  readonly aws?: AwsKey;
  readonly region?: string | undefined;
}

/**
 * Reads `AKIA…:secret`, `AKIA…:secret:session`, `AKIA…|secret|region`, `key|region`, JSON in the words of AWS's tools, or
 * an API key. @throws Error for JSON that is none of these
 */
export function bedrockKey(secret: string): BedrockKey {
  if (secret.trimStart().startsWith('{')) return fromJson(secret);
  if (secret.includes('|')) {
    const [first = '', second = '', region] = secret.split('|').map(part => part.trim());
    if (region === undefined) return { bearer: first, region: second };
    return { aws: { id: first, secret: second }, region };
  }
  const [, id, key, session] = /^([A-Z0-9]{8,}):([^:]+)(?::(.+))?$/.exec(secret) ?? [];
  return id === undefined || key === undefined ? { bearer: secret } : { aws: { id, secret: key, session } };
}

function fromJson(secret: string): BedrockKey {
  let fields: Readonly<Record<string, unknown>>;
  try {
    fields = objectOf(JSON.parse(secret));
  } catch {
    throw new Error('The key is not valid JSON. Give access_key_id and secret_access_key, or a Bedrock API key.');
  }
  // `AccessKeyId` of the tools, `aws_access_key_id` of their files, `access_key_id` of the rest.
  const plain = new Map(Object.entries(fields).map(([name, value]) => [plainName(name), value]));
  const text = (name: string): string | undefined => {
    const value = plain.get(name);
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const region = text('region');
  const bearer = text('apikey') ?? text('bearertokenbedrock');
  if (bearer !== undefined) return { bearer, region };
  const [id, key] = [text('accesskeyid'), text('secretaccesskey')];
  if (id === undefined || key === undefined) throw new Error('The key lacks access_key_id or secret_access_key.');
  return { aws: { id, secret: key, session: text('sessiontoken') }, region };
}

function plainName(name: string): string {
  return name.toLowerCase().replaceAll('_', '').replace(/^aws/, '');
}
