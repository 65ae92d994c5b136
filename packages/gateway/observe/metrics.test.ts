// Specification of the metrics and of the request log: what is counted is what is shown, and no secret is.

import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { HttpExchange } from '../http/http-exchange.ts';
import { Counter, Histogram, Metrics } from './metrics.ts';
import { RequestLog } from './request-log.ts';

describe('a counter', () => {
  it('adds up by its labels, and escapes what stands in them', () => {
    const counter = new Counter('turnpike_x_total', 'Things.', ['model', 'kind']);
    counter.add(['a"b\\c\nd', 'one'], 2);
    counter.series(['a"b\\c\nd', 'one']).value += 3;
    counter.add(['z', 'two']);
    expect(counter.render()).toEqual([
      '# HELP turnpike_x_total Things.',
      '# TYPE turnpike_x_total counter',
      'turnpike_x_total{model="a\\"b\\\\c\\nd",kind="one"} 5',
      'turnpike_x_total{model="z",kind="two"} 1',
    ]);
  });
});

describe('a histogram', () => {
  it('counts each value in its bucket and in all above', () => {
    const histogram = new Histogram('turnpike_s', 'Seconds.', [], [0.1, 1]);
    for (const seconds of [0.05, 0.1, 0.5, 7]) histogram.observe([], seconds);
    expect(histogram.render().slice(2)).toEqual([
      'turnpike_s_bucket{le="0.1"} 2',
      'turnpike_s_bucket{le="1"} 3',
      'turnpike_s_bucket{le="+Inf"} 4',
      'turnpike_s_sum 7.65',
      'turnpike_s_count 4',
    ]);
  });
});

describe('all metrics', () => {
  it('read their gauges when they are asked', () => {
    const metrics = new Metrics();
    let level = 1;
    metrics.gauge('turnpike_level', 'A level.', () => level);
    level = 4;
    expect(metrics.render()).toContain('\nturnpike_level 4\n');
    expect(metrics.render()).toContain('# TYPE turnpike_requests_total counter');
  });
});

describe('the request log', () => {
  it('writes one line of JSON a request, without its query or its key', () => {
    const output = new PassThrough();
    const log = new RequestLog(output);
    const exchange = {
      id: 'abc',
      method: 'POST',
      path: '/v1beta/models/"quoted":generateContent',
      address: '127.0.0.1',
      startedAt: performance.now(),
      response: { headersSent: true, statusCode: 401 },
      failure: { code: 'invalid_token' },
      query: new URLSearchParams('key=sk-secret'),
    } as unknown as HttpExchange;
    log.note(exchange, undefined);
    log.note(exchange, undefined);
    log.flush();
    const lines = String(output.read()).trimEnd().split('\n');
    expect(lines.length).toBe(2);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      id: 'abc',
      status: 401,
      error: 'invalid_token',
      path: exchange.path,
    });
    expect(Date.parse(JSON.parse(lines[0] ?? '').time)).toBeGreaterThan(Date.now() - 5000);
    expect(lines.join()).not.toContain('sk-secret');
  });
});
