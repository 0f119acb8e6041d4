#!/usr/bin/env node
import { runMedic } from './program.ts';
import { processTerminal } from './terminal.ts';

process.exitCode = await runMedic(process.argv.slice(2), processTerminal());
