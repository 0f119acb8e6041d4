import type { z } from 'zod';
import { pathText } from '#shared/runtime/path-text.ts';

const MAX_LISTED = 5;

/** Puts the errors of a schema into one line, each with its path: `now: is not a time; services[0].mode: ...`. */
export const describeErrors = ({ issues }: z.ZodError): string => {
  const listed = issues
    .slice(0, MAX_LISTED)
    .map(({ path, message }) => `${pathText(path, 'the document')}: ${message}`);
  const more = issues.length - listed.length;
  return [...listed, ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
};
