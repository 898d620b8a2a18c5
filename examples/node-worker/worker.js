// A Carillon worker, as docs/protocol.md describes it: one gRPC stream that the worker opens, and keeps open.
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import grpc from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';

const HERE = fileURLToPath(new URL('../../protocol/src/main/protobuf/carillon/v1/worker.proto', import.meta.url));
const OPTIONS = {
  'grpc.max_receive_message_length': 16 << 20,
  // Every stream over a connection of its own: the one before may be dead without the socket knowing it.
  'grpc.use_local_subchannel_pool': 1,
};
const RESULT_BYTES = 256 << 10;
const RESEND_AFTER = 10_000;
const REMEMBERED_RUNS = 10_000;
const KEPT_RESULTS = 1_000;

const clock = () => performance.now();
const micros = () => String(Date.now() * 1_000);
const keyOf = (attempt) => `${attempt.runId}@${attempt.epoch}.${attempt.number}`;
const isLater = (one, other) =>
  BigInt(one.epoch) === BigInt(other.epoch) ? one.number > other.number : BigInt(one.epoch) > BigInt(other.epoch);

/** A failure with a code of its own, and perhaps one that no other attempt can cure. */
export const failure = (code, message, retryable = true) => Object.assign(new Error(message), { code, retryable });

export class Worker {
  #running = new Map(); // attempts that hold a slot
  #kept = new Map(); // results that no node has acknowledged
  #latest = new Map(); // the latest attempt that was seen of each run
  #bootId = randomUUID();
  #failures = 0;
  #wasUp = false;
  #draining = false;
  #link = null;

  /** tls: {ca, cert, key}, names of PEM files; none of them for the authorities that Node trusts; undefined for no TLS. */
  constructor({ server, token, app, handlers, slots = 4, id, tls, proto = HERE, log = console.error }) {
    const definition = loadSync(proto, { longs: String, enums: String, defaults: true, oneofs: true });
    const { carillon } = grpc.loadPackageDefinition(definition);
    const pem = (file) => (file ? readFileSync(file) : null);
    this.Gateway = carillon.v1.WorkerGateway;
    this.credentials = tls
      ? grpc.credentials.createSsl(pem(tls.ca), pem(tls.key), pem(tls.cert))
      : grpc.credentials.createInsecure();
    this.metadata = new grpc.Metadata();
    this.metadata.set('authorization', `Bearer ${token}`);
    const name = id ?? `${app}-${hostname()}-${this.#bootId.slice(0, 8)}`;
    Object.assign(this, { server, app, handlers, slots, log, id: name });
    this.ended = new Promise((resolve, reject) => Object.assign(this, { resolve, reject }));
  }

  start() {
    this.#dial();
    return this;
  }

