"use strict";
// Starts the page: the header's tools, the keyboard, and what the page's own scripts bring.
(() => {
  const { el } = ParGo;
  const root = document.documentElement;

  ParGo.keep = (key, value) => { try { localStorage.setItem(key, value); } catch { /* Then it lasts for this page. */ } };
  ParGo.kept = key => { try { return localStorage.getItem(key); } catch { return null; } };

  const themeButton = () => {
    const names = { "": "Auto", light: "Light", dark: "Dark" }, order = ["", "light", "dark"];
    const button = ParGo.button("", { class: "bare", id: "theme" }, () => {
      const next = order[(order.indexOf(root.dataset.theme ?? "") + 1) % order.length];
      if (next) root.dataset.theme = next; else delete root.dataset.theme;
      ParGo.keep("pargo-theme", next);
      // What the address asked for is now answered otherwise.
      ParGo.state.set("theme", "");
      show();
      ParGo.emit("theme");
    });
    const show = () => {
      const now = root.dataset.theme ?? "";
      button.textContent = names[now] + " theme";
      button.title = "Switch between the system's, the light and the dark theme";
    };
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => ParGo.emit("theme"));
    show();
    return button;
  };

  const help = () => {
    const row = (keys, text) => [el("dt", {}, ...keys.map(key => el("kbd", {}, key)).flatMap((key, i) => i ? [" ", key] : [key])), el("dd", {}, text)];
    const charts = Boolean(document.querySelector(".chart")), runs = Boolean(document.body.dataset.rows);
    const dialog = el("dialog", { "aria-labelledby": "help-title" },
      el("h2", { id: "help-title" }, "Keys and gestures"),
      el("dl", {},
        ...runs ? [...row(["/"], "filter runs in the query language: optimizer.lr < 0.001 and state = finished; or words"),
          ...row(["j", "k"], "next and previous run"), ...row(["x"], "show or hide that run"), ...row(["a"], "show only that run, and all again"),
          ...row(["g"], "group runs"), ...row(["c"], "compare the shown runs")] : [],
        ...row(["t"], "theme"),
        ...charts ? [...row(["drag"], "on a chart: zoom; double click shows everything"),
          ...row(["←", "→"], "in a chart: read values (Shift: ten points at once)"), ...row(["↑", "↓"], "in a chart: other runs"),
          ...row(["+", "−", "0"], "in a chart: zoom in, out, show everything"), ...row(["l"], "in a chart: logarithmic axis"),
          ...row(["Enter"], "in a chart: show only the run that is read")] : [],
        ...row(["?"], "this help")),
      el("p", { class: "quiet" }, "The address keeps filter, columns, axes, smoothing, grouping and hidden runs: copy it to share what you see."),
      el("form", { method: "dialog" }, el("button", {}, "Close")));
    // The content policy forbids forms to go anywhere; this one only closes its dialog.
    dialog.querySelector("form").addEventListener("submit", event => { event.preventDefault(); dialog.close(); });
    document.body.append(dialog);
    return dialog;
  };

  const walk = by => {
    const ids = ParGo.table?.items.map(item => item.id) ?? [...ParGo.runs?.keys() ?? []];
    if (!ids.length) return;
    const place = ids.indexOf(ParGo.focused), next = ids[place < 0 ? (by > 0 ? 0 : ids.length - 1) : (place + by + ids.length) % ids.length];
    ParGo.table?.reveal(next);
    ParGo.focus(next);
    ParGo.say(ParGo.who(next).name);
  };

  const keyboard = dialog => addEventListener("keydown", event => {
    const typing = event.target.matches("input:not([type=checkbox]):not([type=range]), select, textarea");
    if (event.key === "Escape" && typing) { event.target.blur(); return; }
    if (event.key === "Escape") for (const menu of document.querySelectorAll(".menu[open]")) { menu.open = false; menu.querySelector("summary").focus(); }
    if (typing || dialog.open || event.ctrlKey || event.metaKey || event.altKey) return;
    const focused = ParGo.focused && ParGo.who(ParGo.focused);
    const actions = {
      "/": () => (document.getElementById("filter") ?? document.querySelector("input[type=search]"))?.focus(),
      "?": () => dialog.showModal(),
      t: () => document.getElementById("theme").click(),
      j: () => walk(1),
      k: () => walk(-1),
      x: () => focused && ParGo.setHidden(ParGo.members?.(focused.id) ?? [focused.id], !focused.hidden),
      a: () => focused && !ParGo.groups.size && ParGo.isolate(focused.id),
      c: () => ParGo.table?.compare(),
      g: () => [...document.querySelectorAll(".bar label")].find(label => label.textContent.startsWith("Group"))?.querySelector("select").focus(),
    };
    if (!actions[event.key]) return;
    event.preventDefault();
    actions[event.key]();
  });

  /// The rows of a sweep's page; called again with newer ones.
  ParGo.startRows = source => {
    ParGo.rows = new ParGo.Rows(source);
    ParGo.readHidden();
    ParGo.startView();
    if (ParGo.table) { ParGo.table.rows = ParGo.rows; ParGo.table.rebuild(); return; }
    ParGo.table = new ParGo.RunsTable(document.getElementById("runs-panel"), ParGo.rows);
  };

  /// The plots of the whole sweep are loaded when somebody comes near them.
  const explore = () => {
    const place = document.getElementById("explore");
    if (!place) return;
    // Not before the charts in view; one that cannot be loaded holds nobody up for long.
    const soon = left => left && ParGo.allCharts?.some(chart => chart.seen && !chart.isDrawn) ? setTimeout(soon, 50, left - 1) : ParGo.lazy("Explore").then(() => ParGo.startExplore(place));
    new IntersectionObserver((entries, watcher) => {
      if (!entries.some(entry => entry.isIntersecting)) return;
      watcher.disconnect();
      soon(40);
    }, { rootMargin: "300px" }).observe(place);
    // A link that says what was brushed shows it at once.
    if (ParGo.state.get("brush")) ParGo.lazy("Explore").then(() => ParGo.startExplore(place));
  };

  const start = async () => {
    document.body.append(el("div", { id: "said", class: "sr", "aria-live": "polite" }));
    const dialog = help(), tools = document.getElementById("tools"), { page, rows } = document.body.dataset;
    ParGo.startLive(tools);
    tools.append(themeButton(), ParGo.button("?", { class: "bare", "aria-label": "Help", title: "Keys and gestures (?)" }, () => dialog.showModal()));
    keyboard(dialog);
    ParGo.localTimes();
    if (rows) ParGo.startRows(await ParGo.load(rows, "runs"));
    else if (page === "run") { ParGo.readRun(); ParGo.startView(); }
    else if (page === "compare") await ParGo.startCompare();
    if (ParGo.startCharts) ParGo.startCharts(ParGo.table);
    explore();
    ParGo.started = true;
  };

  // What the browser tests and a curious reader can see: one entry a chart, never to be changed from outside.
  Object.defineProperty(ParGo, "charts", { get: () => (ParGo.allCharts ?? []).map(chart => Object.freeze({
    metric: chart.metric, ready: Boolean(chart.isDrawn), series: chart.drawnCurves, points: chart.curves.reduce((sum, curve) => sum + curve.y.length, 0),
    axis: chart.axis, log: chart.log, zoom: chart.zoom && [...chart.zoom], seen: chart.seen,
  })) });

  start();
})();
