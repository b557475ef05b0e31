// Levels as bars: loudness filled, peak as a line that falls slowly, the limiter's reduction from the right.

const FLOOR = -60, CEILING = 6, FALL = 18; // dB, dB, dB a second
const share = level => Math.min(1, Math.max(0, (level - FLOOR) / (CEILING - FLOOR)));

export function watchMeters(link, box) {
  const bars = Object.fromEntries(["in", "out"].map(name => [name, [...box.querySelectorAll(`[data-meter=${name}] i`)]]));
  const held = { in: [FLOOR, FLOOR], out: [FLOOR, FLOOR] };
  let before = performance.now();
  for (const name of ["in", "out"]) {
    link.hear(`meter/${name}_rms`, (...levels) => bars[name].forEach((bar, side) => {
      bar.querySelector("b").style.clipPath = `inset(0 ${100 * (1 - share(levels[side] ?? levels[0]))}% 0 0)`;
    }));
    link.hear(`meter/${name}`, (...levels) => bars[name].forEach((bar, side) => {
      const level = levels[side] ?? levels[0];
      held[name][side] = Math.max(level, held[name][side]);
      bar.querySelector("u").style.left = `${100 * share(held[name][side])}%`;
      bar.classList.toggle("hot", level > -1.05);
    }));
  }
  link.hear("meter/reduction", reduction => bars.out.forEach(bar => {
    bar.querySelector("s").style.width = `${Math.min(100, 5 * Math.abs(reduction))}%`;
  }));
  setInterval(() => {
    const now = performance.now(), fall = FALL * (now - before) / 1000;
    before = now;
    for (const name in held) held[name] = held[name].map(level => Math.max(FLOOR, level - fall));
  }, 50);
}
