"use strict";
// Runs before the first paint, so that nobody in a dark room sees a white flash.
// The theme is the reader's choice if there is one (#theme=dark in the address, or the switch), else the system's.
(() => {
  const asked = new URLSearchParams(location.hash.slice(1)).get("theme");
  let kept = null;
  try { kept = localStorage.getItem("pargo-theme"); } catch { /* Storage may be forbidden: the system's theme then. */ }
  const theme = [asked, kept].find(name => name === "light" || name === "dark");
  if (theme) document.documentElement.dataset.theme = theme;
})();
