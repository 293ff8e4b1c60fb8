"use strict";
// What is received is put into text nodes and never read as HTML; the content security policy allows nothing else.

const counts = new Intl.NumberFormat("en");
const rates = new Intl.NumberFormat("en", {minimumFractionDigits: 1, maximumFractionDigits: 1});
const NOBODY = new Set(["EMPTY", "DEAD", "NEVER RUN"]);
const OUTCOMES = ["COMPLETE", "PARTIAL", "FILTERED", "EXPIRED", "CANCELLED", "UNKNOWN"];

function element(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value !== undefined && value !== null && value !== false) {
      made.setAttribute(name, value === true ? "" : String(value));
    }
  }
  made.append(...children.filter(child => child !== null && child !== undefined));
  return made;
}

function byId(id) {
  return document.getElementById(id);
}

function age(seconds) {
  if (seconds === undefined) {
    return "–";
  }
  if (seconds < 600) {
    return rates.format(seconds) + " s";
  }
  return seconds < 36000 ? counts.format(Math.round(seconds / 60)) + " min" : rates.format(seconds / 3600) + " h";
}

function decimal(value, digits) {
  return value === undefined ? "–" : value.toFixed(digits === undefined ? 3 : digits);
}

function percent(value) {
  return value === undefined ? "–" : (100 * value).toFixed(1) + " %";
}

function clock(ms) {
  return new Date(ms).toLocaleTimeString("en-GB");
}

/** A number that a test finds: its text is for people, its value is exact. */
function figure(name, value, text) {
  return element("span", {"data-figure": name, "data-value": value}, text);
}

function stage(now) {
  const reads = now.stage !== "tasks";
  const idle = reads && NOBODY.has(now.state);
  const seconds = now.age_s || 0;
  const look = idle ? "idle" : seconds >= 60 ? "behind" : seconds >= 15 ? "waits" : "";
  const rate = element("p", {class: "rate"},
      now.per_second === undefined ? "–" : rates.format(now.per_second), element("small", {}, " " + now.what + " / s"));
  const rows = element("dl", {});
  rows.append(element("dt", {}, "total"), element("dd", {}, figure(now.stage + ".count", now.count, counts.format(now.count))));
  if (reads) {
    rows.append(
        element("dt", {}, "waiting"), element("dd", {class: "waiting"}, figure(now.stage + ".lag", now.lag, counts.format(now.lag))),
        element("dt", {}, "oldest"), element("dd", {class: "waiting"}, figure(now.stage + ".age", now.age_s || 0, age(now.age_s))));
  }
  return element("li", {class: "stage " + look, "data-stage": now.stage},
      element("h3", {}, now.stage, idle ? element("span", {class: "badge"}, now.state === "NEVER RUN" ? "never run" : "no members") : null), rate, rows);
}

/** A legend's entry: a name, and how many. */
function counted(name, figureName, count, ...before) {
  return element("li", {}, ...before, name + " ", element("b", {}, figure(figureName, count, counts.format(count))));
}

function words(constant) {
  return constant.toLowerCase().replaceAll("_", " ");
}

function outcomes(purpose, ended, reasons) {
  const known = OUTCOMES.filter(outcome => ended[outcome]);
  const total = known.reduce((sum, outcome) => sum + ended[outcome], 0);
  const bar = element("div", {class: "stack", "aria-hidden": "true"});
  const legend = element("ul", {class: "legend"});
  for (const outcome of known) {
    const part = element("span", {class: outcome});
    part.style.width = (100 * ended[outcome] / total) + "%";
    bar.append(part);
    legend.append(counted(words(outcome), "ended." + purpose + "." + outcome, ended[outcome], element("span", {class: "key " + outcome})));
  }
  const why = element("ul", {class: "legend why"}, ...Object.entries(reasons)
      .sort(([, a], [, b]) => b - a)
      .map(([reason, count]) => counted(words(reason), "reasons." + purpose + "." + reason, count)));
  byId("outcomes-" + purpose).replaceChildren(...(total ? [bar, legend, why] : [element("p", {class: "soft"}, "none yet")]));
}

function dead(letters) {
  const total = letters.reduce((sum, letter) => sum + letter.count, 0);
  const kinds = [...letters].sort((a, b) => b.count - a.count).map(letter => {
    const topic = letter.topic.split(".").pop();
    return counted(topic + ": " + words(letter.reason) + ", says " + letter.stage, "dead." + topic + "." + letter.reason, letter.count, element("span", {class: "key " + (letter.reason === "LATE" ? "usual" : "trouble")}));
  });
  byId("dead").replaceChildren(...(total === 0 ? [element("p", {class: "soft"}, "none")]
      : [element("p", {class: "value"}, figure("dead", total, counts.format(total))), element("ul", {class: "legend why"}, ...kinds)]));
}

