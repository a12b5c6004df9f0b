"use strict";
// A run's points, decoded from a data file, and what is computed from them.
(() => {
  /// Adds differences up. Where they are fewer than `count`, the last goes on: steps of equal length are written once.
  const sums = (differences, count) => {
    const out = new Float64Array(count), last = differences.length - 1;
    let sum = 0;
    for (let i = 0; i < count; i++) out[i] = sum += +differences[i < last ? i : last];
    return out;
  };

  /// { id, count, start, x: { step, time, wall }, y, odd }; y is NaN where the value was not finite.
  const decode = source => {
    const y = new Float64Array(source.y), step = sums(source.x, y.length);
    for (const [i] of source.odd) y[i] = NaN;
    let time, wall;
    return {
      id: String(source.id),
      count: source.n,
      start: source.t0,
      // Most readers never ask for times, which therefore come as a text.
      x: {
        step,
        get time() { return time ??= sums(source.t.split(","), y.length).map(milliseconds => milliseconds / 1000); },
        get wall() { return wall ??= this.time.map(seconds => seconds + source.t0); },
      },
      y,
      odd: source.odd,
      smooth: new Map(),
    };
  };

  /// The smallest and the largest value, worked out once.
  const extremes = curve => {
    if (curve.ends) return curve.ends;
    let low = Infinity, high = -Infinity;
    for (const value of curve.y) { if (value < low) low = value; if (value > high) high = value; }
    return curve.ends = [low, high];
  };

  /// The first index whose x is not below `value`.
  const lowerBound = (x, value) => {
    let low = 0, high = x.length;
    while (low < high) { const middle = low + high >> 1; if (x[middle] < value) low = middle + 1; else high = middle; }
    return low;
  };

  /// The first and the last index to draw: what a frame shows, and a point beyond on each side.
  const within = (x, { x0, x1, logx }) => {
    const first = lowerBound(x, x0);
    return [first > 0 && !(logx && x[first - 1] <= 0) ? first - 1 : first, Math.min(x.length - 1, lowerBound(x, x1))];
  };

  /// Exponential moving average over distance in x, so that how densely a stretch is sampled changes nothing: each
  /// point counts for the distance it stands for. De-biased: the average starts at the data and not at zero.
  /// `weight` from 0 to 1 is what remains of a point's weight after a thousandth of the run.
  const smooth = (x, y, weight) => {
    const out = new Float64Array(y.length).fill(NaN), span = x[x.length - 1] - x[0];
    if (!(span > 0) || !weight) return Float64Array.from(y);
    const scale = 1000 / span, typical = 1000 / Math.max(1, x.length - 1), keep = Math.sqrt(weight);
    let sum = 0, total = 0, previous = null;
    for (let i = 0; i < y.length; i++) {
      if (Number.isNaN(y[i])) continue;
      const passed = previous === null ? typical : Math.max(0, x[i] - previous) * scale;
      const kept = keep ** passed;
      // Two points on one x share what the first brought.
      sum = sum * kept + (1 - kept) * y[i];
      total = total * kept + (1 - kept);
      previous = x[i];
      out[i] = total > 0 ? sum / total : y[i];
    }
    return out;
  };

  /// The values to draw: raw, or smoothed over the x in use; worked out once for each setting.
  const values = (run, axis, weight) => {
    if (!weight) return run.y;
    const name = axis + weight;
    if (!run.smooth.has(name)) {
      run.smooth.clear();
      run.smooth.set(name, smooth(run.x[axis], run.y, weight));
    }
    return run.smooth.get(name);
  };

  /// The index nearest to `value` that has a number; -1 for none.
  const nearest = (x, y, value) => {
    let right = lowerBound(x, value), left = right - 1;
    while (left >= 0 && Number.isNaN(y[left])) left--;
    while (right < x.length && Number.isNaN(y[right])) right++;
    if (right >= x.length) return left;
    return left >= 0 && value - x[left] <= x[right] - value ? left : right;
  };

  /// A curve over another metric: each point stands at what `other` was at its step, in order of that.
  const over = (curve, other, axis) => {
    const points = [];
    for (let i = 0; i < curve.y.length; i++) {
      const at = lowerBound(other.x.step, curve.x.step[i]), x = other.x.step[at] === curve.x.step[i] ? other.y[at] : at > 0 && at < other.y.length
        ? other.y[at - 1] + (other.y[at] - other.y[at - 1]) * (curve.x.step[i] - other.x.step[at - 1]) / (other.x.step[at] - other.x.step[at - 1]) : NaN;
      if (isFinite(x)) points.push([x, curve.y[i], curve.x.step[i]]);
    }
    points.sort((a, b) => a[0] - b[0]);
    return { ...curve, odd: [], ends: null, smooth: new Map(), x: { [axis]: Float64Array.from(points, point => point[0]), step: Float64Array.from(points, point => point[2]) }, y: Float64Array.from(points, point => point[1]) };
  };

  ParGo.series = { sums, decode, extremes, lowerBound, within, smooth, values, nearest, over };
})();
