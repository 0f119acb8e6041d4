import * as z from 'zod/mini';

/** Parses JSON inside a string, as SQS and SNS deliver it. Invalid JSON is reported as a schema issue. */
export const JsonText = z.pipe(
  z.string(),
  z.transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.issues.push({ code: 'custom', message: 'is not JSON', input: text });
      return z.NEVER;
    }
  }),
);
