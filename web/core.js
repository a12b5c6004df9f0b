"use strict";
// What everything else builds on: loading data, making elements, the state in the address, and telling each other of
// changes. Everything hangs on one global, because pages opened from file:// can load classic scripts only.
const ParGo = {};
// What the tool that shortens scripts writes for it in all of them.
const $ = ParGo;

(() => {
  const loads = new Map();   // address -> promise of what its script handed over

  /// Called by the data files: each hands over named texts. They are JSON in a string, parsed when first needed: as an
  /// object literal the same numbers cost the script's parser ten times as much.
  let arriving = new Map();
  ParGo.data = (name, payload) => {
    const source = document.currentScript.src;
    if (!arriving.has(source)) arriving.set(source, new Map());
    arriving.get(source).set(name, payload);
  };

  /// Runs a script of the site and answers when it has; fetch is refused on file://, an injected script is not.
  ParGo.inject = address => new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = () => {
      script.remove();
      const handed = arriving.get(script.src) ?? new Map();
      arriving.delete(script.src);
      done(handed);
    };
    script.onerror = () => { script.remove(); failed(new Error("Cannot load " + address)); };
    document.head.append(script);
  });

  /// What a data file calls `name`, loaded once however many ask.
  ParGo.load = async (address, name) => {
    if (!loads.has(address)) loads.set(address, ParGo.inject(address));
    const payload = (await loads.get(address)).get(name);
    if (!payload) throw new Error(address + " holds no " + name);
    return JSON.parse(payload);
  };
  /// A program file that is loaded when it is first needed, named by `data-lazy` of the page.
  ParGo.lazy = name => {
    const address = document.body.dataset["lazy" + name];
    if (!loads.has(address)) loads.set(address, ParGo.inject(address));
    return loads.get(address);
  };
  ParGo.page = name => document.body.dataset.root + name;

  /// An element. Text goes in as text: nothing in the dashboard ever parses markup out of data.
  const fill = (element, attributes, children) => {
    for (const [name, value] of Object.entries(attributes)) {
      if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
      else if (name.startsWith("aria-") && value != null) element.setAttribute(name, value);
      else if (value === true) element.setAttribute(name, "");
      else if (value !== false && value != null) element.setAttribute(name, value);
    }
    element.append(...children.filter(child => child != null));
    return element;
  };
  ParGo.el = (tag, attributes = {}, ...children) => fill(document.createElement(tag), attributes, children);
  ParGo.svg = (tag, attributes, ...children) => fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);

  /// Elements from what a data file says of them: a text, or [tag, attributes, …children].
  ParGo.build = (tree, drawing = false) => {
    if (typeof tree === "string") return tree;
    const [tag, attributes, ...children] = tree, inside = drawing || tag === "svg";
    return (inside ? ParGo.svg : ParGo.el)(tag, attributes, ...children.map(child => ParGo.build(child, inside)));
  };

  /// The line sample of a run: its colour and its dash pattern.
  ParGo.key = run => ParGo.svg("svg", { class: `key c${run.color} d${run.dash}`, "aria-hidden": "true" }, ParGo.svg("path", { d: "M1 5h22" }));
  /// A state's shape and word.
  ParGo.chip = state => ParGo.el("span", { class: "chip s-" + state },
    // A copy: a reference would have a document of its own in each row.
    ParGo.svg("svg", { class: "icon", viewBox: "0 0 16 16", "aria-hidden": "true" }, ...[...document.getElementById("icon-" + state)?.children ?? []].map(part => part.cloneNode())), state);

  const listeners = new Map();
  ParGo.on = (event, listener) => {
    if (!listeners.has(event)) listeners.set(event, []);
    listeners.get(event).push(listener);
  };
  ParGo.emit = (event, detail) => (listeners.get(event) ?? []).forEach(listener => listener(detail));

  // The page's whole state is in the address after #, so that a link shows what its sender saw.
  let state = new URLSearchParams(location.hash.slice(1));
  // A drag changes it with every frame: browsers refuse an address that changes hundreds of times in half a minute, and
  // each change costs them milliseconds. The first of a row is written at once, the last a moment later.
  let written = 0, late = 0;
  const write = () => {
    const hash = state.toString();
    written = Date.now();
    late = 0;
    history.replaceState(null, "", hash ? "#" + hash : location.pathname + location.search);
  };
  const unescape = text => { try { return decodeURIComponent(text); } catch { return text; } };
  ParGo.state = {
    get: (key, fallback = "") => state.get(key) ?? fallback,
    list: key => (state.get(key) ?? "").split(",").filter(Boolean).map(unescape),
    set(key, value, fallback = "") {
      const text = Array.isArray(value) ? value.map(item => item.replace(/[%,]/g, encodeURIComponent)).join(",") : String(value), before = state.get(key);
      if (text === String(fallback)) state.delete(key); else state.set(key, text);
      if (state.get(key) === before) return;
      if (Date.now() - written > 250) write(); else late ||= setTimeout(write, 250);
    },
  };
  addEventListener("hashchange", () => {
    clearTimeout(late);
    late = 0;
    state = new URLSearchParams(location.hash.slice(1));
    ParGo.emit("address");
  });

  /// Says something to who listens instead of looks.
  let last = 0, timer = 0;
  ParGo.say = text => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      last = Date.now();
      document.getElementById("said").textContent = text;
    }, Math.max(150, 1000 - (Date.now() - last)));
  };

  ParGo.save = (name, blob) => {
    const address = URL.createObjectURL(blob);
    ParGo.el("a", { href: address, download: name.replace(/[^A-Za-z0-9._-]+/g, "-").slice(-90) }).click();
    setTimeout(() => URL.revokeObjectURL(address), 10000);
  };
  /// A name as it can be shown anywhere: not too long, and with no more than three marks on a letter.
  ParGo.short = (text, limit = 80) => {
    const plain = text.slice(0, 4 * limit).replace(/(\p{M}{3})\p{M}+/gu, "$1");
    return plain.length > limit || text.length > 4 * limit ? plain.slice(0, limit) + "…" : plain;
  };
  /// A labelled choice; `options` are [value, title].
  ParGo.choice = (label, options, value, change) => {
    const select = ParGo.el("select", { onchange: () => change(select.value) }, ...options.map(([value, title]) => ParGo.el("option", { value }, ParGo.short(String(title)))));
    select.value = value;
    return ParGo.el("label", {}, label, select);
  };
  ParGo.button = (title, attributes, action) => ParGo.el("button", { type: "button", ...attributes, onclick: action }, title);
})();
