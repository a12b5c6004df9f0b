"use strict";
// Starts the page: the header's tools, the keyboard, times in the reader's own zone, and news of newer results.
(() => {
  const { el } = ParGo;
  const root = document.documentElement;

  const keep = (key, value) => { try { localStorage.setItem(key, value); } catch { /* Then it lasts for this page. */ } };
  const kept = key => { try { return localStorage.getItem(key); } catch { return null; } };

  const themeButton = () => {
    const names = { "": "Auto", light: "Light", dark: "Dark" }, order = ["", "light", "dark"];
    const button = el("button", { type: "button", class: "bare", id: "theme" });
    const show = () => {
      const now = root.dataset.theme ?? "";
      button.textContent = names[now] + " theme";
      button.title = "Switch between the system's, the light and the dark theme";
    };
    button.addEventListener("click", () => {
      const next = order[(order.indexOf(root.dataset.theme ?? "") + 1) % order.length];
      if (next) root.dataset.theme = next; else delete root.dataset.theme;
      keep("pargo-theme", next);
      // What the address asked for is now answered otherwise.
      ParGo.state.set("theme", "");
      show();
      ParGo.emit("theme");
    });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => ParGo.emit("theme"));
    show();
    return button;
  };

  const help = () => {
    const row = (keys, text) => [el("dt", {}, ...keys.map(key => el("kbd", {}, key)).flatMap((key, i) => i ? [" ", key] : [key])), el("dd", {}, text)];
    const dialog = el("dialog", { "aria-labelledby": "help-title" },
      el("h2", { id: "help-title" }, "Keys and gestures"),
      el("dl", {},
        ...row(["/"], "filter runs: words, or conditions such as lr<0.001, depth=4, state:running"),
        ...row(["j", "k"], "next and previous run"),
        ...row(["x"], "show or hide that run"),
        ...row(["a"], "show only that run, and all again"),
        ...row(["t"], "theme"),
        ...row(["drag"], "on a chart: zoom; double click shows everything"),
        ...row(["←", "→"], "in a chart: read values (Shift: ten points at once)"),
        ...row(["↑", "↓"], "in a chart: other runs"),
        ...row(["+", "−", "0"], "in a chart: zoom in, out, show everything"),
        ...row(["l"], "in a chart: logarithmic axis"),
        ...row(["?"], "this help")),
      el("p", { class: "quiet" }, "The address keeps filter, axes, smoothing and hidden runs: copy it to share what you see."),
      el("form", { method: "dialog" }, el("button", {}, "Close")));
    // The content policy forbids forms to go anywhere; this one only closes its dialog.
    dialog.querySelector("form").addEventListener("submit", event => { event.preventDefault(); dialog.close(); });
    document.body.append(dialog);
    return dialog;
  };

  const walk = by => {
    const ids = [...document.querySelectorAll("tr[data-run]:not([hidden])")].map(row => row.dataset.run);
    if (!ids.length) return;
    const place = ids.indexOf(ParGo.focused);
    ParGo.focus(ids[place < 0 ? (by > 0 ? 0 : ids.length - 1) : (place + by + ids.length) % ids.length]);
    ParGo.say(ParGo.runs.get(ParGo.focused).name);
  };

  const keyboard = dialog => addEventListener("keydown", event => {
    const typing = event.target.matches("input[type=search], select, textarea");
    if (event.key === "Escape" && typing) { event.target.blur(); return; }
    if (typing || dialog.open || event.ctrlKey || event.metaKey || event.altKey) return;
    const focused = ParGo.focused && ParGo.runs.get(ParGo.focused);
    const actions = {
      "/": () => (document.getElementById("filter") ?? document.querySelector("input[type=search]"))?.focus(),
      "?": () => dialog.showModal(),
      t: () => document.getElementById("theme").click(),
      j: () => walk(1),
      k: () => walk(-1),
      x: () => focused && ParGo.setHidden([focused.id], !focused.hidden),
      a: () => focused && ParGo.isolate(focused.id),
    };
    if (!actions[event.key]) return;
    event.preventDefault();
    actions[event.key]();
  });

  /// `2026-03-01 12:00 UTC` becomes the reader's own time, with how long ago it was.
  const localTimes = () => {
    for (const time of document.querySelectorAll("time")) {
      const at = Date.parse(time.dateTime) / 1000, ago = Date.now() / 1000 - at;
      time.title = `${time.textContent}, ${ParGo.scales.duration(Math.abs(ago))} ${ago < 0 ? "from now" : "ago"}`;
      time.textContent = ParGo.scales.moment(at);
    }
  };

  /// Looks every 15 s whether newer results were written beside this page. It reloads by itself when nobody has done
  /// anything for a while, else it offers to.
  const live = tools => {
    const address = document.body.dataset.revision;
    if (!address) return;
    let known = null, touched = Date.now(), news = null, on = kept("pargo-live") !== "off";
    const button = el("button", { type: "button", class: "bare live", "aria-pressed": on, title: "Reload when newer results are written", onclick: () => {
      on = !on;
      keep("pargo-live", on ? "on" : "off");
      button.setAttribute("aria-pressed", on);
    } }, "Live");
    tools.append(button);
    for (const event of ["pointerdown", "pointermove", "keydown", "wheel"]) addEventListener(event, () => { touched = Date.now(); }, { passive: true });
    ParGo.revision = text => {
      known ??= text;
      if (text === known) return;
      if (on && Date.now() - touched > 20000) { location.reload(); return; }
      news ??= document.body.appendChild(el("div", { class: "news", role: "status" }, "Newer results are ready",
        el("button", { type: "button", onclick: () => location.reload() }, "Reload")));
    };
    const look = () => {
      if (!document.hidden) ParGo.inject(`${address}?at=${Date.now()}`).catch(() => { /* Being written; next time. */ });
    };
    look();
    setInterval(look, 15000);
  };

  const start = () => {
    document.body.append(el("div", { id: "said", class: "sr", "aria-live": "polite" }));
    ParGo.revision = () => {};
    const dialog = help(), tools = document.getElementById("tools"), table = document.getElementById("runs");
    ParGo.readRuns();
    live(tools);
    tools.append(themeButton(), el("button", { type: "button", class: "bare", "aria-label": "Help", title: "Keys and gestures (?)", onclick: () => dialog.showModal() }, "?"));
    keyboard(dialog);
    localTimes();
    ParGo.startCharts(table && new ParGo.RunsTable(table));
    ParGo.started = true;
  };

  // What the browser tests and a curious reader can see: one entry a chart, never to be changed from outside.
  Object.defineProperty(ParGo, "charts", { get: () => ParGo.allCharts.map(chart => Object.freeze({
    metric: chart.metric, ready: chart.ready, series: chart.drawn, points: chart.curves.reduce((sum, curve) => sum + curve.y.length, 0),
    axis: chart.axis, log: chart.log, zoom: chart.zoom && [...chart.zoom], seen: chart.seen,
  })) });

  start();
})();