function taskTable(title, tasks, measures) {
  const classes = {"task": "", "data set": "hide", "newest 50": "number hide", "": "hide"};
  const head = ["task", measures ? "data set" : null, "groups", "reward", measures ? null : "newest 50", "accuracy", "format", ""]
      .filter(name => name !== null)
      .map(name => element("th", {class: classes[name] ?? "number"}, name));
  const rows = tasks.map(task => {
    const name = task.purpose + "." + task.task;
    return element("tr", {},
        element("td", {}, task.task || "(unnamed)", measures ? element("span", {class: "narrow soft"}, task.dataset) : null),
        measures ? element("td", {class: "hide"}, task.dataset) : null,
        element("td", {class: "number"}, figure(name + ".groups", task.groups, counts.format(task.groups))),
        element("td", {class: "number"}, figure(name + ".reward", task.reward, decimal(task.reward))),
        measures ? null : element("td", {class: "number hide"}, decimal(task.recent_reward)),
        element("td", {class: "number"}, figure(name + ".accuracy", task.accuracy, percent(task.accuracy))),
        element("td", {class: "number"}, figure(name + ".format", task.format, percent(task.format))),
        element("td", {class: "hide"}, task.accuracy === undefined ? ""
            : element("meter", {min: 0, max: 1, value: task.accuracy, "aria-label": "accuracy"})));
  });
  return element("div", {class: "scroll"}, element("table", {},
      element("caption", {}, title), element("thead", {}, element("tr", {}, ...head)), element("tbody", {}, ...rows)));
}

function tasks(all) {
  const tables = [["Training", "TRAIN"], ["Evaluation", "EVAL"]]
      .map(([title, purpose]) => [title, purpose, all.filter(task => task.purpose === purpose)])
      .filter(([, , some]) => some.length > 0)
      .map(([title, purpose, some]) => taskTable(title, some, purpose === "EVAL"));
  if (tables.length > 0) {
    byId("task-tables").replaceChildren(...tables);
  }
}

function learners(all) {
  const lines = all.filter(learner => learner.version !== undefined).map(learner => {
    const version = " is at version " + counts.format(learner.version);
    const behind = learner.versions_behind === undefined ? ""
        : ", what waits for it is " + rates.format(learner.versions_behind) + " versions behind, at most " + learner.versions_behind_most;
    return learner.learner + version + behind;
  });
  byId("back").hidden = lines.length === 0;
  byId("back").replaceChildren("policy versions go back to the workers: " + lines.join("; "));
}

function problems(now) {
  const held = now.lag.held.filter(one => (one.for_s || 0) >= 10);
  byId("held").hidden = held.length === 0;
  byId("held").replaceChildren(held.map(one => "An open transaction holds back " + counts.format(one.records) + " records of "
      + one.topic + "-" + one.partition + " for " + age(one.for_s) + ".").join(" "));
}

function status(look, text) {
  byId("status").className = "status " + look;
  byId("status-text").replaceChildren(text);
}

function show(now) {
  byId("problem").hidden = !now.failure;
  if (now.failure) {
    byId("problem").replaceChildren("The figures stand still: " + now.failure);
    status("still", "stands still");
    return;
  }
  status("live", "live, " + clock(now.at_ms));
  byId("window").replaceChildren("counted since " + new Date(now.since_ms).toLocaleString("en-GB")
      + (now.unread > 0 ? "; still reading, " + counts.format(now.unread) + " records to go" : ""));
  byId("stages").replaceChildren(...now.stages.map(stage));
  byId("open-groups").replaceChildren(figure("open.groups", now.open.groups, counts.format(now.open.groups)));
  byId("open-age").replaceChildren(now.open.oldest_s === undefined ? "" : "the oldest for " + age(now.open.oldest_s));
  outcomes("TRAIN", now.ended.TRAIN || {}, now.reasons.TRAIN || {});
  outcomes("EVAL", now.ended.EVAL || {}, now.reasons.EVAL || {});
  dead(now.dead_letters);
  byId("eval-outcomes").hidden = !now.ended.EVAL;
  tasks(now.tasks);
  learners(now.learners);
  problems(now);
  groupBrowser.seen(now.groups_seen);
}

function listen() {
  const events = new EventSource("/api/live");
  events.addEventListener("now", event => show(JSON.parse(event.data)));
  events.addEventListener("charts", event => drawCharts(JSON.parse(event.data).charts));
  events.addEventListener("error", () => status("still", "connection lost, trying again"));
}

const groupBrowser = new GroupBrowser();
groupBrowser.start();
listen();
