// The live list: one EventSource, at most one change a second, can be paused.
(() => {
  "use strict";
  const english = document.documentElement.lang.startsWith("en");

  function start(ticker) {
    const list = ticker.querySelector(".events");
    const pause = ticker.querySelector("[data-pause]");
    const count = ticker.querySelector("[data-count]");
    const most = Number(ticker.dataset.most);
    const waiting = [];
    let arrivals = [];
    const began = Date.now();
    let paused = false;

    const source = new EventSource(ticker.dataset.ticker);
    source.addEventListener("open", () => ticker.classList.remove("broken"));
    // The browser reconnects by itself; here it is only shown.
    source.addEventListener("error", () => ticker.classList.add("broken"));
    source.addEventListener("message", (message) => {
      arrivals.push(Date.now());
      waiting.push(message.data);
      if (waiting.length > most) waiting.shift();
    });

    const timer = setInterval(() => {
      if (!ticker.isConnected) {
        source.close();
        clearInterval(timer);
        return;
      }
      const since = Date.now() - 60000;
      arrivals = arrivals.filter((at) => at > since);
      // A rate is said once a whole minute was watched: until then it would count seconds as a minute.
      count.textContent = began > since ? "" : english ? `${arrivals.length} / min` : `${arrivals.length} 条/分`;
      if (paused || document.hidden || list.matches(":hover, :focus-within") || !waiting.length) return;
      const holder = document.createElement("template");
      holder.innerHTML = waiting.shift();
      holder.content.firstElementChild?.classList.add("fresh");
      list.prepend(holder.content);
      while (list.children.length > most) list.lastElementChild.remove();
    }, 1000);

    pause.addEventListener("click", () => {
      paused = !paused;
      ticker.classList.toggle("paused", paused);
      pause.textContent = paused ? pause.dataset.pausedText : pause.dataset.runningText;
    });
  }

  const begin = (within) => within.querySelectorAll("[data-ticker]").forEach((ticker) => {
    if (ticker.dataset.started) return;
    ticker.dataset.started = "1";
    start(ticker);
  });
  begin(document);
  document.addEventListener("htmx:load", (event) => begin(event.detail.elt));
})();