  /** Takes no more work; resolves when what runs is done and acknowledged. */
  drain() {
    this.#draining = true;
    if (this.#link?.up) this.#send({ draining: {} });
    this.#leaveIfDone();
    return this.ended;
  }

  #dial() {
    const client = new this.Gateway(this.server, this.credentials, OPTIONS);
    const link = { client, stream: client.Connect(this.metadata), up: false, interval: 2_000, heard: clock(), beats: 0 };
    this.#link = link; // What an earlier one still has to say is not heard.
    const ifCurrent = (action) => (event) => this.#link === link && action(event);
    link.stream.on('data', ifCurrent((frame) => this.#receive(frame)));
    link.stream.on('error', ifCurrent((error) => this.#lost(error)));
    link.stream.on('end', ifCurrent(() => this.#lost(new Error('the node ended the stream'))));
    link.timer = setInterval(ifCurrent(() => this.#tick(link)), link.interval);
    const taskTypes = Object.keys(this.handlers).map((name) => `handler:${name}`);
    this.#send({ hello: { protocolVersion: 1, workerId: this.id, bootId: this.#bootId, app: this.app, slots: this.slots,
      taskTypes, holding: this.#holding(), labels: { language: 'node' } } });
  }

  #send(frame) {
    this.#link?.stream.write(frame);
  }

  /** Without a goodbye: nobody may be there to hear it. */
  #hangUp() {
    const link = this.#link;
    this.#link = null;
    clearInterval(link.timer);
    link.stream.on('error', () => {});
    link.stream.cancel();
    link.client.close();
  }

  #lost(error) {
    const { up, upSince } = this.#link;
    const isHopeless = error.code === grpc.status.UNAUTHENTICATED && !this.#wasUp;
    if (isHopeless || error.code === grpc.status.UNIMPLEMENTED) return this.#end(error);
    this.#hangUp();
    if (up && clock() - upSince >= 5_000) this.#failures = 0;
    const whole = Math.min(5_000, 100 * 2 ** Math.min(this.#failures++, 6));
    const wait = whole / 2 + (Math.random() * whole) / 2;
    this.log(`lost the node (${error.message}), dialling again in ${Math.round(wait)} ms`);
    this.redial = setTimeout(() => this.#dial(), wait);
  }

  #receive(frame) {
    this.#link.heard = clock();
    switch (frame.frame) {
      case 'welcome': return this.#welcomed(frame.welcome);
      case 'refused': return this.#refused(frame.refused);
      case 'assignments': return frame.assignments.assignments.forEach((each) => this.#assigned(each));
      case 'acknowledgements': return frame.acknowledgements.results.forEach((each) => this.#acknowledged(each));
      case 'stops': return frame.stops.stops.forEach((each) => this.#stop(each));
      case 'recall': this.#send({ holding: { holding: this.#holding() } }); return this.#resend(Infinity);
      default: // An answer to a heartbeat, or a frame of a later version: a sign of life.
    }
  }

  #welcomed(welcome) {
    const version = welcome.protocolVersion;
    if (version !== 1) return this.#end(new Error(`the node speaks version ${version} of the protocol`));
    const link = this.#link;
    Object.assign(link, { up: true, upSince: clock(), interval: welcome.heartbeatMillis });
    this.#wasUp = true;
    clearInterval(link.timer);
    link.timer = setInterval(() => this.#link === link && this.#tick(link), link.interval);
    this.log(`connected to ${welcome.nodeId} as ${this.id}`);
    if (this.#draining) this.#send({ draining: {} });
    this.#resend(Infinity);
  }

  #refused({ code, message, retryable }) {
    const error = new Error(`${code}: ${message}`);
    return retryable ? this.#lost(error) : this.#end(error);
  }

  #tick(link) {
    const silent = clock() - link.heard >= 3 * link.interval;
    if (silent) return this.#lost(new Error('nothing was heard for three intervals'));
    if (link.up) this.#send({ heartbeat: { sequence: ++link.beats, running: this.#running.size } });
    return this.#resend(clock() - RESEND_AFTER);
  }

  #assigned(assignment) {
    const { attempt, taskType } = assignment;
    const latest = this.#latest.get(attempt.runId);
    const refusal = (code, message) =>
      ({ attempt, outcome: 'OUTCOME_REFUSED', failure: { code, message, retryable: true } });
    if (latest && isLater(latest, attempt)) return this.#report(refusal('STALE_TOKEN', 'a later attempt was seen'));
    if (latest && !isLater(attempt, latest)) return undefined; // It runs, or it was answered.
    const isFull = this.#kept.size >= KEPT_RESULTS;
    if (isFull) return this.#report(refusal('TOO_MUCH_UNACKNOWLEDGED', 'too many results wait'));
    if (latest) this.#forget(keyOf(latest));
    this.#remember(attempt);
    const handler = this.handlers[taskType.slice('handler:'.length)];
    const refuse = (code, message) => this.#keep(refusal(code, message));
    if (this.#draining) return refuse('DRAINING', 'the worker is leaving');
    if (!handler) return refuse('UNKNOWN_TASK_TYPE', `there is no ${taskType} here`);
    if (this.#running.size >= this.slots) return refuse('NO_SLOT', 'all slots are taken');
    return this.#run(assignment, handler);
  }

  /** The map keeps the order in which runs were last heard of; one that still runs is not forgotten. */
  #remember(attempt) {
    this.#latest.delete(attempt.runId);
    this.#latest.set(attempt.runId, attempt);
    if (this.#latest.size <= REMEMBERED_RUNS) return;
    const [eldest] = this.#latest.values();
    this.#latest.delete(eldest.runId);
    if (this.#running.has(keyOf(eldest))) this.#latest.set(eldest.runId, eldest);
  }

  async #run(assignment, handler) {
    const { attempt } = assignment;
    const task = { attempt, startedAtMicros: micros(), abort: new AbortController(), forgotten: false };
    const began = clock();
    this.#running.set(keyOf(attempt), task);
    this.#send({ reports: { started: [{ attempt }] } });
    const context = { ...assignment, ...attempt, signal: task.abort.signal };
    const outcome = await this.#outcome(handler, JSON.parse(assignment.paramsJson || '{}'), context);
    this.#running.delete(keyOf(attempt));
    const ranMicros = Math.round((clock() - began) * 1_000);
    if (!task.forgotten) this.#keep({ attempt, ranMicros, ...outcome }, task.startedAtMicros);
    this.#leaveIfDone();
  }

  async #outcome(handler, params, context) {
    try {
      const resultJson = JSON.stringify(await handler(params, context)) ?? '';
      const bytes = Buffer.byteLength(resultJson);
      if (bytes > RESULT_BYTES) throw failure('RESULT_TOO_LARGE', `${bytes} bytes of ${RESULT_BYTES}`, false);
      return { outcome: 'OUTCOME_SUCCEEDED', resultJson };
    } catch (error) {
      if (context.signal.aborted) return { outcome: 'OUTCOME_STOPPED' };
      const { code = 'TASK_FAILED', message, stack, retryable = true } = error;
      return { outcome: 'OUTCOME_FAILED', failure: { code, message, detail: stack, retryable } };
    }
  }

  /** A result is kept until it is acknowledged. */
  #keep(result, startedAtMicros = micros()) {
    this.#kept.set(keyOf(result.attempt), { result, startedAtMicros, sentAt: this.#link?.up ? clock() : -Infinity });
    this.#report(result);
  }

  #report(result) {
    if (this.#link?.up) this.#send({ reports: { results: [result] } });
  }

  #resend(sentBefore) {
    const due = [...this.#kept.values()].filter(({ sentAt }) => this.#link?.up && sentAt <= sentBefore);
    for (const entry of due) {
      entry.sentAt = clock();
      this.#report(entry.result);
    }
  }

  #acknowledged({ attempt, accepted, reason }) {
    if (this.#kept.delete(keyOf(attempt)) && !accepted) this.log(`${keyOf(attempt)} was not accepted: ${reason}`);
    this.#leaveIfDone();
  }

  #stop({ attempt, reason }) {
    if (reason === 'STOP_REASON_SUPERSEDED') this.#forget(keyOf(attempt));
    else this.#running.get(keyOf(attempt))?.abort.abort();
  }

  /** Another attempt has taken its place: nobody wants to know how it ends. */
  #forget(key) {
    this.#kept.delete(key);
    const task = this.#running.get(key);
    if (!task) return;
    task.forgotten = true;
    task.abort.abort();
  }

  #holding() {
    const wanted = [...this.#running.values()].filter((task) => !task.forgotten);
    const kept = [...this.#kept.values()].map(({ result, startedAtMicros }) => ({ attempt: result.attempt, startedAtMicros }));
    return wanted.map(({ attempt, startedAtMicros }) => ({ attempt, startedAtMicros })).concat(kept);
  }

  #leaveIfDone() {
    if (this.#draining && this.#running.size === 0 && this.#kept.size === 0) this.#end();
  }

  #end(error) {
    clearTimeout(this.redial);
    if (this.#link) this.#hangUp();
    if (error) this.reject(error);
    else this.resolve();
  }
}
