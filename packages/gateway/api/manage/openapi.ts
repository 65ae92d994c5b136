// The description of the management API (OpenAPI 3.1), made from the very schemas that check the requests.

import type { TObject, TSchema } from 'typebox';
import { type Operation, PREFIX } from './operation.ts';

/** A JSON object of the document. */
type Json = Record<string, unknown>;

const ERROR: Json = {
  type: 'object',
  required: ['success', 'message', 'code'],
  properties: {
    success: { const: false },
    message: { type: 'string' },
    code: { type: 'string' },
    param: { type: 'string', description: 'The field at fault.' },
    details: { type: 'object' },
  },
};

/** The document. */
export interface OpenApiDocument {
  readonly openapi: string;
  readonly info: Json;
  readonly paths: Record<string, Json>;
  readonly components: Json;
}

/** The whole document. `version` is the gateway's. */
export function openApi(operations: readonly Operation[], version: string): OpenApiDocument {
  const paths: Record<string, Json> = {};
  for (const operation of operations) {
    const path = (paths[PREFIX + operation.path] ??= {});
    path[operation.method.toLowerCase()] = describe(operation);
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Turnpike management API', version },
    paths,
    components: {
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: '__Host-turnpike' },
        token: { type: 'http', scheme: 'bearer' },
      },
      schemas: { Error: ERROR },
    },
  };
}

function describe(operation: Operation): Json {
  const { id, tag, summary, description, who, params, query, body, answer, status, proof } = operation;
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(description === undefined ? {} : { description }),
    security: who === 'anyone' ? [] : [{ session: [] }, { token: [] }],
    'x-permission': who,
    ...(proof === true ? { 'x-fresh-proof': true } : {}),
    parameters: [...parameters(params, 'path'), ...parameters(query, 'query')],
    ...(body === undefined ? {} : { requestBody: { required: true, content: jsonContent(body) } }),
    responses: {
      [answer === undefined ? 204 : (status ?? 200)]:
        answer === undefined ? { description: 'Done.' } : { description: 'Done.', content: jsonContent(answer) },
      default: { description: 'What went wrong.', content: jsonContent({ $ref: '#/components/schemas/Error' }) },
    },
  };
}

function jsonContent(schema: TSchema | Json): Json {
  return { 'application/json': { schema } };
}

function parameters(schema: TObject | undefined, place: 'path' | 'query'): Json[] {
  if (schema === undefined) return [];
  const required: readonly string[] = schema.required ?? [];
  return Object.entries(schema.properties).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: property,
  }));
}
