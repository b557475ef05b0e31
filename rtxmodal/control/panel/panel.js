// The panel: made from the show's own table of parameters, so that it never knows a knob that is not there.

import { cellOf } from "/panel/controls.js";
import { Keyboard } from "/panel/keyboard.js";
import { Link } from "/panel/link.js";
import { watchMeters } from "/panel/meters.js";
import { closeSheet, showName, showParameter } from "/panel/sheet.js";
import { groupsOf, spoken } from "/panel/values.js";

const HUES = [34, 268, 190, 12, 145, 225, 320, 80];
const ASKED = ["visual/scene", "status/state", "status/latency", "status/load", "status/misses", "preset/entries",
  "preset/loaded", "preset/dirty", "cue/standby", "rec/state"]; // by each connection, beside what the tree said
const HOLD = 500; // ms that blackout is held to end it
const PICTURE_WAIT = 190; // ms between two pictures
const find = selector => document.querySelector(selector);

let tree = {}, cells = new Map(), toastTimer;
const tells = new Map(); // path -> what shows it, for what is no parameter

const link = new Link({
  onTree: build,
  onState: isThere => {
    document.body.dataset.link = isThere ? "there" : "lost";
    isThere ? ASKED.filter(at).forEach(path => link.send(path)) : keyboard.release();
  },
  onTrip: ms => figure("link", Math.min(999, Math.max(1, ms)).toFixed(0), "ms", ms > 100),
});
link.onValue = (id, value) => cells.get(id)?.show(value);
const keyboard = new Keyboard(find("#keyboard"), (pitch, velocity) => link.send("note", "ii", pitch, velocity));

const desk = {
  set: (parameter, value) => link.send(`params/${parameter.id}`, parameter.type, value),
  fire: parameter => link.send(`params/${parameter.id}`, "i", 1),
  ask: parameter => link.send(`params/${parameter.id}`),
  touch: (parameter, isDown) => link.send(`touch/${parameter.id}`, "i", isDown ? 1 : 0),
  reset: parameter => link.send(`reset/${parameter.id}`, "i", 1),
  learn: (parameter, isOn) => link.send("midi/learn", "s", isOn ? parameter.id : ""),
  forget: parameter => link.send("midi/unlearn", "s", parameter.id),
  open: parameter => showParameter(parameter, desk, "learn" in (tree.midi?.CONTENTS ?? {})),
};

// -- made from the tree --------------------------------------------------------------------------------------

function build(given) {
  tree = given;
  cells = new Map();
  const groups = find("#groups"), tabs = find("#tabs"), made = [], chips = [];
  closeSheet();
  let place = 0;
  for (const [name, parameters] of groupsOf(tree.params)) {
    const shown = parameters.filter(parameter => parameter.id !== "blackout"); // it has its own button
    if (!shown.length) continue;
    const card = document.createElement("section"), title = spoken(name || "master");
    card.className = "card group";
    card.style.setProperty("--hue", name ? HUES[place++ % HUES.length] : 215);
    if (!name) card.classList.add("master");
    card.innerHTML = "<h2></h2><div class=\"cells\"></div>";
    card.firstChild.textContent = title;
    for (const parameter of shown) {
      const control = cellOf(parameter, desk);
      if (parameter.value !== undefined) control.show(parameter.value);
      cells.set(parameter.id, control);
      card.lastChild.append(control.cell);
    }
    const tab = document.createElement("button");
    tab.textContent = title;
    tab.style.setProperty("--hue", card.style.getPropertyValue("--hue"));
    tab.addEventListener("click", () => card.scrollIntoView({ behavior: "smooth", block: "start" }));
    made.push(card);
    chips.push(tab);
  }
  groups.firstElementChild.replaceChildren(...made);
  tabs.replaceChildren(...chips);
  const blackout = tree.params?.CONTENTS?.blackout;
  cells.set("blackout", { show: showBlackout });
  showBlackout(blackout?.VALUE?.[0] ?? 0);
  tells.clear();
  buildScenes();
  buildPresets();
  buildCues();
  buildRecord();
  for (const path of ASKED) tell(path, ...(at(path)?.VALUE ?? []));
}

