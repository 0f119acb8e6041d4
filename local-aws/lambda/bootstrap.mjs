// What Lambda's runtime for Node.js does, in a child process of the local world: loads the function, asks for events, posts
// what comes of them. On top of that it shows the function the world's time and the world's names. No dependencies.
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
  MEDIC_WORLD_HOSTS: worldHosts = '{}',
  MEDIC_WORLD_NOW_MS: startedAt = `${Date.now()}`,
  _HANDLER: handlerName,
} = process.env;

/** Taken before the function is loaded: tracers wrap the one in the module, and these calls are none of the function's. */
const { request } = http;
const agent = new http.Agent({ keepAlive: true });

/**
 * Nobody is left to answer to. Standard input is a pipe from the parent, which closes however that ends; until then it keeps
 * this process waiting, even for a handler that awaits what never comes.
 */
const leave = () => process.exit(0);
process.stdin.on('close', leave).resume();
// Ctrl-C reaches the whole process group: the parent decides when its functions end.
process.on('SIGINT', () => undefined);

/** Calls the Runtime API; answers the headers and the body. Without an answer, or with a refusal, there is nothing left to do. */
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

/** Moves `Date` to the world's time, from where it goes on at the speed of wall time. */
const startWorldTime = () => {
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
  return (worldNowMs) => {
    aheadMs = worldNowMs - wallNow();
  };
};

/** Lets the function look up the world's names and no others, so that nothing it does leaves the machine. */
const confineNames = (hosts) => {
  const known = new Map([['localhost', '127.0.0.1'], ...Object.entries(hosts)]);
  const find = (name, options) => {
    const { all = false, family = 0 } = typeof options === 'object' && options !== null ? options : { family: options };
    const address = isIP(name) ? name : known.get(String(name).toLowerCase());
    const found = { address, family: isIP(address ?? '') };
    if (address === undefined || ![0, found.family, `IPv${found.family}`].includes(family)) throw unknownName(name);
    return all ? [found] : found;
  };
  const lookUp = async (name, options) => find(name, options);

  dns.promises.lookup = lookUp;
  dns.lookup = (name, options, callback = options) => {
    const answer = (found) =>
      Array.isArray(found) ? callback(null, found) : callback(null, found.address, found.family);
    const asked = options === callback ? undefined : options;
    // on a turn of its own, so that what the callback throws is not taken for an answer
    lookUp(name, asked).then(
      (found) => setImmediate(answer, found),
      (error) => setImmediate(callback, error),
    );
  };
  dns.setServers(['127.0.0.1:1']); // what asks a name server by itself finds nobody there
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

/** The error as callers of Lambda get it: under its own name. */
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

const setWorldTime = startWorldTime();
setWorldTime(Number(startedAt));
confineNames(JSON.parse(worldHosts));

const handler = await loadHandler().catch(async (error) => {
  console.error(error);
  await call('POST', 'init/error', describe(error));
  process.exit(1);
});

for (;;) {
  const { headers, body } = await call('GET', 'invocation/next');
  const path = `invocation/${headers['lambda-runtime-aws-request-id']}`;
  process.env._X_AMZN_TRACE_ID = headers['lambda-runtime-trace-id'];
  setWorldTime(Number(headers['x-world-now-ms']));
  try {
    const answer = await handler(JSON.parse(body), contextOf(headers));
    await call('POST', `${path}/response`, JSON.stringify(answer) ?? 'null');
  } catch (error) {
    await call('POST', `${path}/error`, describe(error));
  }
}
