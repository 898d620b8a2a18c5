// Start it with: CARILLON_TOKEN=… node main.js [HOST:PORT,…] [APP]. Ctrl-C drains it.
import { setTimeout as sleep } from 'node:timers/promises';
import { failure, Worker } from './worker.js';

const { CARILLON_TOKEN, CARILLON_WORKER_ID, CARILLON_PROTO } = process.env;
const { CARILLON_TLS_CA, CARILLON_TLS_CERT, CARILLON_TLS_KEY } = process.env;
const [server = 'localhost:9090', app = 'node'] = process.argv.slice(2);
if (!CARILLON_TOKEN) throw new Error('CARILLON_TOKEN is not set: a server on this machine keeps one in data/admin-token');

/** What a job names as {type: handler, app: node, handler: NAME}. Params come in, what is returned is the result. */
const handlers = {
  greet: ({ name = 'world' }, { runId, number }) => ({ greeting: `Hello, ${name}!`, runId, attempt: number }),

  refuse({ because = 'nobody said why' }) {
    throw failure('ORDER_REFUSED', because, false);
  },

  /** The signal aborts when the run is cancelled, timed out or replaced; whatever waits by it ends at once. */
  async wait({ seconds = 1 }, { signal }) {
    await sleep(seconds * 1_000, undefined, { signal });
    return { waited: seconds };
  },
};

const worker = new Worker({
  server,
  app,
  handlers,
  token: CARILLON_TOKEN,
  id: CARILLON_WORKER_ID,
  proto: CARILLON_PROTO,
  tls: CARILLON_TLS_CA ? { ca: CARILLON_TLS_CA, cert: CARILLON_TLS_CERT, key: CARILLON_TLS_KEY } : undefined,
}).start();
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => worker.drain());
await worker.ended;
