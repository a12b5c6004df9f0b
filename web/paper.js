"use strict";
// Curves as pixels. A canvas needs hundreds of milliseconds to smooth the edges of half a million short strokes; but a curve
// has one stretch in each column of pixels, and a stretch is quickly filled.
(() => {
  const channels = text => text.match(/[\d.]+/g).map(Number);
  let image = null;

  /// The inside of a chart: opaque pixels, with grid lines, bands and curves on them, for `put` to lay on a canvas.
  ParGo.Paper = class {
    constructor(frame, ratio) {
      const left = this.left = Math.round((frame.left - 1) * ratio), top = this.top = Math.round((frame.top - 2) * ratio);
      const wide = this.wide = Math.round((frame.right + 3) * ratio) - left, tall = this.tall = Math.round((frame.bottom + 2) * ratio) - top;
      // One sheet serves all charts of a size.
      if (image?.width !== wide || image.height !== tall) image = new ImageData(wide, tall);
      Object.assign(this, { frame, ratio, data: image.data, words: new Uint32Array(image.data.buffer) });
      this.ink(ParGo.colors().surface);
      this.words.fill(this.word);
      this.ink(ParGo.colors().grid);
      for (const mark of frame.marks) {
        const row = Math.round(Math.floor(frame.sy(mark)) * ratio) - top, thick = Math.max(1, Math.floor(ratio));
        if (row >= 0 && row < tall) this.words.fill(this.word, row * wide, (row + thick) * wide);
      }
    }

    /// What the next strokes are made of.
    ink(color, width = 1, alpha = 1, dash = []) {
      this.rgb = channels(color);
      const [r, g, b] = this.rgb;
      this.word = (255 << 24 | b << 16 | g << 8 | r) >>> 0;
      this.width = width * this.ratio;
      this.alpha = alpha;
      this.dash = dash.map(part => part * this.ratio);
      this.period = this.dash.reduce((sum, part) => sum + part, 0);
      this.gone = 0;
    }

    /// Colours a column between two heights, its ends by the part of a pixel that is covered.
    fill(column, low, high, alpha) {
      const { data, words, wide, tall, rgb: [r, g, b], word } = this;
      if (column < 0 || column >= wide) return;
      if (low < 0) low = 0;
      if (high > tall) high = tall;
      if (!(high > low)) return;
      const blend = (row, share) => {
        const byte = 4 * (row * wide + column);
        data[byte] += (r - data[byte]) * share;
        data[byte + 1] += (g - data[byte + 1]) * share;
        data[byte + 2] += (b - data[byte + 2]) * share;
      };
      let row = Math.floor(low);
      const end = Math.floor(high);
      if (row === end) { blend(row, alpha * (high - low)); return; }
      if (low > row) blend(row, alpha * (++row - low));
      if (alpha > .99) for (let at = row * wide + column; row < end; row++, at += wide) words[at] = word;
      else for (; row < end; row++) blend(row, alpha);
      if (high > end) blend(end, alpha * (high - end));
    }

    /// What a line did in one column: between these heights, so long. Its ink is as much as a pen of that width would leave.
    stain(column, low, high, length) {
      const { width, period, dash } = this, span = high - low;
      if (period) {
        // Along noise a dash would be lost, so that it is counted across.
        this.gone = (this.gone + Math.min(2, length)) % period;
        let place = this.gone, n = 0;
        while (place >= dash[n]) place -= dash[n++];
        if (n % 2) return;
      }
      this.fill(column, low - width / 2, high + width / 2, this.alpha * Math.min(1, length * width / (span + width)));
    }

    /// A curve over x, with gaps where there is no number; answers the places to mark with a dot, as `trace` does.
    line(xs, ys, log) {
      const { frame, ratio, left, top, wide } = this, { sx, sy } = frame, [first, last] = ParGo.series.within(xs, frame);
      const dots = [], few = sx(xs[last]) - sx(xs[first]) > 18 * (last - first);
      let column = -9, low = 0, high = 0, length = 0, x = 0, y = 0, open = false, alone = false;
      const end = () => { if (column > -9) this.stain(column, low, high, length); column = -9; };
      for (let i = first; i <= last; i++) {
        const value = ys[i];
        if (value !== value || log && value <= 0) {
          end();
          if (alone) dots.push([x, y]);
          open = alone = false;
          continue;
        }
        const nextX = sx(xs[i]) * ratio - left, nextY = Math.max(-1e5, Math.min(1e5, sy(value) * ratio - top));
        if (few) dots.push([nextX, nextY]);
        if (open && nextX >= x) {
          alone = false;
          const slope = (nextY - y) / (nextX - x || 1), to = Math.min(wide, Math.floor(nextX));
          let fromX = x, fromY = y;
          for (let n = Math.max(-1, Math.floor(x)); n <= to; n++) {
            // The part of the stretch that lies in this column.
            const within = n + 1 < nextX, untilX = within ? n + 1 : nextX, untilY = within ? y + slope * (untilX - x) : nextY;
            if (n !== column) { end(); column = n; low = high = fromY; length = 0; }
            if (untilY < low) low = untilY; else if (untilY > high) high = untilY;
            if (fromY < low) low = fromY; else if (fromY > high) high = fromY;
            length += Math.sqrt((untilX - fromX) ** 2 + (untilY - fromY) ** 2);
            fromX = untilX;
            fromY = untilY;
          }
        } else { end(); alone = !few; }
        open = true;
        x = nextX;
        y = nextY;
      }
      end();
      if (alone) dots.push([x, y]);
      return dots.map(([x, y]) => [(x + left) / ratio, (y + top) / ratio]);
    }

    /// What lies between two lines over the same x.
    between(xs, lows, highs, log) {
      const { frame: { sx, sy }, ratio, left, top, wide } = this, place = value => sy(log && !(value > 0) ? 1e-300 : value) * ratio - top;
      let before = -1;
      for (let i = 0; i < xs.length; i++) {
        if (lows[i] !== lows[i] || log && !(highs[i] > 0)) continue;
        if (before >= 0) {
          const a = sx(xs[before]) * ratio - left, b = sx(xs[i]) * ratio - left;
          const tops = [place(highs[before]), place(highs[i])], bottoms = [place(lows[before]), place(lows[i])];
          for (let n = Math.max(0, Math.ceil(a)); n < Math.min(wide, b); n++) {
            const share = (n - a) / (b - a);
            this.fill(n, tops[0] + (tops[1] - tops[0]) * share, bottoms[0] + (bottoms[1] - bottoms[0]) * share, this.alpha);
          }
        }
        before = i;
      }
    }

    put(pen) { pen.putImageData(image, this.left, this.top); }
  };
})();
