// Opens evidence: a click on a marker in the chat shows the passage it names and the quote in it.
// One listener for all clicks, since messages and passages come and go as answers stream.
(() => {
  "use strict";

  const ANCHOR = /^#evidence-(\d+)(?:-(\d+)(?:-(\d+))?)?$/;
  let chosen = ""; // the section shown; the newest where empty
  let newest = "";
  let opener = null; // where the focus was before a passage was opened

  const panel = () => document.getElementById("evidence");
  const side = () => document.getElementById("side");

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

  // Gradio names each message by its source text; a screen reader would spell the escapes in it out.
  function nameMessages() {
    for (const [kind, name] of [["user", "Your question"], ["bot", "Answer"]]) {
      for (const message of document.querySelectorAll(`#chat [data-testid="${kind}"]`)) {
        if (message.getAttribute("aria-label") !== name) message.setAttribute("aria-label", name);
      }
    }
    for (const [selector, name] of [[".submit-button", "Ask"], [".stop-button", "Stop"]]) {
      const button = document.querySelector(`#question ${selector}`);
      if (button && !button.hasAttribute("aria-label")) button.setAttribute("aria-label", name);
    }
    if (side() && !side().hasAttribute("role")) {
      side().setAttribute("role", "region");
      side().setAttribute("aria-label", "Evidence");
    }
  }

  function flash(element) {
    element.classList.remove("flash");
    void element.offsetWidth; // restarts the animation
    element.classList.add("flash");
  }

  function open(link, [, turn, number, quote]) {
    chosen = `evidence-${turn}`;
    showSection();
    opener = link;
    side().classList.add("open");
    const passage = number && document.getElementById(`evidence-${turn}-${number}`);
    if (!passage) {
      panel().scrollTop = 0;
      return;
    }
    const marks = [...passage.querySelectorAll(quote ? `mark.quote-${quote}` : "mark")];
    const target = marks[0] || passage;
    passage.tabIndex = -1;
    passage.focus({ preventScroll: true });
    scrollTo(passage, target);
    (marks.length ? marks : [passage]).forEach(flash);
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

  function close() {
    if (!side() || !side().classList.contains("open")) return;
    side().classList.remove("open");
    if (opener && opener.isConnected) opener.focus({ preventScroll: true });
  }

  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const link = target && target.closest('a[href^="#evidence-"]');
    const anchor = link && ANCHOR.exec(link.getAttribute("href"));
    if (anchor) {
      event.preventDefault();
      open(link, anchor);
    } else if (target && target.closest("#close")) {
      close();
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
  });
  new MutationObserver(() => {
    showSection();
    nameMessages();
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
