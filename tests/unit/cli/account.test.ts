// Unit: the settings of an AWS client.
import { clientSettings, connectTo } from '#cli/account.ts';

const local = { stage: 'dev', endpointUrl: 'http://127.0.0.1:4566' };

describe('a client for a local endpoint', () => {
  it('needs no AWS account: region and credentials have defaults', async () => {
    const { config } = connectTo(local, {});
    expect(await config.region()).toBe('us-east-1');
    expect(await config.credentials()).toMatchObject({ accessKeyId: 'local' });
    expect(await config.endpoint?.()).toMatchObject({ hostname: '127.0.0.1', port: 4566 });
  });

  it.each([
    ['--region', { region: 'eu-west-1' }, { AWS_REGION: 'eu-west-2' }, 'eu-west-1'],
    ['AWS_REGION', {}, { AWS_REGION: 'eu-west-2', AWS_DEFAULT_REGION: 'eu-west-3' }, 'eu-west-2'],
    ['AWS_DEFAULT_REGION', {}, { AWS_DEFAULT_REGION: 'eu-west-3' }, 'eu-west-3'],
  ])('uses the region of %s', (_, options, environment, region) => {
    expect(clientSettings({ ...local, ...options }, environment).region).toBe(region);
  });

  it.each([{ AWS_ACCESS_KEY_ID: 'mine' }, { AWS_PROFILE: 'mine' }])('keeps the credentials of %j', (environment) => {
    expect(clientSettings(local, environment)).not.toHaveProperty('credentials');
  });
});

it('a client for AWS uses the given region, and the endpoint and credentials of the SDK', async () => {
  const settings = clientSettings({ stage: 'dev', region: 'eu-west-1' }, {});
  expect(settings).toEqual({
    region: 'eu-west-1',
    requestHandler: expect.objectContaining({ requestTimeout: 65_000 }),
  });
});
