import { readFunctionConfig } from '../function-config.ts';
import { once } from '../once.ts';

export const config = once(() => readFunctionConfig());