const at = path => path.split("/").reduce((node, name) => node?.CONTENTS?.[name], { CONTENTS: tree });

// Shows what the tree says of a path now, and whatever comes later.
function follow(path, show) {
  tells.set(path, show);
  const value = at(path)?.VALUE;
  if (value) show(...value);
}

function tell(path, ...values) { if (values.length) tells.get(path)?.(...values) ?? fixed[path]?.(...values); }

function chipsOf(box, names, press, titles = {}) {
  box.replaceChildren(...names.map(name => {
    const chip = document.createElement("button");
    chip.dataset.name = name;
    chip.textContent = titles[name] ?? spoken(name);
    chip.addEventListener("click", () => press(name, chip));
    return chip;
  }));
}

const light = (box, name) => box.querySelectorAll("[data-name]").forEach(chip => {
  chip.setAttribute("aria-pressed", chip.dataset.name === name);
  chip.classList.remove("waits");
});

function buildScenes() {
  const box = find("#scenes .chips"), names = at("visual/scene")?.RANGE?.[0]?.VALS ?? [];
  const told = at("visual/titles")?.VALUE ?? [], titles = {};
  if (told.length === names.length) names.forEach((name, place) => { titles[name] = told[place]; });
  find("#scenes").hidden = names.length < 2;
  chipsOf(box, names, (name, chip) => {
    chip.classList.add("waits"); // until its beat comes, and its models are warm
    link.send("visual/scene", "s", name);
  }, titles);
  follow("visual/scene", name => { find("#title").textContent = titles[name] ?? spoken(name); light(box, name); });
}

function buildPresets() {
  const box = find("#presets .chips");
  find("#presets").hidden = !at("preset/load");
  if (!at("preset/load")) return;
  let loaded = "";
  const draw = (...names) => {
    chipsOf(box, names.filter(Boolean), (name, chip) => {
      chip.classList.add("waits");
      link.send("preset/load", "s", name);
    });
    const extra = [["↶", "undo the last recall", () => link.send("preset/undo")],
      ["Save", "keep how the knobs stand", () => showName("Save the preset as", loaded, name => link.send("preset/save", "s", name))]];
    for (const [text, label, press] of extra) {
      const button = box.appendChild(document.createElement("button"));
      button.className = "quiet";
      button.textContent = text;
      button.setAttribute("aria-label", label);
      button.addEventListener("click", press);
    }
    light(box, loaded);
  };
  draw();
  follow("preset/entries", draw);
  follow("preset/loaded", name => { loaded = name; light(box, name); });
  follow("preset/dirty", isDirty => box.classList.toggle("dirty", Boolean(isDirty)));
}

function buildCues() {
  const names = (at("cue/entries")?.VALUE ?? []).filter(Boolean), box = find("#cues");
  box.hidden = !names.length;
  if (!names.length) return;
  follow("cue/standby", name => { find("#go span").textContent = name; });
}

function buildRecord() {
  const button = find("#record");
  button.hidden = !at("rec/toggle");
  follow("rec/state", (isOn, seconds = 0) => {
    button.setAttribute("aria-pressed", Boolean(isOn));
    const whole = Math.floor(seconds);
    button.lastChild.textContent = isOn ? `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}` : "rec";
  });
}

// -- always there --------------------------------------------------------------------------------------------

function figure(name, text, unit, isBad) {
  const box = find(`[data-figure=${name}]`);
  box.firstChild.innerHTML = `${text}<small>${unit}</small>`;
  box.classList.toggle("bad", Boolean(isBad));
}

