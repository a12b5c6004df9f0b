"use strict";
// The runs table: its rows come with the page, and this makes them sort, filter, hide and follow the charts.
(() => {
  const { el } = ParGo;
  const collator = new Intl.Collator(undefined, { numeric: true });
  const stats = ["last", "min", "max"];

  /// A cell as something to compare: a number where it has one, null where it has nothing.
  const sortKey = cell => {
    const text = cell.dataset.sort ?? cell.textContent.trim();
    if (text === "" || text === "–" || text === "NaN") return null;
    const number = Number(text.replace("∞", "Infinity"));
    return Number.isNaN(number) ? text : number;
  };
  const compare = (a, b) => typeof a === "number" && typeof b === "number" ? a - b : collator.compare(String(a), String(b));

  class RunsTable {
    constructor(table) {
      this.table = table;
      this.heads = [...table.tHead.rows[0].cells];
      this.rows = [...table.tBodies[0].rows];
      this.addDetails();
      this.addSorting();
      this.addCheckboxes();
      this.addToolbar();
      ParGo.on("runs", () => this.showHidden());
      ParGo.on("focus", () => this.showFocus());
      this.apply();
      ParGo.on("address", () => this.apply());
    }

    /// What sets a run apart, for tips: the values of the parameters that vary.
    addDetails() {
      const columns = this.heads.map((head, i) => head.matches(".p") ? i : -1).filter(i => i >= 0);
      for (const row of this.rows) {
        ParGo.runs.get(row.dataset.run).detail =
          columns.map(i => `${this.heads[i].dataset.key} ${row.cells[i].textContent.trim()}`).join(", ");
      }
    }

    addSorting() {
      this.heads.forEach((head, column) => {
        const button = el("button", { type: "button", title: "Sort by " + head.dataset.key, onclick: () => {
          // Numbers are looked at from the top, names from the start.
          const first = head.matches("[data-metric]") && head.dataset.goal !== "min" ? "descending" : "ascending";
          const second = first === "ascending" ? "descending" : "ascending";
          const now = head.ariaSort;
          this.sort(column, now === first ? second : now === second ? null : first);
          ParGo.state.set("sort", now === second ? [] : [head.dataset.key, head.ariaSort]);
        } }, ...head.childNodes);
        head.append(button);
      });
    }

    /// Missing values stay last in both directions; ties keep the order of submission.
    sort(column, direction) {
      this.heads.forEach((head, i) => { if (i === column && direction) head.ariaSort = direction; else head.removeAttribute("aria-sort"); });
      const sign = direction === "descending" ? -1 : 1;
      const rows = direction ? this.rows.map(row => [sortKey(row.cells[column]), row]).sort(([a], [b]) =>
        a === null || b === null ? (a === null) - (b === null) : sign * compare(a, b)).map(([, row]) => row) : this.rows;
      this.table.tBodies[0].append(...rows);
    }

    addCheckboxes() {
      for (const row of this.rows) {
        const run = ParGo.runs.get(row.dataset.run);
        const box = el("input", { type: "checkbox", "aria-label": `Show ${run.name} in the charts`,
          onchange: () => ParGo.setHidden([run.id], !box.checked) });
        row.cells[0].prepend(el("label", { class: "check" }, box));
        row.box = box;
        row.addEventListener("pointerenter", () => ParGo.focus(run.id));
        row.addEventListener("pointerleave", () => ParGo.focus(null));
      }
      this.showHidden();
    }

    addToolbar() {
      const heading = this.table.closest(".panel").querySelector("h2");
      this.stat = el("select", { onchange: () => { this.showStat(); ParGo.state.set("stat", this.stat.value, "last"); } },
        ...stats.map(name => el("option", {}, name)));
      this.found = el("span", { class: "quiet", role: "status" });
      const bar = el("div", { class: "panel-head" });
      heading.replaceWith(bar);
      bar.append(heading, this.found, el("label", {}, "Metrics show", this.stat),
        el("button", { type: "button", onclick: () => ParGo.saveTableCSV(this.table) }, "Save CSV"));
    }

    /// Puts the last, smallest or largest value into each metric's column, and marks the best of the objective.
    showStat() {
      const which = stats.indexOf(this.stat.value);
      this.heads.forEach((head, column) => {
        if (!head.matches("[data-metric]")) return;
        let best = null;
        for (const row of this.rows) {
          const cell = row.cells[column];
          cell.classList.remove("top-value");
          if (cell.dataset.values) cell.textContent = cell.dataset.values.split(" ")[which];
          const key = sortKey(cell), sign = head.dataset.goal === "min" ? -1 : 1;
          if (head.dataset.goal && typeof key === "number" && (!best || sign * key > sign * sortKey(best))) best = cell;
        }
        best?.classList.add("top-value");
      });
      const sorted = this.heads.findIndex(head => head.ariaSort);
      if (sorted >= 0) this.sort(sorted, this.heads[sorted].ariaSort);
    }

    /// `lr<0.01 state:running depth=4 word`: every part must hold. A column answers to its name or the end of it.
    filter(text) {
      const tests = text.toLowerCase().split(/\s+/).filter(Boolean).map(part => this.test(part));
      let left = 0;
      for (const row of this.rows) {
        const passes = tests.every(test => test(row));
        row.hidden = !passes;
        ParGo.runs.get(row.dataset.run).filtered = !passes;
        left += passes;
      }
      this.found.textContent = tests.length ? `${left} of ${this.rows.length} match` : "";
      ParGo.emit("runs");
    }

    test(part) {
      const [, name, sign, wanted] = /^([^<>=:!]+)(<=|>=|!=|=|:|<|>)(.+)$/.exec(part) ?? [];
      const column = name ? this.heads.findIndex(({ dataset: { key } }) => {
        const lower = key.toLowerCase();
        return lower === name || lower.endsWith("." + name) || lower.endsWith("/" + name);
      }) : -1;
      if (column < 0) return row => row.textContent.toLowerCase().includes(part);
      return row => {
        const cell = row.cells[column], shown = cell.textContent.trim().toLowerCase();
        if (sign === ":") return shown.includes(wanted);
        const number = Number(wanted), key = Number(shown), known = !Number.isNaN(number) && !Number.isNaN(key);
        switch (sign) {
          case "=": return known ? key === number : shown === wanted;
          case "!=": return known ? key !== number : shown !== wanted;
          case "<": return known && key < number;
          case ">": return known && key > number;
          case "<=": return known && key <= number;
          default: return known && key >= number;
        }
      };
    }

    showHidden() {
      for (const row of this.rows) {
        const { hidden } = ParGo.runs.get(row.dataset.run);
        row.box.checked = !hidden;
        row.classList.toggle("off", hidden);
      }
    }

    showFocus() {
      for (const row of this.rows) row.classList.toggle("focus", row.dataset.run === ParGo.focused);
    }

    /// What the address says.
    apply() {
      const stat = ParGo.state.get("stat", "last");
      this.stat.value = stats.includes(stat) ? stat : "last";
      this.showStat();
      const [key, direction] = ParGo.state.list("sort");
      const column = this.heads.findIndex(head => head.dataset.key === key);
      if (column >= 0) this.sort(column, direction === "descending" ? direction : "ascending");
      this.filter(ParGo.state.get("q"));
    }
  }
  ParGo.RunsTable = RunsTable;
})();
