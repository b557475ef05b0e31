// What comes up from below: a parameter's exact value and its MIDI control, or a name to type.

const sheet = document.querySelector("#sheet");
let onClose = () => {};

// Not on click: the finger that opened it by a long press is still to be lifted. And not modal: panic stays in reach.
document.addEventListener("pointerdown", event => sheet.contains(event.target) || closeSheet(), { capture: true });
document.addEventListener("keydown", event => event.key === "Escape" && closeSheet());
sheet.addEventListener("close", () => onClose());

export function closeSheet() { if (sheet.open) sheet.close(); }

function open(html, closed = () => {}) {
  closeSheet();
  sheet.innerHTML = html;
  onClose = closed;
  sheet.show();
  return selector => sheet.querySelector(selector);
}

export function showParameter(parameter, desk, canLearn) {
  let learns = false;
  const find = open(`<h3></h3><p class="id"></p><p class="about"></p><form method="dialog" hidden><input inputmode="text" autocomplete="off"><span></span>
    <button>Set</button></form><div class="options"></div><div class="row"><button data-do="reset">Reset</button>
    <button data-do="learn">MIDI learn</button><button data-do="forget">Forget MIDI</button></div>`,
  () => learns && desk.learn(parameter, false));
  find("h3").textContent = parameter.label;
  find(".id").textContent = parameter.id;
  find(".about").textContent = parameter.description === parameter.label ? "" : parameter.description;
  if (parameter.kind === "fader") fillNumber(find, parameter, desk);
  for (const option of parameter.options) {
    const button = find(".options").appendChild(document.createElement("button"));
    button.textContent = option;
    button.setAttribute("aria-pressed", option === parameter.value);
    button.addEventListener("click", () => { desk.set(parameter, option); desk.ask(parameter); closeSheet(); });
  }
  find("[data-do=reset]").hidden = parameter.kind === "trigger";
  find("[data-do=learn]").hidden = find("[data-do=forget]").hidden = !canLearn;
  find("[data-do=reset]").addEventListener("click", () => { desk.reset(parameter); closeSheet(); });
  find("[data-do=forget]").addEventListener("click", () => { desk.forget(parameter); closeSheet(); });
  find("[data-do=learn]").addEventListener("click", () => {
    learns = !learns;
    desk.learn(parameter, learns);
    find("[data-do=learn]").classList.toggle("learning", learns);
    find("[data-do=learn]").textContent = learns ? "Move a control …" : "MIDI learn";
  });
}

function fillNumber(find, parameter, desk) {
  const [low, high] = [parameter.min, parameter.max].map(end => parameter.read(end).join(" ").trim());
  find("form").hidden = false;
  find("form span").textContent = `${low} … ${high}`;
  find("input").value = Number(parameter.value.toFixed(4));
  find("form").addEventListener("submit", () => {
    const value = Number(find("input").value.replace(",", ".").replace("−", "-"));
    if (Number.isFinite(value) && find("input").value.trim()) {
      desk.set(parameter, Math.min(parameter.max, Math.max(parameter.min, value)));
      desk.ask(parameter);
    }
  });
}

export function showName(title, name, take) {
  const find = open("<h3></h3><form method=\"dialog\"><input maxlength=\"64\" autocomplete=\"off\"><button>Save</button></form>");
  find("h3").textContent = title;
  find("input").value = name;
  find("form").addEventListener("submit", () => find("input").value.trim() && take(find("input").value.trim()));
}
