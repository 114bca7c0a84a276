// What Gradio has no component for: evidence that a marker opens, whole documents over the page, the address that
// follows the conversation, keys, the theme. One listener a kind of event, since messages come and go as answers stream.
(() => {
  "use strict";

  const ANCHOR = /^#evidence-(\d+)(?:-(\d+)(?:-(\d+))?)?$/;
  const find = (selector) => document.querySelector(selector);
  const panel = () => find("#evidence");
  const side = () => find("#side");

  // Evidence ------------------------------------------------------------------------------------------

  let chosen = ""; // the section shown; the newest where empty
  let newest = "";
  let leaving = false; // what lay over the chat was closed otherwise than by Back
  let opener = null; // where the focus was before a passage was opened

  function showSection() {
    const sections = [...document.querySelectorAll("#evidence .evidence-turn")];
    const last = sections.length ? sections[sections.length - 1].id : "";
    if (last !== newest) {
      newest = last;
      chosen = "";
      if (panel()) panel().scrollTop = 0;
    }
    const wanted = sections.some((section) => section.id === chosen) ? chosen : last;
    for (const section of sections) {
      const hidden = section.id !== wanted;
      if (section.hidden !== hidden) section.hidden = hidden;
    }
  }

  function flash(element) {
    element.classList.remove("flash");
    void element.offsetWidth; // restarts the animation
    element.classList.add("flash");
  }

  function openEvidence(link, [, turn, number, quote]) {
    chosen = `evidence-${turn}`;
    showSection();
    opener = link;
    // On a narrow page the evidence lies over the chat, and Back takes it away.
    if (isOver(side()) && !side().classList.contains("open")) history.pushState({ over: true }, "", location.href);
    side().classList.add("open");
    const passage = number ? document.getElementById(`${chosen}-${number}`) : null;
    if (!passage) {
      const section = document.getElementById(chosen);
      if (section) focusOn(section, section);
      return;
    }
    const marks = [...passage.querySelectorAll(quote ? `mark.quote-${quote}` : "mark")];
    focusOn(passage, marks[0] || passage);
    (marks.length ? marks : [passage]).forEach(flash);
  }

  function focusOn(passage, target) {
    passage.tabIndex = -1;
    passage.focus({ preventScroll: true });
    scrollTo(passage, target);
  }

  // Shows the passage from its title on, where the quote then is in sight; the quote itself otherwise.
  function scrollTo(passage, target) {
    const frame = panel();
    const top = (element) => element.getBoundingClientRect().top - frame.getBoundingClientRect().top + frame.scrollTop;
    const far = target.getBoundingClientRect().bottom - passage.getBoundingClientRect().top > frame.clientHeight * 0.8;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const place = far ? top(target) - frame.clientHeight * 0.3 : top(passage) - 12;
    frame.scrollTo({ top: place, behavior: calm ? "auto" : "smooth" });
  }

  const isOver = (element) => element && getComputedStyle(element).position === "fixed";

  function closeEvidence() {
    if (!side() || !side().classList.contains("open")) return false;
    side().classList.remove("open");
    if (history.state?.over) {
      leaving = true;
      history.back();
    }
    if (opener && opener.isConnected) opener.focus({ preventScroll: true });
    return true;
  }

  // A whole document, over the page -------------------------------------------------------------------

  async function openDocument(link) {
    const address = link.href;
    let reader = null;
    try {
      const answer = await fetch(address, { credentials: "same-origin" });
      const whole = new DOMParser().parseFromString(await answer.text(), "text/html");
      reader = whole.querySelector("main.reader");
    } catch {
      reader = null;
    }
    if (!reader) {
      location.assign(address);
      return;
    }
    const over = document.createElement("dialog");
    over.className = "over";
    over.setAttribute("aria-label", reader.querySelector("h1")?.textContent || "Document");
    const bar = document.createElement("header");
    const alone = Object.assign(document.createElement("a"), { href: address, target: "_blank", textContent: "On a page of its own" });
    const close = Object.assign(document.createElement("button"), { type: "button", textContent: "Close" });
    close.addEventListener("click", () => over.close());
    bar.append(alone, close);
    over.append(bar, document.importNode(reader, true));
    over.addEventListener("close", () => {
      over.remove();
      if (link.isConnected) link.focus({ preventScroll: true });
    });
    over.addEventListener("click", (event) => event.target === over && over.close());
    find(".gradio-container").append(over);
    over.showModal();
    over.querySelector("#quote")?.scrollIntoView({ block: "center" });
  }

  // The address follows what is open, so that a reload and a link lead back to it -----------------------

  let followed = null;

  function follow() {
    const saved = find('#links a[href^="/conversations/"][href$=".json"]');
    const compared = find("#compare-room a.permalink");
    const room = find('#rooms [role="tab"][aria-selected="true"]')?.dataset.tabId || "chat";
    const opened = find('#role-text .whole a[href^="/documents/"]');
    let wanted = "/";
    if (room === "roles" && opened) wanted = `/?role=${opened.getAttribute("href").slice("/documents/".length)}`;
    else if (room === "compare" && compared) wanted = compared.getAttribute("href");
    else if (room !== "chat") wanted = `/?room=${room}`;
    else if (saved) wanted = `/?conversation=${saved.getAttribute("href").slice("/conversations/".length, -".json".length)}`;
    if (wanted === followed) return;
    // Where the address says more than the page shows yet, it leads there first.
    if (followed === null && wanted === "/") return;
    // Back leads to what was open before; the first question of a conversation only gives the open one its name.
    const named = followed === "/" && wanted.startsWith("/?conversation=");
    if (followed === null || named) history.replaceState(null, "", wanted);
    else history.pushState(null, "", wanted);
    followed = wanted;
  }

  window.addEventListener("popstate", () => {
    if (leaving) leaving = false;
    else if (!closeEvidence()) location.reload();
  });

  // Names for screen readers, where Gradio gives none or spells escapes out -----------------------------

  const NAMES = [
    ['#chat [data-testid="user"]', "Your question"],
    ['#chat [data-testid="bot"]', "Answer"],
    ["#question .submit-button", "Ask"],
    ["#question .stop-button", "Stop"],
    ["#conversations .toggle-button", "Conversations"],
    ["#side", "Evidence"],
    ["#roles-table [aria-label='Open cell menu']", "Sort or filter"],
  ];

  // The question box is emptied once what it held is drawn as a question; what is typed meanwhile stays.
  let sent = "";

  function remember(event) {
    const box = find("#question textarea");
    const enter = event.type === "keydown" && event.key === "Enter" && !event.shiftKey && event.target === box;
    const button = event.type === "click" && event.target instanceof Element && event.target.closest(".submit-button");
    if (box && (enter || button)) sent = box.value;
  }

  function emptyBox() {
    const box = find("#question textarea");
    if (box && sent && box.value === sent) {
      Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set.call(box, "");
      box.dispatchEvent(new Event("input", { bubbles: true }));
    }
    sent = "";
  }

  document.addEventListener("keydown", remember, true);
  document.addEventListener("click", remember, true);

  // A new question comes to the top, so that its answer is read from its beginning.
  let questions = 0;

  function followQuestion() {
    const asked = [...document.querySelectorAll('#chat [data-testid="user"]')];
    if (asked.length > questions && asked.length) {
      emptyBox();
      const frame = find("#chat .bubble-wrap");
      const row = asked[asked.length - 1].closest(".message-row") || asked[asked.length - 1];
      if (frame) {
        frame.style.setProperty("--room", `${frame.clientHeight}px`);
        frame.scrollTop += row.getBoundingClientRect().top - frame.getBoundingClientRect().top - 12;
      }
    }
    questions = asked.length;
  }

  function nameThings() {
    for (const [selector, name] of NAMES) {
      for (const element of document.querySelectorAll(selector)) {
        if (element.getAttribute("aria-label") !== name) element.setAttribute("aria-label", name);
      }
    }
    if (side() && !side().hasAttribute("role")) side().setAttribute("role", "region");
    const scope = find("#scope input");
    if (scope) scope.placeholder = find("#scope .token") ? "" : "everything";
    // One stop for the keyboard, not one for each conversation.
    for (const radio of document.querySelectorAll("#listed input")) radio.name = "conversation";
    // What can be scrolled can be reached with the keyboard.
    for (const table of document.querySelectorAll("#chat .md table")) {
      const wide = table.scrollWidth > table.clientWidth;
      if (wide && table.tabIndex !== 0) table.tabIndex = 0;
      table.classList.toggle("wide", wide);
      if (wide && !table.dataset.watched) {
        table.dataset.watched = "yes";
        const tell = () => table.classList.toggle("end", table.scrollLeft + table.clientWidth > table.scrollWidth - 4);
        table.addEventListener("scroll", tell, { passive: true });
      }
    }
  }

  // What a reader copies or edits is the text, not the escapes that keep it text --------------------------

  function plain(escaped) {
    return new DOMParser().parseFromString(escaped, "text/html").documentElement.textContent;
  }

  function unescapeEdited() {
    for (const box of document.querySelectorAll("#chat textarea")) {
      if (box.dataset.plain) continue;
      box.dataset.plain = "yes";
      if (!box.value.includes("&#")) continue;
      box.value = plain(box.value.replaceAll("<", "&lt;"));
      box.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  function messageText(message) {
    const copy = message.cloneNode(true);
    copy.querySelectorAll("small.rests, button, .sr").forEach((part) => part.remove());
    copy.querySelectorAll('a[href^="#evidence-"]').forEach((link) => link.replaceWith(`[${link.textContent}]`));
    copy.querySelectorAll("li").forEach((item) => item.prepend("- "));
    copy.querySelectorAll("p, li, tr, h5, small, div").forEach((block) => block.append("\n"));
    copy.querySelectorAll("td, th").forEach((cell) => cell.append("\t"));
    return copy.textContent.replace(/[ \t]*\n[ \t]*/g, "\n").replace(/\n{3,}/g, "\n\n").trim();
  }

  // The conversations stand beside a wide page, and give way on a narrow one once one was chosen ------------

  const WIDE = "(min-width: 1100px)";
  const began = Date.now();
  let placed = false;

  const listOpen = () => find("#conversations")?.classList.contains("open");

  function placeConversations() {
    if (placed) return;
    placed = listOpen() || !matchMedia(WIDE).matches || Date.now() - began > 8000;
    if (!placed) find("#conversations .toggle-button")?.click(); // again until Gradio listens to it
  }

  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element) || matchMedia(WIDE).matches || !listOpen()) return;
    if (event.target.closest("#new, #listed label")) find("#conversations .toggle-button").click();
  });

  // Theme: this machine's, or the one chosen here ---------------------------------------------------------

  function paint() {
    const wish = localStorage.getItem("rolecall-theme");
    const named = new URLSearchParams(location.search).get("__theme");
    const dark = wish === "light" ? false : wish === "dark" || (named || "") === "dark" || (!named && matchMedia("(prefers-color-scheme: dark)").matches);
    document.body.classList.toggle("dark", dark);
  }

  function showTheme() {
    const wish = localStorage.getItem("rolecall-theme") || "system";
    const choice = find(`#theme input[value="${wish}"]`);
    if (choice && !choice.checked) choice.click();
  }

  // Chips that repeat the one before them step back; what a picker holds gives way to what is typed --------

  function quietRepeats() {
    for (const message of document.querySelectorAll('#chat [data-testid="bot"]')) {
      let before = "";
      for (const chip of message.querySelectorAll('a[href^="#evidence-"]')) {
        if (chip.closest("small")) continue;
        chip.classList.toggle("repeat", chip.textContent === before);
        before = chip.textContent;
      }
    }
  }

  document.addEventListener("focusin", (event) => {
    if (event.target instanceof HTMLInputElement && event.target.closest("#pickers, #model, #filters")) event.target.select();
  });

  // Events ------------------------------------------------------------------------------------------------

  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    if (!target) return;
    const link = target.closest("a[href]");
    const address = link ? link.getAttribute("href") : "";
    const anchor = ANCHOR.exec(address);
    if (anchor) {
      event.preventDefault();
      openEvidence(link, anchor);
    } else if (address.startsWith("/documents/") && !link.closest("dialog") && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      openDocument(link);
    } else if (address.startsWith("/?") && !event.ctrlKey && !event.metaKey) {
      event.preventDefault(); // Gradio would open a window of its own
      location.assign(address);
    } else if (target.closest("#close") || (isOver(side()) && !target.closest("#side, dialog"))) {
      closeEvidence();
    }
  });

  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("#chat button[aria-label*='opy']") : null;
    if (!button) return;
    const rows = [...document.querySelectorAll('#chat [data-testid="bot"], #chat [data-testid="user"]')];
    const message = rows.filter((row) => row.compareDocumentPosition(button) & Node.DOCUMENT_POSITION_FOLLOWING).pop();
    // Gradio's own copying, which writes the escapes, comes first; this replaces it.
    if (message) setTimeout(() => navigator.clipboard?.writeText(messageText(message)).catch(() => {}), 50);
  });

  // Heard before Gradio hears it, whose changes of the page bring `showTheme` on.
  document.addEventListener(
    "click",
    (event) => {
      if (!(event.target instanceof Element) || !event.target.matches("#theme input")) return;
      localStorage.setItem("rolecall-theme", event.target.value);
      paint();
    },
    true,
  );

  // A room that Gradio is still opening comes back over the chat: it is left again, until a reader goes elsewhere.
  let returning;

  function toQuestion(times) {
    const box = find("#question textarea");
    if (box && !box.offsetParent) find("#chat-room-button")?.click();
    if (document.activeElement !== box) box?.focus();
    if (times) returning = setTimeout(() => toQuestion(times - 1), 100);
  }

  document.addEventListener("pointerdown", () => clearTimeout(returning), true);

  document.addEventListener("keydown", (event) => {
    if (event.key === "Tab" || event.key === "Escape") clearTimeout(returning);
    const typing = event.target instanceof Element && event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      toQuestion(15);
    } else if (event.key === "Escape" && !find("dialog[open]")) {
      if (!closeEvidence()) find("#question .stop-button")?.click();
    }
  });

  new MutationObserver(() => {
    showSection();
    nameThings();
    unescapeEdited();
    follow();
    followQuestion();
    quietRepeats();
    showTheme();
    placeConversations();
  }).observe(document.documentElement, { childList: true, subtree: true });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paint);
  paint(); // this script is deferred, or put in by Gradio later still: the body is there
  // Gradio paints the body by the machine's theme once it is ready.
  new MutationObserver(paint).observe(document.body, { attributes: true, attributeFilter: ["class"] });
})();
