/// Direction numbers of the first 64 dimensions of Joe and Kuo's Sobol' sequence.
///
/// Joe and Kuo, "Constructing Sobol sequences with better two-dimensional projections", 2008, table new-joe-kuo-6.
enum JoeKuo {
    /// One dimension: a primitive polynomial modulo 2 and the odd numbers that its recurrence starts from.
    struct Dimension: Sendable {
        /// The polynomial's coefficients as bits, the highest power first.
        let polynomial: UInt32
        let initial: [UInt32]

        init(_ polynomial: UInt32, _ initial: [UInt32]) {
            self.polynomial = polynomial
            self.initial = initial
        }
    }

    /// From the second dimension on; the first is van der Corput's sequence, which needs no polynomial.
    static let dimensions: [Dimension] = [
        Dimension(3, [1]),
        Dimension(7, [1, 3]),
        Dimension(11, [1, 3, 1]),
        Dimension(13, [1, 1, 1]),
        Dimension(19, [1, 1, 3, 3]),
        Dimension(25, [1, 3, 5, 13]),
        Dimension(37, [1, 1, 5, 5, 17]),
        Dimension(41, [1, 1, 5, 5, 5]),
        Dimension(47, [1, 1, 7, 11, 19]),
        Dimension(55, [1, 1, 5, 1, 1]),
        Dimension(59, [1, 1, 1, 3, 11]),
        Dimension(61, [1, 3, 5, 5, 31]),
        Dimension(67, [1, 3, 3, 9, 7, 49]),
        Dimension(91, [1, 1, 1, 15, 21, 21]),
        Dimension(97, [1, 3, 1, 13, 27, 49]),
        Dimension(103, [1, 1, 1, 15, 7, 5]),
        Dimension(109, [1, 3, 1, 15, 13, 25]),
        Dimension(115, [1, 1, 5, 5, 19, 61]),
        Dimension(131, [1, 3, 7, 11, 23, 15, 103]),
        Dimension(137, [1, 3, 7, 13, 13, 15, 69]),
        Dimension(143, [1, 1, 3, 13, 7, 35, 63]),
        Dimension(145, [1, 3, 5, 9, 1, 25, 53]),
        Dimension(157, [1, 3, 1, 13, 9, 35, 107]),
        Dimension(167, [1, 3, 1, 5, 27, 61, 31]),
        Dimension(171, [1, 1, 5, 11, 19, 41, 61]),
        Dimension(185, [1, 3, 5, 3, 3, 13, 69]),
        Dimension(191, [1, 1, 7, 13, 1, 19, 1]),
        Dimension(193, [1, 3, 7, 5, 13, 19, 59]),
        Dimension(203, [1, 1, 3, 9, 25, 29, 41]),
        Dimension(211, [1, 3, 5, 13, 23, 1, 55]),
        Dimension(213, [1, 3, 7, 3, 13, 59, 17]),
        Dimension(229, [1, 3, 1, 3, 5, 53, 69]),
        Dimension(239, [1, 1, 5, 5, 23, 33, 13]),
        Dimension(241, [1, 1, 7, 7, 1, 61, 123]),
        Dimension(247, [1, 1, 7, 9, 13, 61, 49]),
        Dimension(253, [1, 3, 3, 5, 3, 55, 33]),
        Dimension(285, [1, 3, 1, 15, 31, 13, 49, 245]),
        Dimension(299, [1, 3, 5, 15, 31, 59, 63, 97]),
        Dimension(301, [1, 3, 1, 11, 11, 11, 77, 249]),
        Dimension(333, [1, 3, 1, 11, 27, 43, 71, 9]),
        Dimension(351, [1, 1, 7, 15, 21, 11, 81, 45]),
        Dimension(355, [1, 3, 7, 3, 25, 31, 65, 79]),
        Dimension(357, [1, 3, 1, 1, 19, 11, 3, 205]),
        Dimension(361, [1, 1, 5, 9, 19, 21, 29, 157]),
        Dimension(369, [1, 3, 7, 11, 1, 33, 89, 185]),
        Dimension(391, [1, 3, 3, 3, 15, 9, 79, 71]),
        Dimension(397, [1, 3, 7, 11, 15, 39, 119, 27]),
        Dimension(425, [1, 1, 3, 1, 11, 31, 97, 225]),
        Dimension(451, [1, 1, 1, 3, 23, 43, 57, 177]),
        Dimension(463, [1, 3, 7, 7, 17, 17, 37, 71]),
        Dimension(487, [1, 3, 1, 5, 27, 63, 123, 213]),
        Dimension(501, [1, 1, 3, 5, 11, 43, 53, 133]),
        Dimension(529, [1, 3, 5, 5, 29, 17, 47, 173, 479]),
        Dimension(539, [1, 3, 3, 11, 3, 1, 109, 9, 69]),
        Dimension(545, [1, 1, 1, 5, 17, 39, 23, 5, 343]),
        Dimension(557, [1, 3, 1, 5, 25, 15, 31, 103, 499]),
        Dimension(563, [1, 1, 1, 11, 11, 17, 63, 105, 183]),
        Dimension(601, [1, 1, 5, 11, 9, 29, 97, 231, 363]),
        Dimension(607, [1, 1, 5, 15, 19, 45, 41, 7, 383]),
        Dimension(617, [1, 3, 7, 7, 31, 19, 83, 137, 221]),
        Dimension(623, [1, 1, 1, 3, 23, 15, 111, 223, 83]),
        Dimension(631, [1, 1, 5, 13, 31, 15, 55, 25, 161]),
        Dimension(637, [1, 1, 3, 13, 25, 47, 39, 87, 257]),
    ]
}
