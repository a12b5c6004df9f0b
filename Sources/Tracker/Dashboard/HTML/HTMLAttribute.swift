/// An attribute of an element: a name that the program's source spells out and a value that may come from anywhere.
package struct HTMLAttribute: Sendable {
    let name: String
    let value: String

    /// The name is a literal, so that no text of a user can ever become the name of an attribute.
    package init(_ name: StaticString, _ value: String) {
        self.name = name.description
        self.value = value
    }

    package static func `class`(_ value: String) -> HTMLAttribute { HTMLAttribute("class", value) }
    package static func id(_ value: String) -> HTMLAttribute { HTMLAttribute("id", value) }
    package static func role(_ value: StaticString) -> HTMLAttribute { HTMLAttribute("role", value.description) }
    package static func ariaLabel(_ value: String) -> HTMLAttribute { HTMLAttribute("aria-label", value) }
    package static func title(_ value: String) -> HTMLAttribute { HTMLAttribute("title", value) }

    /// What only decorates, and would be noise in a screen reader.
    package static let hidden = HTMLAttribute("aria-hidden", "true")

    /// A link to another file of the site.
    ///
    /// Only a `SitePath` can be linked to, so `javascript:` cannot come in.
    package static func href(_ target: SitePath, from page: SitePath) -> HTMLAttribute {
        HTMLAttribute("href", target.reference(from: page))
    }

    /// A link to the compare page with these runs.
    package static func compare(_ runs: [Run.ID], from page: SitePath) -> HTMLAttribute {
        let list = runs.map(String.init).joined(separator: "%2C")
        return HTMLAttribute("href", "\(SitePath.compare.reference(from: page))#runs=\(list)")
    }
}
