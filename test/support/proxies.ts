// Proxies for tests, which note what they were asked for: HTTP's CONNECT, and SOCKS5 with name and password.

import { createServer, type Server } from 'node:http';
import { connect, createServer as createTcpServer, type Server as TcpServer, type Socket } from 'node:net';

/** A running proxy. */
export interface TestProxy {
  readonly server: Server | TcpServer;
  /** Credentials and targets in the order in which they came. */
  readonly asked: string[];
}

/** A proxy that opens tunnels by CONNECT. */
export async function startHttpProxy(): Promise<TestProxy> {
  const asked: string[] = [];
  const server = createServer();
  server.on('connect', (request, socket: Socket) => {
    asked.push(`${request.url ?? ''} ${request.headers['proxy-authorization'] ?? ''}`);
    const [host = '', port = ''] = (request.url ?? '').split(':');
    const onward = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      onward.pipe(socket).pipe(onward);
    });
    onward.on('error', () => socket.destroy());
    socket.on('error', () => onward.destroy());
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return { server, asked };
}

/** A SOCKS5 proxy with name and password. */
export async function startSocksProxy(): Promise<TestProxy> {
  const asked: string[] = [];
  const server = createTcpServer(socket => {
    let step = 0;
    socket.on('error', () => undefined);
    const read = (bytes: Buffer): void => {
      if (step === 0) {
        step = 1;
        socket.write(Buffer.from([5, 2]));
      } else if (step === 1) {
        step = 2;
        const nameLength = bytes[1] ?? 0;
        const name = bytes.toString('utf8', 2, 2 + nameLength);
        const password = bytes.toString('utf8', 3 + nameLength, 3 + nameLength + (bytes[2 + nameLength] ?? 0));
        asked.push(`${name}:${password}`);
        socket.write(Buffer.from([1, 0]));
      } else {
        socket.off('data', read);
        const isName = bytes[3] === 3;
        const length = isName ? (bytes[4] ?? 0) : 4;
        const host = isName ? bytes.toString('utf8', 5, 5 + length) : [...bytes.subarray(4, 8)].join('.');
        const port = bytes.readUInt16BE((isName ? 5 : 4) + length);
        asked.push(`${host}:${port}`);
        const onward = connect(port, host, () => {
          socket.write(Buffer.from([5, 0, 0, 1, 127, 0, 0, 1, 0, 0]));
          onward.pipe(socket).pipe(onward);
        });
        onward.on('error', () => socket.destroy());
      }
    };
    socket.on('data', read);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return { server, asked };
}

/** The port that a server listens on. */
export const portOf = (server: Server | TcpServer): number => {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
};
