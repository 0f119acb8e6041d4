// The part of Lambda's runtime for Node.js, in a child process: loads the function, requests events and posts results. It also
// replaces the clock and the name resolution of the process. No dependencies.
// https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
import dns from 'node:dns';
import { existsSync } from 'node:fs';
import http from 'node:http';
import { syncBuiltinESMExports } from 'node:module';
import { isIP } from 'node:net';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

const {
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: memoryLimitInMB,
  AWS_LAMBDA_FUNCTION_NAME: functionName,
  AWS_LAMBDA_FUNCTION_VERSION: functionVersion,
  AWS_LAMBDA_LOG_GROUP_NAME: logGroupName,
  AWS_LAMBDA_LOG_STREAM_NAME: logStreamName,
  AWS_LAMBDA_RUNTIME_API: runtimeApi,
  LAMBDA_TASK_ROOT: taskRoot,
  LOCAL_AWS_HOSTS: knownHosts = '{}',
  LOCAL_AWS_NOW_MS: startedAt = `${Date.now()}`,
  _HANDLER: handlerName,
} = process.env;

/** Captured before the function is loaded: tracers wrap the module's function, and must not trace these calls. */
const { request } = http;
const agent = new http.Agent({ keepAlive: true });

/**
 * Ends the process when its parent has ended. Standard input is a pipe from the parent, which closes in any case; until then
 * it keeps this process alive, even with a handler that awaits a promise that never settles.
 */
const leave = () => process.exit(0);
process.stdin.on('close', leave).resume();
// Ctrl-C reaches the whole process group; the parent decides when its functions end.
process.on('SIGINT', () => undefined);

/** Calls the Runtime API and returns headers and body. Without an answer, or with a refusal, the process ends. */
const call = (method, path, content) =>
  new Promise((resolve) => {
    const url = `http://${runtimeApi}/2018-06-01/runtime/${path}`;
    const sent = request(url, { method, agent }, async (answer) => {
      const chunks = await answer.toArray().catch(leave);
      if (answer.statusCode >= 300) leave();
      resolve({ headers: answer.headers, body: Buffer.concat(chunks).toString('utf8') });
    });
    sent.on('error', leave).end(content);
  });

/** Replaces `Date` by a clock that can be set, and that runs at the speed of wall time. Returns the function that sets it. */
const replaceDate = () => {
  const WallDate = Date;
  const wallNow = Date.now;
  let aheadMs = 0;
  const now = () => wallNow() + aheadMs;
  globalThis.Date = new Proxy(WallDate, {
    apply: () => new WallDate(now()).toString(),
    construct: (target, given, newTarget) => Reflect.construct(target, given.length === 0 ? [now()] : given, newTarget),
  });
  WallDate.now = now;
  WallDate.prototype.constructor = globalThis.Date;
  return (nowMs) => {
    aheadMs = nowMs - wallNow();
  };
};

/** Restricts name resolution to the known hosts, so that no call of the function leaves the machine. */
const restrictNames = (hosts) => {
  const known = new Map([['localhost', '127.0.0.1'], ...Object.entries(hosts)]);
  const resolveName = (name, options) => {
    const { all = false, family = 0 } = typeof options === 'object' && options !== null ? options : { family: options };
    const address = isIP(name) ? name : known.get(String(name).toLowerCase());
    const found = { address, family: isIP(address ?? '') };
    if (address === undefined || ![0, found.family, `IPv${found.family}`].includes(family)) throw unknownName(name);
    return all ? [found] : found;
  };
  const lookUp = async (name, options) => resolveName(name, options);

  dns.promises.lookup = lookUp;
  dns.lookup = (name, options, callback = options) => {
    const answer = (found) =>
      Array.isArray(found) ? callback(null, found) : callback(null, found.address, found.family);
    const given = options === callback ? undefined : options;
    // In a new turn of the event loop, so that an error thrown by the callback does not become a rejected lookup.
    lookUp(name, given).then(
      (found) => setImmediate(answer, found),
      (error) => setImmediate(callback, error),
    );
  };
  dns.setServers(['127.0.0.1:1']); // direct queries to a name server reach no server
  syncBuiltinESMExports();
};

const unknownName = (hostname) =>
  Object.assign(new Error(`getaddrinfo ENOTFOUND ${hostname}`), {
    errno: -3008,
    code: 'ENOTFOUND',
    syscall: 'getaddrinfo',
    hostname,
  });

class LoadError extends Error {
  constructor(name, message) {
    super(message);
    this.name = name;
  }
}

/** `functions/stop-task/handler.handler` is the export `handler` of functions/stop-task/handler.mjs, .js or .cjs. */
const loadHandler = async () => {
  const [module, exported] = basename(handlerName).split('.');
  const path = join(taskRoot, dirname(handlerName), module);
  const file = ['.mjs', '.js', '.cjs']
    .map((extension) => `${path}${extension}`)
    .find((candidate) => existsSync(candidate));
  if (file === undefined) throw new LoadError('Runtime.ImportModuleError', `Error: Cannot find module '${path}'`);
  const loaded = await import(pathToFileURL(file).href);
  const handler = loaded[exported] ?? loaded.default?.[exported];
  if (typeof handler === 'function') return handler;
  throw new LoadError('Runtime.HandlerNotFound', `${handlerName} is undefined or not exported`);
};

/** The error as Lambda reports it to callers: under its own name. */
const describe = (error) => {
  const isError = error instanceof Error;
  return JSON.stringify({
    errorType: isError ? error.name : typeof error,
    errorMessage: isError ? error.message : String(error),
    trace: isError ? (error.stack ?? '').split('\n') : [],
  });
};

/** https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html */
const contextOf = (headers) => ({
  awsRequestId: headers['lambda-runtime-aws-request-id'],
  invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
  functionName,
  functionVersion,
  memoryLimitInMB,
  logGroupName,
  logStreamName,
  callbackWaitsForEmptyEventLoop: true,
  getRemainingTimeInMillis: () => Math.max(0, Number(headers['lambda-runtime-deadline-ms']) - Date.now()),
});

const setTime = replaceDate();
setTime(Number(startedAt));
restrictNames(JSON.parse(knownHosts));

const handler = await loadHandler().catch(async (error) => {
  console.error(error);
  await call('POST', 'init/error', describe(error));
  process.exit(1);
});

for (;;) {
  const { headers, body } = await call('GET', 'invocation/next');
  const path = `invocation/${headers['lambda-runtime-aws-request-id']}`;
  process.env._X_AMZN_TRACE_ID = headers['lambda-runtime-trace-id'];
  setTime(Number(headers['local-aws-now-ms']));
  try {
    const answer = await handler(JSON.parse(body), contextOf(headers));
    await call('POST', `${path}/response`, JSON.stringify(answer) ?? 'null');
  } catch (error) {
    await call('POST', `${path}/error`, describe(error));
  }
}
