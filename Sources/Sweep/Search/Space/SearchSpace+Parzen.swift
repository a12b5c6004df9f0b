import Statistics

/// Points as the rows of coordinates that a `ParzenEstimator` works on.
extension SearchSpace {
    /// One axis a parameter.
    var axes: [ParzenAxis] {
        let order = Dictionary(uniqueKeysWithValues: parameters.enumerated().map { ($1.path, $0) })
        return parameters.map { parameter in
            let condition = parameter.condition.flatMap { condition in
                order[condition.parent].map { ParzenAxis.Condition(axis: $0, category: condition.choice) }
            }
            return ParzenAxis(parameter.domain.axis, condition: condition)
        }
    }

    /// The row of a point: NaN where a parameter is inactive, or has a value from outside its domain.
    func row(_ point: SearchPoint) -> [Double] {
        parameters.map { parameter in
            guard isActive(parameter, in: point), let value = point[parameter.path] else { return .nan }
            return parameter.domain.contains(value) ? parameter.domain.coordinate(of: value) : .nan
        }
    }

    /// The point of a row.
    func point(row: [Double]) -> SearchPoint {
        var coordinates = row.makeIterator()
        var point = SearchPoint()
        for parameter in parameters {
            guard let coordinate = coordinates.next(), !coordinate.isNaN else { continue }
            point.values[parameter.path] = parameter.domain.value(ofCoordinate: coordinate)
        }
        return point
    }
}

extension SearchDomain {
    fileprivate var axis: ParzenAxis.Kind {
        switch self {
        case .categorical(let count): .categories(count)
        case .ordinal(let count): .levels(edges: (0...count).map { Double($0) / Double(count) })
        case .float, .int: numbers?.edges.map { .levels(edges: $0) } ?? .continuous
        }
    }

    fileprivate func coordinate(of value: SearchValue) -> Double {
        switch value {
        case .choice(let index): Double(index)
        case .float(let number): coordinate(of: number)
        case .int(let number): coordinate(of: Double(number))
        }
    }

    private func coordinate(of number: Double) -> Double {
        guard let numbers else { return number }
        return numbers.edges == nil ? numbers.share(of: number) : Double(numbers.cell(of: number))
    }

    fileprivate func value(ofCoordinate coordinate: Double) -> SearchValue {
        guard let numbers else { return .choice(Int(coordinate)) }
        guard numbers.edges != nil else { return value(at: coordinate) }
        let number = numbers.number(ofCell: Int(coordinate))
        if case .int = self { return .int(Int(number)) }
        return .float(number)
    }
}
