// What a parameter is, read from its OSCQuery node: its curve, its range, how its value reads.

const UNITS = { "gain.db": "dB", "time.hz": "Hz", "time.ms": "ms", "time.second": "s", "time.bpm": "bpm" };

export class Parameter {
  constructor(id, node) {
    const range = node.RANGE?.[0] ?? {};
    this.id = id;
    this.label = node.LABEL ?? id;
    this.description = node.DESCRIPTION ?? "";
    this.type = node.TYPE;
    this.isCore = node.TAGS?.includes("core"); // every scene has it
    this.options = range.VALS ?? [];
    this.min = range.MIN ?? 0;
    this.max = range.MAX ?? 1;
    this.kind = node.TYPE === "N" ? "trigger" : this.options.length ? "enum"
      : node.EXTENDED_TYPE?.[0] === "toggle" ? "toggle" : "fader";
    this.isWhole = node.TYPE === "i";
    this.isLog = node.CURVE?.[0] === "log";
    this.unit = UNITS[node.UNIT?.[0]] ?? node.UNIT?.[0] ?? "";
    this.value = node.VALUE?.[0];
    this.start = node.DEFAULT_VALUE?.[0];
    this.isTwoSided = this.kind === "fader" && this.min < 0 && this.min === -this.max;
  }

  toNorm(value) {
    const { min, max } = this, held = Math.min(max, Math.max(min, value));
    return this.isLog ? Math.log(held / min) / Math.log(max / min) : (held - min) / (max - min);
  }

  fromNorm(norm) {
    const { min, max } = this, held = Math.min(1, Math.max(0, norm));
    const value = this.isLog ? min * (max / min) ** held : min + held * (max - min);
    return this.isWhole ? Math.round(value) : value;
  }

  // The number and its unit, apart: they are set in different sizes.
  read(value) {
    if (this.kind === "enum") return [String(value), ""];
    if (this.kind === "toggle") return [value ? "on" : "off", ""];
    if (this.unit === "Hz" && value >= 1000) return [(value / 1000).toFixed(value >= 10000 ? 1 : 2), "kHz"];
    if (this.isWhole) return [String(Math.round(value)), this.unit];
    const digits = this.unit === "dB" || this.unit === "bpm" ? 1 : Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
    return [value.toFixed(digits).replace(/^-(?=0(\.0+)?$)/, "").replace("-", "−"), this.unit];
  }
}

// The parameters of the tree by group: the master's, the scene's own, then what every scene has.
export function groupsOf(params) {
  const groups = new Map([["", []]]);
  const walk = (contents, path) => {
    for (const [name, node] of Object.entries(contents)) {
      const id = path ? `${path}/${name}` : name, group = path.split("/")[0];
      if (!groups.has(group)) groups.set(group, []);
      if (node.TYPE) groups.get(group).push(new Parameter(id, node));
      if (node.CONTENTS) walk(node.CONTENTS, id);
    }
  };
  walk(params?.CONTENTS ?? {}, "");
  const place = ([name, all]) => name === "" ? 0 : all.some(one => one.isCore) ? 2 : 1;
  return [...groups].sort((one, other) => place(one) - place(other)); // else in the order of the table
}

export const spoken = name => name.replaceAll("_", " ").replaceAll("-", " ").replace(/^./, first => first.toUpperCase());
