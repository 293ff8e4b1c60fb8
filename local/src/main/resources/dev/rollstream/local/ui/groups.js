"use strict";

/** The list of the newest groups, and the one that is looked at. */
class GroupBrowser {
  constructor() {
    this.list = document.getElementById("group-list");
    this.form = document.getElementById("filters");
    this.newer = document.getElementById("newer");
    this.older = document.getElementById("older");
    this.shownSeen = -1;
    this.oldest = null;
    this.loading = false;
  }

  start() {
    this.form.addEventListener("change", () => this.load());
    this.form.addEventListener("submit", event => { event.preventDefault(); this.load(); });
    this.newer.addEventListener("click", () => this.load());
    this.older.addEventListener("click", () => this.load(this.oldest));
    window.addEventListener("hashchange", () => this.open());
    this.open();
    this.load();
  }

  /** More groups ended: the list is not moved under a reader's eyes, unless it is empty. */
  seen(number) {
    const newer = number - this.shownSeen;
    if (this.list.childElementCount === 0 && newer > 0) {
      this.load();
    }
    this.newer.hidden = newer <= 0 || this.list.childElementCount === 0;
    this.newer.replaceChildren(counts.format(newer) + " newer");
  }

  async load(before) {
    if (this.loading) {
      return;
    }
    this.loading = true;
    try {
      const query = new URLSearchParams(new FormData(this.form));
      if (before) {
        query.set("before", before);
      }
      const answer = await fetch("/api/groups?" + query);
      if (answer.ok) {
        this.fill(await answer.json(), Boolean(before));
      }
    } finally {
      this.loading = false;
    }
  }

  fill(page, append) {
    const lines = page.groups.map(group => this.line(group));
    if (append) {
      this.list.append(...lines);
    } else {
      this.list.replaceChildren(...lines);
      this.shownSeen = page.seen;
      this.newer.hidden = true;
    }
    this.oldest = page.groups.length ? page.groups[page.groups.length - 1].number : this.oldest;
    this.older.hidden = !page.more;
    document.getElementById("reward-filter").hidden = !page.show_answers;
    document.getElementById("groups-note").replaceChildren(
        "the newest " + counts.format(page.kept) + " of " + counts.format(page.seen)
        + (page.show_answers ? "" : "; answers and rewards are not shown (--show-answers)"));
    this.tasks(page.tasks);
    this.mark();
  }

  tasks(names) {
    const select = this.form.elements.task;
    const chosen = select.value;
    const known = Array.from(select.options).slice(1).map(option => option.value);
    if (known.join("\n") !== names.join("\n")) {
      select.replaceChildren(select.options[0], ...names.map(name => element("option", {value: name}, name || "(unnamed)")));
      select.value = chosen;
    }
  }

  line(group) {
    const figureText = group.reward === undefined ? counts.format(group.members) + " members" : "reward " + decimal(group.reward, 2);
    const task = element("span", {}, element("span", {class: "key " + group.outcome, title: group.outcome.toLowerCase()}),
        group.task || "(unnamed)", group.purpose === "EVAL" ? " " : null,
        group.purpose === "EVAL" ? element("span", {class: "tag"}, "evaluation") : null);
    const version = group.version === undefined ? "" : "v" + group.version + ", ";
    return element("li", {}, element("a", {href: "#group-" + group.partition + "-" + group.offset, "data-id": group.id},
        task, element("span", {class: "figure"}, figureText),
        element("span", {class: "id"}, group.id), element("span", {class: "when"}, version + clock(group.ended_ms))));
  }

  mark() {
    for (const link of this.list.querySelectorAll("a")) {
      link.setAttribute("aria-current", String(link.getAttribute("href") === location.hash));
    }
  }

  async open() {
    const place = /^#group-(\d+)-(\d+)$/.exec(location.hash);
    if (!place) {
      return;
    }
    this.mark();
    const answer = await fetch("/api/group?partition=" + place[1] + "&offset=" + place[2]);
    const target = document.getElementById("group");
    if (answer.ok) {
      showGroup(target, await answer.json());
    } else {
      target.replaceChildren(element("p", {class: "soft empty"}, await answer.text()));
    }
    if (window.matchMedia("(max-width: 860px)").matches) {
      target.scrollIntoView();
    }
  }
}

function showGroup(target, group) {
  const header = element("header", {}, element("h3", {}, group.task || "(unnamed)"),
      element("span", {class: "tag"}, group.outcome.toLowerCase()),
      group.reason && group.reason !== "NONE" ? element("span", {class: "tag"}, group.reason.toLowerCase().replaceAll("_", " ")) : null,
      group.purpose === "EVAL" ? element("span", {class: "tag"}, "evaluation " + (group.dataset || "")) : null,
      element("span", {class: "id"}, group.id));
  const pictures = element("div", {class: "pictures"}, ...group.pictures.map(picture => picture.problem
      ? element("p", {class: "soft"}, picture.problem)
      : element("img", {src: "data:image/jpeg;base64," + picture.jpeg, width: picture.width, height: picture.height, alt: "picture of the task"})));
  target.replaceChildren(header, pictures,
      group.prompt ? longText(group.prompt) : element("p", {class: "soft"}, "The task is no longer on its topic."),
      ...(group.answer ? [element("p", {class: "answer"}, "answer ", element("b", {}, group.answer.text))] : []),
      ...(group.detail ? [element("p", {class: "soft"}, group.detail)] : []),
      ...group.members.map(showMember),
      ...(group.left_out ? [element("p", {class: "soft"}, group.left_out + " more members are not shown.")] : []));
}

function longText(shown) {
  return element("pre", {}, shown.text,
      shown.more ? element("i", {class: "soft"}, "\n… " + counts.format(shown.more) + " more characters") : null);
}

function showMember(member) {
  const figures = element("p", {class: "figures"}, element("span", {class: "soft"}, "#" + member.slot));
  const add = (name, value) => figures.append(element("span", {}, name + " ", element("b", {}, value === undefined ? "–" : String(Math.round(value * 1000) / 1000))));
  if (member.components) {
    add("reward", member.reward);
    add("advantage", member.advantage);
    member.components.forEach(component => add(component.name, component.value));
  }
  const versions = member.version_min === undefined ? "" : ", version " + member.version_min
      + (member.version_max === undefined || member.version_max === member.version_min ? "" : " to " + member.version_max);
  figures.append(element("span", {class: "soft"}, (member.tokens === undefined ? "" : counts.format(member.tokens) + " tokens, ")
      + member.finish.toLowerCase() + versions));
  const body = member.completion ? longText(member.completion)
      : element("p", {class: "soft"}, member.gone ? "The rollout is no longer on its topic." : "No completion. " + (member.error || ""));
  const measure = member.components && (member.components.find(component => component.name === "accuracy") || {value: member.reward}).value;
  const look = !member.components || measure === undefined ? "" : measure > 0 ? "good" : "poor";
  return element("div", {class: "member " + look}, figures, body);
}
