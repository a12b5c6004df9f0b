import Testing

/// Something that people expect of a dashboard, done by hand on the page of a sweep: with the pointer, and with keys alone.
struct PageExpectation: Sendable, CustomTestStringConvertible {
    let title: String
    /// What the address says, with its `#`.
    var address = ""
    let pointer: [Gesture]
    let keys: [Gesture]
    /// What is then true on the page.
    let holds: String

    var testDescription: String { title }
    /// Whether it is about the plots of the whole sweep, which come when somebody is near them.
    var isOfPlots: Bool { holds.contains("brush=") || holds.contains("axes=") || title.contains("in the plot") }

    static let plot = "ParGo.allCharts[0].plot"
    static let drawn = "\(FixtureLab.tokensWithLoss)"
    static let (enter, right, down, escape) = ("\u{E007}", "\u{E014}", "\u{E015}", "\u{E00C}")

    static func button(_ text: String, in place: String = "document") -> String {
        "[...\(place).querySelectorAll('button')].find(one => one.textContent.startsWith('\(text)'))"
    }
    static func select(_ label: String) -> String {
        "[...document.querySelectorAll('label')].find(one => one.textContent.startsWith('\(label)')).querySelector('select')"
    }
    static func head(_ key: String) -> String {
        "document.querySelector('#runs th[data-key=\"\(key)\"] button')"
    }
    /// From one part of the first chart to another, as shares of its width.
    static func across(_ from: Double, _ to: Double) -> String {
        "(box => [\(from), \(to)].map(share => [box.x + share * box.width, box.y + box.height / 2]))(\(plot).getBoundingClientRect())"
    }
    static func place(_ share: Double) -> String { "\(across(share, share))[0]" }

    /// A choice from a list: the list is opened or reached, and its next entry taken.
    static func choice(_ title: String, _ label: String, address: String = "", holds: String) -> Self {
        Self(
            title: title,
            address: address,
            pointer: [.click(select(label)), .press([down, enter])],
            keys: [.focus(select(label)), .press([down])],
            holds: holds
        )
    }
    static func toggle(_ title: String, _ text: String, holds: String) -> Self {
        Self(title: title, pointer: [.click(button(text))], keys: [.focus(button(text)), .press([" "])], holds: holds)
    }
    /// An entry of the first chart's menu.
    static func save(_ title: String, _ entry: String, type: String) -> Self {
        let menu = "document.querySelector('.chart .menu summary')"
        let item = button(entry, in: "document.querySelector('.chart .menu')")
        return Self(
            title: title,
            pointer: [.click(menu), .see(item), .click(item)],
            keys: [.focus(menu), .press([enter]), .see(item), .focus(item), .press([enter])],
            holds: "window.saved?.type.startsWith('\(type)') && window.saved.size > 300"
        )
    }

    static let all: [Self] = curves + runs + plots + page

    static let page = [
        Self(
            title: "10 find metrics",
            pointer: [.click("document.querySelector('input[placeholder=\"Find metrics\"]')"), .type("loss")],
            keys: [.focus("document.querySelector('input[placeholder=\"Find metrics\"]')"), .type("loss")],
            holds:
                "[...document.querySelectorAll('.chart[data-metric]')].every(one => one.hidden === !one.dataset.metric.includes('loss')) && location.hash === '#m=loss'"
        ),
        Self(
            title: "14 the theme",
            address: "#theme=dark",
            pointer: [.click("document.getElementById('theme')")],
            keys: [.press(["t"])],
            holds: "!document.documentElement.dataset.theme && !location.hash"
        ),
        Self(
            title: "14 help",
            pointer: [.click("document.querySelector('[aria-label=Help]')")],
            keys: [.press(["?"])],
            holds: "document.querySelector('dialog[open]')"
        ),
    ]
}
