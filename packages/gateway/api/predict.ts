// Google's `:predict`: pictures by a prompt, or vectors of texts, as the instances say.

import { vertexEmbed } from '@turnpike/protocols/embeddings/vertex';
import type { Exchange, Route } from '../http/exchange.ts';
import { modelNamed } from '../relay/call.ts';
import { scanEnvelope } from '../relay/envelope.ts';
import { list, parseRecord, record } from '../relay/json.ts';
import { PredictErrand } from '../relay/media/predict-errand.ts';
import { relay } from '../relay/pipeline.ts';
import type { RelayServices } from '../relay/services.ts';
import { EMBEDDINGS } from '../relay/small/embeddings.ts';
import { readSmall } from './small.ts';

/** The routes, under each version of Google's. */
export function predictRoutes(services: RelayServices): Route[] {
  const handle = (exchange: Exchange): Promise<void> =>
    relay(services, exchange, async () => {
      const source = await exchange.body({ text: true });
      const [instance] = list(parseRecord(source.toString('utf8'))?.['instances']);
      if (record(instance)['content'] !== undefined)
        return readSmall(exchange, EMBEDDINGS, vertexEmbed, source, 'predict');
      const model = modelNamed(exchange.params['model']?.replace(/^models\//, ''));
      return new PredictErrand(scanEnvelope(source), model);
    });
  return ['/v1beta', '/v1alpha', '/v1'].map(version => ({
    method: 'POST',
    pattern: `${version}/models/{model*}:predict`,
    family: 'gemini-generate',
    handle,
  }));
}
