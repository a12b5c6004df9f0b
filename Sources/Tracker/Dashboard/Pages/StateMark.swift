package import RunLog

/// A run's state as a chip: a shape, a colour and the word, so that none of them carries it alone.
package enum StateMark {
    package static func chip(_ state: RunState) -> HTML {
        HTML(.span, [.class("chip s-\(state.rawValue)")], icon(state), .text(state.rawValue))
    }

    /// The shape alone, for a place that has the word beside it.
    package static func icon(_ state: RunState) -> HTML {
        HTML(.svg, [.class("icon"), .hidden], HTML(.use, [HTMLAttribute("href", "#\(symbol(state))")]))
    }

    /// The shapes that a page's icons point at.
    package static var definitions: HTML {
        let symbols = RunState.allCases.map { state in
            HTML(
                .symbol,
                [.id(symbol(state)), HTMLAttribute("viewBox", "0 0 16 16")],
                HTML(.path, [HTMLAttribute("d", shape(state))])
            )
        }
        return HTML(.svg, [.class("definitions"), .hidden], each: symbols)
    }

    private static func symbol(_ state: RunState) -> String { "icon-\(state.rawValue)" }

    private static func shape(_ state: RunState) -> String {
        let circle = "M13 8a5 5 0 1 1-10 0a5 5 0 1 1 10 0"
        return switch state {
        case .created: circle
        case .submitting: "M8 13V3.5M4 7.5l4-4 4 4"
        case .queued: "\(circle)M8 5.2V8l1.8 1.4"
        case .running: "M5.5 3.8v8.4L12 8z"
        case .finished: "M3 8.6l3.3 3.2L13 4.6"
        case .failed: "M4 4l8 8M12 4l-8 8"
        case .cancelled: "\(circle)M4.6 11.4l6.8-6.8"
        case .crashed: "M9 2.5L4.5 9H8l-1 4.5L11.5 7H8z"
        case .lost: "M5.6 6.2a2.4 2.4 0 1 1 3.5 2.1c-.8.4-1.1.9-1.1 1.7M8 12.8v.1"
        }
    }
}
