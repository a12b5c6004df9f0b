"use strict";
// Keeps an open page up to date in place: what changed is exchanged, nothing blinks, nothing is lost that was typed,
// chosen or scrolled to. Looking is a short request for a few bytes, so that any number of tabs can do it at once.
(() => {
  const { el } = ParGo;
  const { dataset } = document.body;
  const served = "served" in dataset;

  /// `2026-03-01 12:00 UTC` becomes the reader's own time, with how long ago it was.
  ParGo.localTimes = (within = document) => {
    for (const time of within.querySelectorAll("time")) {
      const at = Date.parse(time.dateTime) / 1000, ago = Date.now() / 1000 - at;
      time.title = `${time.textContent}, ${ParGo.scales.duration(Math.abs(ago))} ${ago < 0 ? "from now" : "ago"}`;
      time.textContent = ParGo.scales.moment(at);
    }
  };

  const exchange = async revision => {
    const fresh = address => ParGo.inject(`${address}?at=${encodeURIComponent(revision)}`);
    if (!dataset.live) { offer("Newer results are ready", () => location.reload()); return; }
    const live = JSON.parse((await fresh(dataset.live)).get("live"));
    for (const [id, tree] of Object.entries(live.parts ?? {})) {
      const old = document.getElementById(id);
      if (!old || old.contains(document.activeElement) && document.activeElement.matches("input")) continue;
      const made = ParGo.build(tree), place = document.activeElement?.href;
      ParGo.localTimes(made);
      for (const [n, box] of [...old.querySelectorAll("details")].entries()) if (made.querySelectorAll("details")[n]) made.querySelectorAll("details")[n].open = box.open;
      const top = old.querySelector(".log")?.scrollTop;
      old.replaceWith(made);
      if (top) made.querySelector(".log").scrollTop = top;
      if (place) [...made.querySelectorAll("a")].find(link => link.href === place)?.focus();
    }
    if (dataset.rows) await ParGo.startRows(JSON.parse((await fresh(dataset.rows.split("?")[0])).get("runs")));
    if (live.src) {
      for (const chart of ParGo.allCharts) { chart.figure.dataset.src = live.src; chart.reload(); }
      const run = ParGo.runs.values().next().value;
      if (run) run.state = live.state;
    }
    const known = ParGo.allCharts?.map(chart => chart.metric).join("\n");
    if (live.metrics && live.metrics.join("\n") !== known) offer("There are new charts", () => location.reload());
    ParGo.emit("news");
    ParGo.say("Newer results are shown");
  };

  let news = null;
  const offer = (text, action) => {
    news ??= document.body.appendChild(el("div", { class: "news", role: "status" }));
    news.replaceChildren(text, ParGo.button("Show", {}, () => { news.remove(); news = null; action(); }));
  };

  ParGo.startLive = tools => {
    const address = dataset.revision;
    if (!address) return;
    let known = null, busy = false, last = 0, on = ParGo.kept("pargo-live") !== "off";
    const button = ParGo.button("Live", { class: "bare live", "aria-pressed": on, title: "Show newer results as they are written" }, () => {
      on = !on;
      ParGo.keep("pargo-live", on ? "on" : "off");
      button.setAttribute("aria-pressed", on);
    });
    tools.append(button);
    const look = async () => {
      last = Date.now();
      busy = true;
      try {
        const revision = (await ParGo.inject(`${address}?at=${last}`)).get("revision");
        if (known !== null && revision !== known) {
          if (on) await exchange(revision); else offer("Newer results are ready", () => exchange(revision));
        }
        known = revision;
        dataset.seen = revision;
        button.classList.remove("away");
      } catch { button.classList.add("away"); /* Being written, or the server is away; next time. */ }
      busy = false;
    };
    const every = location.protocol === "file:" ? 15000 : 2000;
    look();
    setInterval(() => { if (!busy && Date.now() - last >= (document.hidden ? 4 * every : every)) look(); }, 500);
    document.addEventListener("visibilitychange", () => { if (!document.hidden && !busy && Date.now() - last > 1000) look(); });
  };

  /// A closer look at a chart gets the points of that stretch, where a server can be asked for them.
  if (served) ParGo.refine = chart => {
    clearTimeout(chart.asking);
    chart.detail = null;
    const { zoom, axis } = chart;
    if (!zoom || ParGo.view.group || !["step", "time", "wall"].includes(axis)) return;
    chart.asking = setTimeout(async () => {
      const shown = chart.shown.filter(curve => curve.count > curve.y.length);
      let from = Infinity, to = -Infinity;
      for (const { x } of shown) {
        const first = Math.max(0, ParGo.series.lowerBound(x[axis], zoom[0]) - 1), last = Math.min(x.step.length - 1, ParGo.series.lowerBound(x[axis], zoom[1]));
        from = Math.min(from, x.step[first]);
        to = Math.max(to, x.step[last]);
      }
      if (!(from <= to)) return;
      const ask = new URLSearchParams({ metric: chart.metric, runs: shown.map(curve => curve.id).join(), from, to, points: 2 * Math.round(chart.width) });
      const handed = await ParGo.inject(`${ParGo.page("api/range.js")}?${ask}`).catch(() => null);
      if (!handed || chart.zoom !== zoom) return;
      const close = JSON.parse(handed.get("range")).runs.map(ParGo.series.decode);
      chart.detail = new Map(close.map(curve => [curve.id, { ...curve, count: chart.source.get(curve.id).count }]));
      chart.invalidate();
    }, 150);
  };
})();
