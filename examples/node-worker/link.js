// One gRPC stream to one node: the worker opens it, keeps it open, and grants it some of its slots.
import grpc from '@grpc/grpc-js';

const OPTIONS = {
  'grpc.max_receive_message_length': 16 << 20,
  // Every stream over a connection of its own: the one before may be dead without the socket knowing it.
  'grpc.use_local_subchannel_pool': 1,
};
const FRESH = { up: false, credits: false, interval: 2_000, beats: 0, granted: 0, sent: 0, revision: 0, wanted: 0, confirming: false };

export const clock = () => performance.now();

export class Link {
  #stream = null;
  #failures = 0;

  /** node: the id of the node that the address leads to, as far as it is known. worker hears hello, heard and gone. */
  constructor({ address, node, worker }) {
    Object.assign(this, FRESH, { address, node, worker });
  }

  dial() {
    clearTimeout(this.timer);
    if (!this.worker.isWanted(this)) return this.#dialIn(5_000); // Another address leads there.
    Object.assign(this, FRESH, { heard: clock() });
    this.client = new this.worker.Gateway(this.address, this.worker.credentials, OPTIONS);
    const stream = this.client.Connect(this.worker.metadata);
    const ifCurrent = (action) => (event) => this.#stream === stream && action(event);
    stream.on('data', ifCurrent((frame) => this.#received(frame)));
    stream.on('error', ifCurrent((error) => this.lost(error)));
    stream.on('end', ifCurrent(() => this.lost(new Error('the node ended the stream'))));
    this.#stream = stream; // What an earlier one still has to say is not heard.
    this.#beatEvery(this.interval);
    return this.send({ hello: this.worker.hello() });
  }

  send(frame) {
    this.#stream?.write(frame);
  }

  welcomed(welcome) {
    Object.assign(this, { up: true, upSince: clock(), node: welcome.nodeId, credits: welcome.credits });
    this.#beatEvery(welcome.heartbeatMillis);
  }

  /** How many attempts may still come. Where less is granted than before, that is so when the node has confirmed it. */
  get promised() {
    return this.granted - this.sent;
  }

  grant(more, shared) {
    this.granted += more;
    this.send({ reports: { credit: { revision: ++this.revision, granted: this.granted, shared } } });
  }

  /** Asks for one slot back. */
  takeBack() {
    this.confirming = true;
    this.send({ reports: { credit: { revision: ++this.revision, granted: this.granted - 1, confirm: true, shared: true } } });
  }

  confirmed({ revision, granted }) {
    if (revision !== this.revision) return;
    Object.assign(this, { granted: Number(granted), confirming: false });
  }

  lost(error) {
    const lasted = this.up && clock() - this.upSince >= 5_000;
    const isTheEnd = this.worker.gone(error);
    this.hangUp();
    if (isTheEnd) return;
    this.worker.missed(this.node);
    if (lasted) this.#failures = 0;
    const whole = Math.min(5_000, 100 * 2 ** Math.min(this.#failures++, 6));
    const wait = whole / 2 + (Math.random() * whole) / 2;
    this.worker.log(`lost ${this.address} (${error.message}), dialling again in ${Math.round(wait)} ms`);
    this.#dialIn(wait);
  }

  /** Without a goodbye: nobody may be there to hear it. */
  hangUp() {
    clearTimeout(this.timer);
    clearInterval(this.beat);
    const stream = this.#stream;
    this.#stream = null;
    this.up = false;
    stream?.on('error', () => {});
    stream?.cancel();
    this.client?.close();
  }

  /** Another address leads to the same node. */
  yield() {
    this.hangUp();
    this.#dialIn(5_000);
  }

  #dialIn(millis) {
    this.timer = setTimeout(() => this.dial(), millis);
  }

  #received(frame) {
    this.heard = clock();
    this.worker.heard(this, frame);
  }

  #beatEvery(millis) {
    clearInterval(this.beat);
    this.interval = millis;
    this.beat = setInterval(() => this.#tick(), millis);
  }

  #tick() {
    if (clock() - this.heard >= 3 * this.interval) return this.lost(new Error('nothing was heard for three intervals'));
    if (this.up) this.send({ heartbeat: { sequence: ++this.beats, running: this.worker.running } });
    return this.worker.ticked();
  }
}
