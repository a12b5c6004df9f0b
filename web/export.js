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
  /// The points of the shown runs, one a line. Decimated where there were more than a chart can show.
  const chartRows = chart => {
    const rows = [["run", "id", "step", "time", "value"]];
    for (const curve of chart.shown) {
      const odd = new Map(curve.odd), run = ParGo.who(curve.id);
      for (let i = 0; i < curve.y.length; i++) {
        rows.push([run.name, curve.id, curve.x.step[i], curve.x.wall?.[i].toFixed(3), odd.get(i) ?? curve.y[i]]);
      }
    }
    return rows;
  };
  ParGo.saveChartCSV = chart =>
    ParGo.save(chart.metric + ".csv", new Blob([csv(chartRows(chart))], { type: "text/csv" }));

  /// Draws the chart with its title and its legend on the page's own background, so that it stands alone in a document.
  const wholeChart = (chart, pen, height) => {
    const legend = chart.shown.slice(0, 24), columns = Math.max(1, Math.floor(chart.width / 170)), { surface, ink, runs } = ParGo.colors();
    pen.fillStyle = surface;
    pen.fillRect(0, 0, chart.width, height);
    pen.fillStyle = ink;
    pen.font = ParGo.font("600 14px");
    pen.textAlign = "left";
    pen.fillText(ParGo.short(chart.metric), 12, 20);
    pen.save();
    pen.translate(0, 28);
    ParGo.draw.whole(chart, pen);
    pen.restore();
    pen.font = ParGo.font("12px");
    pen.textAlign = "left";
    pen.textBaseline = "alphabetic";
    legend.forEach((curve, i) => {
      const run = ParGo.who(curve.id), x = 12 + i % columns * 170, y = chart.height + 42 + Math.floor(i / columns) * 18;
      pen.strokeStyle = runs[run.color];
      pen.lineWidth = 3;
      pen.setLineDash(ParGo.dashes[run.dash]);
      pen.beginPath(); pen.moveTo(x, y - 4); pen.lineTo(x + 22, y - 4); pen.stroke();
      pen.setLineDash([]);
      pen.fillStyle = ink;
      pen.fillText(run.name, x + 30, y, 132);
    });
  };
  const fullHeight = chart => chart.height + 40 + Math.ceil(Math.min(24, chart.shown.length) / Math.max(1, Math.floor(chart.width / 170))) * 18;

  ParGo.saveChartPNG = chart => {
    const ratio = Math.max(2, devicePixelRatio || 1), height = fullHeight(chart);
    const canvas = el("canvas", { width: chart.width * ratio, height: height * ratio }), pen = canvas.getContext("2d");
    pen.scale(ratio, ratio);
    wholeChart(chart, pen, height);
    canvas.toBlob(blob => ParGo.save(chart.metric + ".png", blob));
  };

  /// A pen that writes SVG instead of colouring pixels: what charts use of a canvas, and no more.
  class SVGPen {
    constructor() {
      Object.assign(this, { out: [], path: "", box: "", dash: [], stack: [], moved: 0, clips: 0, fillStyle: "#000", strokeStyle: "#000", lineWidth: 1, globalAlpha: 1, font: "11px sans-serif", textAlign: "left", textBaseline: "alphabetic" });
      this.ruler = el("canvas").getContext("2d");
    }
    save() { this.stack.push([this.moved, this.clips]); }
    restore() {
      const [moved, clips] = this.stack.pop();
      for (; this.clips > clips; this.clips--) this.out.push("</g>");
      for (; this.moved > moved; this.moved--) this.out.push("</g>");
    }
    translate(x, y) { this.out.push(`<g transform="translate(${x} ${y})">`); this.moved++; }
    beginPath() { this.path = ""; this.open = false; }
    at(x, y) { return `${Math.round(x * 100) / 100} ${Math.round(y * 100) / 100}`; }
    moveTo(x, y) { this.path += "M" + this.at(x, y); this.open = true; }
    lineTo(x, y) { this.path += (this.open ? "L" : "M") + this.at(x, y); this.open = true; }
    arc(x, y, r) { this.path += `M${this.at(x - r, y)}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0`; }
    rect(x, y, w, h) { this.path += `M${this.at(x, y)}h${w}v${h}h${-w}z`; }
    clip() { const id = "clip" + this.out.length; this.out.push(`<clipPath id="${id}"><path d="${this.path}"/></clipPath><g clip-path="url(#${id})">`); this.clips++; }
    setLineDash(dash) { this.dash = dash; }
    stroke() { if (this.path) this.out.push(`<path d="${this.path}" fill="none" stroke="${this.strokeStyle}" stroke-width="${this.lineWidth}" stroke-linejoin="round"${this.alpha}${this.dash.length ? ` stroke-dasharray="${this.dash.join(" ")}"` : ""}/>`); }
    fill() { if (this.path) this.out.push(`<path d="${this.path}" fill="${this.fillStyle}"${this.alpha}/>`); }
    get alpha() { return this.globalAlpha < 1 ? ` opacity="${this.globalAlpha}"` : ""; }
    fillRect(x, y, w, h) { this.beginPath(); this.rect(x, y, w, h); this.fill(); }
    measureText(text) { this.ruler.font = this.font; return this.ruler.measureText(text); }
    fillText(text, x, y, widest) {
      const safe = String(text).replace(/[&<>"]/g, sign => `&#${sign.charCodeAt(0)};`), [, bold, size, family] = /^(\d+ )?(\d+)px (.*)$/s.exec(this.font);
      const anchor = { left: "start", right: "end", center: "middle" }[this.textAlign], down = this.textBaseline === "middle" ? y + size * .35 : y;
      const fit = widest && this.measureText(text).width > widest ? ` textLength="${widest}" lengthAdjust="spacingAndGlyphs"` : "";
      this.out.push(`<text x="${Math.round(x * 100) / 100}" y="${Math.round(down * 100) / 100}" font-size="${size}"${bold ? ` font-weight="${bold.trim()}"` : ""} font-family="${family.trim().replaceAll('"', "'")}" text-anchor="${anchor}" fill="${this.fillStyle}"${fit}${this.alpha}>${safe}</text>`);
    }
    strokeText() { /* The halo of a text, which a document's own background needs not. */ }
    text(width, height) { return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${this.out.join("")}</svg>\n`; }
  }
  ParGo.chartSVG = chart => {
    const pen = new SVGPen(), height = fullHeight(chart);
    wholeChart(chart, pen, height);
    return pen.text(chart.width, height);
  };
  ParGo.saveChartSVG = chart => { ParGo.save(chart.metric + ".svg", new Blob([ParGo.chartSVG(chart)], { type: "image/svg+xml" })); chart.invalidate(); };

  /// The same figures as a table: every point where they are few, else what each run came to.
  ParGo.dataTable = chart => {
    const curves = chart.shown, steps = new Set();
    for (const curve of curves) for (const step of curve.x.step) if (steps.size <= 60) steps.add(step);
    const name = curve => el("th", { scope: "row" }, ParGo.who(curve.id).name);
    const cell = value => el("td", { class: "n" }, value);
    let head, body;
    if (steps.size <= 60) {
      const sorted = [...steps].sort((a, b) => a - b);
      head = ["Run", ...sorted.map(step => "step " + scales.grouped(step))];
      body = curves.map(curve => {
        const odd = new Map(curve.odd), at = new Map();
        curve.x.step.forEach((step, i) => at.set(step, odd.get(i) ?? scales.number(curve.y[i])));
        return el("tr", {}, name(curve), ...sorted.map(step => cell(at.get(step) ?? "–")));
      });
    } else {
      head = ["Run", "Points", "First", "Last", "Lowest", "at step", "Highest", "at step"];
      body = curves.map(curve => {
        const finite = [...curve.y.keys()].filter(i => !Number.isNaN(curve.y[i]));
        if (!finite.length) return el("tr", {}, name(curve), cell(scales.grouped(curve.count)), ...Array.from({ length: 6 }, () => cell("–")));
        const low = finite.reduce((a, b) => curve.y[b] < curve.y[a] ? b : a), high = finite.reduce((a, b) => curve.y[b] > curve.y[a] ? b : a);
        const step = i => cell(scales.grouped(curve.x.step[i])), value = i => cell(scales.number(curve.y[i]));
        return el("tr", {}, name(curve), cell(scales.grouped(curve.count)), value(finite[0]), value(finite.at(-1)), value(low), step(low), value(high), step(high));
      });
    }
    return el("div", { class: "scroll figures", tabindex: 0, role: "region", "aria-label": "Data of " + chart.metric },
      el("table", {}, el("thead", {}, el("tr", {}, ...head.map((title, i) => el("th", { scope: "col", class: i ? "n" : null }, title)))),
        el("tbody", {}, ...body)));
  };

  /// The runs table as it stands: its columns, and the rows that the filter leaves, with all digits.
  ParGo.tableCSV = ({ rows, shown, order }) => {
    const cell = (column, i) => column.format === "time" && column.values[i] != null ? new Date(column.values[i] * 1000).toISOString() : column.values[i];
    return csv([["run", ...shown.map(column => column.key)], ...order.filter(i => ParGo.isShown(ParGo.runs.get(rows.ids[i])))
      .map(i => [ParGo.runs.get(rows.ids[i]).name, ...shown.map(column => cell(column, i))])]);
  };
  ParGo.saveTableCSV = table => ParGo.save("runs.csv", new Blob([ParGo.tableCSV(table)], { type: "text/csv" }));
})();
