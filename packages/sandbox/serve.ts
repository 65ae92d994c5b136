// The practice upstream as a process of its own: `node packages/sandbox/serve.ts --port 4010`.

import { parseArgs } from 'node:util';
import { startSandbox } from './main.ts';

const { values } = parseArgs({
  options: { port: { type: 'string', default: '4010' }, host: { type: 'string', default: '127.0.0.1' } },
});
const sandbox = await startSandbox({ port: Number(values.port), host: values.host });
process.stdout.write(`The sandbox listens on ${sandbox.url}\n`);
