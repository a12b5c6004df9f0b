"use strict";
// The controls that all charts of a page share, the legend, and the tools of each chart.
(() => {
  const { el } = ParGo;
  const mostInLegend = 40;
  const axes = ["step", "time", "wall"];

  const readView = () => {
    const axis = ParGo.state.get("x", "step"), smooth = Number(ParGo.state.get("smooth", 0));
    ParGo.view = {
      axis: axes.includes(axis) ? axis : "step",
      smooth: smooth > 0 && smooth < 1 ? smooth : 0,
      clip: ParGo.state.get("clip") === "1",
      link: ParGo.state.get("link") === "1",
    };
  };

  const toggle = (title, help, key) => {
    const button = el("button", { type: "button", title: help, "aria-pressed": ParGo.view[key], onclick: () => {
      ParGo.view[key] = !ParGo.view[key];
      button.setAttribute("aria-pressed", ParGo.view[key]);
      ParGo.state.set(key, ParGo.view[key] ? 1 : "");
      ParGo.emit("view");
    } }, title);
    return button;
  };

  /// Search boxes, the x axis, smoothing.
  const controls = (place, table, figures) => {
    const smooth = el("input", { type: "range", min: 0, max: .99, step: .01, value: ParGo.view.smooth, id: "smooth" });
    const amount = el("output", { for: "smooth" }, ParGo.view.smooth || "off");
    smooth.addEventListener("input", () => {
      ParGo.view.smooth = Number(smooth.value);
      amount.textContent = ParGo.view.smooth || "off";
      ParGo.state.set("smooth", ParGo.view.smooth, 0);
      ParGo.emit("view");
    });
    const axis = el("select", { onchange: () => {
      ParGo.view.axis = axis.value;
      ParGo.state.set("x", axis.value, "step");
      // A stretch of steps means nothing in hours.
      for (const chart of ParGo.allCharts) { chart.zoom = null; if (chart.reset) chart.reset.hidden = true; }
      ParGo.emit("view");
    } }, ...[["step", "Step"], ["time", "Time since start"], ["wall", "Wall clock"]].map(([value, title]) => el("option", { value }, title)));
    axis.value = ParGo.view.axis;
    const bar = el("div", { class: "bar", role: "group", "aria-label": "Charts and runs" });
    if (table) {
      const box = el("input", { type: "search", id: "filter", placeholder: "Filter runs:  lr<0.001 state:running", "aria-label": "Filter runs",
        value: ParGo.state.get("q"), oninput: () => { table.filter(box.value); ParGo.state.set("q", box.value); } });
      ParGo.on("address", () => { box.value = ParGo.state.get("q"); });
      bar.append(el("label", { class: "grow" }, box));
    }
    if (figures.length > 3) {
      const box = el("input", { type: "search", placeholder: "Find a metric", "aria-label": "Find a metric", value: ParGo.state.get("m"),
        oninput: () => { findMetrics(box.value, figures); ParGo.state.set("m", box.value); } });
      findMetrics(box.value, figures);
      bar.append(el("label", { class: "grow" }, box));
    }
    bar.append(el("label", {}, "x", axis), el("label", {}, "Smoothing", smooth, amount),
      toggle("Clip outliers", "Let the y axis ignore the highest and lowest hundredth", "clip"),
      toggle("Link zoom", "Zoom all charts together", "link"));
    place.className = "controls";
    place.append(bar);
    if (ParGo.runs.size > 1) place.append(legend());
  };

  const findMetrics = (text, figures) => {
    const wanted = text.toLowerCase().split(/\s+/).filter(Boolean);
    for (const figure of figures) figure.hidden = !wanted.every(word => figure.dataset.metric.toLowerCase().includes(word));
    for (const group of document.querySelectorAll(".charts")) group.hidden = !group.querySelector(".chart:not([hidden])");
  };

  /// A button a run: shows or hides it; with Alt, or twice, shows it alone.
  const legend = () => {
    const list = el("div", { class: "legend", role: "group", "aria-label": "Runs in the charts" }), buttons = new Map();
    const drawn = [...ParGo.runs.values()].filter(run => !["queued", "created", "submitting"].includes(run.state));
    for (const run of drawn.slice(0, mostInLegend)) {
      const button = el("button", { type: "button", title: run.detail,
        onclick: event => event.altKey ? ParGo.isolate(run.id) : ParGo.setHidden([run.id], !run.hidden),
        ondblclick: () => ParGo.isolate(run.id),
        onpointerenter: () => ParGo.focus(run.id), onpointerleave: () => ParGo.focus(null),
        onfocus: () => ParGo.focus(run.id), onblur: () => ParGo.focus(null),
      }, ParGo.key(run), run.name);
      buttons.set(run, button);
      list.append(button);
    }
    const all = el("button", { type: "button", onclick: () => ParGo.setHidden([...ParGo.runs.keys()], false) }, "Show all");
    list.append(all);
    if (drawn.length > mostInLegend) list.append(el("span", { class: "quiet" }, `and ${drawn.length - mostInLegend} more in the table`));
    const show = () => {
      for (const [run, button] of buttons) { button.setAttribute("aria-pressed", !run.hidden); button.hidden = run.filtered; }
      all.hidden = ![...ParGo.runs.values()].some(run => run.hidden);
    };
    ParGo.on("runs", show);
    ParGo.on("focus", () => { for (const [run, button] of buttons) button.classList.toggle("focus", run.id === ParGo.focused); });
    show();
    return list;
  };

  /// Log axis, larger, and a menu with everything that the pointer can do otherwise only by dragging.
  const tools = chart => {
    let data = null;
    chart.logButton = el("button", { type: "button", class: "bare", "aria-pressed": chart.log, title: "Logarithmic y axis (l)", onclick: () => chart.toggleLog() }, "log");
    chart.reset = el("button", { type: "button", class: "bare", hidden: true, onclick: () => ParGo.zoom(chart, null) }, "reset zoom");
    const wide = el("button", { type: "button", class: "bare", "aria-pressed": false, title: "Across the page", onclick: () =>
      wide.setAttribute("aria-pressed", chart.figure.classList.toggle("wide")) }, "wide");
    const showData = () => {
      if (data) { data.remove(); data = null; return; }
      data = ParGo.dataTable(chart);
      chart.figure.append(data);
    };
    ParGo.on("runs", () => { if (data) { const fresh = ParGo.dataTable(chart); data.replaceWith(fresh); data = fresh; } });
    const menu = el("details", { class: "menu" }, el("summary", { "aria-label": "More for " + chart.metric }, "⋯"));
    const item = (title, key, action) => el("button", { type: "button", onclick: () => { menu.open = false; if (chart.ready) action(); } },
      title, key && el("kbd", {}, key));
    menu.append(el("div", {},
      item("Show data", "", showData),
      item("Zoom in", "+", () => ParGo.zoomBy(chart, .5)),
      item("Zoom out", "−", () => ParGo.zoomBy(chart, 2)),
      item("Show everything", "0", () => ParGo.zoom(chart, null)),
      item("Save as PNG", "", () => ParGo.saveChartPNG(chart)),
      item("Save as CSV", "", () => ParGo.saveChartCSV(chart))));
    chart.figure.querySelector("figcaption").append(el("div", { class: "chart-tools" }, chart.reset, chart.logButton, wide, menu));
  };

  /// Everything about charts on this page.
  ParGo.startCharts = table => {
    const figures = [...document.querySelectorAll(".chart")], place = document.getElementById("controls");
    readView();
    ParGo.allCharts = figures.map(figure => new ParGo.Chart(figure));
    if (!place || !figures.length) return;
    controls(place, table, figures);
    ParGo.allCharts.forEach(tools);
    const watcher = new IntersectionObserver(entries => {
      for (const { target, isIntersecting } of entries) {
        const chart = ParGo.allCharts[figures.indexOf(target)];
        chart.seen = isIntersecting;
        if (!isIntersecting) continue;
        chart.start();
        if (chart.stale) chart.invalidate();
      }
    }, { rootMargin: "200px" });
    figures.forEach(figure => watcher.observe(figure));
    const redraw = () => ParGo.allCharts.forEach(chart => chart.invalidate());
    for (const event of ["runs", "view", "theme"]) ParGo.on(event, redraw);
    for (const event of ["focus", "cursor"]) ParGo.on(event, () => ParGo.allCharts.forEach(chart => { if (chart.ready && chart.seen) chart.drawTop(); }));
    document.addEventListener("click", event => {
      for (const menu of document.querySelectorAll(".menu[open]")) if (!menu.contains(event.target)) menu.open = false;
    });
  };
})();
