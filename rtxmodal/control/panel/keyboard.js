// A keyboard under the fingers: as many as there are, sliding from key to key; lower on the key is louder.

const BLACK = [1, 3, 6, 8, 10], NAMES = "C C♯ D D♯ E F F♯ G G♯ A A♯ B".split(" ");
const WIDTH = 46; // px of a white key at least

export class Keyboard {
  constructor(section, play) {
    Object.assign(this, { section, play, octave: 4, fingers: new Map(), keys: section.querySelector(".keys") });
    for (const button of section.querySelectorAll("[data-octave]")) {
      button.addEventListener("click", () => this.shift(Number(button.dataset.octave)));
    }
    this.keys.addEventListener("pointerdown", event => {
      event.preventDefault();
      this.keys.setPointerCapture?.(event.pointerId);
      this.move(event);
    });
    this.keys.addEventListener("pointermove", event => this.fingers.has(event.pointerId) && this.move(event));
    for (const end of ["pointerup", "pointercancel"]) this.keys.addEventListener(end, event => this.lift(event.pointerId));
    addEventListener("blur", () => this.release());
    addEventListener("resize", () => this.isOpen && this.draw());
  }

  get isOpen() { return !this.section.hidden; }

  open(isOpen) {
    this.release();
    this.section.hidden = !isOpen;
    if (isOpen) this.draw();
  }

  shift(step) {
    this.octave = Math.min(8, Math.max(0, this.octave + step));
    this.draw();
  }

  draw() {
    this.release();
    const whites = Math.min(22, Math.max(8, Math.floor(this.keys.clientWidth / WIDTH)));
    this.keys.replaceChildren();
    this.section.querySelector("output").textContent = `C${this.octave}`;
    for (let pitch = 12 * (this.octave + 1), place = 0; place < whites && pitch < 128; pitch++) {
      const key = document.createElement("div"), isBlack = BLACK.includes(pitch % 12);
      key.className = isBlack ? "black" : "white";
      key.dataset.pitch = pitch;
      key.style.left = `${100 * (isBlack ? place - 0.31 : place) / whites}%`;
      key.style.width = `${100 * (isBlack ? 0.62 : 1) / whites}%`;
      if (pitch % 12 === 0) key.textContent = `C${pitch / 12 - 1}`;
      key.setAttribute("aria-label", NAMES[pitch % 12] + Math.floor(pitch / 12 - 1));
      this.keys.append(key);
      place += !isBlack;
    }
  }

  move(event) {
    const key = document.elementFromPoint(event.clientX, event.clientY)?.closest?.(".keys [data-pitch]");
    const held = this.fingers.get(event.pointerId);
    if (key === (held?.key ?? null) && held) return;
    this.lift(event.pointerId);
    this.fingers.set(event.pointerId, { key: key ?? null });
    if (!key) return;
    const box = key.getBoundingClientRect(), depth = (event.clientY - box.top) / box.height;
    key.classList.add("down");
    this.play(Number(key.dataset.pitch), Math.round(40 + 80 * Math.min(1, Math.max(0, depth))));
  }

  lift(finger) {
    const key = this.fingers.get(finger)?.key;
    this.fingers.delete(finger);
    if (!key || [...this.fingers.values()].some(other => other.key === key)) return;
    key.classList.remove("down");
    this.play(Number(key.dataset.pitch), 0);
  }

  release() { for (const finger of [...this.fingers.keys()]) this.lift(finger); }
}