const fixed = {
  "status/state": state => { find("#state").dataset.state = state; find("#state").title = state; },
  "status/latency": ms => figure("latency", ms.toFixed(0), "ms"),
  "status/load": load => figure("load", (100 * load).toFixed(0), "%", load > 0.8),
  "status/misses": showMisses,
  "transport/beat": () => find("#state").animate([{ transform: "scale(1.5)" }, { transform: "none" }], 220),
  "midi/learned": (id, kind, channel, number) => { closeSheet(); toast(`${spoken(id)}: ${kind} ${number}`); },
  panic: () => find("#panic").animate([{ filter: "brightness(2.4)" }, { filter: "none" }], 400),
  "status/bye": () => toast("The show has ended"),
};
for (const path of new Set([...Object.keys(fixed), ...ASKED])) link.hear(path, (...values) => tell(path, ...values));
link.hear("error", (code, address, text) => toast(text));
link.hear("setlist/current", () => link.load());
watchMeters(link, find("#meters"));

let misses = null, missTimer;
function showMisses(count) {
  const isNew = misses !== null && count > misses;
  misses = count;
  figure("misses", count, "", isNew);
  if (!isNew) return;
  clearTimeout(missTimer);
  missTimer = setTimeout(() => figure("misses", misses, ""), 6000);
}

function toast(text) {
  const box = find("#toast");
  box.textContent = text;
  box.classList.add("shown");
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => box.classList.remove("shown"), 4000);
}

let isBlack = false, blackTimer;
function showBlackout(value) {
  isBlack = Boolean(value);
  find("#blackout").setAttribute("aria-pressed", isBlack);
  find("#blackout span").textContent = isBlack ? "Hold to light" : "Blackout";
}
const setBlack = value => { showBlackout(value); link.send("params/blackout", "i", value); };
find("#blackout").addEventListener("pointerdown", event => {
  event.preventDefault();
  if (!isBlack) return setBlack(1);
  find("#blackout").classList.add("holding");
  blackTimer = setTimeout(() => { find("#blackout").classList.remove("holding"); setBlack(0); }, HOLD);
});
for (const over of ["pointerup", "pointerleave", "pointercancel"]) {
  find("#blackout").addEventListener(over, () => { clearTimeout(blackTimer); find("#blackout").classList.remove("holding"); });
}
find("#panic").addEventListener("pointerdown", event => { event.preventDefault(); link.send("panic", "i", 1); });
for (const id of ["#blackout", "#panic"]) { // a keyboard presses them as well
  find(id).addEventListener("keydown", event => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    id === "#panic" ? link.send("panic", "i", 1) : setBlack(isBlack ? 0 : 1);
  });
}
find("#keys").addEventListener("click", () => {
  keyboard.open(!keyboard.isOpen);
  document.body.classList.toggle("keyed", keyboard.isOpen);
  find("#keys").setAttribute("aria-pressed", keyboard.isOpen);
});
find("#go").addEventListener("click", () => link.send("cue/go", "i", 1));
find("#back").addEventListener("click", () => link.send("cue/prev", "i", 1));
find("#on").addEventListener("click", () => link.send("cue/next", "i", 1));
find("#record").addEventListener("click", () => link.send("rec/toggle", "i", 1));

async function watchPicture() {
  const image = find("#picture");
  for (;;) {
    await new Promise(done => setTimeout(done, PICTURE_WAIT));
    if (document.hidden || document.body.dataset.link !== "there") continue;
    try {
      const answer = await fetch("/panel/picture.jpg", { signal: AbortSignal.timeout(3000) });
      if (answer.status !== 200) { find("#view").hidden = true; await new Promise(done => setTimeout(done, 800)); continue; }
      const data = new FileReader();
      const read = new Promise(done => { data.onload = done; });
      data.readAsDataURL(await answer.blob());
      await read;
      image.src = data.result;
      find("#view").hidden = false;
    } catch { /* the connection is being looked for elsewhere */ }
  }
}
watchPicture();

async function stayAwake() {
  if (!document.hidden) await navigator.wakeLock?.request("screen").catch(() => {});
}
document.addEventListener("visibilitychange", stayAwake);
stayAwake();
document.addEventListener("dblclick", event => event.preventDefault());
document.addEventListener("gesturestart", event => event.preventDefault()); // Safari zooms otherwise
