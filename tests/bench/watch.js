// Runs inside every measured page: tells when its pictures look as expected, on the page's own clock (ms).
(() => {
  if (window !== window.top) return;
  const PICTURES = "svg.marks, .js-plotly-plot svg.main-svg, .leaflet-overlay-pane svg";
  const LOOKS = ["transform", "style", "fill", "stroke", "stroke-width", "opacity"];
  const PATIENCE = 20000;

  function documents() {
    const inside = [...document.querySelectorAll("iframe")].map((frame) => frame.contentDocument);
    return [document, ...inside.filter(Boolean)];
  }

  // A mark in short; ids of gradients and clips differ from run to run, so they are left out.
  function mark(element) {
    const d = element.getAttribute("d") ?? "";
    const looks = LOOKS.map((name) => element.getAttribute(name) ?? "").join(";");
    const text = element.localName === "text" ? element.textContent : "";
    return `${d.length}${d.slice(0, 30)}${d.slice(-30)}${looks.replace(/url\([^)]*\)/g, "")}${text}`;
  }

  // Reading the pictures takes milliseconds of the page's own time, so that is done only after one of them changed.
  let changed = true, seen = 0;
  const picture = (node) => node.nodeType === Node.ELEMENT_NODE && (node.matches(PICTURES) || node.querySelector(PICTURES));
  const touches = ({ target, addedNodes, removedNodes }) =>
    (target.closest ? target : target.parentElement)?.closest?.(PICTURES) || [...addedNodes, ...removedNodes].some(picture);
  new MutationObserver((records) => (changed ||= records.some(touches))).observe(document, {
    subtree: true, childList: true, attributes: true, characterData: true,
  });

  // What the pictures of the page look like, as a number; 0 while there are none.
  function fingerprint() {
    if (!changed && documents().length === 1) return seen; // what changes in a frame is not seen from here
    changed = false;
    return (seen = read());
  }

  function read() {
    let hash = 0;
    for (const inside of documents()) {
      for (const element of inside.querySelectorAll(PICTURES)) {
        for (const part of element.querySelectorAll("path, text")) {
          const said = mark(part);
          for (let at = 0; at < said.length; at++) hash = (Math.imul(hash, 31) + said.charCodeAt(at)) | 0;
        }
      }
    }
    return hash;
  }

  // The time just after the browser painted the first frame in which `done()` held.
  function painted(done) {
    return new Promise((resolve, reject) => {
      const look = () => {
        if (performance.now() > deadline) reject(new Error("the pictures never looked as expected"));
        else if (!done()) requestAnimationFrame(look);
        else {
          const after = new MessageChannel();
          after.port1.onmessage = () => resolve(performance.now());
          after.port2.postMessage(null);
        }
      };
      const deadline = performance.now() + PATIENCE;
      requestAnimationFrame(look);
    });
  }

  let act = 0;
  for (const type of ["click", "keydown"]) {
    window.addEventListener(type, (event) => (act = event.timeStamp), { capture: true });
  }

  let shown = null;
  window.bench = {
    fingerprint,
    // Starts waiting for pictures with this fingerprint.
    expect(expected) {
      shown = painted(() => fingerprint() === expected);
      shown.catch(() => {});
    },
    // Milliseconds from the start of the visit until the expected pictures were painted.
    opened: () => shown,
    // Milliseconds from the reader's last click or key press until the expected pictures were painted.
    redrawn: async () => (await shown) - act,
    // The fingerprint once it is another than `before` and has stayed the same for `quiet` ms.
    async settled(before, quiet) {
      const deadline = performance.now() + PATIENCE;
      let last = 0, since = performance.now();
      while (performance.now() < deadline) {
        const now = fingerprint();
        if (now !== last) [last, since] = [now, performance.now()];
        if (now !== 0 && now !== before && performance.now() - since > quiet) return now;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      throw new Error(last === 0 ? "no picture appeared" : "the pictures did not change");
    },
  };
})();
