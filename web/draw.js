"use strict";
// How charts are drawn. Everything here draws with a pen: a canvas's, or one that writes SVG.
(() => {
  const { el, series, scales } = ParGo;
  const dashes = ParGo.dashes = [[], [6, 3], [1.5, 3], [7, 3, 1.5, 3]];
  let family = "";
  /// The page's letters in a size, as a pen has it.
  ParGo.font = size => size + " " + (family ||= getComputedStyle(document.documentElement).getPropertyValue("--sans"));

  /// The theme's colours as the canvas needs them, read again when the theme changes.
  let palette = null;
  const colors = ParGo.colors = () => {
    if (palette) return palette;
    const names = ["ink", "quiet", "grid", "edge", "surface", "accent", "heat0", "heat1"], runs = Array.from({ length: 10 }, (_, i) => "c" + i);
    // All at once: each look at one that is new would work the styles of the page out again.
    const probes = new Map([...names, ...runs].map(name => { const probe = el("i"); probe.style.color = `var(--${name})`; return [name, probe]; }));
    const place = el("span", { hidden: true }, ...probes.values());
    document.body.append(place);
    const read = name => getComputedStyle(probes.get(name)).color;
    palette = { runs: runs.map(read) };
    for (const name of names) palette[name] = read(name);
    place.remove();
    return palette;
  };
  ParGo.on("theme", () => { palette = null; });

  const clipped = (pen, frame, body) => {
    pen.save();
    pen.beginPath();
    pen.rect(frame.left - 1, frame.top - 2, frame.right - frame.left + 4, frame.bottom - frame.top + 4);
    pen.clip();
    body();
    pen.restore();
  };

  /// More points than this are filled pixel by pixel on the page, for speed; fewer are stroked, and as thick on a steep stretch.
  const mostStroked = 3000;
  /// All of a chart. `ratio` is given for a canvas on the page.
  const whole = (chart, pen, ratio) => {
    chart.drawnCurves = 0;
    chart.bars = null;
    if (chart.single && !ParGo.view.group) { bars(chart, pen); return; }
    chart.plot.style.height = "";
    const frame = chart.frame = chart.layout(pen), { shown } = chart;
    if (!frame) {
      pen.fillStyle = colors().quiet;
      pen.font = ParGo.font("13px");
      pen.textAlign = "center";
      const why = !shown.length ? ParGo.view.group ? "No group to show here" : "All runs of this chart are hidden" : chart.log ? "No value above zero to show" : "No finite value here";
      pen.fillText(why, chart.width / 2, chart.height / 2);
      return;
    }
    const paper = ratio && shown.reduce((sum, curve) => sum + curve.y.length, 0) > mostStroked && new ParGo.Paper(frame, ratio);
    if (!paper) axes(chart, pen, frame);
    const lines = () => {
      for (const curve of shown) if (curve.band) band(chart, pen, frame, curve, paper);
      return shown.map(one => line(chart, pen, frame, one, 0, paper));
    };
    if (paper) {
      const dots = lines();
      paper.put(pen);
      axes(chart, pen, frame, true);
      clipped(pen, frame, () => shown.forEach((one, n) => marks(chart, pen, frame, one, dots[n])));
    } else clipped(pen, frame, () => lines().forEach((dots, n) => marks(chart, pen, frame, shown[n], dots)));
    chart.drawnCurves = shown.length;
  };

  const axes = (chart, pen, frame, withoutGrid) => {
    const { quiet, grid, edge } = colors(), axis = scales.axis(chart.axis);
    pen.font = ParGo.font("11px");
    pen.lineWidth = 1;
    pen.strokeStyle = grid;
    pen.fillStyle = quiet;
    pen.textAlign = "right";
    pen.textBaseline = "middle";
    pen.beginPath();
    frame.marks.forEach((mark, i) => {
      const y = Math.round(frame.sy(mark)) + .5;
      if (y < frame.top - 2 || y > frame.bottom + 1) return;
      if (!withoutGrid) { pen.moveTo(frame.left, y); pen.lineTo(frame.right, y); }
      pen.fillText(frame.names[i], frame.left - 8, y);
    });
    pen.stroke();
    pen.strokeStyle = edge;
    pen.beginPath();
    pen.moveTo(frame.left, frame.bottom + .5);
    pen.lineTo(frame.right, frame.bottom + .5);
    pen.textBaseline = "alphabetic";
    pen.textAlign = "left";
    // The axis' name has the right corner; numbers keep clear of it and of each other.
    const name = ParGo.short(axis.title, 30), title = pen.measureText(name).width;
    pen.fillText(name, frame.right - title, chart.height - 6);
    let free = 0;
    const count = Math.max(2, Math.floor((frame.right - frame.left) / 64));
    const ticks = frame.logx ? scales.logarithmic(frame.x0, frame.x1, count) : axis.ticks(frame.x0, frame.x1, count);
    for (const tick of ticks) {
      const x = frame.sx(tick), label = axis.label(tick, frame.logx ? [] : ticks), wide = pen.measureText(label).width;
      if (x < frame.left - 1 || x > frame.right + 1) continue;
      pen.moveTo(Math.round(x) + .5, frame.bottom);
      pen.lineTo(Math.round(x) + .5, frame.bottom + 4);
      const start = Math.max(2, x - wide / 2);
      if (start < free || start + wide > frame.right - title - 10) continue;
      pen.fillText(label, start, chart.height - 6);
      free = start + wide + 10;
    }
    pen.stroke();
  };

  /// The stretch between a group's lower and upper line, in its colour.
  const band = (chart, pen, frame, curve, paper) => {
    const x = chart.x(curve), [low, high] = curve.band[ParGo.view.band], color = colors().runs[ParGo.who(curve.id).color];
    if (paper) { paper.ink(color, 1, .16); paper.between(x, low, high, chart.log); return; }
    const place = value => frame.sy(chart.log && !(value > 0) ? 1e-300 : value);
    pen.fillStyle = color;
    pen.globalAlpha = .16;
    const points = [...x.keys()].filter(i => low[i] === low[i] && (!chart.log || high[i] > 0));
    pen.beginPath();
    for (const i of points) pen.lineTo(frame.sx(x[i]), place(high[i]));
    for (const i of points.reverse()) pen.lineTo(frame.sx(x[i]), Math.min(frame.bottom + 9, place(low[i])));
    pen.fill();
    pen.globalAlpha = 1;
  };

  /// A run's line, and faintly behind a smoothed one the raw one; answers the places to mark with a dot.
  const line = (chart, pen, frame, curve, strong, paper) => {
    const run = ParGo.who(curve.id), color = colors().runs[run.color], x = chart.x(curve), { smooth } = ParGo.view;
    const stroke = (y, width, alpha, dash) => {
      if (paper) { paper.ink(color, width, alpha, dash); return paper.line(x, y, chart.log); }
      Object.assign(pen, { strokeStyle: color, lineJoin: "bevel", lineWidth: width, globalAlpha: alpha });
      pen.setLineDash(dash);
      const dots = trace(chart, pen, frame, x, y);
      pen.setLineDash([]);
      pen.globalAlpha = 1;
      return dots;
    };
    if (smooth) stroke(curve.y, 1, strong ? .35 : .18, []);
    // Dense noise stays legible in thin lines.
    return stroke(chart.values(curve), strong ? 2.5 : curve.y.length > 300 && !smooth ? 1.1 : 1.5, 1, dashes[run.dash]);
  };
  const marks = (chart, pen, frame, curve, dots, strong) => {
    const run = ParGo.who(curve.id), x = chart.x(curve);
    pen.strokeStyle = pen.fillStyle = colors().runs[run.color];
    for (const [px, py] of dots) { pen.beginPath(); pen.arc(px, py, strong ? 3.2 : 2.2, 0, 7); pen.fill(); }
    oddMarks(pen, frame, curve, x);
    if (run.state === "running") ending(chart, pen, frame, curve, x);
  };

  /// Strokes a line with gaps where there is no number. Where several points share a column of pixels, it draws their
  /// first, lowest, highest and last: the same picture from fewer strokes. Returns the places to mark with a dot: points
  /// that stand alone, and all of them where they are few.
  const trace = (chart, pen, frame, x, y) => {
    const [first, last] = series.within(x, frame), { sx, sy } = frame, dots = [], few = sx(x[last]) - sx(x[first]) > 18 * (last - first);
    let open = false, alone = null, column = NaN, low = 0, high = 0, end = 0;
    const flush = () => {
      if (low !== high) { pen.lineTo(column, low); pen.lineTo(column, high); pen.lineTo(column, end); }
      column = NaN;
    };
    pen.beginPath();
    for (let i = first; i <= last; i++) {
      const value = y[i];
      if (value !== value || chart.log && value <= 0) {
        flush();
        if (alone) dots.push(alone);
        open = false; alone = null;
        continue;
      }
      const exact = sx(x[i]), px = few ? exact : Math.round(exact * 2) / 2, py = sy(value);
      if (open && px === column) {
        if (py < low) low = py; else if (py > high) high = py;
        end = py; alone = null;
        continue;
      }
      flush();
      if (open) { pen.lineTo(px, py); alone = null; } else { pen.moveTo(px, py); alone = [px, py]; open = true; }
      column = px; low = high = end = py;
      if (few) { dots.push([px, py]); alone = null; }
    }
    flush();
    if (alone) dots.push(alone);
    pen.stroke();
    return dots;
  };

  /// What is not a number leaves a gap and a mark at the edge: a cross for NaN, an arrow for an infinity.
  const oddMarks = (pen, frame, curve, x) => {
    pen.lineWidth = 1.5;
    let previous = -9;
    for (const [index, kind] of curve.odd) {
      const px = frame.sx(x[index]);
      if (px < frame.left || px > frame.right || px - previous < 7) continue;
      previous = px;
      const py = kind === "inf" ? frame.top + 4 : frame.bottom - 5, to = kind === "inf" ? -4 : 4;
      pen.beginPath();
      if (kind === "nan") { pen.moveTo(px - 3, py - 3); pen.lineTo(px + 3, py + 3); pen.moveTo(px - 3, py + 3); pen.lineTo(px + 3, py - 3); }
      else { pen.moveTo(px - 3, py); pen.lineTo(px, py + to); pen.lineTo(px + 3, py); }
      pen.stroke();
    }
  };

  /// A ring where a running run stands now.
  const ending = (chart, pen, frame, curve, x) => {
    const y = chart.values(curve);
    let i = y.length - 1;
    while (i >= 0 && Number.isNaN(y[i])) i--;
    if (i < 0 || chart.log && y[i] <= 0) return;
    pen.beginPath();
    pen.arc(frame.sx(x[i]), frame.sy(y[i]), 3.5, 0, 7);
    pen.lineWidth = 2;
    pen.fillStyle = colors().surface;
    pen.fill();
    pen.stroke();
  };

  /// One value a run: a bar each, the largest first, named where there is room.
  const bars = (chart, pen) => {
    const list = chart.shown.filter(curve => isFinite(curve.y[0])).sort((a, b) => b.y[0] - a.y[0]);
    chart.frame = null;
    if (!list.length) { pen.fillStyle = colors().quiet; pen.textAlign = "center"; pen.font = ParGo.font("13px"); pen.fillText("No finite value here", chart.width / 2, chart.height / 2); return; }
    // A few bars need no whole chart's height.
    chart.plot.style.height = list.length < 10 ? 14 + 22 * list.length + "px" : "";
    const tall = Math.min(22, (chart.height - 12) / list.length), named = tall >= 12;
    pen.font = ParGo.font("12px");
    const wide = named ? Math.min(chart.width * .38, Math.max(...list.map(curve => pen.measureText(ParGo.who(curve.id).name).width))) + 16 : 8;
    const low = Math.min(0, list.at(-1).y[0]), span = Math.max(0, list[0].y[0]) - low || 1, room = chart.width - wide - 64;
    const at = value => wide + (value - low) / span * room;
    pen.textBaseline = "middle";
    chart.bars = list.map((curve, n) => {
      const run = ParGo.who(curve.id), y = 6 + n * tall, value = curve.y[0];
      pen.globalAlpha = ParGo.focused && ParGo.focused !== curve.id ? .35 : 1;
      pen.fillStyle = colors().runs[run.color];
      pen.fillRect(Math.min(at(0), at(value)), y, Math.max(1, Math.abs(at(value) - at(0))), Math.max(1, tall - (tall > 4 ? 3 : 0)));
      if (named) {
        pen.fillStyle = colors().ink;
        pen.textAlign = "right";
        pen.fillText(run.name, wide - 8, y + tall / 2 - 1, wide - 14);
        pen.textAlign = "left";
        pen.fillText(scales.number(value), Math.max(at(0), at(value)) + 6, y + tall / 2 - 1);
      }
      pen.globalAlpha = 1;
      chart.drawnCurves++;
      return { curve, y, tall };
    });
  };

  /// The upper canvas: the run in focus, the cross, and the stretch being chosen.
  const top = chart => {
    const { frame } = chart, { x, chart: under } = ParGo.cursor;
    // Most charts are only looked at: the upper canvas is made when something is to be shown on it.
    if (!chart.top && x === null && !ParGo.focused) return;
    const pen = chart.onTop();
    pen.clearRect(0, 0, chart.width, chart.height);
    const focused = frame && chart.shown.find(curve => curve.id === ParGo.focused);
    chart.plot.classList.toggle("dim", Boolean(focused) && chart.shown.length > 1);
    if (!frame) return;
    // The lines below step back for the one in focus; the axes stay as clear as they were.
    if (focused) axes(chart, pen, frame);
    clipped(pen, frame, () => {
      if (focused) marks(chart, pen, frame, focused, line(chart, pen, frame, focused, true), true);
      if (chart.chosen) {
        const [a, b] = chart.chosen;
        pen.globalAlpha = .15;
        pen.fillStyle = colors().accent;
        pen.fillRect(Math.min(a, b), frame.top, Math.abs(b - a), frame.bottom - frame.top);
      } else if (x !== null && x >= frame.x0 && x <= frame.x1) {
        const px = Math.round(frame.sx(x)) + .5;
        pen.strokeStyle = colors().edge;
        pen.lineWidth = 1;
        pen.setLineDash([3, 3]);
        pen.beginPath();
        pen.moveTo(px, frame.top);
        pen.lineTo(px, frame.bottom);
        pen.stroke();
        pen.setLineDash([]);
        if (focused) reading(chart, pen, frame, focused, x, under !== chart);
      }
    });
  };

  /// A dot on the focused run at the cursor, with its value where no tip says it.
  const reading = (chart, pen, frame, curve, x, withValue) => {
    const xs = chart.x(curve), y = chart.values(curve), i = series.nearest(xs, y, x);
    if (i < 0 || chart.log && y[i] <= 0) return;
    const px = frame.sx(xs[i]), py = frame.sy(y[i]);
    pen.fillStyle = colors().runs[ParGo.who(curve.id).color];
    pen.beginPath();
    pen.arc(px, py, 4, 0, 7);
    pen.fill();
    if (!withValue) return;
    const text = scales.number(y[i]);
    pen.font = ParGo.font("600 12px");
    pen.textAlign = "left";
    const wide = pen.measureText(text).width, left = px + wide + 14 > frame.right ? px - wide - 10 : px + 10, line = Math.max(frame.top + 12, py - 8);
    pen.strokeStyle = colors().surface;
    pen.lineWidth = 4;
    pen.strokeText(text, left, line);
    pen.fillStyle = colors().ink;
    pen.fillText(text, left, line);
  };

  ParGo.draw = { whole, top, axes, bars };
})();
