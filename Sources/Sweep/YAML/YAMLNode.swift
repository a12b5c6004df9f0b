import Expressions

/// A node of a YAML file with its place, as the spec readers see it: the YAML library does not show through.
struct YAMLNode {
    enum Content {
        case scalar(YAMLScalar)
        case sequence([YAMLNode])
        case mapping([Entry])
    }

    /// A key of a mapping and what stands under it.
    struct Entry {
        let key: YAMLKey
        let value: YAMLNode
    }

    let content: Content
    let location: SourceLocation
    /// Whether the node is `!remove`: the wish to drop an inherited key.
    var isRemoval = false

    /// How many characters a message should mark.
    var length: Int {
        if case .scalar(let scalar) = content { scalar.markedLength } else { 1 }
    }

    var scalar: YAMLScalar? {
        if case .scalar(let scalar) = content { scalar } else { nil }
    }

    var entries: [Entry]? {
        if case .mapping(let entries) = content { entries } else { nil }
    }

    var elements: [YAMLNode]? {
        if case .sequence(let elements) = content { elements } else { nil }
    }

    /// The node's kind in words.
    var kind: String {
        switch content {
        case .scalar(let scalar): scalar.value.map(\.quoted) ?? "'\(scalar.text)'"
        case .sequence: "a list"
        case .mapping: "a mapping"
        }
    }

    /// The scalar's text as something to parse further, with the place of its first character.
    var sourceText: SourceText? {
        guard let scalar else { return nil }
        return SourceText(
            text: scalar.text,
            location: scalar.isQuoted ? location.advanced(by: 1) : location,
            isLiteral: scalar.isLiteral
        )
    }
}

/// A key of a mapping with its place.
struct YAMLKey {
    let text: String
    let location: SourceLocation
    var length: Int { text.unicodeScalars.count }
}
