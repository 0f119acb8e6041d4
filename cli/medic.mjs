#!/usr/bin/env node
/** Starts `medic` with a compile cache. Plain JavaScript: with a warm cache Node strips no types, which saves 0.1 s. */
import module from 'node:module';
import { fileURLToPath } from 'node:url';

module.enableCompileCache?.(fileURLToPath(new URL('../node_modules/.cache/medic', import.meta.url)));
await import('./medic.ts');
