"use strict";
// Round numbers along axes, and numbers for readers.
(() => {
  /// About `count` multiples of 1, 2 or 5 times a power of ten.
  const linear = (low, high, count) => {
    const rough = (high - low) / count, power = 10 ** Math.floor(Math.log10(rough));
    if (!(rough > 0) || !isFinite(power)) return [];
    const step = power * [1, 2, 5, 10].find(times => times * power >= rough * .999);
    const ticks = [];
    for (let n = Math.ceil(low / step - 1e-9); n * step <= high + step * 1e-9 && ticks.length < 4 * count; n++) ticks.push(n * step);
    return ticks;
  };

  /// Powers of ten; with 2 and 5 between, or linear ones, where the range is too short for those alone.
  const logarithmic = (low, high, count) => {
    const decades = Math.log10(high / low);
    if (decades < .7) return linear(low, high, count).filter(tick => tick > 0);
    const every = Math.max(1, Math.ceil(decades / count)), ticks = [];
    for (let power = Math.floor(Math.log10(low)); power <= Math.log10(high); power += every) {
      for (const times of decades < 3 ? [1, 2, 5] : [1]) {
        const tick = times * 10 ** power;
        if (tick >= low * .9999 && tick <= high * 1.0001) ticks.push(tick);
      }
    }
    return ticks;
  };

  const minute = 60, hour = 3600, day = 86400;
  const spans = [1, 2, 5, 10, 15, 30, minute, 2 * minute, 5 * minute, 10 * minute, 15 * minute, 30 * minute,
    hour, 2 * hour, 3 * hour, 6 * hour, 12 * hour, day, 2 * day, 7 * day, 14 * day, 30 * day, 90 * day, 365 * day];
  /// Multiples of seconds, minutes, hours or days; `offset` moves midnight to the reader's own.
  const time = (low, high, count, offset = 0) => {
    const rough = (high - low) / count, step = spans.find(span => span >= rough);
    if (rough < .5 || !step) return linear(low, high, count);
    const ticks = [];
    for (let at = Math.ceil((low + offset) / step) * step - offset; at <= high; at += step) ticks.push(at);
    return ticks;
  };

  /// Without zeros that say nothing, and with a true minus sign.
  const plain = text => text.replace(/(\.\d*?)0+(?=e|$)/, "$1").replace(/\.(?=e|$)/, "").replace("e+", "e").replaceAll("-", "−");
  /// 12,345: what toLocaleString says, without the milliseconds of its first call.
  const grouped = value => String(value).replace(/\B(?=(\d{3})+$)/g, ",");
  let collator = null;
  /// The order of two texts for readers: run 9 before run 10. Made when first asked for, which takes ten milliseconds.
  const inOrder = (one, other) => (collator ??= new Intl.Collator(undefined, { numeric: true })).compare(one, other);
  /// At most five significant digits.
  const number = value => {
    if (value == null || Number.isNaN(value)) return "NaN";
    if (!isFinite(value)) return value > 0 ? "∞" : "−∞";
    const size = Math.abs(value);
    if (value === 0 || Number.isInteger(value) && size < 1e6) return String(value).replace("-", "−");
    if (size >= 1e7 || size < 1e-4) return plain(value.toExponential(3));
    const digits = Math.max(0, 4 - Math.floor(Math.log10(size)));
    return digits ? plain(value.toFixed(digits)) : value.toFixed(0).replace("-", "−");
  };
  /// All digits of a setting: 0.0001, 1e-5.
  const exact = value => isFinite(value) ? plain(String(value)).replace("e−", "e-") : number(value);
  /// 12k, 3.5M.
  const compact = value => {
    const size = Math.abs(value);
    for (const [limit, suffix] of [[1e9, "G"], [1e6, "M"], [1e3, "k"]]) {
      if (size >= limit && size < 1e12) return number(Number((value / limit).toPrecision(6))) + suffix;
    }
    return number(value);
  };
  /// The decimals that tell neighbouring ticks apart, in one unit for the whole axis.
  const ticked = (value, ticks) => {
    const step = ticks.length > 1 ? Math.abs(ticks[1] - ticks[0]) : 0, largest = Math.max(...ticks.map(Math.abs));
    if (!step || largest >= 1e12) return compact(Number(value.toPrecision(8)));
    if (Math.abs(value) < step / 1e6) return "0";
    if (largest < 1e-3) return plain(value.toExponential(2));
    const [unit, suffix] = [[1e9, "G"], [1e6, "M"], [1e4, "k"]].find(([limit]) => largest >= limit) ?? [1, ""];
    const size = suffix === "k" ? 1000 : unit, digits = Math.max(0, Math.ceil(-Math.log10(step / size * 1.001)));
    return digits > 8 ? number(value) : (value / size).toFixed(digits).replace("-", "−") + suffix;
  };
  /// 1 h 02 min, 3 min 05 s, 12 s.
  const duration = seconds => {
    if (seconds < 0) return "−" + duration(-seconds);
    const two = part => String(part).padStart(2, "0"), whole = Math.round(seconds);
    if (seconds < minute) return `${number(Math.round(seconds * 100) / 100)} s`;
    if (whole < hour) return `${Math.floor(whole / minute)} min` + (whole % minute ? ` ${two(whole % minute)} s` : "");
    if (whole < day) return `${Math.floor(whole / hour)} h` + (whole % hour >= minute ? ` ${two(Math.floor(whole % hour / minute))} min` : "");
    return `${Math.floor(whole / day)} d` + (whole % day >= hour ? ` ${two(Math.floor(whole % day / hour))} h` : "");
  };
  const two = part => String(part).padStart(2, "0");
  const date = at => `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  const clock = at => `${two(at.getHours())}:${two(at.getMinutes())}`;
  /// 2026-03-01 12:00, in the reader's own time.
  const moment = seconds => { const at = new Date(seconds * 1000); return `${date(at)} ${clock(at)}`; };

  /// What the x axis can be: how its numbers are found in a run, marked, and read out.
  const axes = {
    step: { title: "step", ticks: linear, label: compact, text: value => "step " + grouped(Math.round(value)) },
    time: { title: "elapsed", ticks: time, label: duration, text: duration },
    wall: {
      title: "local time",
      ticks: (low, high, count) => time(low, high, count, -new Date(low * 1000).getTimezoneOffset() * 60),
      label(value, ticks) {
        const at = new Date(value * 1000), step = ticks.length > 1 ? ticks[1] - ticks[0] : 0;
        if (step >= day || at.getHours() + at.getMinutes() + at.getSeconds() === 0) return date(at).slice(5);
        return step && step < minute ? `${clock(at)}:${two(at.getSeconds())}` : clock(at);
      },
      text: moment,
    },
  };
  const metricAxis = name => ({ title: name, ticks: linear, label: (value, ticks) => ticked(value, ticks), text: value => `${name} ${number(value)}` });
  const axis = name => axes[name] ?? metricAxis(name);
  ParGo.scales = { linear, logarithmic, time, grouped, inOrder, number, exact, compact, ticked, duration, moment, axis };
})();
