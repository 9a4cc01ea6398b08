// Pages work without this file; it adds keys, dialogs, toasts and htmx manners.
(() => {
  "use strict";
  const english = document.documentElement.lang.startsWith("en");
  const say = (zh, en) => (english ? en : zh);
  const all = (selector, within = document) => Array.from(within.querySelectorAll(selector));

  // ---- toasts: success leaves after 8 s unless it is being read, failure stays
  function toast(text, kind) {
    const box = document.createElement("div");
    box.className = `toast ${kind}`;
    box.dataset.toast = kind;
    const words = document.createElement("p");
    words.textContent = text;
    box.append(words);
    if (kind === "failure") {
      const close = document.createElement("button");
      close.type = "button";
      close.dataset.dismisses = "";
      close.textContent = say("关闭", "Dismiss");
      box.append(close);
    }
    document.getElementById(kind === "failure" ? "alerts" : "toasts").append(box);
    settle(box);
  }

  function settle(box) {
    if (box.dataset.toast !== "success" || box.dataset.leaving) return;
    box.dataset.leaving = "1";
    const leave = () =>
      setTimeout(() => (box.matches(":hover, :focus-within") ? leave() : box.remove()), 8000);
    leave();
  }

  // ---- what a piece of page needs when it arrives, first or by htmx
  function dress(within) {
    all("[data-toast]", within).forEach(settle);
    if (within.matches?.("[data-toast]")) settle(within);
    all("[data-focus]", within).slice(0, 1).forEach((e) => e.focus());
    all("[data-yuan]", within).forEach(showYuan);
    all("[data-ticked]", within).forEach(tally);
    all("[data-unless]", within).forEach(lift);
    all("[data-sheet]:not(.scripted)", within).forEach((sheet) => {
      if (matchMedia("(max-width: 719px)").matches) sheet.open = false;
      sheet.classList.add("scripted");
    });
    all("[data-drop]", within).forEach((label) => {
      const input = label.querySelector("input[type=file]");
      const shown = label.querySelector("output");
      input.addEventListener("change", () => {
        shown.textContent = Array.from(input.files, (f) => `${f.name} · ${size(f.size)}`).join(", ");
      });
      ["dragenter", "dragover"].forEach((n) => label.addEventListener(n, () => label.classList.add("over")));
      ["dragleave", "drop"].forEach((n) => label.addEventListener(n, () => label.classList.remove("over")));
    });
  }

  function size(bytes) {
    return bytes < 1e3 ? `${bytes} B` : bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} KB` : `${(bytes / 1e6).toFixed(1)} MB`;
  }

  // ---- presses
  const rows = "[data-keys=list] [data-item]";
  const doing = { list: rows, boxes: `${rows} input[type=checkbox]` };
  function open(id) {
    const dialog = document.getElementById(id);
    if (!dialog) return;
    // Of the keys, the help tells those alone that do something on this page.
    all("[data-needs]", dialog).forEach((line) => {
      const { needs } = line.dataset;
      line.hidden = !document.querySelector(doing[needs] || `[data-key="${needs}"]`);
    });
    dialog.showModal();
  }

  document.addEventListener("submit", (event) => {
    const sheet = event.target.querySelector("[data-sheet]");
    if (sheet && event.submitter?.matches("[data-closes-sheet]")) sheet.open = false;
  });
  document.addEventListener("click", (event) => {
    const pressed = event.target.closest("[data-opens], [data-closes], [data-dismisses], [data-sets]");
    if (!pressed) {
      all("details.account[open], details.menu[open]").forEach((d) => {
        if (!d.contains(event.target)) d.open = false;
      });
      return;
    }
    if (pressed.dataset.opens) {
      event.preventDefault();
      open(pressed.dataset.opens);
    } else if ("closes" in pressed.dataset) {
      pressed.closest("dialog")?.close();
    } else if ("dismisses" in pressed.dataset) {
      pressed.closest("[data-toast]")?.remove();
    } else {
      const field = document.getElementById(pressed.dataset.sets);
      field.value = pressed.dataset.value;
      field.dispatchEvent(new Event("change", { bubbles: true }));
      field.focus();
    }
  });

  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-submits]")) event.target.form.requestSubmit();
    all("[data-ticked]", event.target.form || undefined).forEach(tally);
    all("[data-unless]", event.target.form || undefined).forEach(lift);
  });

  // How many of a list are ticked; a browser that goes back ticks them again by itself.
  function tally(shown) {
    shown.textContent = all("[data-item] .select :checked", shown.closest("form")).length;
  }
  addEventListener("pageshow", () => all("[data-ticked]").forEach(tally));

  // A field that must be filled in unless one of the named boxes is ticked.
  function lift(field) {
    field.required = !all(`[name="${field.dataset.unless}"]:checked`, field.form).length;
  }

  document.addEventListener("pointerover", (event) => {
    event.target.closest(".defined")?.removeAttribute("data-closed");
  });
  document.addEventListener("focusin", (event) => {
    event.target.closest(".defined")?.removeAttribute("data-closed");
  });

  // ---- keys
  const kept = "panhuo.shortcuts";
  const enabled = () => localStorage.getItem(kept) !== "off";
  const toggle = document.getElementById("shortcuts-on");
  if (toggle) {
    toggle.checked = enabled();
    toggle.addEventListener("change", () => localStorage.setItem(kept, toggle.checked ? "on" : "off"));
  }

  const writing = (e) =>
    e.isContentEditable || e.matches("textarea, select, input:not([type=checkbox], [type=radio], [type=button])");

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") return escape();
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (writing(event.target) || !enabled()) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const modal = document.querySelector("dialog:modal");
    if (modal) return;
    if (key === "?" || (key === "/" && event.shiftKey)) act(event, () => open("shortcuts"));
    else if (key === "/") act(event, focusSearch);
    else if (key === "j" || key === "k") act(event, () => move(key === "j" ? 1 : -1));
    else if (key === "x") act(event, select);
    else press(event, event.shiftKey ? `shift+${key}` : key);
  });

  function act(event, deed) {
    event.preventDefault();
    deed();
  }

  function escape() {
    all(".defined:is(:hover, :focus-within)").forEach((d) => (d.dataset.closed = ""));
    all("details.account[open], details.menu[open]").forEach((d) => {
      d.open = false;
      d.querySelector("summary").focus();
    });
  }

  function focusSearch() {
    const field = document.querySelector("main input[type=search]") || document.getElementById("find");
    if (field.offsetParent) {
      field.focus();
      field.select();
    } else location.assign(document.querySelector(".find").action);
  }

  const items = () => all("[data-keys=list] [data-item]").filter((i) => i.offsetParent !== null);
  // Where J and K have led, or where Tab has.
  const current = () =>
    document.activeElement.closest("[data-item]") || document.querySelector("[data-item][data-current]");

  function move(step) {
    const list = items();
    if (!list.length) return;
    const at = list.indexOf(current());
    const next = list[at < 0 ? (step > 0 ? 0 : list.length - 1) : Math.min(Math.max(at + step, 0), list.length - 1)];
    all("[data-item][data-current]").forEach((i) => i.removeAttribute("data-current"));
    next.setAttribute("data-current", "");
    const link = next.querySelector("a[href], button");
    // The link itself takes the focus, so Enter opens it without any help.
    if (link) link.focus({ preventScroll: true });
    else document.activeElement.blur();
    next.scrollIntoView({ block: "nearest" });
  }

  function select() {
    const box = current()?.querySelector("input[type=checkbox]");
    if (box) box.click();
  }

  function press(event, key) {
    const name = CSS.escape(key);
    const button =
      current()?.querySelector(`[data-key="${name}"]`) ||
      all(`[data-key="${name}"]`).find((b) => b.offsetParent !== null && !b.disabled);
    if (button) act(event, () => button.click());
  }

  // ---- forms that keep themselves: what was typed after the last time goes off with the page
  document.addEventListener("input", (event) => {
    if (event.target.form?.dataset.keeps) event.target.form.dataset.unkept = "";
  });
  document.addEventListener("submit", (event) => delete event.target.dataset.unkept);
  document.addEventListener("htmx:beforeRequest", (event) => {
    const form = event.target.matches("[data-kept]") && event.target.closest("form");
    if (form) delete form.dataset.unkept;
  });
  ["htmx:sendError", "htmx:responseError"].forEach((name) => document.addEventListener(name, (event) => {
    const form = event.target.matches("[data-kept]") && event.target.closest("form");
    if (form) form.dataset.unkept = "";
  }));
  // Fields that could not be kept are marked where they stand, as an answer to the whole form would mark them.
  document.addEventListener("htmx:afterSwap", (event) => {
    const { target } = event.detail;
    if (!target.matches("[data-kept]")) return;
    const form = target.closest("form");
    all(".kept-wrong", form).forEach((sign) => {
      sign.parentElement.classList.remove("wrong");
      sign.parentElement.querySelector("[aria-invalid]")?.removeAttribute("aria-invalid");
      sign.remove();
    });
    all("[data-at-fault]", target).forEach((link) => {
      const input = document.getElementById(link.dataset.atFault);
      const field = input?.matches("fieldset") ? input : input?.closest(".field");
      if (!field || field.querySelector(".field-error")) return;
      field.classList.add("wrong");
      if (input !== field) input.setAttribute("aria-invalid", "true");
      const sign = document.createElement("p");
      sign.className = "field-error kept-wrong";
      sign.textContent = link.textContent;
      field.querySelector("label, legend").after(sign);
    });
  });
  function showYuan(input) {
    const shown = input.closest(".field").querySelector(".yuan");
    const amount = Number(input.value.replace(/[,，]/g, ""));
    const ok = input.value.trim() && Number.isFinite(amount) && amount >= 0;
    if (shown) shown.textContent = ok ? `${(amount * 1e4).toLocaleString("en", { maximumFractionDigits: 2 })} ${say("元", "yuan")}` : "";
  }
  document.addEventListener("input", (event) => event.target.matches("[data-yuan]") && showYuan(event.target));

  // A session that ends must not take with it what stands in the form: stay, say so, go on once signed in elsewhere.
  document.addEventListener("htmx:beforeOnLoad", (event) => {
    const { elt, xhr } = event.detail;
    if (xhr.status !== 401 || !elt.matches("[data-kept]")) return;
    event.preventDefault();
    const form = elt.closest("form");
    Object.assign(form.dataset, { unkept: "", signedOut: "" });
    const link = Object.assign(document.createElement("a"), {
      href: xhr.getResponseHeader("HX-Redirect") || "/auth/login",
      target: "_blank",
      textContent: say("在新窗口登录", "sign in in a new window"),
    });
    const words = document.createElement("span");
    words.className = "kept-refused";
    words.append(say("登录已失效，本页内容仍在。请", "The session has ended; what you wrote is still here. Please "), link,
      say("，再回到这里继续。", ", then come back and go on."));
    elt.replaceChildren(words);
  });
  document.addEventListener("submit", (event) => {
    if (!("signedOut" in event.target.dataset)) return;
    event.preventDefault();
    event.stopPropagation();
    toast(say("登录已失效：请先在新窗口登录，再回到这里提交。", "The session has ended: sign in in a new window first, then submit here."), "failure");
  }, true);
  addEventListener("focus", async () => {
    const forms = all("form[data-signed-out]");
    if (!forms.length) return;
    const answer = await fetch(location.href);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const token = page.querySelector("meta[name=csrf-token]")?.content;
    if (!answer.ok || !token) return;
    document.querySelector("meta[name=csrf-token]").content = token;
    all("input[name=csrf_token]").forEach((field) => (field.value = token));
    forms.forEach((form) => {
      delete form.dataset.signedOut;
      form.dispatchEvent(new Event("input", { bubbles: true }));
    });
  });
  addEventListener("pagehide", () => all("form[data-unkept]").forEach((form) => {
    if (navigator.sendBeacon(form.dataset.keeps, new FormData(form))) delete form.dataset.unkept;
  }));

  // ---- copying
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copies]");
    if (!button) return;
    const field = document.getElementById(button.dataset.copies);
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
      toast(say("已复制", "Copied"));
    } catch {
      document.execCommand("copy"); // A page over plain HTTP has no clipboard of its own.
    }
  });

  // ---- htmx
  document.addEventListener("htmx:configRequest", (event) => {
    const token = document.querySelector("meta[name=csrf-token]")?.content;
    if (token && event.detail.verb !== "get") event.detail.headers["X-CSRF-Token"] = token;
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr } = event.detail;
    if (xhr.status < 400) return;
    // Only an answer that says where it belongs is shown: a proxy's error page is not ours to swap in.
    const ours = xhr.getResponseHeader("HX-Retarget") || [409, 422].includes(xhr.status);
    event.detail.shouldSwap = Boolean(ours);
    event.detail.isError = !ours;
  });
  document.addEventListener("htmx:responseError", () =>
    toast(say("没有成功：服务没有正常回答。请稍后再试。", "That did not work: the service gave no proper answer. Try again shortly."), "failure"));
  document.addEventListener("htmx:sendError", () =>
    toast(say("没有送达：网络不通。恢复后请再试一次。", "Not delivered: no connection. Try again once it is back."), "failure"));
  document.addEventListener("htmx:load", (event) => dress(event.detail.elt));
  document.addEventListener("htmx:beforeRequest", (event) => event.detail.target?.classList?.add("swaps"));
  document.addEventListener("htmx:afterRequest", (event) => event.detail.target?.classList?.remove("swaps"));

  dress(document);
})();
