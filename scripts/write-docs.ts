// Writes the generated sections of the documentation: `npm run docs`.
import { readFileSync, writeFileSync } from 'node:fs';
import { causeTables } from './docs/cause-tables.ts';
import { replaceSection } from './docs/marked-section.ts';

const page = new URL('../docs/diagnosis.md', import.meta.url);
writeFileSync(page, replaceSection(readFileSync(page, 'utf8'), 'causes', causeTables()));
