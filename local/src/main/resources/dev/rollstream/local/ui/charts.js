"use strict";
// Draws charts as the server describes them; nothing is computed here.

const drawn = new Map();

function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** The report's ink is for white paper. */
function seriesColour(rgb) {
  return rgb === "#1d2330" ? colour("--ink") : rgb;
}

function tick(scale) {
  const number = new Intl.NumberFormat("en", {maximumFractionDigits: 2});
  return scale === "SHARE" || scale === "PART" ? value => number.format(100 * value) : value => number.format(value);
}

function axis(description, stacked) {
  const share = description.scale === "SHARE";
  const fromZero = share || description.scale === "PART" || description.scale === "AMOUNT";
  return {
    type: "linear",
    stacked,
    beginAtZero: fromZero,
    max: share ? 1 : undefined,
    title: {display: true, text: description.title, color: colour("--soft"), font: {size: 11}},
    ticks: {callback: tick(description.scale), color: colour("--soft"), font: {size: 11}, maxTicksLimit: 7, includeBounds: false, precision: description.scale === "WHOLE" ? 0 : undefined},
    grid: {color: colour("--line")},
    border: {display: false},
  };
}

/** The bars of intervals, which Chart.js has no marks for. */
const intervals = {
  id: "intervals",
  beforeDatasetsDraw(plot) {
    const {ctx, scales} = plot;
    plot.data.datasets.forEach((set, index) => {
      if (!plot.isDatasetVisible(index)) {
        return;
      }
      ctx.save();
      ctx.strokeStyle = set.borderColor;
      ctx.globalAlpha = 0.55;
      ctx.beginPath();
      for (const {x, low, high} of set.data.filter(point => point.low !== undefined)) {
        ctx.moveTo(scales.x.getPixelForValue(x), scales.y.getPixelForValue(low));
        ctx.lineTo(scales.x.getPixelForValue(x), scales.y.getPixelForValue(high));
      }
      ctx.stroke();
      ctx.restore();
    });
  },
};

/** How far apart marks with intervals stand, so that one does not hide another. */
function apart(chart) {
  const places = chart.form === "INTERVALS" ? chart.series.flatMap(series => series.points.map(point => point[0])) : [];
  return places.length === 0 ? 0 : 0.008 * (Math.max(...places) - Math.min(...places));
}

function datasets(chart) {
  const step = apart(chart);
  return chart.series.map((series, index) => ({
    label: series.name,
    data: series.points.map(([x, y, low, high]) => ({x: x + step * (index - (chart.series.length - 1) / 2), y, low, high})),
    borderColor: seriesColour(series.rgb),
    backgroundColor: seriesColour(series.rgb),
    borderWidth: chart.form === "STACKED_BARS" ? 0 : 1.8,
    pointRadius: chart.form === "INTERVALS" || series.points.length < 2 ? 3 : 0,
    pointHitRadius: 8,
    clip: 8,
    barPercentage: 1,
    categoryPercentage: 1,
    tension: 0,
  }));
}

/** The whole of the data and no more; bars reach beyond their places. */
function reach(chart, stacked) {
  const places = datasets(chart).flatMap(set => set.data.map(point => point.x));
  const [min, max] = [Math.min(...places), Math.max(...places)];
  return stacked || !(max > min) ? {} : {min, max};
}

function options(chart) {
  const stacked = chart.form === "STACKED_BARS";
  return {
    animation: false,
    maintainAspectRatio: false,
    parsing: false,
    normalized: true,
    interaction: {mode: "nearest", axis: "x", intersect: false},
    scales: {x: {...axis(chart.x, stacked), ...reach(chart, stacked)}, y: axis(chart.y, stacked)},
    plugins: {
      legend: {display: chart.series.length > 1, position: "bottom", labels: {boxWidth: 10, boxHeight: 10, color: colour("--ink"), font: {size: 12}}},
      tooltip: {callbacks: {title: items => items.length ? chart.x.title + ": " + tick(chart.x.scale)(items[0].parsed.x) : "",
        label: item => item.dataset.label + ": " + tick(chart.y.scale)(item.parsed.y)}},
    },
  };
}

function newFigure(chart) {
  const canvas = document.createElement("canvas");
  canvas.setAttribute("role", "img");
  const note = element("p", {class: "soft"});
  const made = element("figure", {"data-chart": chart.title},
      element("figcaption", {}, element("h3", {}, chart.title), note), element("div", {class: "plot"}, canvas));
  return {figure: made, canvas, note, plot: null};
}

function draw(chart) {
  const place = document.getElementById("curves-" + chart.section);
  const key = chart.section + "\n" + chart.title;
  let entry = drawn.get(key);
  if (!entry) {
    entry = newFigure(chart);
    drawn.set(key, entry);
    place.append(entry.figure);
    entry.plot = new Chart(entry.canvas, {
      type: chart.form === "STACKED_BARS" ? "bar" : "line", data: {datasets: []}, plugins: [intervals]});
  }
  entry.note.replaceChildren(chart.note);
  entry.note.hidden = chart.note === "";
  entry.canvas.setAttribute("aria-label", chart.words);
  const hidden = new Set(entry.plot.data.datasets.filter((set, index) => !entry.plot.isDatasetVisible(index)).map(set => set.label));
  entry.plot.data.datasets = datasets(chart).map(set => ({...set, hidden: hidden.has(set.label)}));
  entry.plot.options = options(chart);
  entry.plot.update("none");
  return key;
}

function drawCharts(charts) {
  const now = new Set(charts.map(draw));
  for (const [key, entry] of drawn) {
    if (!now.has(key)) {
      entry.plot.destroy();
      entry.figure.remove();
      drawn.delete(key);
    }
  }
  document.getElementById("more-curves").hidden = !charts.some(chart => chart.section === "learner");
  lastCharts = charts;
}

let lastCharts = [];
window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => drawCharts(lastCharts));
