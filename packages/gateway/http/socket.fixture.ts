// Raw connections for tests: bytes as they are written, answers as they come, and who closes.

import { connect, type Socket } from 'node:net';

/** What came back on a connection. */
export interface Received {
  readonly text: string;
  /** Status codes of all answers, in order. */
  readonly statuses: readonly number[];
  /** The server has ended its side. */
  readonly ended: boolean;
}

/** One connection to a port of this machine. It stays half open when the server ends its side. */
export class Connection {
  private readonly socket: Socket;
  private readonly chunks: Buffer[] = [];
  private ended = false;
  private closed = false;

  constructor(port: number) {
    this.socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
    this.socket.on('data', chunk => this.chunks.push(chunk));
    this.socket.once('end', () => (this.ended = true));
    this.socket.once('close', () => (this.closed = true));
    this.socket.on('error', () => (this.ended = true));
  }

  write(bytes: string | Buffer): this {
    if (!this.socket.destroyed) this.socket.write(bytes);
    return this;
  }

  get received(): Received {
    const text = Buffer.concat(this.chunks).toString('latin1');
    const statuses = [...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(match => Number(match[1]));
    return { text, statuses, ended: this.ended || this.closed };
  }

  /** The JSON body of the last answer. */
  get json(): unknown {
    const { text } = this.received;
    return JSON.parse(text.slice(text.lastIndexOf('\r\n\r\n') + 4));
  }

  /** Waits until what came satisfies `enough`, at most `within` milliseconds. */
  async until(enough: (received: Received) => boolean, within = 5_000): Promise<Received> {
    const deadline = performance.now() + within;
    while (!enough(this.received)) {
      if (performance.now() > deadline) throw new Error(`nothing came in time, only: ${this.received.text}`);
      await new Promise(resolve => setTimeout(resolve, 5));
    }
    return this.received;
  }

  /** Waits for `count` whole answers whose bodies are JSON. */
  answers(count = 1): Promise<Received> {
    return this.until(({ statuses, text }) => statuses.length >= count && text.endsWith('}'));
  }

  /** Waits until the server has ended its side. */
  end(within?: number): Promise<Received> {
    return this.until(({ ended }) => ended, within);
  }

  close(): void {
    this.socket.destroy();
  }
}
