import * as z from 'zod/mini';

/** JSON inside a string, as SQS and SNS deliver it; text that is not JSON is a fault like any other. */
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
