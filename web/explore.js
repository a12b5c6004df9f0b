"use strict";
// Plots of the whole sweep, a mark or a line for each run. What they share: axes of any column, colours by a metric, a
// canvas that follows its size and the theme.
(() => {
  const { el, scales } = ParGo;

  /// A column as an axis: numbers on a line (logarithmic where they span decades), anything else in its own places.
  const axisOf = column => {
    const values = column.values.filter(value => value != null && value === value && Math.abs(value) !== Infinity);
    const numeric = column.isNumber && values.length > 0;
    if (!numeric) {
      const names = [...new Set(column.values.filter(value => value != null).map(value => String(value)))].sort(scales.inOrder);
      const place = new Map(names.map((name, i) => [name, (i + .5) / names.length]));
      return { column, names, place: i => column.values[i] == null ? NaN : place.get(String(column.values[i])), value: i => Math.floor(place.get(String(column.values[i])) * names.length),
        ticks: count => { const every = Math.ceil(names.length / count); return names.map((name, i) => [(i + .5) / names.length, name]).filter((_, i) => i % every === 0); },
        at: share => share * names.length - .5, back: value => (value + .5) / names.length };
    }
    let low = Infinity, high = -Infinity;
    for (const value of values) { if (value < low) low = value; if (value > high) high = value; }
    const log = low > 0 && high / low >= 100, up = log ? Math.log10 : x => x, down = log ? x => 10 ** x : x => x;
    const air = high > low ? 0 : Math.abs(low) * .1 || 1, from = up(low - air * !log), span = up(high + air) - from || 1;
    const back = value => (up(value) - from) / span;
    return { column, log, low, high, back, at: share => down(from + share * span), value: i => column.values[i],
      place: i => { const value = column.values[i]; return typeof value === "number" && isFinite(value) ? back(value) : NaN; },
      ticks: count => {
        const list = log ? scales.logarithmic(low, high, count) : scales.linear(low - air, high + air, count);
        return list.map(tick => [back(tick), log ? scales.compact(tick) : scales.ticked(tick, list)]);
      } };
  };

  /// The columns that plots offer: what varies and every metric.
  let found = null, foundIn = null;
  const offered = () => {
    if (foundIn !== ParGo.rows) { foundIn = ParGo.rows; found = worth(); }
    return found;
  };
  const worth = () => ParGo.rows.columns.filter(column => (column.key.startsWith("params.") && new Set(column.values.map(String)).size > 1)
    || /^metrics\.(?!system\/).*\.(last|min|max)$/.test(column.key) || column.key === "duration").slice(0, 200);
  const options = (test = () => true) => offered().filter(test).map(column => [column.key, column.title]);
  /// The column that the address names, or the first of these that there is.
  const chosen = (key, ...others) => [ParGo.state.get(key), ...others].map(name => name && ParGo.rows.byKey.get(name)).find(Boolean);
  const objective = () => ParGo.rows.byKey.get(ParGo.rows.objective) ?? offered().find(column => column.key.startsWith("metrics."));

  /// From pale to strong; strong is good.
  const ramp = (steps = 24) => {
    const { heat0, heat1 } = ParGo.colors(), parts = text => text.match(/[\d.]+/g).map(Number);
    const [a, b] = [parts(heat0), parts(heat1)];
    return Array.from({ length: steps }, (_, n) => a.slice(0, 3).map((from, i) => Math.round(from + (b[i] - from) * n / (steps - 1))));
  };
  const shade = (column, steps = 24) => {
    if (!column) return () => steps - 1;
    const axis = axisOf(column), flip = column.goal === "min";
    return i => { const share = axis.place(i); return share === share ? Math.min(steps - 1, Math.floor((flip ? 1 - share : share) * steps)) : 0; };
  };

  /// A figure with a canvas. `paint(pen, width, height)` draws it whenever something changed, and answers pieces that are
  /// drawn a frame each; `over(pen)` draws what lies above that and follows the pointer.
  class Plot {
    constructor(title, height, ...tools) {
      this.canvas = el("canvas", { tabindex: 0, role: "img", "aria-label": title });
      this.box = el("div", { class: "plot free" }, this.canvas);
      this.box.style.height = height + "rem";
      this.note = el("span", { class: "note" });
      this.figure = el("figure", { class: "chart" }, el("figcaption", {}, el("h3", {}, title), this.note, el("div", { class: "chart-tools" }, ...tools)), this.box);
      new ResizeObserver(() => this.draw()).observe(this.box);
      for (const event of ["runs", "theme"]) ParGo.on(event, () => this.later());
      ParGo.on("focus", () => this.later(true));
      this.canvas.addEventListener("keydown", event => {
        if (event.ctrlKey || event.metaKey || event.altKey || !this.key?.(event.key)) return;
        event.preventDefault();
        event.stopPropagation();
      });
      this.canvas.addEventListener("pointerleave", () => { this.tip?.remove(); this.tip = null; ParGo.focus(null); });
    }
    later(onlyOver = false) {
      this.onlyOver = onlyOver && (!this.pending || this.onlyOver);
      if (this.pending) return;
      this.pending = true;
      (onlyOver ? requestAnimationFrame : ParGo.whenDrawn)(() => { this.pending = false; this.draw(this.onlyOver); });
    }
    draw(onlyOver = false) {
      const { clientWidth, clientHeight } = this.box, { canvas } = this, ratio = devicePixelRatio || 1, pen = canvas.getContext("2d");
      const width = Math.round(clientWidth * ratio), height = Math.round(clientHeight * ratio), same = canvas.width === width && canvas.height === height;
      // While it is still being drawn the next piece brings what lies above.
      if (!clientWidth || onlyOver && same && this.work) return;
      if (!same) Object.assign(canvas, { width, height });
      const start = () => { pen.setTransform(ratio, 0, 0, ratio, 0, 0); pen.font = ParGo.font("11px"); };
      if (onlyOver && same && this.kept) {
        pen.setTransform(1, 0, 0, 1, 0, 0);
        pen.clearRect(0, 0, width, height);
        pen.drawImage(this.kept, 0, 0);
        start();
        this.over(pen);
        return;
      }
      cancelAnimationFrame(this.work);
      start();
      pen.clearRect(0, 0, clientWidth, clientHeight);
      const pieces = this.paint(pen, clientWidth, clientHeight), next = () => {
        pieces.shift()?.();
        this.work = pieces.length ? requestAnimationFrame(next) : 0;
        if (!this.work) this.keep();
        this.over(pen);
      };
      next();
    }
    /// Remembers what is drawn, so that the pointer's way over it costs a copy.
    keep() {
      const { width, height } = this.canvas;
      this.kept ??= el("canvas");
      Object.assign(this.kept, { width, height });
      this.kept.getContext("2d").drawImage(this.canvas, 0, 0);
    }
    /// What is said of a run beside the pointer.
    say(id, lines, px, py) {
      if (!lines) { this.tip?.remove(); this.tip = null; return; }
      this.tip ??= this.box.appendChild(el("div", { class: "tip" }));
      const run = ParGo.runs.get(id);
      this.tip.replaceChildren(...run ? [el("p", {}, ParGo.key(run), el("span", {}, run.name))] : [], ...lines.map(line => el("small", {}, line)));
      const right = px < this.box.clientWidth / 2;
      this.tip.style.left = right ? px + 14 + "px" : "auto";
      this.tip.style.right = right ? "auto" : this.box.clientWidth - px + 14 + "px";
      this.tip.style.top = Math.max(0, Math.min(py - 20, this.box.clientHeight - 80)) + "px";
    }
    /// Walks the runs that have a place here, in the order of `rank`.
    walk(by, list) {
      if (!list.length) return true;
      const place = list.findIndex(i => ParGo.rows.ids[i] === ParGo.focused), i = list[place < 0 ? 0 : (place + by + list.length) % list.length], id = ParGo.rows.ids[i];
      ParGo.focus(id);
      ParGo.say(`${ParGo.runs.get(id).name}: ${this.tell(i).join(", ")}`);
      return true;
    }
  }

  const text = (column, i) => `${column.title} ${ParGo.rows.text(column, i)}`;
  const visible = i => { const run = ParGo.runs.get(ParGo.rows.ids[i]); return !run.hidden && !run.filtered; };

  ParGo.explore = { axisOf, options, offered, chosen, objective, ramp, shade, Plot, text, visible };
  ParGo.startExplore = place => {
    if (ParGo.explore.started) return;
    ParGo.explore.started = true;
    if (!objective() || ParGo.rows.count < 2) { place.remove(); return; }
    const grid = el("div", { class: "grid" });
    place.append(grid);
    // A frame each: none of them holds up the page for all.
    const [...kinds] = ParGo.explore.kinds, next = () => {
      const plot = kinds.shift()();
      if (plot) grid.append(plot.figure);
      if (kinds.length) requestAnimationFrame(next); else ParGo.explore.ready = true;
    };
    next();
  };
  ParGo.explore.kinds = [];
})();
