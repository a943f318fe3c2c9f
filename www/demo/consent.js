// Northlight's own question about remembering the visit. Leadwell keeps a journey only after a yes.
(() => {
  "use strict";
  const KEY = "northlight.choice";
  // Calls wait here until Leadwell's script has arrived.
  window.leadwell = window.leadwell || function () { (leadwell.q = leadwell.q || []).push(arguments); };

  // Storage may be blocked; the visitor is then asked on each page.
  const read = () => { try { return localStorage.getItem(KEY); } catch { return null; } };
  const keep = (choice) => { try { localStorage.setItem(KEY, choice); } catch { /* asked again */ } };
  const tell = (choice) => leadwell("consent", { journey: choice === "yes" });

  const make = (tag, properties, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };

  let open = null;

  const close = () => {
    open?.remove();
    open = null;
    document.documentElement.style.removeProperty("--asked");
  };

  const ask = () => {
    close();
    const button = (choice, label) => make("button", {
      type: "button",
      className: "button quiet",
      onclick() { keep(choice); tell(choice); close(); },
    }, label);
    const more = make("a", { href: "privacy.html" }, "What that means");
    open = make("section", { className: "ask" },
      make("p", {}, "May this device remember which of our pages you read? We see it only if you send us a form. ", more),
      make("p", { className: "actions" }, button("yes", "Yes, remember"), button("no", "No")));
    open.setAttribute("aria-label", "Your privacy choice");
    // First in reading order, last on the screen.
    document.body.prepend(open);
    // What scrolls into view must not end up behind the question.
    document.documentElement.style.setProperty("--asked", `${open.offsetHeight}px`);
  };

  // Global Privacy Control is a no; asking would be pestering.
  if (navigator.globalPrivacyControl) return;

  for (const button of document.querySelectorAll("[data-privacy-choice]")) {
    button.hidden = false;
    button.addEventListener("click", () => { ask(); open.querySelector("button").focus(); });
  }

  const choice = read();
  if (choice) tell(choice);
  else ask();
})();
