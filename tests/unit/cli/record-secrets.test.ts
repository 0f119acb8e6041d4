// Unit: what `medic record` takes for a secret, and what it leaves alone.
import { MASK, maskSecrets } from '#cli/record/mask-secrets.ts';

const maskedText = (text: string): string => maskSecrets({ text }).value.text;

describe('a text loses', () => {
  it.each([
    { what: 'a password in a URL', text: 'postgresql://mlflow:hunter2@db.internal:5432/mlflow', secret: 'hunter2' },
    { what: 'one with @ and / in it', text: 'mysql+pymysql://u:p@ss/w0rd@db/mlflow failed', secret: 'p@ss/w0rd' },
    { what: 'one without a user', text: 'redis://:hunter2@cache:6379/0', secret: 'hunter2' },
    { what: 'one of digits alone', text: 'redis://u:123456@cache/0', secret: '123456' },
    {
      what: 'a token in a URL',
      text: 'git clone https://abcdefghij0123456789@github.com/x',
      secret: 'abcdefghij0123456789',
    },
    { what: 'an access key', text: 'signed by AKIAQ6ZT3WKXBPLRMN4D', secret: 'AKIAQ6ZT3WKXBPLRMN4D' },
    { what: 'a temporary access key', text: '(ASIAQ6ZT3WKXBPLRMN4D)', secret: 'ASIAQ6ZT3WKXBPLRMN4D' },
    {
      what: 'a secret access key that stands alone',
      text: 'key wJalrXUtnFEMIK7MDENGbPxRfiCYz1234567890a used',
      secret: 'wJalrXUtnFEMIK7MDENGbPxRfiCYz1234567890a',
    },
    {
      what: 'a JSON web token',
      text: 'got eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJyZWdpc3RyeSJ9.c2lnbmF0dXJl',
      secret: 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJyZWdpc3RyeSJ9.c2lnbmF0dXJl',
    },
    { what: 'a bearer token', text: 'authorization: Bearer 0pAqu3.T0ken-x', secret: '0pAqu3.T0ken-x' },
    { what: 'basic credentials', text: 'Authorization: Basic bWxmbG93Omh1bnRlcjI=', secret: 'bWxmbG93Omh1bnRlcjI=' },
    {
      what: 'a token of a vendor',
      text: 'push with ghp_0123456789abcdefghijABCDEFGHIJ',
      secret: 'ghp_0123456789abcdefghijABCDEFGHIJ',
    },
    { what: 'what a password equals', text: 'host=db password=letmein dbname=x', secret: 'letmein' },
    { what: 'what a variable equals', text: 'MLFLOW_TRACKING_PASSWORD=letmein', secret: 'letmein' },
    {
      what: 'a parameter of a request',
      text: '/x?X-Amz-Security-Token=IQoJb3JpZ2&Action=y',
      secret: 'IQoJb3JpZ2',
    },
    { what: 'one in quotation marks, blanks and all', text: 'password="let me in" x', secret: 'let me in' },
    { what: 'one in single ones', text: "connect(password='let me in')", secret: 'let me in' },
    { what: 'what stands after a password and a colon', text: 'password: letmein', secret: 'letmein' },
    { what: 'a member of JSON within text', text: 'body {"password": "letmein"} was refused', secret: 'letmein' },
    { what: 'one in escaped JSON', text: 'body "{\\"api_key\\": \\"letmein\\"}"', secret: 'letmein' },
    { what: 'one in a text that is JSON', text: '{"level":"info","dbPassword":"letmein"}', secret: 'letmein' },
    { what: 'a token after a colon that looks like one', text: 'token: 9f8e7d6c5b4a', secret: '9f8e7d6c5b4a' },
    { what: 'the value of a flag', text: 'sh -c "serve --db-password letmein --port 80"', secret: 'letmein' },
    {
      what: 'a private key',
      text: 'x -----BEGIN RSA PRIVATE KEY-----\nMIIEpAIB\nAAKCAQEA\n-----END RSA PRIVATE KEY----- y',
      secret: 'MIIEpAIB\nAAKCAQEA',
    },
    {
      what: 'a private key that is cut off',
      text: '-----BEGIN PRIVATE KEY-----\nMIIEpAIBAAKCAQEA',
      secret: 'MIIEpAIBAAKCAQEA',
    },
  ])('$what', ({ text, secret }) => {
    expect(text).toContain(secret);
    expect(maskedText(text)).not.toContain(secret);
    expect(maskedText(text)).toContain(MASK);
  });

  it('the secret and nothing around it', () => {
    expect(maskedText('GET postgresql://mlflow:hunter2@db.internal:5432/mlflow: timeout')).toBe(
      'GET postgresql://mlflow:MASKED@db.internal:5432/mlflow: timeout',
    );
    expect(maskedText('host=db password=letmein dbname=x')).toBe('host=db password=MASKED dbname=x');
    expect(maskedText('password="let me in" x')).toBe('password="MASKED" x');
    expect(maskedText("connect(password='let me in', x)")).toBe("connect(password='MASKED', x)");
  });
});

