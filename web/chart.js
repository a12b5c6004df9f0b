"use strict";
// A line chart of all runs of one metric, on two canvases: the lines below, and above them what follows the pointer,
// so that moving it redraws a cross and not a hundred thousand points.
(() => {
  const { el, series, scales } = ParGo;
  /// Runs whose points lie together in one data file.
  const runsPerPart = 100;

  // What is to be drawn waits in one line: however many charts change, no frame is held up for long, and the chart
  // nearest to the pointer comes first.
  const waiting = new Set(), afterwards = new Set(), patience = 12, firstPatience = 30;
  let turn = 0, height = 0;
  addEventListener("pointermove", event => { height = event.clientY; }, { passive: true });
  const drawSome = () => {
    // Each frame costs every chart a little: a page that opens takes fewer.
    const end = performance.now() + ([...waiting].some(chart => !chart.base.isConnected) ? firstPatience : patience), far = new Map();
    turn = 0;
    for (const chart of waiting) {
      const { top, bottom } = chart.plot.getBoundingClientRect();
      far.set(chart, Math.max(0, top - height, height - bottom) + (bottom < 0 || top > innerHeight) * 1e6);
    }
    for (const chart of [...waiting].sort((a, b) => far.get(a) - far.get(b))) {
      waiting.delete(chart);
      if (chart.seen) chart.draw(); else chart.stale = true;
      if (performance.now() > end) break;
    }
    // Other plots come when no chart waits any more, in the same line.
    for (const action of afterwards) {
      if (waiting.size || performance.now() > end) break;
      afterwards.delete(action);
      action();
    }
    if (waiting.size + afterwards.size) turn = requestAnimationFrame(drawSome);
  };
  ParGo.whenDrawn = action => { afterwards.add(action); turn ||= requestAnimationFrame(drawSome); };

  class Chart {
    constructor(figure) {
      this.figure = figure;
      this.metric = figure.dataset.metric;
      this.plot = figure.querySelector(".plot");
      this.source = new Map();  // run -> its points as loaded
      this.curves = [];         // what is drawn: runs, or groups; over the x axis in use
      this.loaded = new Map();  // part -> version
      this.drawnCurves = 0;
      this.zoom = null;         // [x, x] or null for everything
      this.log = ParGo.state.list("log").includes(this.metric);
      this.seen = this.ready = false;
      // [lowest, highest] of the y axis as typed; NaN for a side that follows the values.
      const [, , ...typed] = ParGo.state.list("y").map(part => part.match(/^(.*):([^:]*):([^:]*)$/s)).find(part => part?.[1] === this.metric) ?? [];
      this.range = [0, 1].map(side => typed[side] ? Number(typed[side]) : NaN);
    }

    /// Loads the points and takes the overview's place.
    async start() {
      if (this.started) return;
      this.started = true;
      try {
        await this.load();
      } catch (error) {
        // The overview, if there is one, stays.
        if (!this.plot.firstChild) this.plot.append(el("p", {}, "The points could not be loaded: " + error.message));
        return;
      }
      this.base = el("canvas", { class: "base" });
      this.plot.tabIndex = 0;
      this.plot.setAttribute("role", "img");
      this.ready = true;
      // Its first report comes at once, and measures all charts in one go.
      new ResizeObserver(([{ contentRect }]) => this.resize(contentRect)).observe(this.plot);
      ParGo.pointer(this);
    }

    /// The addresses of the files that hold what is to be drawn. A page of one run has one; a sweep's chart one for
    /// each hundred runs.
    get wanted() {
      const { src } = this.figure.dataset, parts = ParGo.rows?.parts[this.metric]?.p;
      if (ParGo.ownParts) return ParGo.ownParts(this.metric);
      if (!parts) return new Map([[0, src]]);
      const needed = new Set([...ParGo.drawn()].map(id => Math.floor(ParGo.runs.get(id).index / runsPerPart)));
      return new Map([...needed].filter(index => parts[index]).map(index => [index, `${src}-${index}.js?v=${parts[index]}`]));
    }
    async load() {
      const axis = ParGo.view.axis, { group } = ParGo.view;
      const fresh = [...this.wanted].filter(([part, address]) => this.loaded.get(part) !== address);
      await Promise.all(fresh.map(async ([part, address]) => {
        // A compared run may have a metric without a point.
        const payload = await ParGo.load(address, this.metric).catch(error => { if (ParGo.ownParts) return { runs: [] }; throw error; });
        for (const run of payload.runs) this.source.set(String(run.id), series.decode(run));
        this.loaded.set(part, address);
      }));
      let curves = group ? await ParGo.loadGroups(this) : [...this.source.values()].filter(curve => ParGo.runs.has(curve.id));
      if (group && axis !== "step") curves = [];
      else if (!["step", "time", "wall"].includes(axis)) {
        const other = ParGo.allCharts.find(chart => chart.metric === axis);
        if (other && other !== this) await other.load();
        curves = other ? curves.filter(curve => other.source.has(curve.id)).map(curve => series.over(curve, other.source.get(curve.id), axis)) : [];
      }
      if (axis === ParGo.view.axis && group === ParGo.view.group) this.curves = curves;
    }
    /// After what is drawn changed: other runs, another axis, newer points.
    async reload() {
      if (!this.ready) return;
      if (!this.seen) { this.unloaded = true; return; }
      this.unloaded = false;
      // A file that is being replaced just now is there at the next look.
      await this.load().catch(() => {});
      this.invalidate();
    }

    resize({ width, height }) {
      const ratio = devicePixelRatio || 1;
      if (!width || width === this.width && height === this.height && ratio === this.ratio) return;
      Object.assign(this, { width, height, ratio, fits: false });
      this.invalidate();
    }
    fit(canvas) {
      canvas.width = Math.round(this.width * this.ratio);
      canvas.height = Math.round(this.height * this.ratio);
      const pen = canvas.getContext("2d");
      pen.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
      return pen;
    }
    onTop() {
      if (this.top) return this.top.getContext("2d");
      this.top = el("canvas");
      this.base.after(this.top);
      return this.fit(this.top);
    }

    /// Draws at one of the next frames, once however many things changed, and only when somebody can see it.
    invalidate() {
      if (!this.ready) return;
      if (!this.seen) { this.stale = true; return; }
      waiting.add(this);
      turn ||= requestAnimationFrame(drawSome);
    }
    /// Whether the canvas shows what is so.
    get isDrawn() { return this.ready && this.fits && !waiting.has(this); }

    toggleLog() {
      this.log = !this.log;
      const others = ParGo.state.list("log").filter(metric => metric !== this.metric);
      ParGo.state.set("log", this.log ? [...others, this.metric] : others);
      this.logButton.setAttribute("aria-pressed", this.log);
      this.invalidate();
    }

    get axis() { return ParGo.view.axis; }
    get shown() {
      if (ParGo.view.group) return this.curves.filter(curve => ParGo.isShown(ParGo.who(curve.id)));
      const drawn = ParGo.drawn();
      return this.curves.filter(curve => drawn.has(curve.id)).map(curve => this.detail?.get(curve.id) ?? curve);
    }
    values(curve) { return series.values(curve, this.axis, ParGo.view.smooth); }
    x(curve) { return curve.x[this.axis]; }
    /// Whether there is nothing but one value a run, which bars tell better than dots.
    get single() { return this.curves.length > 0 && !this.curves.some(curve => curve.y.length !== 1); }

    /// The ranges of both axes over what is shown.
    measure() {
      const { smooth, clip, logx, band } = ParGo.view, [from, to] = this.zoom ?? [logx ? Number.MIN_VALUE : -Infinity, Infinity], all = [];
      let x0 = Infinity, x1 = -Infinity, low = Infinity, high = -Infinity;
      this.dropped = 0;
      for (const curve of this.shown) {
        const x = this.x(curve), smoothed = this.values(curve);
        if (!(this.zoom || this.log || logx || smooth || clip || curve.band || curve.odd.length)) {
          const [least, most] = series.extremes(curve);
          x0 = Math.min(x0, x[0]);
          x1 = Math.max(x1, x[x.length - 1]);
          low = Math.min(low, least);
          high = Math.max(high, most);
          continue;
        }
        // With outliers clipped the smoothed line decides; else everything that is drawn must fit.
        const lines = smooth ? clip ? [smoothed] : [curve.y, smoothed] : [curve.y];
        for (const y of curve.band ? [...lines, ...curve.band[band]] : lines) {
          for (let i = 0; i < x.length; i++) {
            if (x[i] < from || x[i] > to) continue;
            const value = y[i];
            if (x[i] < x0) x0 = x[i];
            if (x[i] > x1) x1 = x[i];
            if (value !== value) continue;
            if (this.log && value <= 0) { if (y === curve.y) this.dropped++; continue; }
            if (value < low) low = value;
            if (value > high) high = value;
            if (clip) all.push(value);
          }
        }
      }
      if (clip && all.length > 20) {
        all.sort((a, b) => a - b);
        low = all[Math.floor(all.length * .01)];
        high = all[Math.ceil(all.length * .99) - 1];
      }
      if (low > high) return null;
      if (this.zoom) [x0, x1] = this.zoom;
      // An axis that begins close to zero begins at zero.
      else if ((this.axis === "step" || this.axis === "time") && !logx && x0 > 0 && x0 < x1 * .1) x0 = 0;
      if (x0 === x1) { const wide = logx ? x0 / 2 : 1; x0 -= wide; x1 += wide; }
      const up = this.log ? Math.log10 : value => value;
      let bottom = up(low), top = up(high);
      // Halves, because the span of two finite numbers can be infinite.
      const air = (top / 2 - bottom / 2) * .1 || Math.abs(bottom) * .1 || 1;
      bottom = Math.max(bottom - air, -1e308);
      top = Math.min(top + air, 1e308);
      const [least, most] = this.range.map(up);
      if (isFinite(least)) bottom = least;
      if (isFinite(most)) top = most;
      // A typed side may lie beyond all values.
      if (!(bottom < top)) if (isFinite(least)) top = bottom + 1; else bottom = top - 1;
      return { x0, x1, bottom, top, up };
    }

    /// Where the plot's own rectangle lies, and how numbers map into it.
    layout(pen) {
      const range = this.measure();
      if (!range) return null;
      const { x0, x1, bottom, top, up } = range, down = this.log ? value => 10 ** value : value => value;
      this.drawnRange = [down(bottom), down(top)];
      const rows = Math.max(2, Math.floor(this.height / 38));
      const marks = this.log ? scales.logarithmic(down(bottom), down(top), rows) : scales.linear(bottom, top, rows);
      const names = marks.map(mark => this.log ? scales.compact(mark) : scales.ticked(mark, marks));
      pen.font = ParGo.font("11px");
      const left = Math.ceil(Math.max(20, ...names.map(name => pen.measureText(name).width))) + 14;
      const box = { left, right: this.width - 12, top: 8, bottom: this.height - 24 };
      const wide = box.right - box.left, tall = box.bottom - box.top, span = top / 2 - bottom / 2;
      const logx = ParGo.view.logx && x0 > 0, across = logx ? Math.log10 : value => value, back = logx ? value => 10 ** value : value => value;
      const a0 = across(x0), perX = wide / (across(x1) - a0), middle = bottom / 2, perY = tall / span;
      return {
        ...box, x0, x1, marks, names, logx,
        sx: logx ? value => box.left + (Math.log10(value) - a0) * perX : value => box.left + (value - x0) * perX,
        sy: this.log ? value => box.bottom - (Math.log10(value) / 2 - middle) * perY : value => box.bottom - (value / 2 - middle) * perY,
        at: pixel => back(a0 + (pixel - box.left) / perX),
      };
    }

    draw() {
      if (!this.width) return;
      this.stale = false;
      if (!this.fits) {
        // The overview stays until there is something in its place.
        if (!this.base.isConnected) this.plot.replaceChildren(this.base);
        this.fit(this.base);
        if (this.top) this.fit(this.top);
        this.fits = true;
      }
      const pen = this.base.getContext("2d");
      pen.clearRect(0, 0, this.width, this.height);
      ParGo.draw.whole(this, pen, this.ratio);
      this.describe();
      this.drawTop();
    }
    drawTop() { if (this.fits) ParGo.draw.top(this); }

    /// The chart's message in words, and what it leaves out.
    describe() {
      const curves = this.shown, name = id => ParGo.who(id).name;
      let low = Infinity, high = -Infinity, lowRun, highRun;
      for (const curve of curves) {
        const [least, most] = series.extremes(curve);
        if (least < low) { low = least; lowRun = curve.id; }
        if (most > high) { high = most; highRun = curve.id; }
      }
      const many = ParGo.view.group ? "groups" : "runs", count = `${curves.length} ${curves.length === 1 ? many.slice(0, -1) : many}`;
      const range = low <= high ? `, lowest ${scales.number(low)} (${name(lowRun)}), highest ${scales.number(high)} (${name(highRun)})` : "";
      this.plot.setAttribute("aria-label", `${this.bars ? "Bar" : "Line"} chart of ${this.metric}: ${count}${range}. Arrow keys read values.`);
      const total = Number(this.figure.dataset.runs), notes = ParGo.view.group ? [count] : curves.length < total ? [`${curves.length} of ${total} runs`] : total > 1 ? [count] : [];
      if (!ParGo.view.group && curves.length === 100 && total > 100) notes[0] += ", the first of the table";
      const points = curves.reduce((sum, curve) => sum + curve.count, 0);
      notes.push(`${scales.grouped(points)} point${points === 1 ? "" : "s"}`);
      if (this.range.some(isFinite)) notes.push("y axis set by hand");
      if (this.dropped) notes.push(`${this.dropped} at or below 0 not shown`);
      if (ParGo.view.group && this.axis !== "step") notes.push("groups are drawn over steps only");
      this.figure.querySelector(".note").textContent = notes.join(", ");
    }
  }

  ParGo.Chart = Chart;
  ParGo.cursor = { x: null, chart: null };
})();
