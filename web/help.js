"use strict";
// The page's keys and gestures, for who asks.
(() => {
  const { el } = ParGo;
  let dialog = null;

  const make = () => {
    const row = (keys, text) => [el("dt", {}, ...keys.map(key => el("kbd", {}, key)).flatMap((key, i) => i ? [" ", key] : [key])), el("dd", {}, text)];
    const charts = Boolean(document.querySelector(".chart")), runs = Boolean(document.body.dataset.rows);
    const made = el("dialog", { "aria-labelledby": "help-title" },
      el("h2", { id: "help-title" }, "Keys and gestures"),
      el("dl", {},
        ...runs ? [...row(["/"], "filter runs in the query language: optimizer.lr < 0.001 and state = finished; or words"),
          ...row(["j", "k"], "next and previous run"), ...row(["x"], "show or hide that run"), ...row(["a"], "show only that run, and all again"),
          ...row(["p"], "pin that run to the top of the table"), ...row(["g"], "group runs"), ...row(["c"], "compare the shown runs")] : [],
        ...row(["t"], "theme"),
        ...charts ? [...row(["drag"], "on a chart: zoom; double click shows everything"),
          ...row(["←", "→"], "in a chart: read values (Shift: ten points at once)"), ...row(["↑", "↓"], "in a chart: other runs"),
          ...row(["+", "−", "0"], "in a chart: zoom in, out, show everything"), ...row(["l"], "in a chart: logarithmic axis"),
          ...row(["r"], "in a chart: type the ranges of its axes"),
          ...row(["Enter"], "in a chart: show only the run that is read")] : [],
        ...row(["?"], "this help")),
      el("p", { class: "quiet" }, "The address keeps filter, columns, pinned runs, axes, ranges, smoothing, grouping and hidden runs: copy it to share what you see."),
      el("form", { method: "dialog" }, el("button", {}, "Close")));
    // The content policy forbids forms to go anywhere; this one only closes its dialog.
    made.querySelector("form").addEventListener("submit", event => { event.preventDefault(); made.close(); });
    document.body.append(made);
    return made;
  };
  ParGo.showHelp = () => { dialog ??= make(); if (!dialog.open) dialog.showModal(); };
})();
