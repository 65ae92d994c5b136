// Specification of fetching what clients name: only from the public internet, only so much, only so long.

import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { GuardedFetch, isPrivateAddress, type GuardOptions } from './guarded-fetch.ts';

const opened: { close(): unknown }[] = [];
afterEach(() => {
  for (const one of opened.splice(0)) one.close();
});

async function serve(handler: RequestListener): Promise<number> {
  const server: Server = createServer(handler);
  opened.push({ close: () => (server.closeAllConnections(), server.close()) });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address: AddressInfo | string | null = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function fetcher(options: Partial<GuardOptions> = {}): GuardedFetch {
  const made = new GuardedFetch({ allowPrivate: () => true, ...options });
  opened.push(made);
  return made;
}

const guarded = (): GuardedFetch => fetcher({ allowPrivate: () => false });

describe('an address', () => {
  it.each([
    '127.0.0.1',
    '10.1.2.3',
    '169.254.169.254',
    '192.168.1.1',
    '172.31.0.1',
    '100.64.0.1',
    '0.0.0.0',
    '255.255.255.255',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:8.8.8.8',
    '64:ff9b::7f00:1',
    'fe80::1',
    'fd00::1',
    'ff02::1',
    '2002:7f00:1::',
    '2001:0:1::1',
    'localhost',
  ])('%s is private', address => expect(isPrivateAddress(address)).toBe(true));
  it.each(['8.8.8.8', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '2a00:1450::1'])('%s is public', address =>
    expect(isPrivateAddress(address)).toBe(false),
  );
});

describe('a fetch', () => {
  it('brings bytes and the name of their type', async () => {
    const port = await serve((_request, response) => {
      response.setHeader('content-type', 'Image/PNG; x=y');
      response.end('picture');
    });
    const { bytes, mediaType } = await fetcher().get(`http://127.0.0.1:${port}/a.png`);
    expect([bytes.toString(), mediaType]).toEqual(['picture', 'image/png']);
  });

  it.each(['127.0.0.1', 'localhost', '[::1]', '2130706433', '0x7f.1', '[::ffff:127.0.0.1]'])(
    'never asks %s',
    async host => {
      let asked = 0;
      const port = await serve((_request, response) => {
        asked += 1;
        response.end('secret');
      });
      await expect(guarded().get(`http://${host}:${port}/`)).rejects.toThrow('its address is not public');
      expect(asked).toBe(0);
    },
  );

  it('judges where it is sent on to, too', async () => {
    const inner = await serve((_request, response) => response.end('secret'));
    // The first hop is allowed here, the second is not: what a public server could send a client's request on to.
    let hops = 0;
    const port = await serve((_request, response) => {
      response.writeHead(302, { location: `http://127.0.0.1:${inner}/` });
      response.end();
    });
    const careful = fetcher({ allowPrivate: () => (hops += 1) <= 1 });
    await expect(careful.get(`http://127.0.0.1:${port}/`)).rejects.toThrow('its address is not public');
  });

  it('follows a few redirects and no more', async () => {
    const port = await serve((request, response) => {
      const left = Number(request.url?.slice(1));
      if (left === 0) response.end('there');
      else response.writeHead(302, { location: `/${left - 1}` }).end();
    });
    expect((await fetcher().get(`http://127.0.0.1:${port}/3`)).bytes.toString()).toBe('there');
    await expect(fetcher().get(`http://127.0.0.1:${port}/4`)).rejects.toThrow('it redirects too often');
  });

  it('stops at its limit of bytes, announced or not', async () => {
    const port = await serve((request, response) => {
      if (request.url === '/announced') response.setHeader('content-length', 3_000_000);
      response.end(Buffer.alloc(3_000_000));
    });
    const small = fetcher({ maxBytes: 2 * 1024 * 1024 });
    await expect(small.get(`http://127.0.0.1:${port}/announced`)).rejects.toThrow('it is larger than 2 MiB');
    await expect(small.get(`http://127.0.0.1:${port}/`)).rejects.toThrow('it is larger than 2 MiB');
  });

  it('does not wait for long', async () => {
    const port = await serve((_request, response) => void response.write('x'));
    await expect(fetcher({ timeout: 200 }).get(`http://127.0.0.1:${port}/`)).rejects.toThrow('takes too long');
  });

  it.each([
    ['file:///etc/passwd', 'only http and https'],
    ['http://user:word@example.com/', 'it carries a credential'],
    ['nonsense', 'it is no URL'],
    ['http://127.0.0.1:1/', 'cannot be reached'],
  ])('refuses %s', async (url, why) => {
    await expect(fetcher().get(url)).rejects.toThrow(why);
  });

  it('says what a server answers instead of the medium', async () => {
    const port = await serve((_request, response) => response.writeHead(404).end());
    await expect(fetcher().get(`http://127.0.0.1:${port}/`)).rejects.toThrow('its server answers with status 404');
  });
});
