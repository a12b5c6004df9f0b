"use strict";
// The controls that all charts of a page share, the legend, and the tools of each chart.
(() => {
  const { el, button } = ParGo;
  const mostInLegend = 40, mostShown = 400;

  const readView = () => {
    const { get } = ParGo.state, smooth = Number(get("smooth", 0)), band = get("band", "sd");
    ParGo.view = {
      axis: get("x", "step"),
      smooth: smooth > 0 && smooth < 1 ? smooth : 0,
      clip: get("clip") === "1",
      link: get("link") === "1",
      logx: get("logx") === "1",
      group: ParGo.rows?.groupings.some(one => one.key === get("group")) ? get("group") : "",
      band: band === "range" ? band : "sd",
    };
    if (ParGo.rows) ParGo.setGrouping(ParGo.rows, ParGo.view.group);
  };

  const toggle = (title, help, key) => {
    const one = button(title, { title: help, "aria-pressed": ParGo.view[key] }, () => {
      ParGo.view[key] = !ParGo.view[key];
      one.setAttribute("aria-pressed", ParGo.view[key]);
      ParGo.state.set(key, ParGo.view[key] ? 1 : "");
      ParGo.emit("view");
    });
    return one;
  };
  const reloadAll = () => { for (const chart of ParGo.allCharts) { chart.zoom = null; if (chart.reset) chart.reset.hidden = true; chart.reload(); } };

  /// Search boxes, the x axis, smoothing, grouping.
  const controls = (place, table, figures) => {
    const smooth = el("input", { type: "range", min: 0, max: .99, step: .01, value: ParGo.view.smooth, id: "smooth" });
    const amount = el("output", { for: "smooth" }, ParGo.view.smooth || "off");
    smooth.addEventListener("input", () => {
      ParGo.view.smooth = Number(smooth.value);
      amount.textContent = ParGo.view.smooth || "off";
      ParGo.state.set("smooth", ParGo.view.smooth, 0);
      ParGo.emit("view");
    });
    const metrics = figures.map(figure => figure.dataset.metric);
    if (!["step", "time", "wall", ...metrics].includes(ParGo.view.axis)) ParGo.view.axis = "step";
    const axis = ParGo.choice("x", [["step", "Step"], ["time", "Time since start"], ["wall", "Wall clock"], ...metrics.slice(0, 100).map(metric => [metric, metric])], ParGo.view.axis, value => {
      ParGo.view.axis = value;
      ParGo.state.set("x", value, "step");
      // A stretch of steps means nothing in hours.
      reloadAll();
    });
    const bar = el("div", { class: "bar", role: "group", "aria-label": "Charts and runs" });
    if (table) {
      const box = el("input", { type: "search", id: "filter", placeholder: "Filter runs:  optimizer.lr < 0.001 and state = finished", "aria-label": "Filter runs", value: table.text });
      let waiting = 0;
      box.addEventListener("input", () => {
        clearTimeout(waiting);
        waiting = setTimeout(() => {
          table.text = box.value;
          table.rebuild();
          ParGo.state.set("q", box.value);
        }, table.rows.count > 2000 ? 150 : 0);
      });
      bar.append(el("label", { class: "grow" }, box));
      ParGo.on("address", () => { table.readState(); box.value = table.text; });
    }
    if (figures.length > 6 || ParGo.listed > 40) {
      const box = el("input", { type: "search", placeholder: "Find metrics", "aria-label": "Find metrics", value: ParGo.state.get("m") });
      box.addEventListener("input", () => { findMetrics(box.value, figures); ParGo.state.set("m", box.value); });
      findMetrics(box.value, figures);
      bar.append(el("label", { class: "grow" }, box), foundMetrics);
    }
    if (ParGo.rows?.groupings.length) {
      const set = () => { ParGo.setGrouping(ParGo.rows, ParGo.view.group); band.hidden = !ParGo.view.group; table.rebuild(); reloadAll(); };
      const band = ParGo.choice("Band", [["sd", "± 1 standard deviation"], ["range", "lowest to highest"]], ParGo.view.band, value => { ParGo.view.band = value; ParGo.state.set("band", value, "sd"); ParGo.emit("view"); });
      band.hidden = !ParGo.view.group;
      bar.append(ParGo.choice("Group", [["", "every run by itself"], ...ParGo.rows.groupings.map(one => [one.key, one.title])], ParGo.view.group, value => {
        ParGo.view.group = value;
        ParGo.state.set("group", value);
        set();
      }), band);
    }
    bar.append(axis, el("label", {}, "Smoothing", smooth, amount), toggle("log x", "Logarithmic x axis", "logx"),
      toggle("Clip outliers", "Let the y axis ignore the highest and lowest hundredth", "clip"), toggle("Link zoom", "Zoom all charts together", "link"));
    place.className = "controls";
    place.replaceChildren(bar);
    if (ParGo.runs.size > 1) place.append(legend());
  };

  const foundMetrics = el("span", { class: "quiet", role: "status" });
  const findMetrics = (text, figures) => {
    const wanted = text.toLowerCase().split(/\s+/).filter(Boolean), has = metric => wanted.every(word => metric.toLowerCase().includes(word));
    let found = 0;
    for (const figure of figures) figure.hidden = !has(figure.dataset.metric) || ++found > mostShown;
    foundMetrics.textContent = found > mostShown ? `the first ${mostShown} of ${found}` : wanted.length ? `${found} of ${figures.length}` : "";
    ParGo.emit("find", has);
    for (const group of document.querySelectorAll(".charts")) group.hidden = !group.querySelector(".chart:not([hidden])");
  };

  /// A button a run, or a group: shows or hides it; with Alt, or twice, shows it alone.
  const legend = () => {
    const list = el("div", { class: "legend", role: "group", "aria-label": "Runs in the charts" });
    let buttons = new Map(), made = "";
    const fill = () => {
      const all = ParGo.groups.size ? [...ParGo.groups.values()] : ParGo.order().filter(run => !run.filtered && !run.brushed && !["queued", "created", "submitting"].includes(run.state));
      const few = all.slice(0, mostInLegend), names = few.map(one => one.id).join();
      if (names !== made) {
        made = names;
        buttons = new Map(few.map(one => {
          const ids = () => ParGo.members(one.id);
          return [one, el("button", { type: "button", title: one.detail,
            onclick: event => event.altKey && !ParGo.groups.size ? ParGo.isolate(one.id) : ParGo.setHidden(ids(), !one.hidden),
            ondblclick: () => ParGo.groups.size || ParGo.isolate(one.id),
            onpointerenter: () => ParGo.focus(one.id), onpointerleave: () => ParGo.focus(null),
            onfocus: () => ParGo.focus(one.id), onblur: () => ParGo.focus(null),
          }, ParGo.key(one), one.name)];
        }));
        const rest = all.length - few.length;
        list.replaceChildren(...buttons.values(), all_, ...rest > 0 ? [el("span", { class: "quiet" }, `and ${rest} more in the table`)] : []);
      }
      for (const [one, made] of buttons) made.setAttribute("aria-pressed", !one.hidden);
      all_.hidden = ![...ParGo.runs.values()].some(run => run.hidden);
    };
    const all_ = button("Show all", {}, () => ParGo.setHidden([...ParGo.runs.keys()], false));
    ParGo.on("runs", fill);
    ParGo.on("focus", () => { for (const [one, made] of buttons) made.classList.toggle("focus", one.id === ParGo.focused); });
    fill();
    return list;
  };

  /// Log axis, larger, and a menu with everything that the pointer can do otherwise only by dragging.
  const tools = chart => {
    let data = null;
    chart.logButton = button("log", { class: "bare", "aria-pressed": chart.log, title: "Logarithmic y axis (l)" }, () => chart.toggleLog());
    chart.reset = button("reset zoom", { class: "bare", hidden: true }, () => ParGo.zoom(chart, null));
    const wide = button("wide", { class: "bare", "aria-pressed": false, title: "Across the page" }, () =>
      wide.setAttribute("aria-pressed", chart.figure.classList.toggle("wide")));
    const taken = action => () => ParGo.lazy("Export").then(action);
    chart.typeRanges = () => ParGo.lazy("Tools").then(() => ParGo.typeRanges(chart));
    const showData = taken(() => {
      if (data) { data.remove(); data = null; return; }
      data = ParGo.dataTable(chart);
      chart.figure.append(data);
    });
    ParGo.on("runs", () => { if (data) { const fresh = ParGo.dataTable(chart); data.replaceWith(fresh); data = fresh; } });
    const menu = el("details", { class: "menu" }, el("summary", { "aria-label": "More for " + chart.metric }, "⋯"));
    const item = (title, key, action) => el("button", { type: "button", onclick: () => { menu.open = false; if (chart.ready) action(); } },
      title, key && el("kbd", {}, key));
    menu.addEventListener("toggle", () => menu.open && !menu.children[1] && menu.append(el("div", {},
      item("Show data", "", showData),
      item("Zoom in", "+", () => ParGo.zoomBy(chart, .5)),
      item("Zoom out", "−", () => ParGo.zoomBy(chart, 2)),
      item("Axis ranges", "r", chart.typeRanges),
      item("Show everything", "0", () => ParGo.zoom(chart, null)),
      item("Save as PNG", "", taken(() => ParGo.saveChartPNG(chart))),
      item("Save as SVG", "", taken(() => ParGo.saveChartSVG(chart))),
      item("Save as CSV", "", taken(() => ParGo.saveChartCSV(chart))))));
    chart.figure.querySelector("figcaption").append(el("div", { class: "chart-tools" }, chart.reset, chart.logButton, wide, menu));
  };

  /// Everything about charts on this page.
  ParGo.startView = readView;
  ParGo.startCharts = table => {
    const figures = [...document.querySelectorAll(".chart")], place = document.getElementById("controls");
    ParGo.allCharts = figures.map(figure => new ParGo.Chart(figure));
    if (!place || !figures.length && !ParGo.listed) return;
    controls(place, table, figures);
    ParGo.allCharts.forEach(tools);
    const watcher = new IntersectionObserver(entries => {
      for (const { target, isIntersecting } of entries) {
        const chart = ParGo.allCharts[figures.indexOf(target)];
        chart.seen = isIntersecting;
        if (!isIntersecting) continue;
        chart.start();
        if (chart.unloaded) chart.reload(); else if (chart.stale) chart.invalidate();
      }
    }, { rootMargin: "100px" });
    figures.forEach(figure => watcher.observe(figure));
    const redraw = () => ParGo.allCharts.forEach(chart => chart.invalidate());
    ParGo.on("runs", () => ParGo.allCharts.forEach(chart => [...chart.wanted].some(([part, address]) => chart.loaded.get(part) !== address) ? chart.reload() : chart.invalidate()));
    for (const event of ["view", "theme"]) ParGo.on(event, redraw);
    for (const event of ["focus", "cursor"]) ParGo.on(event, () => ParGo.allCharts.forEach(chart => {
      if (!chart.ready || !chart.seen) return;
      if (chart.bars && event === "focus") chart.invalidate(); else chart.drawTop();
    }));
  };
  document.addEventListener("click", event => {
    for (const menu of document.querySelectorAll(".menu[open]")) if (!menu.contains(event.target)) menu.open = false;
  });
})();
