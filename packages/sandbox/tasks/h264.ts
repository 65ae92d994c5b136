// The smallest H.264 there is: every picture on its own, every block as plain samples (ITU-T H.264 §7.3, I_PCM).

class Bits {
  private readonly bytes: number[] = [];
  private current = 0;
  private count = 0;

  bit(value: number): this {
    this.current = (this.current << 1) | (value & 1);
    this.count += 1;
    if (this.count === 8) {
      this.bytes.push(this.current);
      this.current = 0;
      this.count = 0;
    }
    return this;
  }

  bits(value: number, length: number): this {
    for (let place = length - 1; place >= 0; place -= 1) this.bit(value >> place);
    return this;
  }

  /** Exp-Golomb, unsigned (§9.1). */
  ue(value: number): this {
    const length = Math.floor(Math.log2(value + 1));
    return this.bits(0, length).bits(value + 1, length + 1);
  }

  align(): this {
    while (this.count !== 0) this.bit(0);
    return this;
  }

  plain(bytes: Uint8Array): this {
    for (const byte of bytes) this.bytes.push(byte);
    return this;
  }

  /** The end of a payload: a one and zeros to the next byte. */
  end(): Uint8Array {
    this.bit(1).align();
    return Uint8Array.from(this.bytes);
  }
}

/** A unit of the stream: three bytes that look like a start code get one in between (§7.4.1). */
function unit(header: number, payload: Uint8Array): Buffer {
  const out: number[] = [header];
  let zeros = 0;
  for (const byte of payload) {
    if (zeros >= 2 && byte <= 3) {
      out.push(3);
      zeros = 0;
    }
    out.push(byte);
    zeros = byte === 0 ? zeros + 1 : 0;
  }
  return Buffer.from(out);
}

/** Parameter sets for pictures of so many blocks of 16 by 16. */
export function parameterSets(columns: number, rows: number): { readonly sps: Buffer; readonly pps: Buffer } {
  const sps = new Bits().bits(66, 8).bits(0xc0, 8).bits(30, 8).ue(0).ue(0).ue(2).ue(1).bit(0);
  sps
    .ue(columns - 1)
    .ue(rows - 1)
    .bit(1)
    .bit(1)
    .bit(0)
    .bit(0);
  const pps = new Bits()
    .ue(0)
    .ue(0)
    .bit(0)
    .bit(0)
    .ue(0)
    .ue(0)
    .ue(0)
    .bit(0)
    .bits(0, 2)
    .ue(0)
    .ue(0)
    .ue(0)
    .bit(1)
    .bit(0)
    .bit(0);
  return { sps: unit(0x67, sps.end()), pps: unit(0x68, pps.end()) };
}

/** One picture: each block of one brightness and colour. */
export function picture(
  columns: number,
  rows: number,
  index: number,
  luma: (column: number, row: number) => number,
): Buffer {
  const slice = new Bits()
    .ue(0)
    .ue(7)
    .ue(0)
    .bits(0, 4)
    .ue(index % 2)
    .bit(0)
    .bit(0)
    .ue(0)
    .ue(1);
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      slice.ue(25).align();
      slice.plain(new Uint8Array(256).fill(luma(column, row)));
      slice.plain(new Uint8Array(64).fill(110)).plain(new Uint8Array(64).fill(150));
    }
  }
  return unit(0x65, slice.end());
}
