/// What a hand does on a page; places and elements are said in the page's own words.
enum Gesture: Sendable {
    /// Clicks the middle of the element that the script names, or the place `[x, y]`.
    case click(String, alt: Bool = false, times: Int = 1)
    /// Moves the mouse to the place.
    case move(String)
    /// Drags from the first of these places to the last.
    case drag(String)
    /// Brings the keyboard to an element that Tab can reach.
    case focus(String)
    /// Presses keys one after the other.
    case press([String])
    /// Presses the keys of a text.
    case type(String)
    /// Waits until this is true, as a person would.
    case see(String)
}

extension Browser {
    struct NotSeen: Error { let what: String }

    func perform(_ gestures: [Gesture]) throws {
        for gesture in gestures { try perform(gesture) }
    }

    private func perform(_ gesture: Gesture) throws {
        switch gesture {
        case .click(let target, let alt, let times): try click(try place(of: target), alt: alt, times: times)
        case .move(let target):
            let place = try place(of: target)
            try mouse([(place.x - 9, place.y - 9), place])
        case .drag(let script):
            let places: [[Double]] = try run("return \(script)")
            try mouse(places.map { ($0[0], $0[1]) }, isDrag: true)
        case .focus(let target):
            let script =
                "const one = \(target); one.focus(); return one.tabIndex >= 0 && document.activeElement === one"
            guard try run(script, as: Bool.self) else { throw NotSeen(what: "a way for Tab to \(target)") }
        case .press(let keys): for key in keys { try press(key) }
        case .type(let text): for letter in text { try press(String(letter)) }
        case .see(let condition): guard try waits(for: condition) else { throw NotSeen(what: condition) }
        }
    }

    private func place(of target: String) throws -> (x: Double, y: Double) {
        let place: [Double] = try run(
            """
            const one = \(target);
            if (Array.isArray(one)) return one;
            one.scrollIntoView({ block: 'nearest' });
            const box = one.getBoundingClientRect();
            return [box.x + box.width / 2, box.y + box.height / 2];
            """
        )
        return (place[0], place[1])
    }
}
