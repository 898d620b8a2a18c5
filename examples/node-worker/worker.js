// A Carillon worker, as docs/protocol.md describes it: streams that it opens, one to each node, and the attempts that come by them.
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import grpc from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { clock, Link } from './link.js';

const HERE = fileURLToPath(new URL('../../protocol/src/main/protobuf/carillon/v1/worker.proto', import.meta.url));
const RESULT_BYTES = 256 << 10;
const RESEND_AFTER = 10_000;
const REMEMBERED_RUNS = 10_000;
const KEPT_RESULTS = 1_000;

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
  #links = new Map(); // by address
  #wasUp = false;
  #draining = false;

  /**
   * server: HOST:PORT of one node or, with commas, of several; they name the others.
   * tls: {ca, cert, key}, names of PEM files; none of them for the authorities that Node trusts; undefined for no TLS.
   */
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
    Object.assign(this, { addresses: server.split(','), app, handlers, slots, log, id: name });
    this.ended = new Promise((resolve, reject) => Object.assign(this, { resolve, reject }));
  }

  start() {
    this.addresses.forEach((address) => this.#open(address));
    return this;
  }

  /** Takes no more work; resolves when what runs is done and acknowledged. */
  drain() {
    this.#draining = true;
    this.#up().forEach((link) => link.send({ draining: {} }));
    this.#leaveIfDone();
    return this.ended;
  }

  get running() {
    return this.#running.size;
  }

  hello() {
    const taskTypes = Object.keys(this.handlers).map((name) => `handler:${name}`);
    return { protocolVersion: 1, workerId: this.id, bootId: this.#bootId, app: this.app, slots: this.slots, taskTypes,
      holding: this.#holding(), labels: { language: 'node' }, byCredit: true };
  }

  #open(address, node) {
    const link = new Link({ address, node, worker: this });
    this.#links.set(address, link);
    link.dial();
  }

  #up() {
    return [...this.#links.values()].filter((link) => link.up);
  }

  /** One connection to each node is enough. */
  isWanted(link) {
    return !link.node || !this.#up().some((other) => other !== link && other.node === link.node);
  }

  /** Whether a lost connection is the end of everything: where nobody ever let the worker in, nobody will. */
  gone(error) {
    const isHopeless = [grpc.status.UNAUTHENTICATED, grpc.status.UNIMPLEMENTED].includes(error.code) && !this.#wasUp;
    if (!isHopeless) return false;
    this.#end(error);
    return true;
  }

  /** Who has the runs of a node that hung up may have asked for them before they came here, and will not ask again. */
  missed(node) {
    const isFrom = (home) => home && home === node;
    const holding = this.#holding(isFrom);
    if (holding.length > 0) this.#up().forEach((link) => link.send({ holding: { holding } }));
    this.#resend(Infinity, isFrom);
  }

  heard(link, frame) {
    switch (frame.frame) {
      case 'welcome': return this.#welcomed(link, frame.welcome);
      case 'refused': return this.#refused(link, frame.refused);
      case 'nodes': return this.#heed(frame.nodes.nodes);
      case 'assignments': return this.#take(link, frame.assignments);
      case 'acknowledgements': return this.#acknowledge(link, frame.acknowledgements);
      case 'stops': return frame.stops.stops.forEach((each) => this.#stop(each));
      case 'wanted': return this.#share(() => Object.assign(link, { wanted: frame.wanted.waiting }));
      case 'creditAck': return this.#share(() => link.confirmed(frame.creditAck));
      case 'recall': link.send({ holding: { holding: this.#holding() } }); return this.#resend(Infinity);
      default: // An answer to a heartbeat, or a frame of a later version: a sign of life.
    }
  }

  #welcomed(link, welcome) {
    const version = welcome.protocolVersion;
    if (version !== 1) return this.#end(new Error(`the node speaks version ${version} of the protocol`));
    this.#wasUp = true;
    this.#up().filter((other) => other !== link && other.node === welcome.nodeId).forEach((other) => other.yield());
    link.welcomed(welcome);
    this.log(`connected to ${welcome.nodeId} as ${this.id}`);
    if (this.#draining) link.send({ draining: {} });
    this.#heed(welcome.nodes?.nodes ?? []);
    this.#share();
    return this.#resend(Infinity);
  }

  #refused(link, { code, message, retryable }) {
    const error = new Error(`${code}: ${message}`);
    return retryable ? link.lost(error) : this.#end(error);
  }

  /** What a node says of who is there. Nobody forgets an address that he was told to dial. */
  #heed(nodes) {
    if (nodes.length === 0) return;
    const named = new Map(nodes.map(({ address, nodeId }) => [address, nodeId]));
    for (const [address, link] of this.#links) {
      if (link.up || named.has(address) || this.addresses.includes(address)) continue;
      link.hangUp();
      this.#links.delete(address);
    }
    const known = new Set(this.#up().map(({ node }) => node));
    named.forEach((node, address) => this.#links.has(address) || known.has(node) || this.#open(address, node));
  }

  ticked() {
    this.#resend(clock() - RESEND_AFTER);
    this.#share();
  }

  /** Grants free slots to nodes at which runs wait, or else evenly, and takes back what is wanted elsewhere. */
  #share(change = () => {}) {
    change();
    const links = this.#up().filter(({ credits }) => credits);
    const ready = () => links.filter(({ confirming }) => !confirming);
    const isHungry = (link) => link.wanted > link.promised;
    const fewest = (some) => some.reduce((least, each) => (each.promised < least.promised ? each : least), some[0]);
    let free = this.slots - this.#running.size - links.reduce((sum, { promised }) => sum + promised, 0);
    for (; free > 0 && !this.#draining && ready().length > 0; free--) {
      const hungry = ready().filter(isHungry);
      fewest(hungry.length > 0 ? hungry : ready()).grant(1, links.length > 1);
    }
    const starves = links.some((link) => isHungry(link) && link.promised === 0);
    const idle = ready().find((link) => !isHungry(link) && link.promised > 0);
    if (starves && idle) idle.takeBack();
  }

  #take(link, { assignments, sent }) {
    link.sent = Number(sent);
    assignments.forEach((each) => this.#assigned(each, link.node));
    this.#share();
  }

  #assigned(assignment, home) {
    const { attempt, taskType } = assignment;
    const latest = this.#latest.get(attempt.runId);
    const refusal = (code, message) =>
      ({ attempt, outcome: 'OUTCOME_REFUSED', failure: { code, message, retryable: true } });
    if (latest && isLater(latest, attempt)) return this.#report(refusal('STALE_TOKEN', 'a later attempt was seen'), home);
    if (latest && !isLater(attempt, latest)) return undefined; // It runs, or it was answered.
    const isFull = this.#kept.size >= KEPT_RESULTS;
    if (isFull) return this.#report(refusal('TOO_MUCH_UNACKNOWLEDGED', 'too many results wait'), home);
    if (latest) this.#forget(keyOf(latest));
    this.#remember(attempt);
    const handler = this.handlers[taskType.slice('handler:'.length)];
    const refuse = (code, message) => this.#keep(refusal(code, message), home);
    if (this.#draining) return refuse('DRAINING', 'the worker is leaving');
    if (!handler) return refuse('UNKNOWN_TASK_TYPE', `there is no ${taskType} here`);
    if (this.#running.size >= this.slots) return refuse('NO_SLOT', 'all slots are taken');
    return this.#run(assignment, handler, home);
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

  async #run(assignment, handler, home) {
    const { attempt } = assignment;
    const task = { attempt, home, startedAtMicros: micros(), abort: new AbortController(), forgotten: false };
    const began = clock();
    this.#running.set(keyOf(attempt), task);
    this.#tell({ started: [{ attempt }] }, home);
    const context = { ...assignment, ...attempt, signal: task.abort.signal };
    const outcome = await this.#outcome(handler, JSON.parse(assignment.paramsJson || '{}'), context);
    this.#running.delete(keyOf(attempt));
    const ranMicros = Math.round((clock() - began) * 1_000);
    if (!task.forgotten) this.#keep({ attempt, ranMicros, ...outcome }, home, task.startedAtMicros);
    this.#share();
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
  #keep(result, home, startedAtMicros = micros()) {
    this.#kept.set(keyOf(result.attempt), { result, home, startedAtMicros, sentAt: clock() });
    this.#report(result, home);
  }

  #report(result, home) {
    this.#tell({ results: [result] }, home);
  }

  /** Tells the node that has sent the attempt, or, if it is gone, all of them: one has the run now. */
  #tell(reports, home) {
    const up = this.#up();
    const there = up.filter(({ node }) => node === home);
    (there.length > 0 ? there : up).forEach((link) => link.send({ reports }));
  }

  #resend(sentBefore, isFrom = () => true) {
    const due = [...this.#kept.values()].filter(({ sentAt, home }) => sentAt <= sentBefore && isFrom(home));
    for (const entry of due) {
      entry.sentAt = clock();
      this.#report(entry.result, entry.home);
    }
  }

  #acknowledge(link, { results, elsewhere }) {
    for (const { attempt, accepted, reason } of results) {
      if (this.#kept.delete(keyOf(attempt)) && !accepted) this.log(`${keyOf(attempt)} was not accepted: ${reason}`);
    }
    for (const attempt of elsewhere) {
      const entry = this.#kept.get(keyOf(attempt));
      if (!entry || entry.home !== link.node) continue;
      entry.home = undefined; // Whoever has the run now is among the others.
      this.#report(entry.result, entry.home);
    }
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

  #holding(isFrom = () => true) {
    const running = [...this.#running.values()].filter((task) => !task.forgotten);
    const kept = [...this.#kept.values()].map((entry) => ({ ...entry, attempt: entry.result.attempt }));
    const held = running.concat(kept).filter(({ home }) => isFrom(home));
    return held.map(({ attempt, startedAtMicros }) => ({ attempt, startedAtMicros }));
  }

  #leaveIfDone() {
    if (this.#draining && this.#running.size === 0 && this.#kept.size === 0) this.#end();
  }

  #end(error) {
    this.#links.forEach((link) => link.hangUp());
    if (error) this.reject(error);
    else this.resolve();
  }
}
