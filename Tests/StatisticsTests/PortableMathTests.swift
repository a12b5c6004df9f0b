import Foundation
import Statistics
import Testing

@Suite("Portable exponential and logarithm")
struct PortableMathTests {
    @Test("agree with the system's to a few units in the last place, all over the range")
    func agreesWithTheSystem() {
        var stream = RandomStream(seed: 1, key: "math")
        for _ in 0..<5000 {
            let x = -700 + 1400 * stream.uniform()
            #expect(abs(PortableMath.exp(x) / exp(x) - 1) < 1e-15 * max(1, abs(x) / 100))
            let y = exp(x)
            #expect(abs(PortableMath.log(y) - log(y)) <= 4e-16 * max(1, abs(x)))
        }
    }

    @Test("say what the system says at the edges")
    func edges() {
        #expect(PortableMath.exp(0) == 1)
        #expect(PortableMath.exp(-800) == 0)
        #expect(PortableMath.exp(710) == .infinity)
        #expect(PortableMath.exp(-740) == exp(-740))
        #expect(PortableMath.exp(.nan).isNaN)
        #expect(PortableMath.log(1) == 0)
        #expect(PortableMath.log(0) == -.infinity)
        #expect(PortableMath.log(-1).isNaN)
        #expect(PortableMath.log(.infinity) == .infinity)
        #expect(abs(PortableMath.log(.leastNonzeroMagnitude) - log(.leastNonzeroMagnitude)) < 1e-12)
    }
}
