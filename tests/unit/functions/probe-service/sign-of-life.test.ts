// Unit layer: the address at which a bucket is probed.
import { addressOfBucket } from '#functions/probe-service/sign-of-life.ts';

it.each([
  { endpoint: undefined, address: { host: 'b.s3.eu-west-1.amazonaws.com', port: 443 } },
  { endpoint: 'http://127.0.0.1:4566', address: { host: '127.0.0.1', port: 4566 } },
  { endpoint: 'http://s3.local', address: { host: 's3.local', port: 80 } },
  { endpoint: 'https://s3.local', address: { host: 's3.local', port: 443 } },
])('with the endpoint $endpoint a bucket is at $address', ({ endpoint, address }) => {
  expect(addressOfBucket('b', { region: 'eu-west-1', ...(endpoint !== undefined && { endpoint }) })).toEqual(address);
});
