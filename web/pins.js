"use strict";
// Runs that stay above the others in the table, whatever it is sorted by or filtered for.
(() => {
  const mostPinned = 10;

  /// Pins a run above the others, or lets it go.
  ParGo.pin = (table, id) => {
    const off = table.pins.includes(id);
    if (!off && table.pins.length === mostPinned) { ParGo.say(`No more than ${mostPinned} runs can be pinned`); return; }
    table.pins = off ? table.pins.filter(one => one !== id) : [...table.pins, id];
    ParGo.state.set("pin", table.pins);
    table.rebuild();
    ParGo.say(`${ParGo.who(id).name} is ${off ? "no longer pinned" : "pinned above the others"}`);
  };
})();
