// Builds the console into `dist/`, which the gateway serves; in development it passes API calls to a running gateway.

import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const GATEWAY = process.env['TURNPIKE_URL'] ?? 'http://127.0.0.1:3000';

export default defineConfig({
  root: import.meta.dirname,
  base: '/console/',
  plugins: [react()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    manifest: true,
    // The second entry is the script and the look of the manual's pages, which the gateway itself writes.
    rolldownOptions: { input: ['index.html', 'docs/main.ts'].map(name => `${import.meta.dirname}/${name}`) },
  },
  css: { modules: { localsConvention: 'camelCaseOnly' } },
  server: { proxy: { '/manage': GATEWAY, '/v1': GATEWAY, '/api': GATEWAY } },
});
