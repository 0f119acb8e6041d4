// Unit: secrets are masked in a case, and nothing else is.
import { MASK, maskSecrets } from '#cli/record/mask-secrets.ts';

const maskText = (text: string): string => maskSecrets({ text }).value.text;
const SECRET_KEY = 'wJalrXUtnFEMIK7MDENGbPxRfiCYz1234567890a';
const WEB_TOKEN = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJyZWdpc3RyeSJ9.c2lnbmF0dXJl';
const VENDOR_TOKEN = 'ghp_0123456789abcdefghijABCDEFGHIJ';
const PRIVATE_KEY = '-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIB\nAAKCAQEA\n-----END RSA PRIVATE KEY-----';
const CUT_KEY = '-----BEGIN PRIVATE KEY-----\nMIIEpAIBAAKCAQEA';

describe('in a text', () => {
  it.each([
    ['a password in a URL', 'GET postgresql://mlflow:hunter2@db:5432/x: timeout', 'hunter2'],
    ['a password in a URL with @ and /', 'mysql+pymysql://u:p@ss/w0rd@db/mlflow failed', 'p@ss/w0rd'],
    ['a password in a URL without a user', 'redis://:hunter2@cache:6379/0', 'hunter2'],
    ['a password in a URL of digits', 'redis://u:123456@cache/0', '123456'],
    ['a token in a URL', 'git clone https://abcdefghij0123456789@github.com/x', 'abcdefghij0123456789'],
    ['an access key', 'signed by AKIAQ6ZT3WKXBPLRMN4D', 'AKIAQ6ZT3WKXBPLRMN4D'],
    ['a temporary access key', '(ASIAQ6ZT3WKXBPLRMN4D)', 'ASIAQ6ZT3WKXBPLRMN4D'],
    ['a secret access key', `key ${SECRET_KEY} used`, SECRET_KEY],
    ['a JSON web token', `got ${WEB_TOKEN}`, WEB_TOKEN],
    ['a bearer token', 'authorization: Bearer 0pAqu3.T0ken-x', '0pAqu3.T0ken-x'],
    ['basic credentials', 'Authorization: Basic bWxmbG93Omh1bnRlcjI=', 'bWxmbG93Omh1bnRlcjI='],
    ['a vendor’s token', `push with ${VENDOR_TOKEN}`, VENDOR_TOKEN],
    ['a password after =', 'host=db password=letmein dbname=x', 'letmein'],
    ['a variable named as a password', 'MLFLOW_TRACKING_PASSWORD=letmein', 'letmein'],
    ['a query parameter', '/x?X-Amz-Security-Token=IQoJb3JpZ2&Action=y', 'IQoJb3JpZ2'],
    ['a password in double quotes', 'password="let me in" x', 'let me in'],
    ['a password in single quotes', "connect(password='let me in', x)", 'let me in'],
    ['a password after a colon', 'password: letmein', 'letmein'],
    ['a member of JSON', 'body {"password": "letmein"} was refused', 'letmein'],
    ['a member of escaped JSON', 'body "{\\"api_key\\": \\"letmein\\"}"', 'letmein'],
    ['a member of a text that is JSON', '{"level":"info","dbPassword":"letmein"}', 'letmein'],
    ['a token after a colon', 'token: 9f8e7d6c5b4a', '9f8e7d6c5b4a'],
    ['the value of an argument', 'sh -c "serve --db-password letmein --port 80"', 'letmein'],
    ['a private key', `x ${PRIVATE_KEY} y`, PRIVATE_KEY],
    ['a private key that is cut off', CUT_KEY, CUT_KEY],
  ])('%s is masked, and nothing around it', (_, text, secret) => {
    expect(text).toContain(secret);
    expect(maskText(text)).toBe(text.replace(secret, MASK));
  });

  it.each([
    'arn:aws:secretsmanager:us-east-1:123456789012:secret:registry-AbCdEf',
    'ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed',
    'unable to retrieve secret from asm: service call has been retried 1 time(s)',
    'CannotPullContainerError: failed to fetch anonymous token: unexpected status from GET request to https://auth.docker.io/token',
    "Access denied for user 'mlflow'@'10.0.11.2' (using password: YES)",
    'FATAL: password authentication failed for user "mlflow"',
    'The security token included in the request is expired',
    'invalid token: expired',
    'http://10.0.11.2:5000/health?at=2026-11-23',
    '(service registry) (port 5000) is unhealthy in (target-group arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/mlflow-registry/73e2d6bc24d8a067)',
    'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    'da39a3ee5e6b4b0d3255bfef95601890afd80709',
    'QueuePool limit of size 5 overflow 10 reached, connection timed out, timeout 30.00',
    'nextToken overpass=yes trespass: no basic authentication',
  ])('nothing is masked: %s', (text) => {
    expect(maskSecrets({ text })).toEqual({ value: { text }, masked: {} });
  });

  it('a very long line without a secret is searched in linear time', () => {
    const text = `${' '.repeat(200_000)}${'://'.repeat(100_000)}${'password'.repeat(50_000)}`;
    expect(maskSecrets({ text })).toEqual({ value: { text }, masked: {} });
  });
});

