// One cell for each parameter: fader, switch, button, choice.

const SLOW = [[120, 1 / 16], [48, 1 / 4]]; // px that the finger is off the fader -> how fast the value follows
const TAP = 300, PRESS = 430, STILL = 8; // ms, ms (browsers take the finger away after 500 for a menu), px

export function cellOf(parameter, desk) {
  return { fader, toggle, trigger, enum: choice }[parameter.kind](parameter, desk);
}

function make(parameter, kind, desk, tag = "div") {
  const cell = document.createElement(tag);
  cell.className = `cell ${kind}`;
  cell.dataset.id = parameter.id;
  cell.title = parameter.description;
  cell.innerHTML = "<label></label><output></output>";
  cell.querySelector("label").textContent = parameter.label;
  longPress(cell, () => desk.open(parameter));
  return cell;
}

// Calls `held` when a finger stays where it was put.
function longPress(cell, held) {
  let timer, x, y;
  const stop = () => clearTimeout(timer);
  cell.addEventListener("pointerdown", event => {
    [x, y] = [event.clientX, event.clientY];
    stop();
    timer = setTimeout(() => { cell.dispatchEvent(new Event("held")); held(); }, PRESS);
  });
  cell.addEventListener("pointermove", event => Math.hypot(event.clientX - x, event.clientY - y) > STILL && stop());
  for (const end of ["pointerup", "pointercancel"]) cell.addEventListener(end, stop);
  cell.addEventListener("contextmenu", event => { event.preventDefault(); });
}

function write(cell, parameter, value) {
  const [number, unit] = parameter.read(value);
  const output = cell.querySelector("output");
  output.textContent = number;
  if (unit) output.append(Object.assign(document.createElement("small"), { textContent: unit }));
}

function fader(parameter, desk) {
  const cell = make(parameter, "fader", desk);
  cell.insertAdjacentHTML("afterbegin", '<i class="fill"></i><i class="needle"></i><i class="home"></i>');
  cell.insertAdjacentHTML("beforeend", '<em>fine</em>');
  cell.tabIndex = 0;
  cell.setAttribute("role", "slider");
  cell.setAttribute("aria-label", parameter.label);
  cell.setAttribute("aria-valuemin", parameter.min);
  cell.setAttribute("aria-valuemax", parameter.max);
  if (parameter.isTwoSided) cell.classList.add("two-sided");
  cell.style.setProperty("--home", parameter.toNorm(parameter.start));
  let drag = null, tapped = 0, frame = 0;

  const show = value => {
    cell.style.setProperty("--at", parameter.toNorm(value));
    cell.setAttribute("aria-valuenow", value);
    write(cell, parameter, value);
  };
  const turn = value => {
    parameter.value = value;
    show(value);
    frame ||= requestAnimationFrame(() => { // a screen shows no more than one value a frame
      frame = 0;
      desk.set(parameter, parameter.value);
    });
  };
  const end = () => {
    if (!drag) return;
    drag = null;
    cell.classList.remove("held", "fine");
    desk.touch(parameter, false);
  };
  cell.addEventListener("pointerdown", event => {
    if (event.button) return;
    cell.setPointerCapture(event.pointerId);
    drag = { x: event.clientX, y: event.clientY, first: event.clientX, norm: parameter.toNorm(parameter.value), moved: false };
    cell.classList.add("held");
    desk.touch(parameter, true);
  });
  cell.addEventListener("pointermove", event => {
    if (!drag) return;
    drag.moved ||= Math.abs(event.clientX - drag.first) > STILL / 2;
    if (!drag.moved) return;
    const off = Math.abs(event.clientY - drag.y);
    const speed = event.shiftKey ? 1 / 8 : (SLOW.find(([distance]) => off > distance) ?? [0, 1])[1];
    cell.classList.toggle("fine", speed < 1);
    drag.norm = Math.min(1, Math.max(0, drag.norm + speed * (event.clientX - drag.x) / cell.clientWidth));
    drag.x = event.clientX;
    turn(parameter.fromNorm(drag.norm));
  });
  cell.addEventListener("pointerup", event => {
    const wasTap = drag && !drag.moved;
    end();
    if (!wasTap) return;
    if (event.timeStamp - tapped < TAP) { tapped = 0; turn(parameter.start); } else tapped = event.timeStamp;
  });
  for (const over of ["pointercancel", "lostpointercapture", "held"]) cell.addEventListener(over, end);
  cell.addEventListener("keydown", event => {
    const step = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10 }[event.key];
    if (!step) return;
    event.preventDefault();
    const whole = parameter.isWhole ? parameter.value + Math.sign(step) : null;
    turn(whole === null ? parameter.fromNorm(parameter.toNorm(parameter.value) + step / 100)
      : Math.min(parameter.max, Math.max(parameter.min, whole)));
  });
  return { cell, show: value => { if (!drag) { parameter.value = value; show(value); } } };
}

function toggle(parameter, desk) {
  const cell = make(parameter, "toggle", desk, "button");
  let wasHeld = false;
  const show = value => {
    parameter.value = value;
    cell.setAttribute("aria-pressed", Boolean(value));
    write(cell, parameter, value);
  };
  cell.addEventListener("pointerdown", () => { wasHeld = false; });
  cell.addEventListener("held", () => { wasHeld = true; });
  cell.addEventListener("click", () => {
    if (wasHeld) return;
    show(parameter.value ? 0 : 1);
    desk.set(parameter, parameter.value);
  });
  return { cell, show };
}

function trigger(parameter, desk) {
  const cell = make(parameter, "trigger", desk, "button");
  let wasHeld = false;
  cell.addEventListener("pointerdown", () => { wasHeld = false; });
  cell.addEventListener("held", () => { wasHeld = true; });
  const flash = () => cell.animate?.([{ filter: "brightness(2.2)" }, { filter: "none" }], 350);
  cell.addEventListener("click", () => {
    if (wasHeld) return;
    desk.fire(parameter);
    flash();
  });
  return { cell, show: flash };
}

function choice(parameter, desk) {
  const cell = make(parameter, "choice", desk);
  const few = parameter.options.length <= 5 && parameter.options.join("").length <= 22;
  const row = cell.appendChild(document.createElement("div"));
  row.className = "segments";
  row.hidden = !few;
  const buttons = (few ? parameter.options : []).map(option => {
    const button = row.appendChild(document.createElement("button"));
    button.textContent = option;
    button.addEventListener("click", () => { show(option); desk.set(parameter, option); });
    return button;
  });
  const show = value => {
    parameter.value = value;
    write(cell, parameter, value);
    buttons.forEach(button => button.setAttribute("aria-pressed", button.textContent === value));
  };
  if (!few) {
    cell.classList.add("menu");
    cell.addEventListener("click", () => desk.open(parameter));
  }
  return { cell, show };
}
