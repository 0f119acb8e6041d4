import { network as plainNetwork } from '#shared/adapters/network/network.ts';
import type { Services } from '#shared/ports/services.ts';

export const network = (): Services['network'] => plainNetwork();
