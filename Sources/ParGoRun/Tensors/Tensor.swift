/// A dense row-major array of 32-bit floats that owns its memory and keeps it between uses.
///
/// A layer makes its tensors once and calls `resize` for each batch: memory is allocated only when a batch is larger
/// than every one before it. The last dimension is contiguous.
public final class Tensor {
    /// The length of each dimension, outermost first.
    public private(set) var shape: [Int]
    /// The first element.
    ///
    /// Valid until the next `resize`.
    public private(set) var base: UnsafeMutablePointer<Float>
    private var capacity: Int

    /// The number of elements: the product of `shape`.
    public private(set) var count: Int

    /// A tensor of zeros.
    ///
    /// Without dimensions it is empty and waits for its first `resize`.
    public init(_ shape: [Int] = [0]) {
        precondition(shape.allSatisfy { $0 >= 0 }, "Tensor: shape \(shape) has a negative dimension")
        self.shape = shape
        count = shape.reduce(1, *)
        capacity = max(count, 1)
        base = .allocate(capacity: capacity)
        base.initialize(repeating: 0, count: capacity)
    }

    /// A tensor holding these values, whose number must be the product of `shape`.
    public convenience init(_ shape: [Int], _ values: [Float]) {
        self.init(shape)
        precondition(values.count == count, "Tensor: \(values.count) values do not fill shape \(shape)")
        for index in 0..<count { base[index] = values[index] }
    }

    deinit {
        base.deallocate()
    }

    /// Gives the tensor another shape; its contents are unspecified afterwards.
    public func resize(_ newShape: [Int]) {
        if shape == newShape { return }
        precondition(newShape.allSatisfy { $0 >= 0 }, "Tensor: shape \(newShape) has a negative dimension")
        shape = newShape
        count = newShape.reduce(1, *)
        if count > capacity {
            base.deallocate()
            capacity = count
            base = .allocate(capacity: capacity)
            base.initialize(repeating: 0, count: capacity)
        }
    }

    /// The same number of elements under another shape; contents are kept.
    public func reshape(_ newShape: [Int]) {
        precondition(newShape.reduce(1, *) == count, "Tensor: cannot see \(shape) as \(newShape)")
        shape = newShape
    }

    /// The length of the last dimension.
    public var columns: Int { shape[shape.count - 1] }

    /// How many vectors of `columns` elements the tensor holds.
    public var rows: Int { columns == 0 ? 0 : count / columns }

    /// The tensor as a matrix of `rows` by `columns`.
    public var matrix: Matrix { Matrix(base: base, rows: rows, columns: columns, stride: columns) }

    /// Element `index` in row-major order.
    public subscript(index: Int) -> Float {
        get {
            precondition(index >= 0 && index < count, "Tensor: index \(index) of \(count)")
            return base[index]
        }
        set {
            precondition(index >= 0 && index < count, "Tensor: index \(index) of \(count)")
            base[index] = newValue
        }
    }

    /// A copy of the elements in row-major order.
    public var values: [Float] { Array(UnsafeBufferPointer(start: base, count: count)) }

    /// Sets each element to `value`.
    public func fill(_ value: Float) {
        base.update(repeating: value, count: count)
    }

    /// Takes over another tensor's shape and contents.
    public func copy(_ other: Tensor) {
        resize(other.shape)
        base.update(from: other.base, count: count)
    }

    /// Adds another tensor of the same number of elements.
    public func add(_ other: Tensor) {
        precondition(other.count == count, "Tensor: cannot add \(other.shape) to \(shape)")
        let (target, source) = (base, other.base)
        for index in 0..<count { target[index] += source[index] }
    }
}
