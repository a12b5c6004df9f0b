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

  const help = () => ParGo.lazy("Tools").then(() => ParGo.showHelp());

  const walk = by => {
    const ids = ParGo.table?.items.map(item => item.id) ?? [...ParGo.runs?.keys() ?? []];
    if (!ids.length) return;
    const place = ids.indexOf(ParGo.focused), next = ids[place < 0 ? (by > 0 ? 0 : ids.length - 1) : (place + by + ids.length) % ids.length];
    ParGo.table?.reveal(next);
    ParGo.focus(next);
    ParGo.say(ParGo.who(next).name);
  };

  const keyboard = () => addEventListener("keydown", event => {
    const typing = event.target.matches("input:not([type=checkbox]):not([type=range]), select, textarea");
    if (event.key === "Escape" && typing) { event.target.blur(); return; }
    if (event.key === "Escape") for (const menu of document.querySelectorAll(".menu[open]")) { menu.open = false; menu.querySelector("summary").focus(); }
    if (typing || document.querySelector("dialog[open]") || event.ctrlKey || event.metaKey || event.altKey) return;
    const focused = ParGo.focused && ParGo.who(ParGo.focused);
    const actions = {
      "/": () => (document.getElementById("filter") ?? document.querySelector("input[type=search]"))?.focus(),
      "?": help,
      t: () => document.getElementById("theme").click(),
      j: () => walk(1),
      k: () => walk(-1),
      x: () => focused && ParGo.setHidden(ParGo.members?.(focused.id) ?? [focused.id], !focused.hidden),
      p: () => focused && !ParGo.groups.size && ParGo.table?.pin(focused.id),
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
    if (ParGo.table) return ParGo.table.take(ParGo.rows);
    ParGo.table = new ParGo.RunsTable(document.getElementById("runs-panel"), ParGo.rows);
  };

  /// The plots of the whole sweep are loaded when somebody comes near them.
  const explore = () => {
    const place = document.getElementById("explore");
    if (!place) return;
    // Not before the charts in view stand; one that cannot be loaded holds nobody up for long.
    const begin = () => ParGo.lazy("Explore").then(() => ParGo.startExplore(place));
    const soon = left => left && ParGo.allCharts?.some(chart => chart.seen && !chart.isDrawn) ? setTimeout(soon, 50, left - 1) : setTimeout(requestIdleCallback, 100, begin, { timeout: 1000 });
    new IntersectionObserver((entries, watcher) => {
      if (!entries.some(entry => entry.isIntersecting)) return;
      watcher.disconnect();
      soon(40);
    }, { rootMargin: "300px" }).observe(place);
    // A link that says what was brushed shows it at once.
    if (ParGo.state.get("brush")) begin();
  };

  const start = async () => {
    document.body.append(el("div", { id: "said", class: "sr", "aria-live": "polite" }));
    const tools = document.getElementById("tools"), { page, rows } = document.body.dataset;
    ParGo.startLive(tools);
    tools.append(themeButton(), ParGo.button("?", { class: "bare", "aria-label": "Help", title: "Keys and gestures (?)" }, help));
    keyboard();
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
