"use strict";
// The runs of the page and which of them are shown: { id, name, detail, color, dash, state, hidden, filtered, brushed }.
(() => {
  /// More lines than this in one chart tell nobody anything.
  const mostDrawn = 100;

  ParGo.runs = new Map();
  ParGo.groups = new Map();
  ParGo.focused = null;
  /// A run, or a group of runs where charts show groups.
  ParGo.who = id => ParGo.groups.get(id) ?? ParGo.runs.get(id);
  ParGo.isShown = run => !run.hidden && !run.filtered && !run.brushed;

  /// The runs that charts draw: the first that are shown, in the order of the table.
  let drawn = null;
  ParGo.order = () => [...ParGo.runs.values()];
  ParGo.drawn = () => {
    if (!drawn) {
      drawn = new Set();
      for (const run of ParGo.order()) {
        if (ParGo.isShown(run) && !["queued", "created", "submitting"].includes(run.state)) drawn.add(run.id);
        if (drawn.size === mostDrawn) break;
      }
    }
    return drawn;
  };
  ParGo.changed = () => { drawn = null; ParGo.emit("runs"); };

  /// A page of one run names it in its markup.
  ParGo.readRun = () => {
    const head = document.querySelector("[data-run]");
    if (!head) return;
    const number = letter => Number(new RegExp(`\\b${letter}(\\d)\\b`).exec(head.className)?.[1] ?? 0);
    const { run: id, state, name } = head.dataset;
    ParGo.runs.set(id, { id, name, state, detail: "", color: number("c"), dash: number("d") });
  };

  /// What the address says of hidden runs.
  ParGo.readHidden = () => {
    const hidden = new Set(ParGo.state.list("hide")), only = new Set(ParGo.state.list("only"));
    for (const run of ParGo.runs.values()) run.hidden = only.size ? !only.has(run.id) : hidden.has(run.id);
  };
  /// Hides or shows runs and tells everybody. The address names the fewer of hidden and shown ones.
  ParGo.setHidden = (ids, hidden) => {
    for (const id of ids) ParGo.runs.get(id).hidden = hidden;
    const all = [...ParGo.runs.values()], off = all.filter(run => run.hidden).map(run => run.id);
    const on = all.filter(run => !run.hidden).map(run => run.id), short = on.length && on.length < off.length;
    ParGo.state.set("hide", short ? [] : off.slice(0, 400));
    ParGo.state.set("only", short ? on : []);
    ParGo.changed();
  };
  /// Only this run; or all of them again, if it was the only one.
  ParGo.isolate = id => {
    const shown = [...ParGo.runs.values()].filter(run => !run.hidden);
    const wasAlone = shown.length === 1 && shown[0].id === id;
    for (const run of ParGo.runs.values()) run.hidden = !wasAlone && run.id !== id;
    ParGo.setHidden([], false);
  };
  /// The run under the pointer, in a chart, the legend or the table; null for none.
  ParGo.focus = id => {
    if (ParGo.focused === id) return;
    ParGo.focused = id;
    ParGo.emit("focus");
  };
})();
