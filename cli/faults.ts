import type { z } from 'zod';

const SHOWN = 5;

/** The faults that a schema found, each with its path, in one line: `now: is not a time; services[0].mode: ...`. */
export const faultsOf = ({ issues }: z.ZodError): string => {
  const faults = issues.slice(0, SHOWN).map(({ path, message }) => `${where(path)}: ${message}`);
  const more = issues.length - faults.length;
  return [...faults, ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
};

/** `answers[3].service`. */
const where = (path: readonly PropertyKey[]): string =>
  path
    .map((step, index) => (typeof step === 'number' ? `[${step}]` : `${index > 0 ? '.' : ''}${String(step)}`))
    .join('') || 'the whole';
