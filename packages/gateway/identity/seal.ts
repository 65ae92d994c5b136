// Seals secrets for the store: AES-256-GCM under a master key that lives outside the database.

import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const VERSION = 'v1';

/** Seals and opens short texts. */
export class Seal {
  private readonly key: Buffer;

  /** `secret`: 32 bytes. */
  constructor(secret: Buffer) {
    this.key = secret;
  }

  /** A code that only this installation can make for a text: for addresses that are given out. */
  mac(text: string): string {
    return createHmac('sha256', this.key).update(`mac:${text}`).digest('base64url').slice(0, 32);
  }

  /** The sealed form of a text: version, nonce, tag and ciphertext in base64url. */
  seal(text: string): string {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.key, nonce);
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return `${VERSION}.${Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url')}`;
  }

  /** The text of a sealed form. @throws Error when it was sealed with another key, or changed. */
  open(sealed: string): string {
    const [version, data = ''] = sealed.split('.');
    const bytes = Buffer.from(data, 'base64url');
    if (version !== VERSION || bytes.length < 28) throw new Error('not a sealed text');
    const decipher = createDecipheriv('aes-256-gcm', this.key, bytes.subarray(0, 12));
    decipher.setAuthTag(bytes.subarray(12, 28));
    return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8');
  }
}

/**
 * The seal of this installation: from `TURNPIKE_SECRET`, else from `secret.key` in the data folder, made at first start.
 * Several nodes on one database need the same secret.
 */
export function openSeal(dataFolder: string, environment: NodeJS.ProcessEnv = process.env): Seal {
  const given = environment['TURNPIKE_SECRET'];
  if (given !== undefined && given !== '') return new Seal(createHash('sha256').update(given).digest());
  const file = join(dataFolder, 'secret.key');
  if (!existsSync(file)) {
    mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
    try {
      writeFileSync(file, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' });
    } catch (error) {
      // Another process made it in the same moment: its secret is the one.
      if (!existsSync(file)) throw error;
    }
  }
  return new Seal(createHash('sha256').update(readFileSync(file, 'utf8').trim()).digest());
}
