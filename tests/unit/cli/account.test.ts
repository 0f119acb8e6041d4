// Unit: with what the client is set up for an account.
import { connectTo } from '#cli/account.ts';

const local = { stage: 'dev', endpointUrl: 'http://127.0.0.1:4566' };

describe('a client for an endpoint of one’s own', () => {
  it('needs no AWS set-up: region and credentials are made up', async () => {
    const { config } = connectTo(local, {});
    expect(await config.region()).toBe('us-east-1');
    expect(await config.credentials()).toMatchObject({ accessKeyId: 'local' });
    expect(await config.endpoint?.()).toMatchObject({ hostname: '127.0.0.1', port: 4566 });
  });

  it.each([
    {
      said: '--region',
      account: { ...local, region: 'eu-west-1' },
      environment: { AWS_REGION: 'eu-west-2' },
      region: 'eu-west-1',
    },
    { said: 'AWS_REGION', account: local, environment: { AWS_REGION: 'eu-west-2' }, region: 'eu-west-2' },
    {
      said: 'AWS_DEFAULT_REGION',
      account: local,
      environment: { AWS_DEFAULT_REGION: 'eu-west-3' },
      region: 'eu-west-3',
    },
  ])('is in the region that $said names', async ({ account, environment, region }) => {
    expect(await connectTo(account, environment).config.region()).toBe(region);
  });

  it('leaves credentials of the environment alone', async () => {
    const saved = { ...process.env };
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'from-outside', AWS_SECRET_ACCESS_KEY: 'x' });
    try {
      const { config } = connectTo(local, process.env);
      expect(await config.credentials()).toMatchObject({ accessKeyId: 'from-outside' });
    } finally {
      process.env = saved;
    }
  });
});

describe('a client for AWS', () => {
  it('is in the region asked for, at the endpoint of AWS', async () => {
    const { config } = connectTo({ stage: 'dev', region: 'eu-west-1' }, {});
    expect(await config.region()).toBe('eu-west-1');
    expect(config.endpoint).toBeUndefined();
  });
});
