// OSC packets of one message, with the types that the show speaks: i, f and s.

const pad = length => (length + 4) & ~3; // a string ends in at least one zero

export function encode(address, types = "", ...values) {
  const texts = [address, "," + types, ...values.filter((_, place) => types[place] === "s")].map(text => new TextEncoder().encode(text));
  const size = texts.reduce((sum, text) => sum + pad(text.length), 0) + 4 * [...types].filter(type => type !== "s").length;
  const packet = new Uint8Array(size), view = new DataView(packet.buffer);
  let at = 0;
  const put = text => { packet.set(text, at); at += pad(text.length); };
  put(texts.shift());
  put(texts.shift());
  [...types].forEach((type, place) => {
    if (type === "s") return put(texts.shift());
    type === "i" ? view.setInt32(at, values[place]) : view.setFloat32(at, values[place]);
    at += 4;
  });
  return packet;
}

export function decode(buffer) {
  const packet = new Uint8Array(buffer), view = new DataView(buffer);
  let at = 0;
  const text = () => {
    const end = packet.indexOf(0, at), found = new TextDecoder().decode(packet.subarray(at, end));
    at += pad(end - at);
    return found;
  };
  const address = text(), values = [];
  for (const type of text().slice(1)) {
    if (type === "s") values.push(text());
    else { values.push(type === "i" ? view.getInt32(at) : view.getFloat32(at)); at += 4; }
  }
  return { address, values };
}
