"use strict";
// The ranges of a chart's axes, typed: what dragging does, to the digit, and the y axis besides.
(() => {
  const { el, scales } = ParGo;

  /// The address names the y range of each chart that has one: `metric:low:high`, an empty side follows the values.
  const setRange = (chart, range) => {
    chart.range = range;
    const own = range.some(isFinite) ? [[chart.metric, ...range.map(side => isFinite(side) ? side : "")].join(":")] : [];
    ParGo.state.set("y", [...ParGo.state.list("y").filter(part => part.replace(/:[^:]*:[^:]*$/, "") !== chart.metric), ...own]);
    chart.invalidate();
    ParGo.say(own.length ? `The y axis of ${chart.metric} is set by hand` : `The y axis of ${chart.metric} follows its values`);
  };

  /// Opens the fields below a chart, or closes them.
  ParGo.typeRanges = chart => {
    const open = chart.figure.querySelector(".typed");
    if (open) { open.remove(); chart.plot.focus(); return; }
    const axis = scales.axis(chart.axis).title, unit = { time: " in seconds", wall: " in seconds since 1970" }[chart.axis] ?? "";
    const field = (label, value, hint, change) => el("input", { type: "number", step: "any", "aria-label": label, title: label, value, placeholder: isFinite(hint) ? scales.number(hint) : "", onchange: change });
    const typed = inputs => inputs.map(input => input.value === "" ? NaN : Number(input.value));
    const { frame } = chart, [bottom, top] = chart.drawnRange ?? [];
    const y = [["Lowest y", 0, bottom], ["Highest y", 1, top]].map(([label, side, hint]) => field(label, isFinite(chart.range[side]) ? chart.range[side] : "", hint, () => {
      const [low, high] = typed(y), wrong = low >= high || chart.log && (low <= 0 || high <= 0);
      problem.textContent = !wrong ? "" : low >= high ? "The lowest must be below the highest." : "A logarithmic axis has no room at or below 0.";
      if (!wrong) setRange(chart, [low, high]);
    }));
    const x = [[`From ${axis}${unit}`, 0, frame?.x0], [`To ${axis}${unit}`, 1, frame?.x1]].map(([label, side, hint]) => field(label, chart.zoom?.[side] ?? "", hint, () => {
      const [low, high] = typed(x).map((value, i) => isFinite(value) ? value : [frame?.x0, frame?.x1][i]);
      problem.textContent = low < high ? "" : "The axis must begin before it ends.";
      if (low < high) ParGo.zoom(chart, x.some(input => input.value !== "") ? [low, high] : null);
    }));
    const problem = el("p", { class: "problem", role: "status" });
    const follow = ParGo.button("Follow the values", {}, () => { for (const input of [...x, ...y]) input.value = ""; problem.textContent = ""; setRange(chart, [NaN, NaN]); ParGo.zoom(chart, null); });
    const bar = el("div", { class: "typed bar", role: "group", "aria-label": "Ranges of " + chart.metric }, el("span", {}, "y", y[0], "to", y[1]), el("span", {}, axis, x[0], "to", x[1]),
      follow, ParGo.button("Close", {}, () => ParGo.typeRanges(chart)), problem);
    chart.figure.append(bar);
    y[0].focus();
  };
})();
