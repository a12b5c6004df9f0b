"use strict";
// Parallel coordinates: an axis a column, a line a run, and a brush on any axis that chooses runs on the whole page.
(() => {
  const { el, explore } = ParGo, { Plot, axisOf } = explore;
  const edge = 56, top = 34, bottom = 18, linesAtOnce = 600;

  class Parallel extends Plot {
    constructor() {
      super("Parallel coordinates", 21);
      this.figure.classList.add("wide");
      this.readState();
      this.menu = el("details", { class: "ranges" }, el("summary", {}, "Axes, order and ranges"), el("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Axes" }));
      this.menu.addEventListener("toggle", () => this.menu.open && this.fillMenu());
      this.clear = ParGo.button("clear brushes", { class: "bare", hidden: true }, () => { this.brushes.clear(); this.apply(); });
      this.figure.querySelector(".chart-tools").append(this.clear);
      this.figure.append(this.menu);
      this.listen();
      ParGo.on("news", () => { this.setAxes(this.axes.map(axis => axis.column.key)); this.apply(); });
      this.apply(true);
    }

    readState() {
      const best = explore.objective(), varying = explore.offered().filter(column => column.key.startsWith("params."));
      const few = varying.length > 8 ? varying.filter(column => !/(^|\.)seed$/.test(column.key)).slice(0, 8) : varying;
      const asked = ParGo.state.list("axes");
      this.setAxes(asked.length > 1 ? asked : [...few, best].map(column => column.key));
      this.brushes = new Map(ParGo.state.list("brush").map(part => part.match(/^(.*):([^:]+):([^:]+)$/)).filter(Boolean).map(([, key, low, high]) => [key, [Number(low), Number(high)]]));
    }
    setAxes(keys) {
      this.axes = keys.map(key => ParGo.rows.byKey.get(key)).filter(Boolean).map(axisOf);
      this.color = explore.objective();
    }

    /// Which runs every brush lets through.
    pass(i) {
      for (const axis of this.axes) {
        const range = this.brushes.get(axis.column.key);
        if (range) { const value = axis.value(i); if (!(value >= range[0] && value <= range[1])) return false; }
      }
      return true;
    }
    /// Tells the rest of the page; while a brush is still moving only now and then.
    apply(first = false) {
      const { ids } = ParGo.rows;
      let any = false;
      for (let i = 0; i < ids.length; i++) {
        const run = ParGo.runs.get(ids[i]), out = !this.pass(i);
        if (run.brushed !== out) { run.brushed = out; any = true; }
      }
      this.clear.hidden = !this.brushes.size;
      ParGo.state.set("brush", [...this.brushes].map(([key, range]) => [key, ...range].join(":")));
      this.draw();
      clearTimeout(this.telling);
      if (any) this.telling = setTimeout(() => ParGo.changed(), first ? 0 : 60);
    }

    paint(pen, width, height) {
      const { axes } = this, { ids } = ParGo.rows, high = height - bottom, gap = this.gap = (width - 2 * edge) / Math.max(1, axes.length - 1);
      this.place = n => edge + n * gap;
      this.y = share => high - share * (high - top);
      const shade = explore.shade(this.color), ramp = explore.ramp(), list = ids.map((_, i) => i).filter(explore.visible);
      const shown = list.filter(i => !ParGo.runs.get(ids[i]).brushed).length, every = Math.ceil(list.length / linesAtOnce);
      this.note.textContent = `${shown} run${shown === 1 ? "" : "s"}${shown < list.length ? ` of ${list.length}` : ""}, the stronger the better in ${this.color.title}`;
      this.canvas.setAttribute("aria-label", `Parallel coordinates of ${axes.map(axis => axis.column.title).join(", ")}: ${this.note.textContent}. Up and down walk the runs; ranges can be typed below.`);
      // Every piece is a sample of all runs, so that the first already tells what the whole will look like.
      return Array.from({ length: every }, (_, piece) => () => {
        const bins = ramp.map(() => []), out = [];
        for (let n = piece; n < list.length; n += every) (ParGo.runs.get(ids[list[n]]).brushed ? out : bins[shade(list[n])]).push(list[n]);
        Object.assign(pen, { lineJoin: "bevel", lineWidth: 1, globalAlpha: .5 });
        this.stroke(pen, out, ParGo.colors().grid);
        Object.assign(pen, { lineWidth: ids.length > 300 ? 1 : 1.4, globalAlpha: ids.length > 300 ? .6 : .9 });
        bins.forEach((some, n) => this.stroke(pen, some, `rgb(${ramp[n]})`));
        pen.globalAlpha = 1;
      });
    }
    over(pen) {
      const focused = ParGo.rows.ids.indexOf(ParGo.focused), colors = ParGo.colors();
      if (focused >= 0) { pen.lineWidth = 3; this.stroke(pen, [focused], colors.ink); }
      this.axes.forEach((axis, n) => this.paintAxis(pen, axis, this.place(n), this.gap, colors));
    }
    stroke(pen, list, color) {
      if (!list.length) return;
      pen.strokeStyle = color;
      pen.beginPath();
      for (const i of list) {
        let open = false;
        for (let n = 0; n < this.axes.length; n++) {
          const share = this.axes[n].place(i);
          if (share !== share) { open = false; continue; }
          if (open) pen.lineTo(this.place(n), this.y(share)); else pen.moveTo(this.place(n), this.y(share));
          open = true;
        }
      }
      pen.stroke();
    }
    paintAxis(pen, axis, x, gap, colors) {
      pen.strokeStyle = colors.edge;
      pen.lineWidth = 1;
      pen.beginPath();
      pen.moveTo(Math.round(x) + .5, this.y(0));
      pen.lineTo(Math.round(x) + .5, this.y(1));
      pen.stroke();
      pen.textAlign = "left";
      pen.textBaseline = "middle";
      for (const [share, name] of axis.ticks(6)) {
        const label = name.length > 14 ? name.slice(0, 13) + "…" : name;
        pen.lineWidth = 3;
        pen.strokeStyle = colors.surface;
        pen.strokeText(label, x + 5, this.y(share));
        pen.fillStyle = colors.quiet;
        pen.fillText(label, x + 5, this.y(share));
      }
      pen.textAlign = "center";
      pen.fillStyle = axis === this.held ? colors.accent : colors.ink;
      // The end of a path says more than its beginning.
      const title = axis.column.title + (axis.log ? " (log)" : ""), fits = Math.max(6, Math.floor(Math.min(gap, 2 * edge) / 6.2));
      pen.fillText(title.length > fits ? "…" + title.slice(1 - fits) : title, x, top - 20);
      const range = this.brushes.get(axis.column.key);
      if (!range) return;
      const [a, b] = range.map(value => this.y(Math.max(0, Math.min(1, axis.back(value)))));
      pen.fillStyle = colors.accent;
      pen.globalAlpha = .25;
      pen.fillRect(x - 7, b, 14, Math.max(2, a - b));
      pen.globalAlpha = 1;
      pen.strokeStyle = colors.accent;
      pen.lineWidth = 1;
      pen.strokeRect(x - 7, b, 14, Math.max(2, a - b));
    }

    listen() {
      const { canvas } = this;
      let start = null;
      const at = event => { const box = canvas.getBoundingClientRect(); return [event.clientX - box.left, event.clientY - box.top]; };
      const axisAt = px => this.axes.findIndex((_, n) => Math.abs(this.place(n) - px) < 14);
      // The names above the axes are what these are moved by.
      const nameAt = (px, py) => py < top - 8 ? this.axes.findIndex((_, n) => Math.abs(this.place(n) - px) < Math.min(this.gap / 2, edge)) : -1;
      canvas.addEventListener("pointerdown", event => {
        const [px, py] = at(event), name = nameAt(px, py), n = name < 0 ? axisAt(px) : name;
        if (event.button !== 0 || n < 0) return;
        start = { n, y: py, moved: false };
        if (name >= 0) this.held = this.axes[n];
        canvas.setPointerCapture(event.pointerId);
      });
      canvas.addEventListener("pointermove", event => {
        const [px, py] = at(event);
        if (!start) {
          const name = nameAt(px, py) >= 0;
          canvas.classList.toggle("grip", name);
          canvas.classList.toggle("brush", !name && axisAt(px) >= 0);
          this.hover(px, py);
          return;
        }
        if (this.held) { this.move(px); return; }
        start.moved ||= Math.abs(py - start.y) > 3;
        if (start.moved) { this.brush(this.axes[start.n], start.y, py); }
      });
      canvas.addEventListener("pointerup", () => {
        if (this.held) {
          start = this.held = null;
          ParGo.state.set("axes", this.axes.map(axis => axis.column.key));
          if (this.menu.open) this.fillMenu();
          this.draw();
          return;
        }
        if (start && !start.moved && this.brushes.delete(this.axes[start.n].column.key)) this.apply();
        start = null;
      });
      canvas.addEventListener("dblclick", () => { this.brushes.clear(); this.apply(); });
    }
    /// Puts the held axis where the pointer is, and the others around it.
    move(px) {
      const now = this.axes.indexOf(this.held), to = Math.max(0, Math.min(this.axes.length - 1, Math.round((px - edge) / this.gap)));
      if (to === now) return;
      this.axes.splice(to, 0, ...this.axes.splice(now, 1));
      this.draw();
      ParGo.say(`${this.held.column.title} is axis ${to + 1} of ${this.axes.length}`);
    }
    brush(axis, from, to) {
      const share = py => Math.max(-.02, Math.min(1.02, (this.y(0) - py) / (this.y(0) - this.y(1))));
      const range = [from, to].map(py => axis.at(share(py))).sort((a, b) => a - b);
      this.brushes.set(axis.column.key, range.map(value => Number(value.toPrecision(6))));
      this.apply();
    }
    /// The line nearest to the pointer, between its two axes.
    hover(px, py) {
      const n = Math.min(this.axes.length - 2, Math.max(0, Math.floor((px - edge) / (this.place(1) - edge || 1)))), share = (px - this.place(n)) / (this.place(n + 1) - this.place(n) || 1);
      let best = 12, found = -1;
      for (let i = 0; i < ParGo.rows.count; i++) {
        if (!explore.visible(i) || ParGo.runs.get(ParGo.rows.ids[i]).brushed) continue;
        const a = this.axes[n].place(i), b = (this.axes[n + 1] ?? this.axes[n]).place(i), far = Math.abs(this.y(a + (b - a) * share) - py);
        if (far < best) { best = far; found = i; }
      }
      ParGo.focus(found < 0 ? null : ParGo.rows.ids[found]);
      this.say(found < 0 ? null : ParGo.rows.ids[found], found < 0 ? null : this.tell(found), px, py);
    }
    tell(i) { return this.axes.map(axis => explore.text(axis.column, i)); }
    key(name) {
      const place = axisOf(this.color), list = ParGo.rows.ids.map((_, i) => i).filter(i => explore.visible(i) && this.pass(i) && place.place(i) === place.place(i)).sort((a, b) => place.place(b) - place.place(a));
      if (name === "ArrowDown") return this.walk(1, list);
      if (name === "ArrowUp") return this.walk(-1, list);
      if (name === "Escape" && this.brushes.size) { this.brushes.clear(); this.apply(); return true; }
      return false;
    }

    /// Everything that dragging does, as a table of controls.
    fillMenu() {
      const now = this.axes.map(axis => axis.column.key), { options } = explore;
      const set = keys => { this.setAxes(keys); ParGo.state.set("axes", keys); this.apply(); this.fillMenu(); };
      const bound = (axis, which, label) => {
        const range = this.brushes.get(axis.column.key), { names } = axis;
        const write = text => {
          const whole = names ? [0, names.length - 1] : [axis.low, axis.high], next = [...this.brushes.get(axis.column.key) ?? whole];
          next[which] = text === "" ? whole[which] : Number(text);
          if (next[0] === whole[0] && next[1] === whole[1]) this.brushes.delete(axis.column.key); else this.brushes.set(axis.column.key, next);
          this.apply();
        };
        if (!names) return el("input", { type: "number", step: "any", "aria-label": `${label} of ${axis.column.title}`, value: range?.[which] ?? "", placeholder: ParGo.scales.number(which ? axis.high : axis.low), onchange: event => write(event.target.value) });
        const at = range ? (which ? Math.floor(range[1]) : Math.ceil(range[0])) : which ? names.length - 1 : 0;
        return ParGo.choice(el("span", { class: "sr" }, `${label} of ${axis.column.title}`), names.map((name, i) => [i, name]), Math.max(0, Math.min(names.length - 1, at)), write);
      };
      const rows = this.axes.map((axis, n) => {
        const swap = by => { const next = [...now]; [next[n], next[n + by]] = [next[n + by], next[n]]; set(next); };
        return el("tr", {}, el("th", { scope: "row" }, el("bdi", {}, axis.column.title)), el("td", {}, bound(axis, 0, "Lowest")), el("td", {}, bound(axis, 1, "Highest")),
          el("td", {}, ParGo.button("←", { "aria-label": `Move ${axis.column.title} left`, disabled: n === 0 }, () => swap(-1)), ParGo.button("→", { "aria-label": `Move ${axis.column.title} right`, disabled: n === now.length - 1 }, () => swap(1)),
            ParGo.button("remove", { disabled: now.length < 3 }, () => set(now.filter(key => key !== axis.column.key)))));
      });
      const add = ParGo.choice("Add an axis", [["", "…"], ...options(column => !now.includes(column.key))], "", key => key && set([...now.slice(0, -1), key, now.at(-1)]));
      this.menu.querySelector(".scroll").replaceChildren(el("table", {}, el("thead", {}, el("tr", {}, ...["Axis", "From", "To", "Order"].map(title => el("th", { scope: "col" }, title)))), el("tbody", {}, ...rows)), add);
    }
  }
  explore.kinds.push(() => ParGo.parallel = new Parallel());
})();
