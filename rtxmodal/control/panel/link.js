// The connection to the show: the tree by HTTP, everything that moves by WebSocket. Comes back by itself.

import { decode, encode } from "/panel/osc.js";

export const ROOT = "/rtxmodal/";
const LONGEST_WAIT = 3000, SILENCE = 6000; // ms

export class Link {
  // onTree(tree) when it is there or has changed; onState(true | false); onTrip(ms)
  constructor({ onTree, onState, onTrip }) {
    Object.assign(this, { onTree, onState, onTrip, hearers: new Map(), wait: 250, pings: 0 });
    this.open();
    setInterval(() => this.ping(), 1000);
    document.addEventListener("visibilitychange", () => document.hidden || this.ping());
  }

  hear(path, tell) { this.hearers.set(ROOT + path, tell); }

  send(path, types, ...values) {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(encode(ROOT + path, types, ...values));
  }

  async open() {
    try {
      await this.load();
    } catch {
      return this.again();
    }
    const socket = this.socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/`);
    socket.binaryType = "arraybuffer";
    socket.onopen = () => {
      this.wait = 250;
      this.heard = performance.now();
      this.send("listeners/add", "is", 0, "params");
      this.send("subscribe", "sf", "meter", 24);
      this.send("subscribe", "sf", "status", 4);
      this.send("subscribe", "sf", "beat", 24);
      this.onState(true);
      this.ping();
    };
    socket.onmessage = ({ data }) => this.take(data);
    socket.onclose = () => this.again(socket);
  }

  again(socket) {
    if (socket && socket !== this.socket) return;
    this.socket = null;
    this.onState(false);
    clearTimeout(this.retry);
    this.retry = setTimeout(() => this.open(), this.wait);
    this.wait = Math.min(LONGEST_WAIT, 1.6 * this.wait);
  }

  async load() {
    const answer = await fetch(ROOT.slice(0, -1), { signal: AbortSignal.timeout(5000) });
    if (!answer.ok) throw new Error(await answer.text());
    this.onTree((await answer.json()).CONTENTS);
  }

  take(data) {
    this.heard = performance.now();
    if (typeof data === "string") {
      if (!JSON.parse(data).COMMAND.startsWith("PATH_")) return;
      clearTimeout(this.reload); // many paths change at once
      this.reload = setTimeout(() => this.load().catch(() => {}), 120);
      return;
    }
    const { address, values } = decode(data);
    if (address === ROOT + "pong" && values[0] === this.pings) this.onTrip(performance.now() - this.asked);
    const tell = this.hearers.get(address);
    if (tell) tell(...values);
    else if (address.startsWith(ROOT + "params/")) this.onValue?.(address.slice(ROOT.length + 7), values[0]);
  }

  ping() {
    if (this.socket?.readyState !== WebSocket.OPEN) return;
    if (performance.now() - this.heard > SILENCE) { // the phone slept, or the Wi-Fi is gone
      const socket = this.socket;
      socket.onclose = null;
      socket.close();
      return this.again(socket);
    }
    this.asked = performance.now();
    this.send("ping", "i", ++this.pings);
  }
}
