"use strict";
// The runs table. Only the rows in view exist: ten thousand runs scroll like fifty.
(() => {
  const { el } = ParGo;
  const stats = ["last", "min", "max"];
  // In pixels; `usual` is the table's 26 rem, and the spare rows make up for larger letters.
  const rowHeight = 34, usual = 364, spare = 4;

  class RunsTable {
    constructor(panel, rows) {
      this.rows = rows;
      this.stat = stats.includes(ParGo.state.get("stat")) ? ParGo.state.get("stat") : "last";
      this.scroll = panel.querySelector(".scroll");
      this.top = 0;
      this.head = el("tr");
      this.body = el("tbody");
      this.widths = el("colgroup");
      this.pinned = el("tbody", { class: "pins" });
      this.table = el("table", { class: "runs", id: "runs" }, this.widths, el("thead", {}, this.head), this.body);
      this.scroll.replaceChildren(this.table);
      this.scroll.addEventListener("scroll", () => this.scrolled(), { passive: true });
      addEventListener("resize", () => this.paint());
      this.addToolbar(panel);
      this.listen();
      ParGo.on("runs", () => this.paint(true));
      ParGo.on("focus", () => this.showFocus());
      this.readState();
      ParGo.order = () => this.order.map(i => ParGo.runs.get(this.rows.ids[i]));
    }

    /// One listener for all rows, since rows come and go.
    listen() {
      const id = event => event.target.closest("tr[data-run]")?.dataset.run ?? null;
      const { table } = this;
      table.addEventListener("change", event => ParGo.setHidden(ParGo.members(id(event)), !event.target.checked));
      table.addEventListener("click", event => event.target.closest(".pin") && this.pin(id(event)));
      table.addEventListener("pointerover", event => ParGo.focus(id(event)));
      table.addEventListener("pointerleave", () => ParGo.focus(null));
    }

    addToolbar(panel) {
      const heading = panel.querySelector("h2"), bar = el("div", { class: "panel-head" });
      this.found = el("span", { class: "quiet", role: "status" });
      this.picker = el("details", { class: "menu" }, el("summary", { class: "wide-menu" }, "Columns"), el("div", { class: "picks" }));
      this.picker.addEventListener("toggle", () => this.picker.open && ParGo.lazy("Tools").then(() => ParGo.fillPicker(this)));
      heading.replaceWith(bar);
      bar.append(heading, this.found,
        ParGo.choice("Metrics show", stats.map(name => [name, name]), this.stat, value => { this.stat = value; ParGo.state.set("stat", value, "last"); this.rebuild(); }),
        this.picker,
        ParGo.button("Compare", { id: "compare", title: "Compare the shown runs side by side (2 to 20)" }, () => this.compare()),
        ParGo.button("Save CSV", {}, () => ParGo.lazy("Export").then(() => ParGo.saveTableCSV(this))));
    }

    compare() {
      const ids = ParGo.order().filter(ParGo.isShown).slice(0, 20).map(run => run.id);
      if (ids.length > 1) location.href = `${ParGo.page("compare.html")}#runs=${ids.join(",")}`;
      else ParGo.say("Comparing takes two runs or more");
    }

    /// What the address says.
    readState() {
      const picked = ParGo.state.list("cols");
      this.picked = picked.length ? picked : null;
      const [key, direction] = ParGo.state.list("sort");
      this.sorting = key ? { key, down: direction === "descending" } : null;
      this.text = ParGo.state.get("q");
      this.pins = ParGo.state.list("pin");
      this.rebuild();
    }

    /// The columns to show: what was picked, else what came so; a metric is its last, smallest or largest value.
    get columns() {
      const { byKey } = this.rows, keys = this.picked ?? this.rows.columns.filter(column => column.shown).map(column => column.key);
      if (this.moments.some(key => !byKey.has(key))) this.take(this.rows);
      return keys.map(key => byKey.get(this.actual(key))).filter(Boolean);
    }
    /// The metrics at a step among the columns: they are looked up among the points.
    get moments() { return (this.picked ?? []).filter(key => /^metrics\..+@\d+$/.test(key)); }
    /// Shows these rows once all that is to be shown of them is there.
    async take(rows) {
      const wanted = this.moments.filter(key => !rows.byKey.has(key));
      if (wanted.length) {
        await ParGo.lazy("Tools");
        await ParGo.addMoments(rows, wanted);
        // Newer ones may have come meanwhile.
        if (rows !== ParGo.rows) return;
      }
      this.rows = rows;
      this.rebuild();
    }
    actual(key) { return key.startsWith("metrics.") ? key.replace(/\.(last|min|max)$/, "." + this.stat) : key; }

    /// After anything but scrolling: which rows, in which order, under which heads.
    rebuild() {
      const kept = this.shown, { rows } = this;
      this.shown = this.columns;
      if (this.collected !== rows || this.shown.some((column, n) => column !== kept[n]) || kept.length !== this.shown.length) { this.collected = rows; this.collect(); }
      this.filter();
      this.sort();
      this.buildHead();
      this.best = this.bestRow();
      ParGo.changed();
    }

    filter() {
      const { rows, text } = this, all = rows.ids.map((_, i) => i);
      let keep = all, problem = "";
      // The language is loaded when somebody first asks something.
      if (text.trim() && !ParGo.query) ParGo.lazy("Query").then(() => this.rebuild());
      else if (text.trim()) {
        try {
          const test = ParGo.query.compile(text, rows);
          keep = all.filter(test);
        } catch (error) {
          if (!(error instanceof ParGo.query.QueryError)) throw error;
          // What is no condition is looked for as words.
          const words = text.toLowerCase().split(/\s+/).filter(Boolean);
          keep = /[<>=]/.test(text) ? [] : all.filter(i => { const said = this.said(i); return words.every(word => said.includes(word)); });
          problem = keep.length ? "" : error.message;
        }
      }
      const kept = new Set([...keep, ...this.pins.map(id => ParGo.runs.get(id)?.index).filter(i => i >= 0)]);
      for (const i of all) ParGo.runs.get(rows.ids[i]).filtered = !kept.has(i);
      this.order = [...kept];
      this.found.textContent = problem || (text.trim() ? `${keep.length} of ${rows.count} match` : "");
      this.found.classList.toggle("problem", Boolean(problem));
    }

    /// What words are looked for in: all that a row shows. Collected while nothing else is to be done.
    said(i) {
      const { rows, shown } = this;
      return this.texts[i] ??= [ParGo.runs.get(rows.ids[i]).name, ...shown.map(column => rows.text(column, i))].join(" ").toLowerCase();
    }
    collect() {
      const texts = this.texts = [];
      let i = 0;
      const some = left => {
        while (i < this.rows.count && texts === this.texts && left.timeRemaining() > 3) this.said(i++);
        if (i < this.rows.count && texts === this.texts) requestIdleCallback(some);
      };
      requestIdleCallback(some);
    }

    /// Numbers in the order of a column's values; NaN for nothing.
    ranks(column) {
      if (!column.ranks) {
        const { values } = column, nothing = one => one == null || Number.isNaN(one), name = one => typeof one === "number" ? one : String(one);
        const compare = (one, other) => typeof one === "number" && typeof other === "number" ? one - other : ParGo.scales.inOrder(String(one), String(other));
        // Each different text is compared once, not each run.
        const place = new Map([...new Set(values.filter(one => !nothing(one)).map(name))].sort(compare).map((one, n) => [one, n]));
        column.ranks = values.map(one => nothing(one) ? NaN : place.get(name(one)));
      }
      return column.ranks;
    }

    /// Missing values stay last in both directions; ties keep the order of submission.
    sort() {
      if (this.sorting) {
        const { key, down } = this.sorting, column = this.rows.byKey.get(this.actual(key)), sign = down ? -1 : 1;
        const ranks = column ? this.ranks(column) : this.rows.ids.map((_, i) => i), nothing = Number.isNaN;
        if (column || key === "run") this.order.sort((a, b) => nothing(ranks[a]) - nothing(ranks[b]) || sign * (ranks[a] - ranks[b]) || a - b);
      } else this.order.sort((a, b) => a - b);
      // Pinned runs stand above all, whatever is sorted by or filtered for, in the order of their pinning.
      const place = new Map(this.pins.map((id, n) => [id, n - this.pins.length])), rank = i => place.get(this.rows.ids[i]) ?? 0;
      if (place.size) this.order.sort((a, b) => rank(a) - rank(b));
      this.items = this.order.map(i => ({ id: this.rows.ids[i], i }));
      this.above = this.items.filter(item => place.has(item.id)).length;
      if (ParGo.groups.size) { this.items = this.groupItems(); this.above = 0; }
    }

    /// A row a group, in the order of their best-placed run.
    groupItems() {
      const seen = new Map();
      for (const i of this.order) {
        const group = ParGo.groupOf(this.rows.ids[i]);
        if (group && !seen.has(group)) seen.set(group, { id: group.id, group, members: [] });
        if (group) seen.get(group).members.push(i);
      }
      return [...seen.values()];
    }

    buildHead() {
      const groups = ParGo.groups.size;
      const cell = (key, named, column) => {
        const title = named.replace(/\.(last|min|max)$/, "");
        const sorted = this.sorting && this.actual(this.sorting.key) === key;
        const button = ParGo.button("", { title: "Sort by " + title }, () => this.sortBy(key, column));
        button.append(...title.split(/(?<=[./_])/).flatMap((part, i) => i ? [el("wbr"), part] : [part]));
        return el("th", { scope: "col", "data-key": key, class: column?.isNumber ? "n" : null, "aria-sort": sorted ? (this.sorting.down ? "descending" : "ascending") : null }, button);
      };
      this.head.replaceChildren(cell("run", "Run"), ...this.shown.map(column => cell(column.key, column.title, column)));
      const width = column => {
        let most = Math.min(20, Math.max(...column.title.replace(/\.(last|min|max)$/, "").split(/(?<=[./_])/).map(part => part.length)) + 2);
        for (let i = 0; i < this.rows.count; i += Math.ceil(this.rows.count / 300)) most = Math.max(most, Math.min(26, this.rows.text(column, i).length));
        // Groups show a mean ± its deviation.
        return groups && column.isNumber ? Math.max(17, most + 9) : most + (column.key === "state" ? 3 : 0);
      };
      const named = Math.min(30, (groups ? [...ParGo.groups.values()] : this.rows.ids.map(id => ParGo.runs.get(id))).reduce((most, one) => Math.max(most, one.name.length + (groups && 5)), 6));
      // No empty room below a few rows; a filter does not move what lies below.
      this.tall = (groups || this.rows.count) * rowHeight + 100;
      this.scroll.style.maxHeight = `min(75vh, ${this.tall}px)`;
      const wide = [named + 14, ...this.shown.map(column => width(column) + 2)];
      this.widths.replaceChildren(...wide.map(chars => { const col = el("col"); col.style.width = chars * .58 + "rem"; return col; }));
      this.table.style.width = wide.reduce((sum, chars) => sum + chars * .58, 0) + "rem";
      this.table.setAttribute("aria-rowcount", this.items.length + 1);
    }

    sortBy(key, column) {
      // Numbers are looked at from the top, names from the start.
      const first = Boolean(column?.key.startsWith("metrics.") && column.goal !== "min"), now = this.sorting;
      this.sorting = !now || this.actual(now.key) !== key ? { key, down: first } : now.down === first ? { key, down: !first } : null;
      ParGo.state.set("sort", this.sorting ? [key, this.sorting.down ? "descending" : "ascending"] : []);
      this.sort();
      this.buildHead();
      ParGo.changed();
      this.head.querySelector(`th[data-key="${CSS.escape(key)}"] button`)?.focus();
    }

    bestRow() {
      this.bestKey = this.rows.objective && this.actual(this.rows.objective);
      const column = this.rows.byKey.get(this.bestKey), sign = column?.goal === "min" ? -1 : 1;
      if (!column) return -1;
      return column.values.reduce((best, value, i) => typeof value === "number" && (best < 0 || sign * value > sign * column.values[best]) ? i : best, -1);
    }

    scrolled() {
      this.pending ??= requestAnimationFrame(() => { this.pending = null; this.top = this.scroll.scrollTop; this.paint(); });
    }

    /// Makes the rows in view, and two empty ones for all that lies above and below.
    paint(all = false) {
      const { above } = this, items = this.items.slice(above), top = Math.max(0, this.top - 40);
      // Known without asking for them, which would lay the page out.
      const visible = Math.ceil(Math.min(usual, .75 * innerHeight, this.tall) / rowHeight), at = Math.min(items.length - visible, Math.floor(top / rowHeight));
      const first = Math.max(0, at - spare), last = Math.min(items.length, Math.max(0, at) + visible + spare);
      if (!all && first === this.first && last === this.last) return;
      this.first = first;
      this.last = last;
      // Rows that stay in view stay as they are.
      const before = all ? new Map() : this.made, made = this.made = new Map();
      if (all) {
        this.pinned.replaceChildren(...this.items.slice(0, above).map((item, n) => ParGo.tableRow(this, item, n)));
        if (above) { this.body.before(this.pinned); this.pinned.style.top = this.head.offsetHeight + "px"; } else this.pinned.remove();
      }
      const make = (item, place) => { const row = before.get(place) ?? ParGo.tableRow(this, item, place + above); made.set(place, row); return row; };
      const gap = rows => { const tr = el("tr", { class: "gap", "aria-hidden": "true" }, el("td", { colspan: this.shown.length + 1 })); tr.style.height = rows * rowHeight + "px"; return tr; };
      const focused = document.activeElement?.closest?.("tr[data-run]")?.dataset.run, kind = document.activeElement?.tagName;
      this.body.replaceChildren(...[first ? gap(first) : null, ...items.slice(first, last).map((item, n) => make(item, first + n)),
        last < items.length ? gap(items.length - last) : null].filter(Boolean));
      if (focused) this.table.querySelector(`tr[data-run="${focused}"] ${kind}`)?.focus({ preventScroll: true });
    }

    /// Pins a run above the others, or lets it go.
    pin(id) {
      return ParGo.lazy("Tools").then(() => ParGo.pin(this, id));
    }
    showFocus() {
      for (const row of this.table.rows) row.classList.toggle("focus", row.dataset.run === ParGo.focused);
    }
    /// Scrolls a run's row into view.
    reveal(id) {
      const place = this.items.findIndex(item => item.id === id) - this.above, { scroll } = this;
      if (place < 0) return;
      const y = place * rowHeight, below = (2 + this.above) * rowHeight + 40;
      if (y < scroll.scrollTop) scroll.scrollTop = y;
      else if (y + below > scroll.scrollTop + scroll.clientHeight) scroll.scrollTop = y + below - scroll.clientHeight;
      this.top = scroll.scrollTop;
      this.paint();
    }
  }
  ParGo.RunsTable = RunsTable;
})();
