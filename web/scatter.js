"use strict";
// A mark a run: any column against any other, the best result so far over time, and means over two parameters.
(() => {
  const { el, explore, scales } = ParGo, { Plot, axisOf } = explore;
  const box = { left: 58, top: 10, right: 14, bottom: 34 }, marksAtOnce = 3000;

  class Marks extends Plot {
    /// Axes with round numbers; answers how places become pixels.
    grid(pen, width, height, xAxis, yAxis, xTitle, yTitle) {
      const colors = ParGo.colors(), right = width - box.right, low = height - box.bottom;
      const sx = share => box.left + share * (right - box.left), sy = share => low - share * (low - box.top);
      pen.lineWidth = 1;
      pen.fillStyle = colors.quiet;
      pen.strokeStyle = colors.grid;
      pen.textBaseline = "middle";
      pen.textAlign = "right";
      pen.beginPath();
      for (const [share, name] of yAxis.ticks(6)) {
        if (share < -.01 || share > 1.01) continue;
        pen.moveTo(box.left, Math.round(sy(share)) + .5);
        pen.lineTo(right, Math.round(sy(share)) + .5);
        pen.fillText(name, box.left - 6, sy(share), box.left - 8);
      }
      pen.stroke();
      pen.textAlign = "center";
      pen.textBaseline = "alphabetic";
      let free = 0;
      for (const [share, name] of xAxis.ticks(7)) {
        const wide = Math.min(90, pen.measureText(name).width), x = Math.min(right - wide / 2, sx(share));
        if (share < -.01 || share > 1.01 || x - wide / 2 < free) continue;
        pen.fillText(name, x, low + 14, 90);
        free = x + wide / 2 + 8;
      }
      pen.fillStyle = colors.ink;
      pen.fillText(xTitle, (box.left + right) / 2, height - 4, right - box.left);
      this.yTitle = yTitle;
      return { sx, sy, colors };
    }
    /// A mark a run, all of a colour at once; thousands are small squares, which cost a tenth of discs.
    dots(pen, list, sx, sy, color) {
      const fill = explore.shade(color), ramp = explore.ramp(), small = list.length > 1000, every = Math.ceil(list.length / marksAtOnce);
      this.placed = list;
      this.at = ({ x, y }) => [sx(x), sy(y)];
      return Array.from({ length: every }, (_, piece) => () => {
        const bins = ramp.map(() => []);
        for (let n = piece; n < list.length; n += every) bins[fill(list[n].i)].push(list[n]);
        bins.forEach((some, n) => {
          pen.fillStyle = `rgb(${ramp[n]})`;
          pen.beginPath();
          for (const { x, y } of some) {
            if (small) { pen.rect(sx(x) - 1.5, sy(y) - 1.5, 3, 3); continue; }
            pen.moveTo(sx(x) + 3.6, sy(y));
            pen.arc(sx(x), sy(y), 3.6, 0, 7);
          }
          pen.fill();
        });
      });
    }
    over(pen) {
      const focused = this.placed?.find(({ i }) => ParGo.rows.ids[i] === ParGo.focused);
      if (!focused) return;
      pen.strokeStyle = ParGo.colors().ink;
      pen.lineWidth = 2;
      pen.beginPath();
      pen.arc(...this.at(focused), 6, 0, 7);
      pen.stroke();
    }
    hover() {
      this.canvas.addEventListener("pointermove", event => {
        const { left, top } = this.canvas.getBoundingClientRect(), px = event.clientX - left, py = event.clientY - top;
        let best = 14, found = null;
        for (const one of this.placed ?? []) { const [x, y] = this.at(one), far = Math.hypot(x - px, y - py); if (far < best) { best = far; found = one; } }
        ParGo.focus(found ? ParGo.rows.ids[found.i] : null);
        this.say(found && ParGo.rows.ids[found.i], found && this.tell(found.i), px, py);
      });
      this.canvas.addEventListener("click", () => { if (ParGo.focused) location.href = `${ParGo.page("run/")}${ParGo.focused}.html`; });
    }
    key(name) {
      const list = [...this.placed ?? []].sort((a, b) => a.x - b.x || a.y - b.y).map(one => one.i);
      if (name === "Enter" && ParGo.focused) { location.href = `${ParGo.page("run/")}${ParGo.focused}.html`; return true; }
      return name === "ArrowRight" || name === "ArrowDown" ? this.walk(1, list) : name === "ArrowLeft" || name === "ArrowUp" ? this.walk(-1, list) : false;
    }
  }

  class Scatter extends Marks {
    constructor() {
      super("Scatter", 17);
      const params = explore.offered().filter(column => column.key.startsWith("params."));
      const now = { x: explore.chosen("sx", params.find(column => column.isNumber)?.key, params[0]?.key, "duration"), y: explore.chosen("sy", explore.objective().key), c: explore.chosen("sc", explore.objective().key) };
      const pick = (label, name) => ParGo.choice(label, explore.options(), now[name].key, key => { now[name] = ParGo.rows.byKey.get(key); ParGo.state.set("s" + name, key); this.draw(); });
      this.figure.querySelector(".chart-tools").append(pick("x", "x"), pick("y", "y"), pick("colour", "c"));
      this.now = now;
      this.hover();
      ParGo.on("news", () => { for (const name of ["x", "y", "c"]) now[name] = ParGo.rows.byKey.get(now[name].key) ?? now[name]; this.draw(); });
    }
    paint(pen, width, height) {
      const { x, y, c } = this.now, ax = axisOf(x), ay = axisOf(y), title = (axis, column) => column.title + (axis.log ? " (log)" : "");
      const { sx, sy } = this.grid(pen, width, height, ax, ay, title(ax, x), y.title);
      const list = [];
      for (let i = 0; i < ParGo.rows.count; i++) {
        const one = { i, x: ax.place(i), y: ay.place(i) };
        if (explore.visible(i) && !ParGo.runs.get(ParGo.rows.ids[i]).brushed && one.x === one.x && one.y === one.y) list.push(one);
      }
      this.note.textContent = `${list.length} runs`;
      this.canvas.setAttribute("aria-label", `Scatter of ${y.title} over ${x.title}, ${list.length} runs. Arrow keys walk the runs, Enter opens one.`);
      return this.dots(pen, list, sx, sy, c);
    }
    tell(i) { return [...new Set([this.now.x, this.now.y, this.now.c])].map(column => explore.text(column, i)); }
  }

  class History extends Marks {
    constructor() {
      super("Best so far", 17);
      this.hover();
    }
    paint(pen, width, height) {
      const column = explore.objective(), { rows } = ParGo, sign = column.goal === "min" ? -1 : 1;
      const when = rows.byKey.get("finished")?.values ?? [], began = rows.byKey.get("started")?.values ?? [];
      const order = rows.ids.map((_, i) => i).filter(i => typeof column.values[i] === "number" && isFinite(column.values[i]) && explore.visible(i))
        .sort((a, b) => (when[a] ?? began[a] ?? Infinity) - (when[b] ?? began[b] ?? Infinity) || a - b);
      const ay = axisOf(column), last = Math.max(1, order.length - 1), ticks = scales.linear(1, Math.max(2, order.length), 7).filter(Number.isInteger);
      const { sx, sy, colors } = this.grid(pen, width, height, { ticks: () => ticks.map(n => [(n - 1) / last, String(n)]) }, ay, "runs in the order in which they ended", column.title);
      let best = -1;
      const list = order.map((i, n) => ({ i, x: n / last, y: ay.place(i) }));
      pen.strokeStyle = colors.accent;
      pen.lineWidth = 2;
      pen.beginPath();
      for (const { i, x, y } of list) {
        if (best < 0) pen.moveTo(sx(x), sy(y));
        else pen.lineTo(sx(x), sy(ay.place(best)));
        if (best < 0 || sign * column.values[i] > sign * column.values[best]) { best = i; pen.lineTo(sx(x), sy(y)); }
      }
      pen.stroke();
      this.note.textContent = best < 0 ? "no result yet" : `${column.title}: ${rows.text(column, best)} (${ParGo.runs.get(rows.ids[best]).name})`;
      this.canvas.setAttribute("aria-label", `Best result so far over ${order.length} runs: ${this.note.textContent}. Arrow keys walk the runs, Enter opens one.`);
      return this.dots(pen, list, sx, sy, column);
    }
    tell(i) { return [explore.text(explore.objective(), i), ParGo.runs.get(ParGo.rows.ids[i]).detail]; }
  }

  /// Means over two parameters: a table whose cells are coloured, so that it reads without colours too.
  class Heat {
    constructor() {
      const params = explore.offered().filter(column => column.key.startsWith("params."));
      if (params.length < 2) return;
      const notSeed = params.filter(column => !/(^|\.)seed$/.test(column.key)), [first, second] = notSeed.length > 1 ? notSeed : params;
      this.now = { a: explore.chosen("ha", first.key), b: explore.chosen("hb", second.key), m: explore.chosen("hm", explore.objective().key) };
      const pick = (label, name, only) => ParGo.choice(label, explore.options(only), this.now[name].key, key => { this.now[name] = ParGo.rows.byKey.get(key); ParGo.state.set("h" + name, key); this.draw(); });
      const isParam = column => column.key.startsWith("params.");
      this.place = el("div", { class: "scroll heat", tabindex: 0, role: "region", "aria-label": "Heat map" });
      this.note = el("span", { class: "note" });
      this.figure = el("figure", { class: "chart" }, el("figcaption", {}, el("h3", {}, "Heat map"), this.note,
        el("div", { class: "chart-tools" }, pick("rows", "a", isParam), pick("columns", "b", isParam), pick("mean of", "m", column => !isParam(column)))), this.place);
      for (const event of ["runs", "theme", "news"]) ParGo.on(event, () => { this.redraw ??= () => this.draw(); ParGo.whenDrawn(this.redraw); });
      this.draw();
    }
    /// A parameter's values in order; more than twelve numbers go into eight ranges of as many runs each.
    bins(column) {
      const axis = axisOf(column), values = [...new Set(column.values.filter(value => value != null).map(value => typeof value === "number" ? value : String(value)))];
      values.sort(axis.names ? (a, b) => axis.names.indexOf(String(a)) - axis.names.indexOf(String(b)) : (a, b) => a - b);
      const say = value => typeof value === "number" ? scales.exact(value) : value;
      if (axis.names || values.length <= 12) return { names: values.slice(0, 40).map(say), of: value => values.indexOf(typeof value === "number" ? value : String(value)) };
      const cuts = Array.from({ length: 9 }, (_, n) => values[Math.min(values.length - 1, Math.round(n * values.length / 8))]);
      return { names: cuts.slice(0, -1).map((cut, n) => `${scales.number(cut)} – ${scales.number(cuts[n + 1])}`), of: value => Math.max(0, cuts.slice(1, -1).filter(cut => value >= cut).length) };
    }
    draw() {
      const { a, b, m } = { a: ParGo.rows.byKey.get(this.now.a.key), b: ParGo.rows.byKey.get(this.now.b.key), m: ParGo.rows.byKey.get(this.now.m.key) };
      const down = this.bins(a), across = this.bins(b), cells = down.names.map(() => across.names.map(() => []));
      let used = 0;
      for (let i = 0; i < ParGo.rows.count; i++) {
        const value = m.values[i], run = ParGo.runs.get(ParGo.rows.ids[i]);
        if (typeof value !== "number" || !isFinite(value) || a.values[i] == null || b.values[i] == null || !ParGo.isShown(run)) continue;
        cells[down.of(a.values[i])]?.[across.of(b.values[i])]?.push(value);
        used++;
      }
      const means = cells.map(row => row.map(list => list.length ? list.reduce((sum, x) => sum + x, 0) / list.length : NaN)), flat = means.flat().filter(x => x === x);
      const low = Math.min(...flat), high = Math.max(...flat), flip = m.goal === "min", ramp = explore.ramp();
      const light = rgb => { const [r, g, bl] = rgb.map(c => (c /= 255) <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4); return .2126 * r + .7152 * g + .0722 * bl; };
      const cell = (mean, list) => {
        if (mean !== mean) return el("td", { class: "n quiet" }, "–");
        const share = high > low ? (mean - low) / (high - low) : 1, rgb = ramp[Math.round((flip ? 1 - share : share) * 23)], td = el("td", { class: "n", title: `mean of ${list.length}: ${list.slice(0, 8).map(scales.number).join(", ")}` }, scales.number(mean));
        td.style.background = `rgb(${rgb})`;
        td.style.color = light(rgb) > .179 ? "#000" : "#fff";
        return td;
      };
      this.note.textContent = `mean of ${m.title} over ${used} runs`;
      this.place.replaceChildren(el("table", {}, el("thead", {}, el("tr", {}, el("th", { scope: "col" }, el("bdi", {}, a.title), " ↓  ", el("bdi", {}, b.title), " →"), ...across.names.map(name => el("th", { scope: "col", class: "n" }, el("bdi", {}, name))))),
        el("tbody", {}, ...means.map((row, n) => el("tr", {}, el("th", { scope: "row" }, el("bdi", {}, down.names[n])), ...row.map((mean, k) => cell(mean, cells[n][k])))))));
    }
  }

  explore.kinds.push(() => ParGo.scatter = new Scatter(), () => ParGo.history = new History(), () => { const heat = new Heat(); return heat.figure && heat; });
})();
