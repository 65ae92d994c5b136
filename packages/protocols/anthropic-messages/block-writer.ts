// Writes the events of content blocks on a Messages stream, numbering the blocks.

import { sseEvent } from '../sse.ts';
import { objects, type Block } from './wire.ts';

/** Writes blocks one after the other. Every method answers the text of its events. */
export class BlockWriter {
  private index = -1;

  /** Begins the next block. */
  open(block: Block): string {
    this.index += 1;
    return sseEvent(
      JSON.stringify({ type: 'content_block_start', index: this.index, content_block: block }),
      'content_block_start',
    );
  }

  /** More of the open block: one text field of a delta, written by hand as there are thousands of them. */
  delta(type: string, field: string, text: string): string {
    const delta = `{"type":"${type}","${field}":${JSON.stringify(text)}}`;
    return sseEvent(`{"type":"content_block_delta","index":${this.index},"delta":${delta}}`, 'content_block_delta');
  }

  /** A citation of the open block of text. */
  citation(citation: Block): string {
    const delta = { type: 'citations_delta', citation };
    return sseEvent(JSON.stringify({ type: 'content_block_delta', index: this.index, delta }), 'content_block_delta');
  }

  /** Ends the open block. */
  close(): string {
    return sseEvent(`{"type":"content_block_stop","index":${this.index}}`, 'content_block_stop');
  }

  /** A block that is known whole, in the pieces that clients put together again. */
  whole(block: Block): string {
    return this.pieces(block) + this.close();
  }

  private pieces(block: Block): string {
    switch (block['type']) {
      case 'text':
        return (
          this.open({ type: 'text', text: '' }) +
          this.delta('text_delta', 'text', String(block['text'])) +
          objects(block['citations'])
            .map(citation => this.citation({ ...citation }))
            .join('')
        );
      case 'thinking':
        return (
          this.open({ type: 'thinking', thinking: '', signature: '' }) +
          this.delta('thinking_delta', 'thinking', String(block['thinking'])) +
          this.delta('signature_delta', 'signature', String(block['signature']))
        );
      case 'tool_use':
      case 'server_tool_use':
      case 'mcp_tool_use':
        return this.open({ ...block, input: {} }) + this.input(block['input']);
      default:
        return this.open(block);
    }
  }

  private input(input: unknown): string {
    const json = JSON.stringify(input ?? {});
    return json === '{}' ? '' : this.delta('input_json_delta', 'partial_json', json);
  }
}
