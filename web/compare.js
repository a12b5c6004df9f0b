"use strict";
// Runs side by side: what was asked of each, what came of it, and their curves together. The address names them:
// compare.html#runs=3,7,12
(() => {
  const { el } = ParGo;
  const most = 20, mostRows = 200;

  /// What differs first, then the rest behind a fold.
  const table = (title, runs, names, value, same = false, count = 0) => {
    const differs = name => new Set(runs.map(run => value(run, name))).size > 1;
    const row = name => el("tr", { class: differs(name) ? "varies" : null }, el("th", { scope: "row" }, el("bdi", {}, ParGo.short(name))),
      ...runs.map(run => el("td", {}, el("bdi", {}, value(run, name) ?? "–"))));
    const [first, rest] = [names.filter(differs), names.filter(name => !differs(name))];
    const make = list => el("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": list === rest ? title + ", the same in all" : title }, el("table", { class: "settings" },
      el("thead", {}, el("tr", {}, el("th", { scope: "col" }, title), ...runs.map(run => el("th", { scope: "col" }, ParGo.key(run), " ", el("bdi", {}, run.name))))),
      el("tbody", {}, ...list.map(row))));
    const section = el("section", { class: "panel" }, el("h2", {}, title));
    section.append(first.length ? make(same ? names : first) : el("p", { class: "quiet" }, "No difference."));
    if (count > names.length) section.append(el("p", { class: "quiet" }, `The first ${names.length} of ${ParGo.scales.grouped(count)}; “Find metrics” finds the others.`));
    if (rest.length && !same) section.append(el("details", {}, el("summary", {}, `The same in all: ${rest.length}`), make(rest)));
    return section;
  };
  const union = (runs, key) => [...new Set(runs.flatMap(run => Object.keys(run[key])))].sort();

  const figure = (metric, count) => el("figure", { class: "chart", "data-metric": metric, "data-runs": count },
    el("figcaption", {}, el("h3", {}, el("bdi", {}, ParGo.short(metric))), el("span", { class: "note" })), el("div", { class: "plot" }));

  const summary = (run, metric) => {
    const one = run.metrics[metric];
    return one && (one[1] === one[2] ? one[0] : `${one[0]}  (min ${one[1]}, max ${one[2]})`);
  };

  ParGo.startCompare = async () => {
    const place = document.getElementById("compared"), ids = [...new Set(ParGo.state.list("runs"))].filter(id => /^\d+$/.test(id)).slice(0, most);
    ParGo.on("address", () => location.reload());
    if (!ids.length) return;
    const found = await Promise.all(ids.map(async id => {
      try {
        const about = await ParGo.load(`${ParGo.page("data/run/")}${id}.js`, "about");
        return { ...about, id };
      } catch { return null; }
    }));
    const runs = found.filter(Boolean);
    const missing = ids.filter((_, i) => !found[i]);
    const sweeps = new Set(runs.map(run => run.sweep));
    runs.forEach((run, i) => {
      Object.assign(run, { color: i % 10, dash: Math.floor(i / 10), index: i, hidden: false, filtered: false, brushed: false, detail: run.sweep });
      if (sweeps.size > 1) run.name = `${run.sweep}: ${run.name}`;
      ParGo.runs.set(run.id, run);
    });
    ParGo.readHidden();
    ParGo.startView();
    const heads = runs.map(run => el("li", {}, ParGo.key(run), el("a", { href: `${ParGo.page("run/")}${run.id}.html` }, el("bdi", {}, run.name)), ParGo.chip(run.state),
      ParGo.button("remove", { class: "bare", "aria-label": `Remove ${run.name}` }, () => ParGo.state.set("runs", ids.filter(id => id !== run.id)) ?? location.reload())));
    const metrics = ParGo.state.get("sys") ? union(runs, "metrics") : union(runs, "metrics").filter(name => !name.startsWith("system/"));
    const rank = name => (name.startsWith("train/") ? 0 : name.startsWith("eval/") ? 2 : 4) + !name.endsWith("loss"), order = metrics.sort((a, b) => rank(a) - rank(b));
    // One point is no curve: the table has it.
    const curves = order.filter(name => runs.some(run => run.metrics[name]?.[3] > 1)), results = el("div");
    ParGo.listed = order.length;
    ParGo.on("find", has => {
      const found = order.filter(has);
      results.replaceChildren(table("Results", runs, found.slice(0, mostRows), summary, true, found.length));
    });
    ParGo.emit("find", () => true);
    place.replaceChildren(
      ...missing.length ? [el("p", { class: "problem", role: "status" }, `No such run in this dashboard: ${missing.join(", ")}`)] : [],
      el("ul", { class: "compared" }, ...heads),
      table("Configuration", runs, union(runs, "parameters"), (run, name) => run.parameters[name]),
      el("div", { id: "controls" }),
      results,
      el("section", { "aria-label": "Curves" }, el("div", { class: "grid" }, ...curves.map(metric => figure(metric, runs.filter(run => run.metrics[metric]?.[3] > 1).length)))),
      table("Where and with what", runs, union(runs, "context"), (run, name) => run.context[name]));
  };

  /// Where each run's points are, for a chart of this page: every run has a file with all its metrics.
  ParGo.ownParts = metric => new Map([...ParGo.runs.values()].filter(run => run.metrics?.[metric]?.[3] > 1).map(run => [run.id, `${ParGo.page("data/run/")}${run.id}.js`]));
})();
