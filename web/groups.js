"use strict";
// Runs in groups: one line with a band for all runs that differ only in their seed, or that share a parameter's value.
// Means and bands were worked out on all points when the site was built; the browser only draws them.
(() => {
  let members = new Map(), groupOf = new Map();

  /// The ids behind a row of the table: a group's runs, or the run itself.
  ParGo.members = id => members.get(id) ?? [id];
  ParGo.groupOf = id => groupOf.get(id);

  ParGo.setGrouping = (rows, key) => {
    const grouping = rows.groupings.find(one => one.key === key);
    ParGo.groups = new Map();
    members = new Map();
    groupOf = new Map();
    (grouping?.groups ?? []).forEach(({ name, runs }, n) => {
      const id = "g" + n, ids = runs.map(i => rows.ids[i]);
      const group = { id, name, detail: `mean of ${ids.length} runs`, color: n % 10, dash: Math.floor(n / 10) % 4, state: "finished", place: n,
        get hidden() { return ids.every(one => ParGo.runs.get(one).hidden); },
        get filtered() { return ids.every(one => { const run = ParGo.runs.get(one); return run.filtered || run.brushed; }); } };
      ParGo.groups.set(id, group);
      members.set(id, ids);
      ids.forEach(one => groupOf.set(one, group));
    });
  };

  const decode = (source, start) => {
    const sum = ParGo.series.sums(source.x, source.m.length), column = values => Float64Array.from(values, value => value ?? NaN);
    const mean = column(source.m), spread = column(source.s);
    return { id: start, count: source.n, x: { step: sum }, y: mean, odd: [], smooth: new Map(), runs: source.r,
      band: { sd: [mean.map((value, i) => value - spread[i]), mean.map((value, i) => value + spread[i])], range: [column(source.l), column(source.h)] } };
  };
  /// The mean curves of a chart's metric under the page's grouping.
  ParGo.loadGroups = async chart => {
    const all = await ParGo.load(`${chart.figure.dataset.groups}.js?v=${ParGo.rows.parts[chart.metric]?.g}`, chart.metric);
    return (all[ParGo.view.group] ?? []).map((source, n) => source && decode(source, "g" + n)).filter(Boolean);
  };
})();
