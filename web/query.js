"use strict";
// The tracker's query language, as `tracker list runs --where` has it: the same grammar, the same meaning of null, the
// same refusals. QueryBrowserTests asks both the same questions.
(() => {
  const types = { null: 1, bool: 2, int: 4, double: 8, string: 16, list: 32, number: 12 };
  const states = ["created", "submitting", "queued", "running", "finished", "failed", "cancelled", "crashed", "lost"];
  const reserved = ["and", "or", "not", "in", "if", "else", "matches"];
  const others = { "&&": "and", "||": "or", "!": "not", "^": "**", "<>": "!=", "&": "and", "|": "or" };
  const signs = ["**", "//", "==", "!=", "<=", ">=", "+", "-", "*", "/", "%", "<", ">", "(", ")", "[", "]", ","];

  class QueryError extends Error {}
  const refuse = message => { throw new QueryError(message); };

  /// Seconds since 1970 of 2026-11-01 or 2026-11-01T14:30, in UTC.
  const date = text => {
    const [, day, clock] = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d(?::\d\d)?)Z?)?$/.exec(text) ?? [], at = Date.parse(`${day}T${clock ?? "00:00"}Z`) / 1000;
    // What is no day of the calendar would come back as another one.
    if (!day || !isFinite(at) || new Date(at * 1000).toISOString().slice(0, 10) !== day) refuse(`'${text}' is no date: write 2026-11-01 or 2026-11-01T14:30 (UTC)`);
    return at;
  };
  const units = { s: 1, m: 60, h: 3600, d: 86400, w: 604800 };
  /// Seconds of 90m, 1.5h or 1d12h; null for what is no length of time.
  const duration = text => {
    if (!/^(?:(?:\d+\.?\d*|\.\d+)[smhdw])+$/.test(text)) return null;
    return [...text.matchAll(/([\d.]+)([smhdw])/g)].reduce((sum, [, number, unit]) => sum + Number(number) * units[unit], 0);
  };

  const lex = text => {
    if ([...text].length > 4096) refuse("longer than 4096 characters");
    const tokens = [];
    let rest = text;
    const take = pattern => {
      const found = pattern.exec(rest);
      if (found) rest = rest.slice(found[0].length);
      return found?.[0];
    };
    while (take(/^\s+/u), rest) {
      let part;
      if (/^\d{4}-\d\d/.test(rest)) tokens.push({ kind: "value", value: date(take(/^[\w:-]+/)), types: types.int });
      else if (part = take(/^(?=\d|\.\d)(?:[eE][+-]|[\w.])+/)) {
        const length = duration(part);
        if (length !== null) tokens.push({ kind: "value", value: length, types: Number.isInteger(length) ? types.int : types.double });
        else if (!/^[\d.eE+-]+$/.test(part) || !isFinite(Number(part))) refuse(`'${part}' is neither a number nor a length of time such as 90m or 2d`);
        else if (/^\d+$/.test(part) && Number(part) >= 2 ** 63) refuse(part + " is too large for a whole number");
        else tokens.push({ kind: "value", value: Number(part), types: /^\d+$/.test(part) ? types.int : types.double });
      } else if (part = take(/^[A-Za-z_](?:\w|@(?=\w)|\.(?=\w)|\/(?=[A-Za-z_]))*/)) {
        if (part === "true" || part === "false") tokens.push({ kind: "value", value: part === "true", types: types.bool });
        else if (part === "null") tokens.push({ kind: "value", value: null, types: types.null });
        else tokens.push(reserved.includes(part) ? { kind: part } : { kind: "name", name: part });
      } else if (part = take(/^`[^`]*`/)) tokens.push({ kind: "name", name: part.slice(1, -1) });
      else if (part = take(/^'(?:\\[^]|[^'\\])*'|^"(?:\\[^]|[^"\\])*"/)) {
        const value = part.slice(1, -1).replace(/\\([^])/g, (_, c) => ({ n: "\n", t: "\t" })[c] ?? (/["'\\]/.test(c) ? c : refuse(`'\\${c}' is no escape: write '\\\\' for a backslash, and a name between two \``)));
        tokens.push({ kind: "value", value, types: types.string });
      } else if (/^['"`]/.test(rest)) refuse("this quote is never closed: " + rest);
      else {
        const two = rest.slice(0, 2), one = rest[0], sign = signs.find(sign => rest.startsWith(sign)) ?? (one === "=" ? "==" : null);
        if (!sign || others[two]) refuse(others[two] ?? others[one] ? `'${others[two] ? two : one}' is not an operator here: write '${others[two] ?? others[one]}'` : `unexpected character '${one}'`);
        rest = rest.slice(rest.startsWith(sign) ? sign.length : 1);
        tokens.push({ kind: sign });
      }
      if (tokens.length > 1000) refuse("more than 1000 words and signs");
    }
    return tokens;
  };

  const equals = (a, b) => Array.isArray(a) && Array.isArray(b)
    ? a.length === b.length && a.every((item, i) => equals(item, b[i])) : typeof a === "string" && typeof b === "string" ? a.normalize() === b.normalize() : a === b;
  const ordered = (sign, a, b) => {
    if (typeof a !== typeof b || typeof a !== "number" && typeof a !== "string") return false;
    switch (sign) { case "<": return a < b; case "<=": return a <= b; case ">": return a > b; default: return a >= b; }
  };
  const compute = (sign, a, b) => {
    if (sign === "+" && typeof a === "string" && typeof b === "string") return a + b;
    if (a === null || b === null) return null;
    if (typeof a !== "number" || typeof b !== "number") refuse(`'${sign}' needs numbers, found ${JSON.stringify(a)} and ${JSON.stringify(b)}`);
    if (["/", "//", "%"].includes(sign) && b === 0) refuse("division by zero");
    switch (sign) {
      case "+": return a + b; case "-": return a - b; case "*": return a * b; case "/": return a / b; case "**": return a ** b;
      case "//": return Math.floor(a / b);
      default: { const rest = a % b; return rest && rest < 0 !== b < 0 ? rest + b : rest; }
    }
  };
  const even = x => { const down = Math.floor(x); return x - down === .5 ? down + Math.abs(down % 2) : Math.round(x); };
  const away = x => Math.sign(x) * Math.round(Math.abs(x));
  const above = (test, name, f) => x => test(x) ? f(x) : refuse(`${name}(${x}) has no value`);
  const pick = (sign, list) => list.reduce((best, x) => typeof x !== "number" ? refuse("min and max need numbers") : ordered(sign, x, best) ? x : best,
    list.length ? list[0] : refuse("min or max of an empty list"));
  const functions = {
    abs: Math.abs, floor: Math.floor, ceil: Math.ceil, exp: Math.exp, seconds: x => x, minutes: x => 60 * x, hours: x => 3600 * x, days: x => 86400 * x,
    sqrt: above(x => x >= 0, "sqrt", Math.sqrt), log: above(x => x > 0, "log", Math.log), log2: above(x => x > 0, "log2", Math.log2),
    round: (x, digits) => { if (digits === undefined) return even(x); const scale = 10 ** away(digits), out = away(x * scale) / scale; return isFinite(out) ? out : x; },
    len: x => Array.isArray(x) ? x.length : [...new Intl.Segmenter().segment(x)].length,
    min: (...all) => pick("<", Array.isArray(all[0]) && all.length === 1 ? all[0] : all),
    max: (...all) => pick(">", Array.isArray(all[0]) && all.length === 1 ? all[0] : all),
  };
  const takes = { len: 48, min: 44, max: 44 };
  const gives = { len: 4, floor: 4, ceil: 4, round: 4, log: 8, log2: 8, exp: 8, sqrt: 8 };

  /// Our patterns are a part of JavaScript's: what means something else there is refused or taken literally.
  const pattern = text => {
    if (/(?:^|[^\\])[*+?][*+?]|(?:^|[(|])[*+?]/.test(text)) refuse("the pattern repeats nothing, or twice");
    if (/\\(?![dDwWsS])[A-Za-z0-9]/.test(text)) refuse("the pattern has a backslash that means nothing");
    const own = text.replace(/\\s/g, "\\t-\\r ").replace(/\\[^]|\[(?:\\[^]|[^\]])*\]|[{}]|\\t-\\r /g, part => part === "\\t-\\r " ? "[\\t-\\r ]" : /^[{}]$/.test(part) ? "\\" + part : part);
    try { return new RegExp(own, "s"); } catch { return refuse("the pattern cannot be read"); }
  };

  /// A condition on rows: compiled once, then a call a row. Throws a QueryError in words.
  const compile = (text, rows) => {
    const tokens = lex(text);
    let at = 0, depth = 0;
    const kind = () => tokens[at]?.kind;
    const accept = (...kinds) => kinds.includes(kind()) ? tokens[at++].kind : null;
    const shown = token => !token ? "the end" : token.kind === "name" ? `'${token.name}'` : token.kind === "value" ? JSON.stringify(token.value) : `'${token.kind}'`;
    const expect = sign => accept(sign) ?? refuse(`expected ${sign}, found ${shown(tokens[at])}`);
    const truth = node => node.types & 3 ? (node.types === types.bool ? node.run : row => node.run(row) === true) : refuse("a condition is needed where there is a number or a text");
    // Some states are times too: `created > 2026-11-01`.
    const numeric = node => node.time ?? node;
    const number = node => numeric(node).types & 13 ? numeric(node) : refuse("a number is needed where there is none");
    const bool = run => ({ run, types: types.bool });

    const conditional = () => {
      if (++depth > 64) refuse("nested too deep");
      const then = or();
      let node = then;
      if (accept("if")) {
        const test = truth(or());
        expect("else");
        const otherwise = conditional();
        node = { run: row => test(row) ? then.run(row) : otherwise.run(row), types: then.types | otherwise.types };
      }
      depth--;
      return node;
    };
    const or = () => { let left = and(); while (accept("or")) { const a = truth(left), b = truth(and()); left = bool(row => a(row) || b(row)); } return left; };
    const and = () => { let left = not(); while (accept("and")) { const a = truth(left), b = truth(not()); left = bool(row => a(row) && b(row)); } return left; };
    const not = () => {
      if (!accept("not")) return comparison();
      if (++depth > 64) refuse("nested too deep");
      const test = truth(not());
      depth--;
      return bool(row => !test(row));
    };
    const known = (subject, other) => {
      if (subject.choices && typeof other.value === "string" && !subject.choices.includes(other.value)) refuse(`the state is never '${other.value}' (it is one of ${subject.choices.join(", ")})`);
    };
    const comparison = () => {
      let left = sum(), result = null;
      for (;;) {
        const sign = accept("==", "!=", "<", "<=", ">", ">=", "in", "matches") ?? (accept("not") ? "not " + (accept("in", "matches") ?? refuse("expected 'in' or 'matches' after 'not'")) : null);
        if (!sign) return result ?? left;
        const next = compared(sign.replace("not ", ""), left, left = sum());
        const one = sign.startsWith("not ") ? bool(row => !next.run(row)) : next, before = result;
        result = before ? bool(row => before.run(row) && one.run(row)) : one;
      }
    };
    const compared = (sign, a, b) => {
      if (sign === "matches") {
        if (!(a.types & 17)) refuse("'matches' needs a text on its left");
        if (typeof b.value !== "string") refuse("'matches' needs a pattern in quotes");
        const test = pattern(b.value);
        return bool(row => { const text = a.run(row); return typeof text === "string" && test.test(text); });
      }
      if (sign === "in") {
        if (!(b.types & 48)) refuse("'in' needs a list");
        b.items?.forEach(item => known(a, item));
        return bool(row => { const one = a.run(row), all = b.run(row); return Array.isArray(all) ? all.some(item => equals(item, one)) : typeof all === "string" && typeof one === "string" && all.includes(one); });
      }
      const order = sign !== "==" && sign !== "!=";
      if (order || !(b.types & 16)) a = numeric(a);
      if (order || !(a.types & 16)) b = numeric(b);
      const groups = order ? [12, 16] : [12, 16, 2, 32];
      if (!((a.types | b.types) & 1) && !groups.some(group => a.types & group && b.types & group)) refuse(`'${sign}' cannot compare these: they are of different types`);
      known(a, b);
      known(b, a);
      if (order) return bool(row => ordered(sign, a.run(row), b.run(row)));
      return bool(row => equals(a.run(row), b.run(row)) === (sign === "=="));
    };
    const computed = (sign, a, b) => {
      a = numeric(a);
      const text = sign === "+" && a.types & 16;
      if (text && a.types === 16 && !(b.types & 16)) refuse("'+' joins texts, but the right side is none");
      if (!text) { a = number(a); b = number(b); }
      return { run: row => compute(sign, a.run(row), b.run(row)), types: text ? a.types | b.types : (sign === "/" ? 8 : 12) | (a.types | b.types) & 1 };
    };
    const sum = () => { let left = product(), sign; while (sign = accept("+", "-")) left = computed(sign, left, product()); return left; };
    const product = () => { let left = signed(), sign; while (sign = accept("*", "/", "//", "%")) left = computed(sign, left, signed()); return left; };
    const signed = () => {
      const sign = accept("-", "+");
      if (!sign) return power();
      if (++depth > 64) refuse("nested too deep");
      const node = signed();
      depth--;
      return sign === "+" ? node : { run: row => compute("-", 0, number(node).run(row)), types: node.types };
    };
    const power = () => { const base = atom(); return accept("**") ? computed("**", base, signed()) : base; };
    const list = close => {
      const items = [];
      if (accept(close)) return items;
      for (;;) {
        items.push(conditional());
        if (accept(close)) return items;
        expect(",");
      }
    };
    const atom = () => {
      const token = tokens[at++];
      switch (token?.kind) {
        case "value": return { run: () => token.value, types: token.types, value: token.value };
        case "(": { const inner = conditional(); expect(")"); return inner; }
        case "[": { const items = list("]"); return { run: row => items.map(item => item.run(row)), types: types.list, items }; }
        case "name": return accept("(") ? call(token.name, list(")")) : name(token.name);
        default: at--; return refuse(`expected a value or a name, found ${shown(token)}`);
      }
    };
    const call = (name, given) => {
      if (!Object.hasOwn(functions, name)) refuse(`unknown function '${name}'`);
      const most = /^(?:min|max)$/.test(name) ? 100 : name === "round" ? 2 : 1;
      if (!given.length || given.length > most) refuse(`${name} takes ${most === 1 ? "1 argument" : "at least 1 argument"}, not ${given.length}`);
      for (const argument of given) if (!(argument.types & ((takes[name] ?? 12) | 1))) refuse(`${name} cannot take this argument`);
      const run = row => {
        const values = given.map(argument => argument.run(row));
        if (values.includes(null)) return null;
        if (!takes[name] && !values.every(value => typeof value === "number")) refuse(name + ": the argument must be a number");
        return functions[name](...values);
      };
      return { run, types: (gives[name] ?? 12) | given.reduce((all, argument) => all | argument.types & 1, 0) };
    };
    const name = text => {
      if (states.includes(text)) {
        const time = ["created", "started", "finished"].includes(text) && rows.find(text + "_at");
        return { run: () => text, value: text, types: types.string, time: time && { run: row => time.values[row] ?? null, types: types.number } };
      }
      const column = rows.find(text);
      if (!column && rows.hasTag(text)) return { run: () => text, value: text, types: types.string };
      if (!column && /@\d+$/.test(text)) refuse("values at a step are not on this page: use tracker list runs --where");
      if (!column) {
        const all = [...ParGo.fixedNames, ...rows.columns.map(one => one.title)], near = all.find(one => one.endsWith(text)) ?? all.find(one => one.includes(text) || one && text.includes(one));
        refuse(`unknown name '${text}'` + (near ? `: did you mean '${near}'?` : ""));
      }
      return { run: row => column.values[row] ?? null, types: column.types, choices: column.key === "state" ? states : null };
    };

    if (!tokens.length) refuse("the expression is empty");
    const whole = conditional();
    if (at < tokens.length) refuse(`expected an operator, found ${shown(tokens[at])}`);
    return truth(whole);
  };

  ParGo.query = { compile, QueryError };
})();
