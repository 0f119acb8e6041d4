import * as z from 'zod';

/** JSON inside a string, as SQS and SNS deliver it; text that is not JSON is a fault like any other. */
export const JsonText = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue({ code: 'custom', message: 'is not JSON' });
    return z.NEVER;
  }
});
