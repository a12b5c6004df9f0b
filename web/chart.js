"use strict";
// A line chart of all runs of one metric, on two canvases: the lines below, and above them what follows the pointer,
// so that moving it redraws a cross and not a hundred thousand points.
(() => {
  const { el, series, scales } = ParGo;
  const dashes = [[], [6, 3], [1.5, 3], [7, 3, 1.5, 3]];
  const font = getComputedStyle(document.documentElement).getPropertyValue("--sans");

  /// The theme's colours as the canvas needs them, read again when the theme changes.
  let palette = null;
  const colors = () => {
    if (palette) return palette;
    const probe = el("span", { hidden: true });
    document.body.append(probe);
    const read = name => { probe.style.color = `var(--${name})`; return getComputedStyle(probe).color; };
    palette = { runs: Array.from({ length: 10 }, (_, i) => read("c" + i)) };
    for (const name of ["ink", "quiet", "grid", "edge", "surface", "accent"]) palette[name] = read(name);
    probe.remove();
    return palette;
  };
  ParGo.on("theme", () => { palette = null; });

  class Chart {
    constructor(figure) {
      this.figure = figure;
      this.metric = figure.dataset.metric;
      this.plot = figure.querySelector(".plot");
      this.curves = [];
      this.drawn = 0;
      this.zoom = null;   // [x, x] or null for everything
      this.log = ParGo.state.list("log").includes(this.metric);
      this.seen = false;
      this.ready = false;
    }

    /// Loads the points and takes the overview's place.
    async start() {
      if (this.started) return;
      this.started = true;
      try {
        const payload = await ParGo.load(this.figure.dataset.src, this.metric);
        this.curves = payload.runs.map(series.decode).filter(curve => ParGo.runs.has(curve.id));
      } catch (error) {
        // The overview, if there is one, stays.
        if (!this.plot.firstChild) this.plot.append(el("p", {}, "The points could not be loaded: " + error.message));
        return;
      }
      this.base = el("canvas", { class: "base" });
      this.top = el("canvas");
      this.plot.replaceChildren(this.base, this.top);
      this.plot.tabIndex = 0;
      this.plot.setAttribute("role", "img");
      this.ready = true;
      new ResizeObserver(() => this.resize()).observe(this.plot);
      ParGo.pointer(this);
      this.resize();
    }

    resize() {
      const ratio = devicePixelRatio || 1, { clientWidth: width, clientHeight: height } = this.plot;
      if (!width) return;
      this.width = width;
      this.height = height;
      for (const canvas of [this.base, this.top]) {
        canvas.width = Math.round(width * ratio);
        canvas.height = Math.round(height * ratio);
        canvas.getContext("2d").setTransform(ratio, 0, 0, ratio, 0, 0);
      }
      this.draw();
    }

    /// Draws at the next frame, once however many things changed, and only when somebody can see it.
    invalidate() {
      if (!this.ready || this.pending) return;
      if (!this.seen) { this.stale = true; return; }
      this.pending = requestAnimationFrame(() => { this.pending = 0; this.draw(); });
    }

    color(run) { return colors().runs[run.color]; }
    toggleLog() {
      this.log = !this.log;
      const others = ParGo.state.list("log").filter(metric => metric !== this.metric);
      ParGo.state.set("log", this.log ? [...others, this.metric] : others);
      this.logButton.setAttribute("aria-pressed", this.log);
      this.invalidate();
    }

    get axis() { return ParGo.view.axis; }
    get shown() { return this.curves.filter(curve => ParGo.isShown(ParGo.runs.get(curve.id))); }
    values(curve) { return series.values(curve, this.axis, ParGo.view.smooth); }

    /// The ranges of both axes over what is shown.
    measure() {
      const [from, to] = this.zoom ?? [-Infinity, Infinity], all = [];
      let x0 = Infinity, x1 = -Infinity, low = Infinity, high = -Infinity;
      this.dropped = 0;
      for (const curve of this.shown) {
        const x = curve.x[this.axis], smooth = this.values(curve);
        // With outliers clipped the smoothed line decides; else everything that is drawn must fit.
        for (const y of ParGo.view.smooth ? (ParGo.view.clip ? [smooth] : [curve.y, smooth]) : [curve.y]) {
          for (let i = 0; i < x.length; i++) {
            if (x[i] < from || x[i] > to) continue;
            const value = y[i];
            if (x[i] < x0) x0 = x[i];
            if (x[i] > x1) x1 = x[i];
            if (Number.isNaN(value)) continue;
            if (this.log && value <= 0) { if (y === curve.y) this.dropped++; continue; }
            if (value < low) low = value;
            if (value > high) high = value;
            if (ParGo.view.clip) all.push(value);
          }
        }
      }
      if (ParGo.view.clip && all.length > 20) {
        all.sort((a, b) => a - b);
        low = all[Math.floor(all.length * .01)];
        high = all[Math.ceil(all.length * .99) - 1];
      }
      if (low > high) return null;
      if (this.zoom) [x0, x1] = this.zoom;
      // An axis that begins close to zero begins at zero.
      else if (this.axis !== "wall" && x0 > 0 && x0 < x1 * .1) x0 = 0;
      if (x0 === x1) { x0 -= 1; x1 += 1; }
      const up = this.log ? Math.log10 : value => value;
      let bottom = up(low), top = up(high);
      // Halves, because the span of two finite numbers can be infinite.
      const air = (top / 2 - bottom / 2) * .1 || Math.abs(bottom) * .1 || 1;
      bottom = Math.max(bottom - air, -1e308);
      top = Math.min(top + air, 1e308);
      return { x0, x1, bottom, top, up };
    }

    /// Where the plot's own rectangle lies, and how numbers map into it.
    layout(pen) {
      const range = this.measure();
      if (!range) return null;
      const { x0, x1, bottom, top, up } = range, down = this.log ? value => 10 ** value : value => value;
      const rows = Math.max(2, Math.floor(this.height / 38));
      const marks = this.log ? scales.logarithmic(down(bottom), down(top), rows) : scales.linear(bottom, top, rows);
      const names = marks.map(mark => this.log ? scales.compact(mark) : scales.ticked(mark, marks));
      pen.font = "11px " + font;
      const left = Math.ceil(Math.max(20, ...names.map(name => pen.measureText(name).width))) + 14;
      const box = { left, right: this.width - 12, top: 8, bottom: this.height - 24 };
      const wide = box.right - box.left, tall = box.bottom - box.top, span = top / 2 - bottom / 2;
      return {
        ...box, x0, x1, marks, names,
        sx: value => box.left + (value - x0) / (x1 - x0) * wide,
        sy: value => box.top + (1 - (up(value) / 2 - bottom / 2) / span) * tall,
        at: pixel => x0 + (pixel - box.left) / wide * (x1 - x0),
      };
    }

    draw() {
      const pen = this.base.getContext("2d");
      pen.clearRect(0, 0, this.width, this.height);
      this.stale = false;
      this.drawn = 0;
      const frame = this.frame = this.layout(pen);
      if (frame) {
        this.drawAxes(pen, frame);
        pen.save();
        pen.beginPath();
        pen.rect(frame.left - 1, frame.top - 2, frame.right - frame.left + 4, frame.bottom - frame.top + 4);
        pen.clip();
        for (const curve of this.shown) this.drawCurve(pen, frame, curve);
        pen.restore();
      } else {
        pen.fillStyle = colors().quiet;
        pen.font = "13px " + font;
        pen.textAlign = "center";
        const any = this.shown.length > 0;
        const why = !any ? "All runs of this chart are hidden" : this.log ? "No value above zero to show" : "No finite value here";
        pen.fillText(why, this.width / 2, this.height / 2);
      }
      this.describe();
      this.drawTop();
    }

    drawAxes(pen, frame) {
      const { quiet, grid, edge } = colors(), axis = scales.axes[this.axis];
      pen.font = "11px " + font;
      pen.lineWidth = 1;
      pen.strokeStyle = grid;
      pen.fillStyle = quiet;
      pen.textAlign = "right";
      pen.textBaseline = "middle";
      pen.beginPath();
      frame.marks.forEach((mark, i) => {
        const y = Math.round(frame.sy(mark)) + .5;
        if (y < frame.top - 2 || y > frame.bottom + 1) return;
        pen.moveTo(frame.left, y);
        pen.lineTo(frame.right, y);
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
      const title = pen.measureText(axis.title).width;
      pen.fillText(axis.title, frame.right - title, this.height - 6);
      let free = 0;
      const ticks = axis.ticks(frame.x0, frame.x1, Math.max(2, Math.floor((frame.right - frame.left) / 64)));
      for (const tick of ticks) {
        const x = frame.sx(tick), name = axis.label(tick, ticks), wide = pen.measureText(name).width;
        if (x < frame.left - 1 || x > frame.right + 1) continue;
        pen.moveTo(Math.round(x) + .5, frame.bottom);
        pen.lineTo(Math.round(x) + .5, frame.bottom + 4);
        const start = Math.max(2, x - wide / 2);
        if (start < free || start + wide > frame.right - title - 10) continue;
        pen.fillText(name, start, this.height - 6);
        free = start + wide + 10;
      }
      pen.stroke();
    }

    drawCurve(pen, frame, curve, strong = false) {
      const run = ParGo.runs.get(curve.id), x = curve.x[this.axis];
      pen.strokeStyle = pen.fillStyle = colors().runs[run.color];
      pen.lineJoin = pen.lineCap = "round";
      if (ParGo.view.smooth) {
        pen.globalAlpha = strong ? .35 : .18;
        pen.lineWidth = 1;
        this.trace(pen, frame, x, curve.y);
        pen.globalAlpha = 1;
      }
      // Dense noise stays legible in thin lines.
      pen.lineWidth = strong ? 2.5 : curve.y.length > 300 && !ParGo.view.smooth ? 1.1 : 1.5;
      if (run.dash) pen.lineCap = "butt";
      pen.setLineDash(dashes[run.dash]);
      const dots = this.trace(pen, frame, x, this.values(curve));
      pen.setLineDash([]);
      for (const [px, py] of dots) { pen.beginPath(); pen.arc(px, py, strong ? 3.2 : 2.2, 0, 7); pen.fill(); }
      this.drawOdd(pen, frame, curve, x);
      if (run.state === "running") this.drawEnd(pen, frame, curve, x);
      if (!strong) this.drawn++;
    }

    /// Strokes a line with gaps where there is no number. Returns the places to mark with a dot: points that stand
    /// alone, and all of them where they are few.
    trace(pen, frame, x, y) {
      const first = Math.max(0, series.lowerBound(x, frame.x0) - 1);
      const last = Math.min(x.length - 1, series.lowerBound(x, frame.x1));
      const dots = [], few = (frame.sx(x[last]) - frame.sx(x[first])) > 18 * (last - first);
      let open = false, alone = null;
      pen.beginPath();
      for (let i = first; i <= last; i++) {
        const value = y[i];
        if (Number.isNaN(value) || this.log && value <= 0) {
          if (alone) dots.push(alone);
          open = false; alone = null;
          continue;
        }
        const px = frame.sx(x[i]), py = frame.sy(value);
        if (open) { pen.lineTo(px, py); alone = null; } else { pen.moveTo(px, py); alone = [px, py]; open = true; }
        if (few) { dots.push([px, py]); alone = null; }
      }
      if (alone) dots.push(alone);
      pen.stroke();
      return dots;
    }

    /// What is not a number leaves a gap and a mark at the edge: a cross for NaN, an arrow for an infinity.
    drawOdd(pen, frame, curve, x) {
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
    }

    /// A ring where a running run stands now.
    drawEnd(pen, frame, curve, x) {
      const y = this.values(curve);
      let i = y.length - 1;
      while (i >= 0 && Number.isNaN(y[i])) i--;
      if (i < 0 || this.log && y[i] <= 0) return;
      pen.beginPath();
      pen.arc(frame.sx(x[i]), frame.sy(y[i]), 3.5, 0, 7);
      pen.lineWidth = 2;
      const line = pen.fillStyle;
      pen.fillStyle = colors().surface;
      pen.fill();
      pen.stroke();
      pen.fillStyle = line;
    }

    /// The upper canvas: the run in focus, the cross, and the stretch being chosen.
    drawTop() {
      const pen = this.top.getContext("2d"), { frame } = this, { x, chart } = ParGo.cursor;
      pen.clearRect(0, 0, this.width, this.height);
      const focused = this.shown.find(curve => curve.id === ParGo.focused);
      this.plot.classList.toggle("dim", Boolean(focused) && this.shown.length > 1);
      if (!frame) return;
      // The lines below step back for the one in focus; the axes stay as clear as they were.
      if (focused) this.drawAxes(pen, frame);
      pen.save();
      pen.beginPath();
      pen.rect(frame.left - 1, frame.top - 2, frame.right - frame.left + 4, frame.bottom - frame.top + 4);
      pen.clip();
      if (focused) this.drawCurve(pen, frame, focused, true);
      if (this.chosen) {
        const [a, b] = this.chosen;
        pen.globalAlpha = .15;
        pen.fillStyle = colors().accent;
        pen.fillRect(Math.min(a, b), frame.top, Math.abs(b - a), frame.bottom - frame.top);
        pen.globalAlpha = 1;
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
        if (focused) this.drawReading(pen, frame, focused, x, chart !== this);
      }
      pen.restore();
    }

    /// A dot on the focused run at the cursor, with its value where no tip says it.
    drawReading(pen, frame, curve, x, withValue) {
      const xs = curve.x[this.axis], y = this.values(curve), i = series.nearest(xs, y, x);
      if (i < 0 || this.log && y[i] <= 0) return;
      const px = frame.sx(xs[i]), py = frame.sy(y[i]);
      pen.fillStyle = colors().runs[ParGo.runs.get(curve.id).color];
      pen.beginPath();
      pen.arc(px, py, 4, 0, 7);
      pen.fill();
      if (!withValue) return;
      const text = scales.number(y[i]);
      pen.font = "600 12px " + font;
      const wide = pen.measureText(text).width, left = px + wide + 14 > frame.right ? px - wide - 10 : px + 10;
      const line = Math.max(frame.top + 12, py - 8);
      pen.strokeStyle = colors().surface;
      pen.lineWidth = 4;
      pen.strokeText(text, left, line);
      pen.fillStyle = colors().ink;
      pen.fillText(text, left, line);
    }

    /// The chart's message in words, and what it leaves out.
    describe() {
      const curves = this.shown;
      let best = null;
      for (const curve of curves) for (let i = 0; i < curve.y.length; i++) {
        if (best === null || curve.y[i] < best.low) best = { ...best, low: curve.y[i], lowRun: curve.id };
        if (best.high === undefined || curve.y[i] > best.high || Number.isNaN(best.high)) best = { ...best, high: curve.y[i], highRun: curve.id };
      }
      const name = id => ParGo.runs.get(id).name;
      const count = `${curves.length} run${curves.length === 1 ? "" : "s"}`;
      const range = best && !Number.isNaN(best.low)
        ? `, lowest ${scales.number(best.low)} (${name(best.lowRun)}), highest ${scales.number(best.high)} (${name(best.highRun)})` : "";
      this.plot.setAttribute("aria-label", `Line chart of ${this.metric}: ${count}${range}. Arrow keys read values.`);
      const hidden = this.curves.length - curves.length;
      const notes = [hidden ? `${curves.length} of ${this.curves.length} runs` : count];
      if (this.curves.length === 1) notes.pop();
      const points = this.curves.reduce((sum, curve) => sum + curve.count, 0);
      notes.push(`${points.toLocaleString("en")} point${points === 1 ? "" : "s"}`);
      if (this.dropped) notes.push(`${this.dropped} at or below 0 not shown`);
      this.figure.querySelector(".note").textContent = notes.join(", ");
    }
  }

  ParGo.Chart = Chart;
  ParGo.cursor = { x: null, chart: null };
})();
