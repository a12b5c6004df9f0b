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
    /// How many elements the memory has room for.
    private(set) var capacity: Int
    /// The tensor whose memory this one looks into, kept alive by it; nil for one with memory of its own.
    private let owner: Tensor?

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
        base = Self.allocate(capacity)
        owner = nil
    }

    /// A part of another tensor's memory, from its element `offset` on, under a shape of its own.
    ///
    /// The owner must not be resized while the view is in use, and the view cannot grow.
    public init(viewOf owner: Tensor, from offset: Int, _ shape: [Int]) {
        self.shape = shape
        count = shape.reduce(1, *)
        precondition(
            offset >= 0 && offset + count <= owner.count,
            "Tensor: a view of \(shape) from \(offset) does not fit in \(owner.shape)"
        )
        capacity = count
        base = owner.base + offset
        self.owner = owner
    }

    /// Memory that starts at a cache line, all zero.
    private static func allocate(_ count: Int) -> UnsafeMutablePointer<Float> {
        let memory = UnsafeMutableRawPointer.allocate(byteCount: count * 4, alignment: 64)
        return memory.initializeMemory(as: Float.self, repeating: 0, count: count)
    }

    /// A tensor holding these values, whose number must be the product of `shape`.
    public convenience init(_ shape: [Int], _ values: [Float]) {
        self.init(shape)
        precondition(values.count == count, "Tensor: \(values.count) values do not fill shape \(shape)")
        for index in 0..<count { base[index] = values[index] }
    }

    deinit {
        if owner == nil { base.deallocate() }
    }

    /// Gives the tensor another shape; its contents are unspecified afterwards.
    public func resize(_ newShape: [Int]) {
        if shape == newShape { return }
        precondition(newShape.allSatisfy { $0 >= 0 }, "Tensor: shape \(newShape) has a negative dimension")
        shape = newShape
        count = newShape.reduce(1, *)
        if count > capacity {
            precondition(owner == nil, "Tensor: a view of \(capacity) elements cannot become \(newShape)")
            base.deallocate()
            capacity = count
            base = Self.allocate(capacity)
        }
    }

    /// Takes another tensor's memory, shape and contents, and gives it its own.
    func exchange(with other: Tensor) {
        if other === self { return }
        precondition(owner == nil && other.owner == nil, "Tensor: a view has no memory of its own to exchange")
        swap(&shape, &other.shape)
        swap(&count, &other.count)
        swap(&base, &other.base)
        swap(&capacity, &other.capacity)
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
        inLanes(count) { index, width in
            target.store(target.lanes(index, width) + source.lanes(index, width), index, width)
        }
    }
}
