/* What the browser does itself, without the server: it steps through a presentation, and copies words, tables and
   pictures.
   Slides are made by pages/outputs/presentation.py and opened by pages/parts/presenting.py. */
"use strict";

/* Streamlit asks where its server is and who may steer the page before it opens its line to it. Both are known here, so
   that it need not wait: this server, and nobody. Without the cookie that comes with the page it asks all the same, as
   the line sees no login without it. */
window.__streamlit = {
  BACKEND_BASE_URL: new URL("../../", document.currentScript.src).href,
  ...(document.cookie.includes("_streamlit_xsrf=") && {
    HOST_CONFIG: { allowedOrigins: ["https://nobody.invalid"], useExternalAuthToken: false },
  }),
};

(() => {
  const SWIPE = 50; // pixels
  const IN_ADDRESS = ["presentatie", "dia"];
  const STEPS = {
    ArrowRight: 1, ArrowDown: 1, PageDown: 1, " ": 1,
    ArrowLeft: -1, ArrowUp: -1, PageUp: -1, Home: -Infinity, End: Infinity,
  };

  function address(change) {
    const url = new URL(location.href);
    change(url.searchParams);
    history.replaceState(history.state, "", url);
  }

  /* Opens the slides that the page holds, if the address asks for them. */
  function present() {
    const source = document.querySelector("[data-slides]");
    const asked = new URLSearchParams(location.search);
    if (!source || asked.get("presentatie") !== "1" || document.querySelector(".ks-deck")) return;
    const bytes = Uint8Array.from(atob(source.dataset.slides), (sign) => sign.charCodeAt(0));
    document.body.insertAdjacentHTML("beforeend", new TextDecoder().decode(bytes));
    open(document.querySelector(".ks-deck"), Math.trunc(Number(asked.get("dia"))) || 1);
  }

  function open(deck, first) {
    const slides = [...deck.querySelectorAll(".ks-slide")];
    const stage = deck.querySelector(".ks-stage");
    let shown = 0;
    let waiting = 0;

    function reach() { // a slide that scrolls, on a phone, is one that Tab comes to
      slides[shown].toggleAttribute("tabindex", false);
      if (slides[shown].scrollHeight > slides[shown].clientHeight) slides[shown].tabIndex = 0;
    }

    function show(wanted) {
      shown = Math.min(Math.max(wanted, 0), slides.length - 1);
      slides.forEach((slide, place) => { slide.hidden = place !== shown; });
      reach();
      const place = `${shown + 1} van ${slides.length}`;
      deck.querySelector(".ks-count").textContent = place;
      deck.querySelector(".ks-spoken").textContent = `Dia ${place}: ${slides[shown].querySelector("h2").textContent}`;
      clearTimeout(waiting); // a browser refuses more than some hundred changes of the address in a while
      waiting = setTimeout(() => address((query) => query.set("dia", String(shown + 1))), 150);
    }

    function fill() {
      if (document.fullscreenElement) document.exitFullscreen();
      else stage.requestFullscreen?.().catch(() => {});
    }

    function key(event) {
      if (event.altKey || event.ctrlKey || event.metaKey) return;
      const pressed = event.key === " " && event.target.closest?.("button") ? "" : event.key;
      if (pressed in STEPS) show(shown + STEPS[pressed]);
      else if (pressed.toLowerCase() === "f") fill();
      else if (pressed !== "Escape") return;
      else deck.close();
      event.preventDefault();
      event.stopPropagation();
    }

    function leave() {
      clearTimeout(waiting);
      document.removeEventListener("keydown", key, true);
      window.removeEventListener("popstate", back);
      window.removeEventListener("resize", reach);
      if (document.fullscreenElement) document.exitFullscreen();
      deck.remove();
      address((query) => IN_ADDRESS.forEach((name) => query.delete(name)));
      document.querySelector(".st-key-presentatie_sluiten button")?.click();
      document.querySelector(".st-key-presentatie button")?.focus();
    }

    function back() {
      if (!new URLSearchParams(location.search).has("presentatie")) deck.close();
    }

    const actions = {
      vorige: () => show(shown - 1), volgende: () => show(shown + 1), scherm: fill, sluiten: () => deck.close(),
    };
    let touched = null;
    deck.addEventListener("click", (event) => actions[event.target.closest("[data-step]")?.dataset.step]?.());
    deck.addEventListener("pointerdown", (event) => {
      touched = event.pointerType !== "mouse" && !event.target.closest("button") ? event : null;
    });
    deck.addEventListener("pointerup", (event) => {
      if (!touched) return;
      const across = event.clientX - touched.clientX;
      const isTap = Math.hypot(across, event.clientY - touched.clientY) < SWIPE / 5;
      if (across < -SWIPE || (isTap && event.clientX > innerWidth / 3)) show(shown + 1);
      else if (across > SWIPE || isTap) show(shown - 1);
      touched = null;
    });
    deck.addEventListener("close", leave);
    document.addEventListener("keydown", key, true);
    window.addEventListener("popstate", back);
    window.addEventListener("resize", reach);
    deck.showModal();
    show(first - 1);
  }

  /* Copies words; without https a browser gives no clipboard, and then it copies what is selected. */
  async function copy(text) {
    if (navigator.clipboard) return navigator.clipboard.writeText(text).then(() => true, () => false);
    const field = document.createElement("textarea");
    field.value = text;
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    return done;
  }

  const canWriteItems = () => Boolean(navigator.clipboard?.write && window.ClipboardItem);

  /* Copies a table, for a spreadsheet as lines with tabs and for a text as a table. */
  async function copyTable(lines) {
    if (!canWriteItems()) return copy(lines);
    const place = document.createElement("div");
    let rows = null;
    for (const line of lines.split("\n")) {
      const cells = line.split("\t");
      const isRow = cells.length > 1;
      if (isRow) rows ??= place.appendChild(document.createElement("table"));
      else rows = null;
      const row = isRow ? rows.insertRow() : place;
      for (const cell of cells) {
        const element = isRow ? row.insertCell() : row.appendChild(document.createElement("p"));
        element.textContent = cell;
      }
    }
    const forms = { "text/plain": lines, "text/html": place.innerHTML };
    const blobs = Object.entries(forms).map(([form, text]) => [form, new Blob([text], { type: form })]);
    return navigator.clipboard.write([new ClipboardItem(Object.fromEntries(blobs))]).then(() => true, () => copy(lines));
  }

  function say(menu, done) {
    const status = menu?.querySelector("[role=status]");
    if (status) status.textContent = done ? "Gekopieerd." : "Kopiëren lukte niet.";
  }

  document.addEventListener("click", async (event) => {
    const button = event.target.closest?.("[data-copy]");
    if (!button) return;
    const { copy: text, copyTable: isTable } = button.dataset;
    say(button.parentElement, await (isTable === undefined ? copy(text) : copyTable(text)));
  });

  /* Copies a picture that the server makes after the click: a browser gives the clipboard only to who clicks, so what is
     written is a promise, kept by the page that comes. */
  let pictureMade = () => {};
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[class*=st-key-afbeelding_] button");
    if (!button || !canWriteItems()) return;
    const menu = button.closest("[data-testid=stPopoverBody]");
    const picture = new Promise((resolve, reject) => {
      pictureMade = (text) => resolve(
        new Blob([Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0))], { type: "image/png" }),
      );
      setTimeout(reject, 30000);
    });
    picture.catch(() => {});
    navigator.clipboard.write([new ClipboardItem({ "image/png": picture })]).then(() => say(menu, true), () => say(menu, false));
  }, true);
  document.documentElement.toggleAttribute("data-ks-copies-pictures", canWriteItems());

  /* A place on a page to drop a file passes it on to the one in the sidebar, which alone takes files. */
  const takesFiles = () => document.querySelector(".st-key-aanleveren input[type=file]");
  document.addEventListener("click", (event) => {
    if (event.target.closest?.("[data-choose]")) takesFiles().click();
  });
  document.addEventListener("dragover", (event) => {
    if (event.target.closest?.("[data-drop]")) event.preventDefault(); // else the browser opens the file itself
  });
  document.addEventListener("drop", (event) => {
    if (!event.target.closest?.("[data-drop]")) return;
    event.preventDefault();
    const input = takesFiles();
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });

  /* Says once in this browser what is new, where it may remember that; nothing of it goes to the server. */
  function news() {
    const line = document.querySelector("[data-news]");
    try {
      line.hidden = localStorage.getItem("ks-news") === line.dataset.news;
      localStorage.setItem("ks-news", line.dataset.news);
    } catch {
      line.hidden = false; // a browser that keeps nothing says it at each visit
    }
  }

  /* Names each chart by the words that stand just before it, whenever either of the two is new. */
  let naming = 0;
  function nameCharts() {
    naming = 0;
    for (const words of document.getElementsByClassName("ks-chart-name")) {
      const place = words.closest("[data-testid=stElementContainer]")?.nextElementSibling;
      const chart = place?.querySelector("[data-testid=stVegaLiteChart]");
      if (chart && chart.ariaLabel !== words.textContent) chart.ariaLabel = words.textContent;
    }
  }
  new MutationObserver(() => { naming ||= requestAnimationFrame(nameCharts); })
    .observe(document, { childList: true, characterData: true, subtree: true });

  /* Puts the state of the figures and the link on each sheet that is printed. */
  function beforePrint() {
    const state = document.querySelector(".ks-state");
    const link = new URL(location.href);
    const named = [...link.searchParams.keys()]; // the address leaves out what the app begins with
    for (const [name, value] of new URLSearchParams(state?.dataset.choice)) {
      if (!named.includes(name)) link.searchParams.append(name, value);
    }
    const words = `${state?.textContent ?? ""} ${link}`;
    const foot = document.getElementById("ks-foot") ?? document.head.appendChild(document.createElement("style"));
    foot.id = "ks-foot";
    foot.textContent = `@page{@bottom-left{content:${JSON.stringify(words)};width:85%;font:8pt/1.2 "Public Sans",sans-serif;
      overflow-wrap:anywhere;vertical-align:top;padding-top:2mm}
      @bottom-right{content:counter(page) " van " counter(pages);font:8pt "Public Sans",sans-serif;vertical-align:top;padding-top:2mm}}`;
  }
  addEventListener("beforeprint", beforePrint);

  window.ks = { present, copy, news, pictureMade: (text) => pictureMade(text) };
})();
