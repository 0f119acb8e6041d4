import { readFileSync } from 'node:fs';
import { toSignals } from '#events/kinds/catalogue.ts';
import { judgeSignal, type Signal } from '#shared/domain/signal/signal.ts';
import { aPolicy } from '#tests/builders/a-policy.ts';

type Detail = Readonly<Record<string, unknown>>;

/** An event with its detail, as far as the tests change it. */
export interface SampleEvent {
  readonly detail: Detail;
  readonly [key: string]: unknown;
}

/** A file of events/samples. */
export const sampleOf = (file: string): SampleEvent =>
  JSON.parse(readFileSync(new URL(`../../../events/samples/${file}.json`, import.meta.url), 'utf8'));

/** The sample with parts of its detail changed; `undefined` takes a part away. */
export const changed = (file: string, detail: Detail): SampleEvent => {
  const event = sampleOf(file);
  return JSON.parse(JSON.stringify({ ...event, detail: { ...event.detail, ...detail } }));
};

/** The one signal in an event. */
export const signalIn = (event: unknown): Signal => {
  const [signal, ...more] = toSignals(event);
  if (signal === undefined || more.length > 0) throw new Error(`one signal expected, got ${more.length + 1}`);
  return signal;
};

/** Minutes after the samples. */
const SOON = Date.parse('2026-11-23T10:09:00Z');

/** `check`, or the reason for dropping the event; the service of the samples is watched. */
export const verdictOn = (event: unknown): string => {
  const verdict = judgeSignal(signalIn(event), [aPolicy()], SOON);
  return verdict.kind === 'drop' ? verdict.reason : 'check';
};
