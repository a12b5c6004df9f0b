"use strict";
// A row of the runs table: a run, or a group of runs.
(() => {
  const { el, scales } = ParGo;

  const nameCell = (who, label, pin = "") => el("th", { scope: "row" },
    el("label", { class: "check" }, el("input", { type: "checkbox", checked: !who.hidden, "aria-label": `Show ${who.name} in the charts` })), ParGo.key(who), label, pin);

  const pinButton = (run, on) => {
    const title = `${on ? "Unpin" : "Pin"} ${run.name}`;
    return el("button", { type: "button", class: "bare pin", "aria-pressed": on, "aria-label": title, title: title + " (p)" },
      ParGo.svg("svg", { class: "icon", viewBox: "0 0 16 16", "aria-hidden": "true" }, ParGo.svg("path", { d: "M5 2h6l-1 5 2 2H4l2-2zM8 9v5" })));
  };

  const runCell = (table, run, i, column) => {
    if (column.key === "state") return el("td", {}, ParGo.chip(run.state));
    const text = table.rows.text(column, i), best = i === table.best && column.key === table.bestKey;
    return el("td", { class: (column.isNumber ? "n" : "") + (best ? " top-value" : ""), title: text.length > 26 ? text : null }, column.isNumber ? text : el("bdi", {}, text));
  };
  /// What a group's runs have in common, and mean ± standard deviation where they are numbers that differ.
  const groupCell = ({ rows }, members, column) => {
    const values = members.map(i => column.values[i]), same = values.every(value => value === values[0]);
    if (same) return el("td", { class: column.isNumber ? "n" : "" }, rows.text(column, members[0]));
    const numbers = values.filter(value => typeof value === "number" && isFinite(value));
    if (!column.isNumber || column.format === "time" || !numbers.length) return el("td", { class: column.isNumber ? "n quiet" : "quiet" }, "varies");
    const mean = numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
    const deviation = Math.sqrt(numbers.reduce((sum, x) => sum + (x - mean) ** 2, 0) / Math.max(1, numbers.length - 1));
    const say = column.format === "span" ? scales.duration : scales.number;
    return el("td", { class: "n" }, say(mean) + (numbers.length > 1 ? " ± " + say(deviation) : ""));
  };

  /// The row of an item of the table at a place, counted from 0.
  ParGo.tableRow = (table, { id, i, group, members }, place) => {
    const who = group ?? ParGo.runs.get(id), name = group
      ? nameCell(group, el("bdi", { title: group.name }, `${group.name} (${members.length})`))
      : nameCell(who, el("a", { href: `${ParGo.page("run/")}${id}.html` }, el("bdi", {}, who.name)), pinButton(who, table.pins.includes(id)));
    const look = `c${who.color} d${who.dash}${who.old ? " old" : ""}${who.hidden ? " off" : ""}${ParGo.focused === id ? " focus" : ""}`;
    return el("tr", { "data-run": id, "aria-rowindex": place + 2, class: look }, name, ...table.shown.map(column => group ? groupCell(table, members, column) : runCell(table, who, i, column)));
  };
})();
