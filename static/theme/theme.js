// What the theme does with a script; without one, every page is whole.
(() => {
  "use strict";
  const root = document.documentElement;

  // Light, dark or as the system has it: one button, remembered. The line in <head> reads what is stored here.
  const SCHEMES = ["auto", "light", "dark"];
  const button = document.querySelector(".scheme");
  const own = root.dataset.default ?? "auto";
  const stored = () => { try { return localStorage.getItem("scheme"); } catch { return null; } };
  const store = (scheme) => { try { localStorage.setItem("scheme", scheme); } catch { /* this page only */ } };

  function show(scheme) {
    if (scheme === "auto") delete root.dataset.theme;
    else root.dataset.theme = scheme;
    button.dataset.scheme = scheme;
    button.title = button.dataset[`say${scheme[0].toUpperCase()}${scheme.slice(1)}`];
    button.setAttribute("aria-label", button.title);
  }

  if (button) {
    let scheme = SCHEMES.find((known) => known === stored()) ?? own;
    button.hidden = false;
    show(scheme);
    button.addEventListener("click", () => {
      scheme = SCHEMES[(SCHEMES.indexOf(scheme) + 1) % SCHEMES.length];
      store(scheme);
      show(scheme);
    });
    addEventListener("storage", (event) => {
      if (event.key === "scheme") show(scheme = event.newValue ?? own);
    });
  }

  // What was taken down on purpose is said to be; without a script the list beneath says so.
  const gone = [...document.querySelectorAll("details.gone li")].map((item) => item.textContent);
  if (gone.includes(location.pathname)) document.querySelector("p.gone")?.removeAttribute("hidden");

  // Code that can be copied, and whatever is wider than the page can be scrolled with the keyboard.
  const main = document.querySelector("main");
  const words = main?.dataset ?? {};
  const sized = new ResizeObserver((entries) => { for (const { target } of entries) reach(target); });

  function reach(box) {
    const isWide = box.scrollWidth > box.clientWidth + 1;
    if (isWide === (box.tabIndex === 0)) return;
    if (isWide) {
      box.tabIndex = 0;
      box.setAttribute("role", "group");
      box.setAttribute("aria-label", box.matches("pre") ? words.sayCode ?? "Code" : words.sayTable ?? "Table");
    } else {
      for (const name of ["tabindex", "role", "aria-label"]) box.removeAttribute(name);
    }
  }

  // What was typed: of a session, the commands without their prompts.
  function typed(pre) {
    const lines = pre.querySelector("code").cloneNode(true);
    if (lines.querySelector(".gp")) {
      for (const prompt of lines.querySelectorAll(".gp")) prompt.replaceWith("\0");
      for (const output of lines.querySelectorAll(".go")) output.remove();
      return lines.textContent.split("\n").filter((line) => line.trim()).map((line) => line.replace(/^\0\s*/, "")).join("\n");
    }
    return lines.textContent.replace(/\n$/, "");
  }

  function furnish() {
    for (const box of document.querySelectorAll("main pre, main .table")) sized.observe(box);
    if (!navigator.clipboard) return;
    for (const pre of document.querySelectorAll(".highlight > pre")) {
      const frame = pre.closest("div.highlighter-rouge, figure.highlight");
      if (!frame || frame.querySelector(".copy")) continue;
      const copy = document.createElement("button");
      copy.type = "button";
      copy.className = "copy";
      copy.textContent = words.sayCopy ?? "Copy";
      copy.addEventListener("click", async () => {
        await navigator.clipboard.writeText(typed(pre));
        copy.classList.add("done");
        copy.textContent = words.sayCopied ?? "Copied";
        setTimeout(() => { copy.classList.remove("done"); copy.textContent = words.sayCopy ?? "Copy"; }, 1600);
      });
      frame.append(copy);
    }
  }

  if (main) {
    furnish();
    // A page that is being written changes under the reader.
    new MutationObserver(furnish).observe(main, { childList: true, subtree: true });
  }
})();
