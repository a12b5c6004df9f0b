import ParGoRun

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The baseline projectors once more, in double precision and one number after another.
extension NaiveModel {
    /// `linear` and `mlp`: groups of neighbours side by side, one map or two with GELU between.
    func merged(_ visual: Rows, group: Int, layers: Int) -> Rows {
        let wide = stride(from: 0, to: visual.count, by: group).map { Array(visual[$0..<$0 + group].joined()) }
        guard layers == 2 else { return linear("llm_proj", wide) }
        return linear("llm_proj.2", gelu(linear("llm_proj.0", wide)))
    }

    /// `resampler`: queries that look at the image and at one another in each layer.
    func resampled(_ visual: Rows, depth: Int, heads: Int) -> Rows {
        let media = linear("visual_proj", visual)
        var x = rows("query_tokens")
        for layer in 0..<depth {
            let name = "layers.\(layer)"
            let own = layerNorm(x, "\(name).norm_latents", epsilon: 1e-5)
            let source = layerNorm(media, "\(name).norm_media", epsilon: 1e-5) + own
            let (q, k, v) = (
                linear("\(name).to_q", own), linear("\(name).to_k", source), linear("\(name).to_v", source)
            )
            let read = attention(q, k, v, heads: heads, keyHeads: heads) { _, _ in true }
            x = sum(x, linear("\(name).to_out", read))
            let fed = gelu(linear("\(name).fc1", layerNorm(x, "\(name).norm_ffn", epsilon: 1e-5)))
            x = sum(x, linear("\(name).fc2", fed))
        }
        return linear("llm_proj", layerNorm(x, "norm", epsilon: 1e-5))
    }

    /// `c_abstractor`: bottlenecks, average pooling to `pooled` x `pooled`, bottlenecks.
    func abstracted(_ visual: Rows, depth: Int, side: Int, pooled: Int) -> Rows {
        var x = sum(visual, rows("pos_emb"))
        for index in 0..<depth { x = bottleneck(x, "before.\(index)", side) }
        x = pool(x, side, pooled)
        for index in 0..<depth { x = bottleneck(x, "after.\(index)", pooled) }
        return linear("llm_proj.2", silu(linear("llm_proj.0", x)))
    }

    private func bottleneck(_ x: Rows, _ name: String, _ side: Int) -> Rows {
        func norm(_ x: Rows, _ index: Int) -> Rows { layerNorm(x, "\(name).norm\(index)", epsilon: 1e-6) }
        let narrow = silu(norm(linear("\(name).conv1", x), 1))
        let mixed = silu(norm(convolved(narrow, "\(name).conv2", side), 2))
        let mean = (0..<mixed[0].count).map { channel in mixed.reduce(0) { $0 + $1[channel] } / Double(mixed.count) }
        let gate = linear("\(name).fc2", silu(linear("\(name).fc1", [mean])))[0].map { 1 / (1 + exp(-$0)) }
        let y = norm(linear("\(name).conv3", mixed.map { zip($0, gate).map(*) }), 3)
        return silu(sum(y, rows("\(name).shortcut.weight").isEmpty ? x : linear("\(name).shortcut", x)))
    }

    private func convolved(_ x: Rows, _ name: String, _ side: Int) -> Rows {
        let kernel = rows("\(name).weight")
        return x.indices.map { pixel in
            x[0].indices
                .map { channel in
                    (0..<9)
                        .reduce(0) { sum, tap in
                            let (row, column) = (pixel / side + tap / 3 - 1, pixel % side + tap % 3 - 1)
                            guard (0..<side).contains(row), (0..<side).contains(column) else { return sum }
                            return sum + kernel[channel][tap] * x[row * side + column][channel]
                        }
                }
        }
    }

    private func pool(_ x: Rows, _ side: Int, _ pooled: Int) -> Rows {
        func window(_ index: Int) -> [Int] {
            let (low, high) = (Double(index * side) / Double(pooled), Double((index + 1) * side) / Double(pooled))
            return Array(Int(low.rounded(.down))..<Int(high.rounded(.up)))
        }
        return (0..<pooled * pooled)
            .map { cell in
                let pixels = window(cell / pooled).flatMap { row in window(cell % pooled).map { row * side + $0 } }
                return x[0].indices
                    .map { channel in
                        pixels.reduce(0) { $0 + x[$1][channel] } / Double(pixels.count)
                    }
            }
    }

    private func silu(_ x: Rows) -> Rows { x.map { $0.map { $0 / (1 + exp(-$0)) } } }

    private func gelu(_ x: Rows) -> Rows { x.map { $0.map { $0 * 0.5 * erfc(-$0 / 2.0.squareRoot()) } } }
}
