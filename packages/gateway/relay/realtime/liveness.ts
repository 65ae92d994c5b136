// Finds sockets whose peer is gone without a word: a ping now and then, and an end after two without an answer.

import type { WebSocket } from 'ws';

const PING_MS = 25_000;
const MISSED = 2;

/** Watches sockets until it is stopped. */
export class Liveness {
  private readonly timer: NodeJS.Timeout;
  private readonly missed = new Map<WebSocket, number>();

  constructor(sockets: readonly WebSocket[], dead: () => void, every = PING_MS) {
    for (const socket of sockets) {
      this.missed.set(socket, 0);
      const alive = (): Map<WebSocket, number> => this.missed.set(socket, 0);
      socket.on('pong', alive);
      socket.on('message', alive);
    }
    this.timer = setInterval(() => this.look(dead), every).unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private look(dead: () => void): void {
    for (const [socket, missed] of this.missed) {
      // Nobody reads the pongs of a socket that is held back.
      if (socket.isPaused) continue;
      if (missed >= MISSED) {
        socket.terminate();
        dead();
        return;
      }
      this.missed.set(socket, missed + 1);
      if (socket.readyState === socket.OPEN) socket.ping();
    }
  }
}
