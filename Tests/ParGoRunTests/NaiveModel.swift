import ParGoRun

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The projector and the language model once more, in double precision and one number after another.
///
/// What the fast ones are compared with: every key of every query is looked at, every row of every layer computed.
struct NaiveModel {
    typealias Rows = [[Double]]

    private let weights: [String: (shape: [Int], values: [Double])]

    init(_ parameters: [Parameter]) {
        weights = Dictionary(
            uniqueKeysWithValues: parameters.map { ($0.name, ($0.value.shape, $0.value.values.map(Double.init))) }
        )
    }

    /// One sequence's logits at each position.
    func logits(_ embeddings: Rows, _ shape: LanguageModel.Shape, loraScale: Double = 0) -> Rows {
        var x = embeddings
        let dim = shape.width / shape.heads
        func map(_ name: String, _ input: Rows) -> Rows {
            var output = linear(name, input)
            if weights["base_model.model.\(name).lora_A.weight"] != nil {
                let down = product(input, "base_model.model.\(name).lora_A.weight")
                let up = product(down, "base_model.model.\(name).lora_B.weight")
                output = zip(output, up).map { zip($0, $1).map { $0 + loraScale * $1 } }
            }
            return output
        }
        for layer in 0..<shape.depth {
            let name = "model.layers.\(layer)"
            let h = rms(x, "\(name).input_layernorm.weight")
            let q = turned(map("\(name).self_attn.q_proj", h), dim)
            let k = turned(map("\(name).self_attn.k_proj", h), dim)
            let v = map("\(name).self_attn.v_proj", h)
            let y = attention(q, k, v, heads: shape.heads, keyHeads: shape.keyHeads) { $1 <= $0 }
            x = sum(x, map("\(name).self_attn.o_proj", y))
            let fed = rms(x, "\(name).post_attention_layernorm.weight")
            let (gate, up) = (map("\(name).mlp.gate_proj", fed), map("\(name).mlp.up_proj", fed))
            let inner = zip(gate, up).map { zip($0, $1).map { $0 / (1 + exp(-$0)) * $1 } }
            x = sum(x, map("\(name).mlp.down_proj", inner))
        }
        return linear("lm_head", rms(x, "model.norm.weight"))
    }

    /// One image's tokens.
    func tokens(_ visual: Rows, _ mask: PartialGlobalMask, widths: [Int], heads: Int) -> Rows {
        let queries = rows("query_tokens")
        var x = layerNorm(
            sum(queries, rows("ParGo.bert.embeddings.position_embeddings.weight")),
            "ParGo.bert.embeddings.LayerNorm"
        )
        for (layer, width) in widths.enumerated() {
            let name = "ParGo.bert.encoder.layer.\(layer)"
            x = sublayer(x, x, "\(name).attention", heads) {
                mask.partial == 0 || mask.sees($0, query: $1, width: width)
            }
            x = sublayer(x, visual, "\(name).crossattention", heads) {
                mask.partial == 0 || mask.sees($0, visual: $1)
            }
            let inner = linear("\(name).intermediate_query.dense", x)
                .map { $0.map { $0 * 0.5 * erfc(-$0 / 2.0.squareRoot()) } }
            x = layerNorm(sum(x, linear("\(name).output_query.dense", inner)), "\(name).output_query.LayerNorm")
        }
        return linear("llm_proj", x)
    }

    private func sublayer(
        _ x: Rows,
        _ source: Rows,
        _ name: String,
        _ heads: Int,
        _ sees: (Int, Int) -> Bool
    ) -> Rows {
        let y = attention(
            linear("\(name).self.query", x),
            linear("\(name).self.key", source),
            linear("\(name).self.value", source),
            heads: heads,
            keyHeads: heads,
            sees
        )
        return layerNorm(sum(x, linear("\(name).output.dense", y)), "\(name).output.LayerNorm")
    }

    func attention(
        _ q: Rows,
        _ k: Rows,
        _ v: Rows,
        heads: Int,
        keyHeads: Int,
        _ sees: (Int, Int) -> Bool
    ) -> Rows {
        let dim = q[0].count / heads
        return q.indices.map { row in
            (0..<heads)
                .flatMap { head -> [Double] in
                    let (own, shared) = (head * dim, head / (heads / keyHeads) * dim)
                    let visible = k.indices.filter { sees(row, $0) }
                    let scores = visible.map { key in
                        exp(
                            (0..<dim).reduce(0) { $0 + q[row][own + $1] * k[key][shared + $1] }
                                / Double(dim).squareRoot()
                        )
                    }
                    let total = scores.reduce(0, +)
                    return (0..<dim)
                        .map { i in
                            zip(visible, scores).reduce(0) { $0 + $1.1 / total * v[$1.0][shared + i] }
                        }
                }
        }
    }

    /// Llama's rotation: element i of a head goes with element i + dim / 2.
    private func turned(_ x: Rows, _ dim: Int) -> Rows {
        x.enumerated()
            .map { position, row in
                row.indices.map { index in
                    let (head, i) = (index / dim * dim, index % dim)
                    let pair = i % (dim / 2)
                    let angle = Double(position) * pow(10_000, -Double(2 * pair) / Double(dim))
                    let other = i < dim / 2 ? -row[head + i + dim / 2] : row[head + i - dim / 2]
                    return row[index] * cos(angle) + other * sin(angle)
                }
            }
    }

    func rows(_ name: String) -> Rows {
        guard let (shape, values) = weights[name], let width = shape.last else { return [] }
        return stride(from: 0, to: values.count, by: width).map { Array(values[$0..<$0 + width]) }
    }

    func product(_ x: Rows, _ name: String) -> Rows {
        let weight = rows(name)
        return x.map { row in weight.map { zip($0, row).reduce(0) { $0 + $1.0 * $1.1 } } }
    }

    func linear(_ name: String, _ x: Rows) -> Rows {
        let output = product(x, "\(name).weight")
        guard let bias = weights["\(name).bias"]?.values else { return output }
        return output.map { zip($0, bias).map(+) }
    }

    private func rms(_ x: Rows, _ name: String) -> Rows {
        let gain = weights[name]?.values ?? []
        return x.map { row in
            let scale = 1 / (row.reduce(0) { $0 + $1 * $1 } / Double(row.count) + 1e-5).squareRoot()
            return zip(row, gain).map { $0 * scale * $1 }
        }
    }

    func layerNorm(_ x: Rows, _ name: String, epsilon: Double = 1e-12) -> Rows {
        let (gain, shift) = (weights["\(name).weight"]?.values ?? [], weights["\(name).bias"]?.values ?? [])
        return x.map { row in
            let mean = row.reduce(0, +) / Double(row.count)
            let variance = row.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(row.count)
            let scale = 1 / (variance + epsilon).squareRoot()
            return row.indices.map { (row[$0] - mean) * scale * gain[$0] + shift[$0] }
        }
    }

    func sum(_ left: Rows, _ right: Rows) -> Rows {
        zip(left, right).map { zip($0, $1).map(+) }
    }
}

extension Tensor {
    /// Some rows in double precision.
    func doubles(_ range: Range<Int>) -> [[Double]] {
        range.map { row in (0..<columns).map { Double(self[row * columns + $0]) } }
    }
}
