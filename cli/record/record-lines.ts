import type { Writable } from 'node:stream';
import { paint, section } from '../text/layout.ts';
import type { Recorded } from './record-service.ts';

/** Prints the path and contents of a written case, what was masked or removed, and the command that replays it. */
export const recordLines = (
  { name, counts, masked, leftOut, notRead }: Recorded,
  file: string,
  stream: Writable,
): readonly string[] => [
  paint(stream, 'bold', name),
  ...section('file', [file]),
  ...section('contents', [
    Object.entries(counts)
      .map(([kind, count]) => `${kind} ${count}`)
      .join(', '),
  ]),
  ...section('masked', Object.keys(masked).length === 0 ? ['nothing'] : countLines(masked)),
  ...section('left out', countLines(leftOut, ' of other services')),
  ...section('not read', notRead),
  ...section('next', [`medic replay ${file}`]),
];

const countLines = (counts: Readonly<Record<string, number>>, suffix = ''): readonly string[] =>
  Object.entries(counts).map(([kind, count]) => `${kind}${suffix}: ${count}`);
