import type { Writable } from 'node:stream';
import { paint, section } from '../text/layout.ts';
import type { Recorded } from './record-service.ts';

/** What was written where, what was left out of it, and what to do with it. */
export const recordLines = (
  { name, counts, masked, leftOut, notRead }: Recorded,
  file: string,
  stream: Writable,
): readonly string[] => [
  paint(stream, 'bold', name),
  ...section('file', [file]),
  ...section('holds', [
    Object.entries(counts)
      .map(([what, count]) => `${what} ${count}`)
      .join(', '),
  ]),
  ...section('masked', Object.keys(masked).length === 0 ? ['nothing'] : Object.entries(masked).map(timesKind)),
  ...section('left out', Object.entries(leftOut).map(ofOthers)),
  ...section('not read', notRead),
  ...section('next', [`medic replay ${file}`]),
];

const timesKind = ([kind, count]: readonly [string, number]): string => `${kind}: ${count}`;

const ofOthers = ([what, count]: readonly [string, number]): string => `${what} about others: ${count}`;
