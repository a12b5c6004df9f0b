"use strict";
// Taking a chart or a table along: as a picture, as CSV, and as a table on the page.
(() => {
  const { el, scales } = ParGo;

  /// RFC 4180, and no cell that a spreadsheet would take for a formula.
  const csv = rows => rows.map(row => row.map(cell => {
    let text = String(cell ?? "");
    if (/^[=+@\t]|^-\D/.test(text)) text = "'" + text;
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  }).join(",")).join("\r\n") + "\r\n";
  ParGo.csv = csv;
  const fileName = text => text.replace(/[^A-Za-z0-9._-]+/g, "-").slice(0, 80);

  /// The points of the shown runs, one a line. Decimated where there were more than a chart can show.
  const chartRows = chart => {
    const rows = [["run", "id", "step", "time", "value"]];
    for (const curve of chart.shown) {
      const odd = new Map(curve.odd), run = ParGo.runs.get(curve.id);
      for (let i = 0; i < curve.y.length; i++) {
        rows.push([run.name, curve.id, curve.x.step[i], curve.x.wall[i].toFixed(3), odd.get(i) ?? curve.y[i]]);
      }
    }
    return rows;
  };
  ParGo.saveChartCSV = chart =>
    ParGo.save(fileName(chart.metric) + ".csv", new Blob([csv(chartRows(chart))], { type: "text/csv" }));

  /// The chart with its title and its legend on the page's own background, so that it stands alone in a document.
  ParGo.saveChartPNG = chart => {
    const ratio = devicePixelRatio || 1, legend = chart.shown.slice(0, 24), style = getComputedStyle(document.documentElement);
    const columns = Math.max(1, Math.floor(chart.width / 170)), rows = Math.ceil(legend.length / columns);
    const canvas = el("canvas", { width: chart.width * ratio, height: (chart.height + 34 + rows * 18) * ratio });
    const pen = canvas.getContext("2d"), sample = color => getComputedStyle(color).color;
    pen.scale(ratio, ratio);
    pen.fillStyle = getComputedStyle(chart.figure).backgroundColor;
    pen.fillRect(0, 0, chart.width, chart.height + 34 + rows * 18);
    pen.fillStyle = sample(chart.figure);
    pen.font = "600 14px " + style.getPropertyValue("--sans");
    pen.fillText(chart.metric, 12, 20);
    pen.drawImage(chart.base, 0, 28, chart.width, chart.height);
    pen.font = "12px " + style.getPropertyValue("--sans");
    legend.forEach((curve, i) => {
      const run = ParGo.runs.get(curve.id), x = 12 + i % columns * 170, y = chart.height + 42 + Math.floor(i / columns) * 18;
      pen.save();
      pen.strokeStyle = chart.color(run);
      pen.lineWidth = 3;
      pen.setLineDash([[], [6, 3], [1.5, 3], [7, 3, 1.5, 3]][run.dash]);
      pen.beginPath(); pen.moveTo(x, y - 4); pen.lineTo(x + 22, y - 4); pen.stroke();
      pen.restore();
      pen.fillText(run.name, x + 30, y, 132);
    });
    canvas.toBlob(blob => ParGo.save(fileName(chart.metric) + ".png", blob));
  };

  /// The same figures as a table: every point where they are few, else what each run came to.
  ParGo.dataTable = chart => {
    const curves = chart.shown, steps = new Set();
    for (const curve of curves) for (const step of curve.x.step) if (steps.size <= 60) steps.add(step);
    const name = curve => el("th", { scope: "row" }, ParGo.runs.get(curve.id).name);
    const cell = value => el("td", { class: "n" }, value);
    let head, body;
    if (steps.size <= 60) {
      const sorted = [...steps].sort((a, b) => a - b);
      head = ["Run", ...sorted.map(step => "step " + step.toLocaleString("en"))];
      body = curves.map(curve => {
        const odd = new Map(curve.odd), at = new Map();
        curve.x.step.forEach((step, i) => at.set(step, odd.get(i) ?? scales.number(curve.y[i])));
        return el("tr", {}, name(curve), ...sorted.map(step => cell(at.get(step) ?? "–")));
      });
    } else {
      head = ["Run", "Points", "First", "Last", "Lowest", "at step", "Highest", "at step"];
      body = curves.map(curve => {
        const finite = [...curve.y.keys()].filter(i => !Number.isNaN(curve.y[i]));
        if (!finite.length) return el("tr", {}, name(curve), cell(curve.count.toLocaleString("en")), ...Array.from({ length: 6 }, () => cell("–")));
        const low = finite.reduce((a, b) => curve.y[b] < curve.y[a] ? b : a), high = finite.reduce((a, b) => curve.y[b] > curve.y[a] ? b : a);
        const step = i => cell(curve.x.step[i].toLocaleString("en")), value = i => cell(scales.number(curve.y[i]));
        return el("tr", {}, name(curve), cell(curve.count.toLocaleString("en")), value(finite[0]), value(finite.at(-1)), value(low), step(low), value(high), step(high));
      });
    }
    return el("div", { class: "scroll figures", tabindex: 0, role: "region", "aria-label": "Data of " + chart.metric },
      el("table", {}, el("thead", {}, el("tr", {}, ...head.map((title, i) => el("th", { scope: "col", class: i ? "n" : null }, title)))),
        el("tbody", {}, ...body)));
  };

  /// The runs table as it stands: its columns, and the rows that the filter leaves.
  ParGo.saveTableCSV = table => {
    const text = cell => (cell.querySelector("time")?.dateTime ?? cell.textContent).trim();
    const rows = [...table.rows].filter(row => !row.hidden).map(row => [...row.cells].map(text));
    rows[0] = [...table.tHead.rows[0].cells].map(cell => cell.dataset.key);
    ParGo.save("runs.csv", new Blob([csv(rows)], { type: "text/csv" }));
  };
})();
