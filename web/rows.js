"use strict";
// The runs of a sweep as columns: what the table shows, the filter asks and the plots draw.
(() => {
  const { scales } = ParGo;
  const odd = { NaN: NaN, Infinity: Infinity, "-Infinity": -Infinity };

  /// One column: { key, title, types, format, values }; null where a run has nothing to say.
  const decode = (source, count) => {
    const { k: key, y: types, f: format } = source;
    const number = types & 12 && !(types & 16) ? value => typeof value === "string" ? odd[value] : value : value => value;
    let values;
    // What is the same everywhere is said once, and what repeats is numbered.
    if ("c" in source) values = new Array(count).fill(number(source.c));
    else if (source.d) values = source.i.map(index => index < 0 ? null : number(source.d[index]));
    else values = source.v.map(number);
    return { key, title: ParGo.short(key.replace(/^(params|metrics)\./, "")), types, format, values, goal: source.g, shown: source.s === 1, isNumber: (types & 12) > 0 && !(types & 50) };
  };

  class Rows {
    constructor(source) {
      this.count = source.id.length;
      this.objective = source.objective;
      this.parts = source.parts;
      this.groupings = source.groupings ?? [];
      this.ids = source.id.map(String);
      this.columns = source.columns.map(column => decode(column, this.count));
      this.byKey = new Map(this.columns.map(column => [column.key, column]));
      this.states = this.byKey.get("state").values;
      const old = new Set(source.old);
      // Runs that are there already keep what the reader chose for them.
      const varying = this.columns.filter(column => column.key.startsWith("params.") && column.shown);
      const before = ParGo.runs;
      ParGo.runs = new Map(this.ids.map((id, i) => [id, Object.assign(before.get(id) ?? { filtered: false, brushed: false }, {
        id, index: i, name: source.name[i], state: this.states[i], color: Number(source.color[i]), dash: Number(source.dash[i]), old: old.has(i),
        detail: varying.map(column => `${column.title} ${this.text(column, i)}`).join(", "),
      })]));
    }

    hasTag(name) { return this.byKey.get("tags").values.some(tags => tags.includes(name)); }

    /// A column by its name as the command line has it: `state`, `lora.rank`, `params.lora.rank`, `eval/mme`, `eval/mme.max`.
    find(name) {
      const { byKey } = this;
      if (name === "age") return { key: name, types: 12, values: byKey.get("created").values.map(at => Math.max(0, Date.now() / 1000 - at)) };
      // A page shows how far a run's own records reach; a question is about now.
      if (name === "duration") {
        const { values } = byKey.get(name), started = byKey.get("started").values;
        return { key: name, types: 12, values: values.map((value, i) => this.states[i] === "running" && started[i] != null ? Math.max(0, Date.now() / 1000 - started[i]) : value) };
      }
      // Of a metric the page has the smallest and the largest: the best is one of them.
      const bare = name.replace(/^metrics\./, "").replace(/\.best(?=$|_step$)/, part => "." + (byKey.get(`metrics.${name.replace(/^metrics\.|\.best(_step)?$/g, "")}.min`)?.goal ?? part.slice(1)));
      return byKey.get(name.startsWith("params.") ? name : name in fixed ? fixed[name] || name : "")
        ?? byKey.get(`metrics.${bare}`) ?? byKey.get(`metrics.${bare}.last`) ?? byKey.get("params." + name);
    }

    text(column, i) { return (column.about?.has(i) ? "≈ " : "") + this.plain(column, i); }
    plain(column, i) {
      const value = column.values[i];
      if (value == null) return "–";
      if (column.format === "time") return scales.moment(value);
      if (column.format === "span") return scales.duration(value);
      if (typeof value === "number") {
        return column.format === undefined || !isFinite(value) ? scales.exact(value) : value.toFixed(column.format).replace("-", "−");
      }
      return Array.isArray(value) ? JSON.stringify(value) : value === "" ? "(empty)" : String(value);
    }
  }
  const fixed = { id: "", trial: "", stage: "", key: "", attempt: "", state: "", evidence: "", host: "", sweep: "", duration: "",
    created: "", started: "", finished: "", tags: "", notes: "", archived: "", created_at: "created", started_at: "started", finished_at: "finished" };
  ParGo.fixedNames = Object.keys(fixed);
  ParGo.Rows = Rows;
})();
