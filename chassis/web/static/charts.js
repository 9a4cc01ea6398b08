// Line charts from the JSON beside them; ECharts is fetched only where a page has a chart.
(() => {
  "use strict";
  const style = getComputedStyle(document.documentElement);
  const token = (name) => style.getPropertyValue(name).trim();
  const font = () => getComputedStyle(document.body).fontFamily;
  const others = ["#3f93a3", "#a8751a", "#5c6b78", "#7a5c99", "#0b6b4d"];
  const note = () => ({ fontFamily: font(), fontSize: 12, color: token("--notes") });

  function option(data, width) {
    // Where there is little room, neighboring captions stand on two levels.
    const levels = width < 700 ? 2 : 1;
    const ends = data.lines.map((line) => `${line.name} ${line.values.filter((v) => v !== null).at(-1) ?? "—"}`);
    const room = Math.max(...ends.map((text) => [...text].reduce((w, c) => w + (c > "\u2e80" ? 12 : 7), 0)));
    let other = 0;
    const series = data.lines.map((line, i) => {
      const color = line.is_subject ? token("--blue") : others[other++ % others.length];
      return {
        type: "line", name: line.name, data: line.values, symbol: "none", z: line.is_subject ? 3 : 2,
        lineStyle: { width: line.is_subject ? 2.5 : 1.5, color },
        itemStyle: { color },
        endLabel: { show: true, formatter: ends[i], ...note(), color, fontWeight: line.is_subject ? 600 : 400, distance: 8 },
        emphasis: { disabled: true },
      };
    });
    series[0].markLine = {
      silent: true, symbol: "none", animation: false,
      data: data.dues.map(([x, text, kind], i) => ({
        xAxis: x,
        label: { formatter: text, position: "end", distance: 4 + (i % levels) * 15, ...note(), color: kind === "compare" ? token("--blue") : token("--ink") },
        lineStyle: { type: kind === "compare" ? [2, 2] : [4, 3], width: 1, color: kind === "compare" ? token("--blue") : token("--ink") },
      })),
    };
    if (data.targets.length) {
      series.push({
        type: "scatter", symbol: "diamond", symbolSize: 11, z: 5, silent: true, tooltip: { show: false },
        itemStyle: { color: token("--paper"), borderColor: token("--ink"), borderWidth: 1.2 },
        data: data.targets.map(([x, y, text]) => ({
          value: [x, y],
          label: { show: Boolean(text), formatter: text, position: "right", ...note(), color: token("--ink") },
        })),
      });
    }
    return {
      animation: false,
      textStyle: { fontFamily: font() },
      grid: { left: 6, right: room + 16, top: 14 + 15 * levels, bottom: 4, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
      xAxis: {
        type: "category", data: data.x, boundaryGap: false, axisTick: { show: false },
        axisLine: { lineStyle: { color: token("--strong") } }, axisLabel: { ...note(), hideOverlap: true },
      },
      yAxis: {
        type: "value", min: data.low, max: data.high ?? undefined,
        splitLine: { lineStyle: { color: token("--grid") } }, axisLabel: note(),
      },
      tooltip: {
        trigger: "axis", confine: true, transitionDuration: 0, borderColor: token("--ink"), borderWidth: 1, padding: [8, 12],
        textStyle: { fontFamily: font(), fontSize: 12, color: token("--ink") },
        axisPointer: { lineStyle: { color: token("--border"), type: "solid", width: 1 } },
        valueFormatter: (v) => (v === null || v === undefined ? "—" : `${v}${data.unit}`),
      },
      series,
    };
  }

  // Names at the ends of lines that meet: ECharts lets them overlap, so they are moved apart here.
  function spread(chart, data) {
    const apart = 16;
    const ends = data.lines
      .map((line, i) => ({ i, y: chart.convertToPixel({ yAxisIndex: 0 }, line.values.filter((v) => v !== null).at(-1) ?? 0) }))
      .sort((a, b) => a.y - b.y);
    const placed = ends.map((end) => end.y);
    for (let n = 1; n < placed.length; n++) placed[n] = Math.max(placed[n], placed[n - 1] + apart);
    const shift = placed.length ? (placed.at(-1) - ends.at(-1).y) / 2 : 0;
    const series = data.lines.map(() => ({}));
    ends.forEach((end, n) => { series[end.i] = { endLabel: { offset: [0, placed[n] - shift - end.y] } }; });
    chart.setOption({ series });
  }

  function draw(figure) {
    const canvas = figure.querySelector(".chart-canvas");
    if (canvas.dataset.drawn) return;
    canvas.dataset.drawn = "1";
    const chart = echarts.init(canvas, null, { renderer: "svg" });
    const data = JSON.parse(figure.querySelector("script").textContent);
    chart.setOption(option(data, canvas.clientWidth));
    spread(chart, data);
    const watch = new ResizeObserver(() => {
      if (figure.isConnected) chart.resize();
      else {
        watch.disconnect();
        chart.dispose();
      }
    });
    watch.observe(canvas);
  }

  let library;
  function load() {
    library ??= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = document.querySelector("meta[name=echarts]").content;
      script.addEventListener("load", resolve);
      script.addEventListener("error", reject);
      document.head.append(script);
    });
    return library;
  }

  async function begin(within) {
    const figures = Array.from(within.querySelectorAll("[data-chart]"));
    if (within.matches?.("[data-chart]")) figures.push(within);
    if (!figures.length) return;
    try {
      await Promise.all([load(), document.fonts.ready]);
      figures.forEach(draw);
    } catch {
      // Without the library the table behind the chart says the same.
      figures.forEach((f) => { f.querySelector(".chart-canvas").hidden = true; f.querySelector("details").open = true; });
    }
  }
  begin(document);
  document.addEventListener("htmx:load", (event) => begin(event.detail.elt));
})();
