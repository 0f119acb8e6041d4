import { readConfig } from '../config.ts';
import { once } from '../once.ts';

export const config = once(() => readConfig());
