"use strict";
// Which columns the runs table shows: any that the page has, and what a metric came to at a step.
(() => {
  const { el, series } = ParGo;
  const mostOffered = 300, mostRuns = 2000;
  const oddValues = { nan: NaN, inf: Infinity };

  ParGo.fillPicker = table => {
    const now = new Set(table.shown.map(column => column.key)), { rows } = table;
    const pick = keys => { table.picked = keys; ParGo.state.set("cols", keys ?? []); table.rebuild(); };
    const set = (key, on) => {
      const keys = (table.picked ?? table.shown.map(column => column.key)).filter(one => table.actual(one) !== key);
      pick(on ? [...keys, key] : keys);
    };
    const offered = rows.columns.filter(column => !/^metrics\..*\.(last|min|max)$/.test(column.key) || column.key.endsWith("." + table.stat)).slice(0, mostOffered);
    table.picker.querySelector(".picks").replaceChildren(
      ParGo.button("As it was", {}, () => { pick(null); ParGo.fillPicker(table); }),
      ...atStep(table, key => { pick([...(table.picked ?? table.shown.map(column => column.key)).filter(one => one !== key), key]); table.picker.open = false; }),
      ...offered.map(column => el("label", {}, el("input", { type: "checkbox", checked: now.has(column.key), onchange: event => set(column.key, event.target.checked) }), el("bdi", {}, column.title))));
  };

  /// A metric and a step, to be shown as a column.
  const atStep = (table, add) => {
    const metrics = [...document.querySelectorAll(".chart[data-metric]")].map(figure => figure.dataset.metric).filter(metric => table.rows.parts[metric]?.p);
    if (!metrics.length) return [];
    let metric = metrics[0];
    const step = el("input", { type: "number", min: 0, step: 1, "aria-label": "Step", placeholder: "step", onkeydown: event => { if (event.key === "Enter") go(); } });
    const go = () => { if (step.value !== "" && step.checkValidity()) add(`metrics.${metric}@${Number(step.value)}`); else { step.focus(); ParGo.say("Type a step"); } };
    return [ParGo.choice("Metric", metrics.map(name => [name, name]), metric, value => { metric = value; }), el("label", {}, "at step", step), ParGo.button("Add the column", {}, go)];
  };

  /// Columns of what a metric came to at a step, as `tracker list runs --columns METRIC@STEP` has them: the value that stood
  /// then, of runs that got so far. Where a run has more points than the page, the last that the page has before the step
  /// stands in and is marked.
  ParGo.addMoments = async (rows, keys) => {
    for (const key of keys) {
      if (rows.byKey.has(key)) continue;
      const [, metric, at] = /^metrics\.(.+)@(\d+)$/.exec(key) ?? [], parts = rows.parts[metric]?.p;
      const figure = [...document.querySelectorAll(".chart[data-metric]")].find(one => one.dataset.metric === metric);
      rows.byKey.set(key, null);
      if (!parts || !figure) { ParGo.say(`There is no metric ${metric} on this page`); continue; }
      if (rows.count > mostRuns) { ParGo.say("So many runs are asked on the command line: tracker list runs --columns " + key.slice(8)); continue; }
      const values = new Array(rows.count).fill(null), about = new Set();
      for (const [part, version] of [...parts].entries()) {
        if (!version) continue;
        const payload = await ParGo.load(`${figure.dataset.src}-${part}.js?v=${version}`, metric);
        for (const run of payload.runs) {
          const index = ParGo.runs.get(String(run.id))?.index, found = index === undefined ? null : standing(series.decode(run), Number(at));
          if (!found) continue;
          values[index] = found.value;
          if (found.about) about.add(index);
        }
      }
      const like = rows.byKey.get(`metrics.${metric}.last`);
      const column = { key, title: `${ParGo.short(metric)}@${at}`, types: 13, format: like?.format, goal: like?.goal, values, about, shown: false, isNumber: true };
      rows.columns.push(column);
      rows.byKey.set(key, column);
    }
  };
  /// The value that stood at a step, and whether the page may lack one that came later; null for a run that ended before.
  const standing = (curve, at) => {
    const { step } = curve.x, found = series.lowerBound(step, at), i = step[found] === at ? found : found - 1;
    if (found === step.length || i < 0) return null;
    const kind = new Map(curve.odd).get(i);
    return { value: kind === undefined ? curve.y[i] : oddValues[kind] ?? -Infinity, about: step[i] !== at && curve.count > curve.y.length };
  };
})();
