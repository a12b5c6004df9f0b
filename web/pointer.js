"use strict";
// What hands do to a chart: the cross that all charts share, choosing a stretch to look closer, and the same by keys.
(() => {
  const { el, series, scales } = ParGo;
  const mostInTip = 6;

  const moveCursor = (x, chart) => {
    ParGo.cursor = { x, chart };
    ParGo.emit("cursor");
  };

  /// The shown curves with their values at x, nearest to the height `py` first.
  const readings = (chart, x, py) => {
    const { frame } = chart, found = [];
    if (chart.bars) {
      return chart.bars.map(({ curve, y, tall }) => ({ curve, i: 0, far: Math.max(0, Math.abs(y + tall / 2 - py) - tall / 2) })).sort((a, b) => a.far - b.far);
    }
    for (const curve of chart.shown) {
      const xs = chart.x(curve), y = chart.values(curve), i = series.nearest(xs, y, x);
      if (i < 0 || chart.log && y[i] <= 0) continue;
      // A curve that ends far from here counts as far away, not as what it last was.
      const aside = Math.max(0, Math.abs(frame.sx(xs[i]) - frame.sx(x)) - 6);
      const before = xs[i] <= x ? i : i - 1, after = before + 1;
      let value = y[i];
      if (before >= 0 && after < y.length && !Number.isNaN(y[before] + y[after]) && xs[after] > xs[before]) {
        value = y[before] + (y[after] - y[before]) * Math.min(1, Math.max(0, (x - xs[before]) / (xs[after] - xs[before])));
      }
      found.push({ curve, i, far: Math.hypot(aside * 3, frame.sy(value) - py) });
    }
    return found.sort((a, b) => a.far - b.far);
  };

  const showTip = (chart, list, x, px) => {
    chart.tip ??= chart.plot.appendChild(el("div", { class: "tip" }));
    const nearest = list[0], axis = scales.axis(chart.axis);
    const at = nearest ? chart.x(nearest.curve)[nearest.i] : x;
    const rows = list.slice(0, mostInTip).map(({ curve, i }) => {
      const run = ParGo.who(curve.id), low = curve.band?.[ParGo.view.band][0][i];
      const raw = ParGo.view.smooth ? ` (raw ${scales.number(curve.y[i])})` : low < curve.y[i] ? ` [${scales.number(low)}, ${scales.number(curve.band[ParGo.view.band][1][i])}]` : "";
      return el("p", {}, ParGo.key(run), el("span", {}, run.name), scales.number(chart.values(curve)[i]) + raw);
    });
    const more = list.length - rows.length;
    const detail = nearest && ParGo.who(nearest.curve.id).detail;
    chart.tip.replaceChildren(el("p", {}, axis.text(at) + (more > 0 ? `, nearest ${rows.length} of ${list.length}` : "")), ...rows);
    if (detail && rows[0]) rows[0].insertAdjacentElement("afterend", el("small", {}, detail));
    chart.tip.hidden = false;
    const right = px < chart.width / 2;
    chart.tip.style.left = right ? `${px + 16}px` : "auto";
    chart.tip.style.right = right ? "auto" : `${chart.width - px + 16}px`;
    chart.tip.style.top = "4px";
  };

  const leave = chart => {
    if (chart.tip) chart.tip.hidden = true;
    if (ParGo.cursor.chart === chart) { moveCursor(null, null); ParGo.focus(null); }
  };

  /// Shows the stretch from a to b; null shows everything. Linked charts follow.
  const zoom = (chart, range) => {
    const charts = ParGo.view.link ? ParGo.allCharts : [chart];
    for (const one of charts) { one.zoom = range && [...range]; one.invalidate(); }
    for (const one of charts) {
      if (one.reset) one.reset.hidden = !range;
      ParGo.refine?.(one);
    }
    ParGo.say(range ? `Showing ${scales.axis(chart.axis).text(range[0])} to ${scales.axis(chart.axis).text(range[1])}` : "Showing everything");
  };
  const zoomBy = (chart, factor) => {
    const { frame } = chart;
    if (!frame) return;
    const inside = ParGo.cursor.x !== null && ParGo.cursor.x >= frame.x0 && ParGo.cursor.x <= frame.x1;
    const middle = inside ? ParGo.cursor.x : (frame.x0 + frame.x1) / 2;
    const range = [middle - (middle - frame.x0) * factor, middle + (frame.x1 - middle) * factor];
    zoom(chart, frame.logx ? [Math.max(range[0], frame.x0 / 2), range[1]] : range);
  };

  /// Moves the cross along the focused run by its own points, and says what is there.
  const step = (chart, by) => {
    if (chart.bars) { change(chart, by); return; }
    const list = readings(chart, ParGo.cursor.x ?? chart.frame.x0, 0);
    const here = list.find(one => one.curve.id === ParGo.focused) ?? list[0];
    if (!here) return;
    const xs = chart.x(here.curve), y = chart.values(here.curve);
    let i = ParGo.cursor.x === null ? here.i : Math.min(xs.length - 1, Math.max(0, here.i + by));
    while (i > 0 && i < xs.length - 1 && Number.isNaN(y[i])) i += Math.sign(by) || 1;
    read(chart, here.curve, i);
  };
  const read = (chart, curve, i) => {
    const xs = chart.x(curve), y = chart.values(curve), { frame } = chart;
    const run = ParGo.who(curve.id);
    ParGo.focus(curve.id);
    moveCursor(xs[i], chart);
    const list = readings(chart, xs[i], frame ? frame.sy(y[i]) : 0);
    showTip(chart, [list.find(one => one.curve === curve), ...list.filter(one => one.curve !== curve)].filter(Boolean), xs[i], frame ? frame.sx(xs[i]) : chart.width * .6);
    ParGo.say(`${run.name}: ${scales.number(y[i])} at ${scales.axis(chart.axis).text(xs[i])}`);
  };
  /// The next run up or down among the shown ones, at the same x.
  const change = (chart, by) => {
    const shown = chart.bars?.map(bar => bar.curve) ?? chart.shown, place = shown.findIndex(curve => curve.id === ParGo.focused);
    const curve = shown[(place + by + shown.length) % shown.length];
    if (!curve) return;
    const i = series.nearest(chart.x(curve), chart.values(curve), ParGo.cursor.x ?? chart.frame?.x0 ?? 0);
    if (i >= 0) read(chart, curve, i);
  };

  const keys = {
    ArrowRight: (chart, event) => step(chart, event.shiftKey ? 10 : 1),
    ArrowLeft: (chart, event) => step(chart, event.shiftKey ? -10 : -1),
    ArrowDown: chart => change(chart, 1),
    ArrowUp: chart => change(chart, -1),
    "+": chart => zoomBy(chart, .5),
    "=": chart => zoomBy(chart, .5),
    "-": chart => zoomBy(chart, 2),
    0: chart => zoom(chart, null),
    Escape: chart => { if (chart.zoom) zoom(chart, null); else { leave(chart); ParGo.focus(null); } },
    l: chart => chart.toggleLog(),
    r: chart => chart.typeRanges?.(),
    Enter: chart => { if (ParGo.focused) ParGo.isolate(ParGo.focused); },
  };

  ParGo.pointer = chart => {
    const { plot } = chart;
    let start = null;
    const place = event => {
      const box = plot.getBoundingClientRect();
      return [event.clientX - box.left, event.clientY - box.top];
    };
    plot.addEventListener("pointermove", event => {
      const [px, py] = place(event);
      if (chart.bars) {
        const list = readings(chart, 0, py), on = list[0]?.far < 1;
        ParGo.focus(on ? list[0].curve.id : null);
        if (on) showTip(chart, list.slice(0, 1), chart.x(list[0].curve)[0], px); else if (chart.tip) chart.tip.hidden = true;
        return;
      }
      if (!chart.frame) return;
      if (start !== null) {
        chart.chosen = [start, Math.min(chart.frame.right, Math.max(chart.frame.left, px))];
        chart.drawTop();
        return;
      }
      const x = chart.frame.at(Math.min(chart.frame.right, Math.max(chart.frame.left, px)));
      const list = readings(chart, x, py);
      ParGo.focus(list[0] && list[0].far < 60 ? list[0].curve.id : null);
      moveCursor(x, chart);
      showTip(chart, list, x, px);
    });
    plot.addEventListener("pointerdown", event => {
      if (event.button !== 0 || event.pointerType === "touch" || !chart.frame) return;
      start = place(event)[0];
      plot.setPointerCapture(event.pointerId);
      if (chart.tip) chart.tip.hidden = true;
    });
    plot.addEventListener("pointerup", event => {
      if (start === null) return;
      const chosen = chart.chosen, { frame } = chart;
      start = null;
      chart.chosen = null;
      if (chosen && Math.abs(chosen[1] - chosen[0]) > 5) {
        const [a, b] = chosen.map(px => frame.at(Math.max(frame.left, px))).sort((one, other) => one - other);
        zoom(chart, [a, b]);
      } else if (event.altKey && ParGo.focused) ParGo.isolate(ParGo.focused);
      chart.drawTop();
    });
    plot.addEventListener("pointercancel", () => { start = chart.chosen = null; leave(chart); });
    plot.addEventListener("pointerleave", () => { if (start === null) leave(chart); });
    plot.addEventListener("dblclick", () => zoom(chart, null));
    plot.addEventListener("blur", () => leave(chart));
    plot.addEventListener("keydown", event => {
      if (!(chart.frame || chart.bars) || event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
      event.preventDefault();
      event.stopPropagation();
      keys[event.key](chart, event);
    });
  };
  ParGo.zoom = zoom;
  ParGo.zoomBy = zoomBy;
})();
