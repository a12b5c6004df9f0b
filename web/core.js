"use strict";
// What everything else builds on: loading points, making elements, the state in the address, and telling each other
// of changes. Everything hangs on one global, because pages opened from file:// can load classic scripts only.
const ParGo = {};

(() => {
  const loads = new Map();   // address -> promise of its metrics
  const arrived = new Map(); // address -> Map of metric -> payload

  /// Called by the data files. Their points are JSON in a string, parsed when first drawn: as an object literal the
  /// same numbers cost the script's parser ten times as much.
  ParGo.data = (metric, payload) => {
    const source = document.currentScript.src;
    if (!arrived.has(source)) arrived.set(source, new Map());
    arrived.get(source).set(metric, payload);
  };

  /// Runs a script of the site and answers when it has; fetch is refused on file://, an injected script is not.
  ParGo.inject = address => new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = () => { script.remove(); done(script.src); };
    script.onerror = () => { script.remove(); failed(new Error("Cannot load " + address)); };
    document.head.append(script);
  });

  /// The payload of a metric in a data file, loaded once however many charts ask.
  ParGo.load = async (address, metric) => {
    if (!loads.has(address)) loads.set(address, ParGo.inject(address));
    const payload = arrived.get(await loads.get(address))?.get(metric);
    if (!payload) throw new Error(address + " holds no " + metric);
    return JSON.parse(payload);
  };

  /// An element. Text goes in as text: nothing in the dashboard ever parses markup out of data.
  ParGo.el = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
      else if (name.startsWith("aria-")) element.setAttribute(name, value);
      else if (value === true) element.setAttribute(name, "");
      else if (value !== false && value != null) element.setAttribute(name, value);
    }
    element.append(...children.filter(child => child != null));
    return element;
  };

  /// The line sample of a run: its colour and its dash pattern.
  ParGo.key = run => {
    const make = (tag, attributes, ...children) => {
      const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
      for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
      element.append(...children);
      return element;
    };
    return make("svg", { class: `key c${run.color} d${run.dash}`, "aria-hidden": "true" }, make("path", { d: "M1 5h22" }));
  };

  const listeners = new Map();
  ParGo.on = (event, listener) => {
    if (!listeners.has(event)) listeners.set(event, []);
    listeners.get(event).push(listener);
  };
  ParGo.emit = (event, detail) => (listeners.get(event) ?? []).forEach(listener => listener(detail));

  // The page's whole state is in the address after #, so that a link shows what its sender saw.
  let state = new URLSearchParams(location.hash.slice(1));
  const unescape = text => { try { return decodeURIComponent(text); } catch { return text; } };
  ParGo.state = {
    get: (key, fallback = "") => state.get(key) ?? fallback,
    list: key => (state.get(key) ?? "").split(",").filter(Boolean).map(unescape),
    set(key, value, fallback = "") {
      const text = Array.isArray(value) ? value.map(item => item.replace(/[%,]/g, encodeURIComponent)).join(",") : String(value);
      if (text === String(fallback)) state.delete(key); else state.set(key, text);
      const hash = state.toString();
      history.replaceState(null, "", hash ? "#" + hash : location.pathname + location.search);
    },
  };
  addEventListener("hashchange", () => {
    state = new URLSearchParams(location.hash.slice(1));
    ParGo.emit("address");
  });

  // The runs of the page, as its markup names them: { id, name, detail, color, dash, state, hidden, filtered }.
  ParGo.runs = new Map();
  ParGo.isShown = run => !run.hidden && !run.filtered;
  ParGo.readRuns = () => {
    const hidden = new Set(ParGo.state.list("hide"));
    for (const row of document.querySelectorAll("[data-run]")) {
      const number = letter => Number(new RegExp(`\\b${letter}(\\d)\\b`).exec(row.className)?.[1] ?? 0);
      const id = row.dataset.run;
      const run = { id, color: number("c"), dash: number("d"), state: row.dataset.state, filtered: false };
      run.hidden = hidden.has(id);
      run.name = row.dataset.name ?? row.querySelector("a")?.textContent ?? id;
      run.detail = "";
      ParGo.runs.set(id, run);
    }
  };
  /// Hides or shows runs and tells everybody.
  ParGo.setHidden = (ids, hidden) => {
    for (const id of ids) ParGo.runs.get(id).hidden = hidden;
    ParGo.state.set("hide", [...ParGo.runs.values()].filter(run => run.hidden).map(run => run.id));
    ParGo.emit("runs");
  };
  /// Only this run; or all of them again, if it was the only one.
  ParGo.isolate = id => {
    const shown = [...ParGo.runs.values()].filter(run => !run.hidden);
    const wasAlone = shown.length === 1 && shown[0].id === id;
    for (const run of ParGo.runs.values()) run.hidden = !wasAlone && run.id !== id;
    ParGo.setHidden([], false);
  };
  /// The run under the pointer, in a chart, the legend or the table; null for none.
  ParGo.focus = id => {
    if (ParGo.focused === id) return;
    ParGo.focused = id;
    ParGo.emit("focus");
  };
  ParGo.focused = null;

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
    ParGo.el("a", { href: address, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(address), 10000);
  };
})();