describe('a text keeps', () => {
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
    'nextToken bypass=yes compass: north basic authentication',
  ])('%s', (text) => {
    expect(maskSecrets({ text })).toEqual({ value: { text }, masked: {} });
  });

  it('also what goes on and on and is no secret, without the patterns going through it again and again', () => {
    const text = `${' '.repeat(200_000)}${'://'.repeat(100_000)}${'password'.repeat(50_000)}`;
    expect(maskSecrets({ text })).toEqual({ value: { text }, masked: {} });
  });
});

describe('an answer loses', () => {
  it.each([
    { what: 'every environment value', value: { environment: [{ name: 'GREETING', value: 'hello' }] } },
    { what: 'what a member named as a secret holds', value: { options: { 'splunk-token': 'hello' } } },
    { what: 'what a name and value name as one', value: { tags: [{ Key: 'DB_PASSWORD', Value: 'hello' }] } },
    { what: 'the argument after a flag that asks for one', value: { command: ['serve', '--api-key', 'hello'] } },
    { what: 'the value within one argument', value: { command: ['serve', '--api-key=hello'] } },
    {
      what: 'an environment value within an event',
      value: { CloudTrailEvent: '{"request":{"environment":[{"name":"A","value":"hello"}]}}' },
    },
  ])('$what', ({ value }) => {
    const { value: kept, masked } = maskSecrets(value);
    expect(JSON.stringify(kept)).not.toContain('hello');
    expect(Object.values(masked)).toEqual([1]);
  });

  it('neither its shape nor its keys, nor what is no secret', () => {
    const value = {
      environment: [{ name: 'A', value: 'x' }],
      secrets: [{ name: 'DB_PASSWORD', valueFrom: 'arn:aws:ssm:us-east-1:123456789012:parameter/db' }],
      command: ['serve', '--port', '5000'],
      Dimensions: [{ Name: 'TargetGroup', Value: 'targetgroup/x/73e2d6bc24d8a067' }],
      count: 4,
      nothing: null,
    };
    expect(maskSecrets(value)).toEqual({
      value: { ...value, environment: [{ name: 'A', value: MASK }] },
      masked: { 'environment value': 1 },
    });
  });

  it('who called AWS, but not from where', () => {
    const from = (sourceIPAddress: string) => {
      const CloudTrailEvent = JSON.stringify({ userIdentity: { arn: 'arn:aws:iam::1:user/ada' }, sourceIPAddress });
      return { EventId: 'one', CloudTrailEvent };
    };
    for (const address of ['203.0.113.7', '2001:db8::7'])
      expect(maskSecrets(from(address))).toEqual({ value: from(MASK), masked: { 'source IP address': 1 } });
    for (const service of ['cloudformation.amazonaws.com', 'AWS Internal', MASK])
      expect(maskSecrets(from(service))).toEqual({ value: from(service), masked: {} });
  });

  it('nothing more when it is masked again', () => {
    const once = maskSecrets({ environment: [{ name: 'A', value: 'x' }], text: 'password=x://u:p@h token: a1' }).value;
    expect(maskSecrets(once)).toEqual({ value: once, masked: {} });
  });
});