describe('in an answer', () => {
  it.each([
    ['an environment value', { environment: [{ name: 'GREETING', value: 'hello' }] }],
    ['a member named as a secret', { options: { 'splunk-token': 'hello' } }],
    ['a value whose name is that of a secret', { tags: [{ Key: 'DB_PASSWORD', Value: 'hello' }] }],
    ['the argument after a secret’s flag', { command: ['serve', '--api-key', 'hello'] }],
    ['the value within an argument', { command: ['serve', '--api-key=hello'] }],
    ['an environment value within an event', { CloudTrailEvent: '{"environment":[{"name":"A","value":"hello"}]}' }],
  ])('%s is masked and counted', (_, value) => {
    const { value: kept, masked } = maskSecrets<unknown>(value);
    expect(JSON.stringify(kept)).not.toContain('hello');
    expect(Object.values(masked)).toEqual([1]);
  });

  it('the headers and parameters that a listener rule demands are masked', () => {
    const conditions = (secret: string) => [
      { Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'X-Origin', Values: [secret] } },
      { Field: 'query-string', QueryStringConfig: { Values: [{ Key: 'pass', Value: secret }, { Value: secret }] } },
      { Field: 'path-pattern', PathPatternConfig: { Values: ['/v1/*'] } },
      { Field: 'http-header', HttpHeaderConfig: null },
    ];
    expect(maskSecrets(conditions('open-sesame'))).toEqual({
      value: conditions(MASK),
      masked: { 'condition of a listener rule': 3 },
    });
  });

  it('structure, keys and everything that is not a secret stay', () => {
    const value = {
      environment: [{ name: 'A', value: 'x' }, 'no variable'],
      secrets: [{ name: 'DB_PASSWORD', valueFrom: 'arn:aws:ssm:us-east-1:123456789012:parameter/db' }],
      command: ['serve', '--port', '5000'],
      Dimensions: [{ Name: 'TargetGroup', Value: 'targetgroup/x/73e2d6bc24d8a067' }],
      count: 4,
      nothing: null,
      log: '{ this is not JSON',
    };
    expect(maskSecrets(value)).toEqual({
      value: { ...value, environment: [{ name: 'A', value: MASK }, 'no variable'] },
      masked: { 'environment value': 1 },
    });
  });

  const callFrom = (sourceIPAddress: string) => {
    const CloudTrailEvent = JSON.stringify({ userIdentity: { arn: 'arn:aws:iam::1:user/ada' }, sourceIPAddress });
    return { EventId: 'one', CloudTrailEvent };
  };
  it.each(['203.0.113.7', '2001:db8::7'])(
    'the IP address %s of a caller is masked, but not the identity',
    (address) => {
      expect(maskSecrets(callFrom(address))).toEqual({ value: callFrom(MASK), masked: { 'source IP address': 1 } });
    },
  );

  it.each(['cloudformation.amazonaws.com', 'AWS Internal', MASK])('the source %s of a call stays', (source) => {
    expect(maskSecrets(callFrom(source))).toEqual({ value: callFrom(source), masked: {} });
  });

  it('masking twice changes and counts nothing more', () => {
    const once = maskSecrets({ environment: [{ name: 'A', value: 'x' }], text: 'password=x://u:p@h token: a1' }).value;
    expect(maskSecrets(once)).toEqual({ value: once, masked: {} });
  });
});
