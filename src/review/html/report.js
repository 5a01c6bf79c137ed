"use strict";
{
  const byId = (id) => document.getElementById(id);
  const data = JSON.parse(byId("data").textContent);
  const rowOf = (item) => Number(item.id.slice(1));
  // Rows by number, as in the list; and their numbers in the order of the page.
  const items = [];
  const sequence = Array.from(document.querySelectorAll("ol > li"), rowOf);
  for (const i of sequence) items[i] = byId("r" + i);
  const lists = Array.from(document.querySelectorAll("section > ol"));
  const bars = Array.from(document.querySelectorAll("svg .shown"));
  const confidences = items.map((item) => Number(item.dataset.c));
  const pairs = items.map((item) => Number(item.dataset.p));
  const documents = items.map((item) => lists.indexOf(item.parentNode));
  const pairTexts = data.pairs.map((pair) => pair.join(" \u2192 ").toLowerCase());
  const documentTexts = data.documents.map((name) => name.toLowerCase());

  // A verdict is what its cell holds: "", "accept", "reject", or another original in double quotes, in which line breaks are
  // marks, and a backslash stands before what would be taken for one.
  const verdicts = data.verdicts.slice();
  const shown = items.map(() => true);
  const undone = [];
  let current = -1;
  let unsaved = false;

  // What shows substitution i: its row, its place in the text, and copies of both in two columns.
  const marks = items.map((item) => Array.from(item.querySelectorAll(".s")));
  const indexOf = (link) => Number(link.hash.slice(2));
  document.querySelectorAll("a.s").forEach((link) => marks[indexOf(link)].push(link));

  const UNSAFE = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
  const visible = (text) => text.replace(UNSAFE, (c) => "\\u{" + c.charCodeAt(0).toString(16) + "}");
  const originalOf = (verdict) => verdict.slice(1, -1).replace(/\\(.)/gsu, "$1");
  const another = (original) => '"' + original.replace(/[\\\u23ce\u240d]/g, "\\$&") + '"';
  const kind = (verdict) => (verdict.startsWith('"') ? "other" : verdict);

  // Showing

  function show(i) {
    const verdict = verdicts[i];
    const item = items[i];
    for (const element of [item, ...marks[i]]) element.dataset.v = kind(verdict);
    for (const mark of marks[i]) {
      const ins = mark.querySelector("ins");
      ins.dataset.proposed ??= ins.textContent;
      ins.textContent = kind(verdict) === "other" ? visible(originalOf(verdict)) : ins.dataset.proposed;
    }
    for (const box of item.querySelectorAll("input[type=checkbox]")) box.checked = box.value === verdict;
    for (const button of item.querySelectorAll("button[data-a]")) {
      button.ariaPressed = String(verdict === data.alternatives[i][button.dataset.a]);
    }
  }

  function count() {
    const total = { "": 0, accept: 0, reject: 0, other: 0 };
    for (const verdict of verdicts) total[kind(verdict)] += 1;
    const other = total.other ? `, ${total.other} another original` : "";
    const visibleRows = shown.filter(Boolean).length;
    byId("counts").textContent = `${visibleRows} shown of ${items.length}: ${total.accept} accepted, ` +
      `${total.reject} rejected${other}, ${total[""]} undecided`;
    byId("undo").disabled = undone.length === 0;
    byId("nothing").hidden = visibleRows > 0 || items.length === 0;
  }

  function filter() {
    const [from, to] = [Number(byId("from").value), Number(byId("to").value)];
    byId("from-shown").textContent = from.toFixed(2);
    byId("to-shown").textContent = to.toFixed(2);
    const needle = byId("pair").value.trim().toLowerCase();
    const exact = pairTexts.includes(needle);
    const found = (text) => (exact ? text === needle : text.includes(needle));
    const [pairFound, documentFound] = [pairTexts.map(found), documentTexts.map(found)];
    const state = byId("state").value;
    const inState = (verdict) => state === "all" || kind(verdict) === (state === "open" ? "" : state);
    const bins = bars.map(() => 0);
    const left = lists.map(() => 0);
    items.forEach((item, i) => {
      const confidence = confidences[i];
      const named = pairFound[pairs[i]] || documentFound[documents[i]];
      shown[i] = named && confidence >= from && confidence <= to && inState(verdicts[i]);
      item.hidden = !shown[i];
      for (const mark of marks[i]) mark.classList.toggle("off", !shown[i]);
      if (!shown[i]) return;
      left[documents[i]] += 1;
      bins[Math.min(Math.floor(confidence * bars.length), bars.length - 1)] += 1;
    });
    lists.forEach((list, d) => { list.parentNode.hidden = left[d] === 0; });
    bars.forEach((bar, b) => {
      const height = (bins[b] / data.tallest) * data.height || 0;
      bar.setAttribute("y", data.height - height);
      bar.setAttribute("height", height);
    });
    count();
  }

  // Deciding

  function decide(indices, verdict) {
    const before = indices.filter((i) => verdicts[i] !== verdict).map((i) => [i, verdicts[i]]);
    if (before.length === 0) return;
    undone.push(before);
    set(before.map(([i]) => [i, verdict]));
  }

  function set(changes) {
    for (const [i, verdict] of changes) {
      verdicts[i] = verdict;
      show(i);
    }
    unsaved = true;
    remember();
    count();
  }

  function undo() {
    const before = undone.pop();
    if (before) set(before);
  }

  const shownRows = () => items.map((_, i) => i).filter((i) => shown[i]);

  function askForAnother(i, button) {
    const [del, ins] = marks[i][0].children;
    const known = { [ins.dataset.proposed ?? ins.textContent]: "accept", [del.textContent]: "reject" };
    const input = document.createElement("input");
    input.type = "text";
    input.setAttribute("aria-label", "Another original");
    const end = (text) => {
      if (!input.isConnected) return;
      input.replaceWith(button);
      if (text) decide([i], Object.hasOwn(known, text) ? known[text] : another(text));
    };
    input.addEventListener("keydown", (event) => {
      if (event.key === "Enter") end(input.value.trim());
      if (event.key === "Escape") end("");
    });
    input.addEventListener("blur", () => end(input.value.trim()));
    button.replaceWith(input);
    input.focus();
  }

  // Remembering: a closed window loses nothing where the browser lets a page remember.

  const KEY = "unspin " + data.key;
  let remembers = true;

  function remember() {
    try {
      const changed = verdicts.flatMap((verdict, i) => (verdict === data.verdicts[i] ? [] : [[i, verdict]]));
      localStorage.setItem(KEY, JSON.stringify(changed));
    } catch {
      remembers = false;
    }
  }

  try {
    for (const [i, verdict] of JSON.parse(localStorage.getItem(KEY) ?? "[]")) verdicts[i] = verdict;
  } catch {
    remembers = false;
  }

  function save() {
    const cell = (verdict) => (kind(verdict) === "other" ? '"' + verdict.replaceAll('"', '""') + '"' : verdict);
    const lines = [data.header, ...data.rows.map(([before, after], i) => before + cell(verdicts[i]) + after)];
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([lines.join("\n") + "\n"], { type: "text/csv" }));
    link.download = data.file;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    unsaved = false;
  }

  // Moving

  function go(i) {
    for (const element of document.querySelectorAll(".current")) element.classList.remove("current");
    current = i;
    const item = items[i];
    for (const element of [item, ...marks[i]]) element.classList.add("current");
    const list = item.parentNode;
    if (getComputedStyle(list).overflowY !== "auto") {
      item.scrollIntoView({ block: "center" });
      return;
    }
    // The list only: the page stays where it is. Twice, since rows get their height when they come near.
    const scroll = () => {
      const distance = item.getBoundingClientRect().top - list.getBoundingClientRect().top;
      list.scrollTop += distance - list.clientHeight / 3;
    };
    scroll();
    requestAnimationFrame(scroll);
  }

  function step(by) {
    let at = sequence.indexOf(current) + by;
    while (sequence[at] !== undefined && !shown[sequence[at]]) at += by;
    if (sequence[at] === undefined) return;
    go(sequence[at]);
    const place = byId("t" + current);
    if (place) place.scrollIntoView({ block: "center" });
  }

  const keys = {
    y: () => { if (current >= 0) { decide([current], "accept"); step(1); } },
    n: () => { if (current >= 0) { decide([current], "reject"); step(1); } },
    j: () => step(1),
    k: () => step(-1),
    u: undo,
  };

  // Two columns, copied when they are first asked for.

  function view() {
    const side = byId("view").value === "side";
    document.body.classList.toggle("side", side);
    for (const line of document.querySelectorAll(".text > *, ol > li > .line-text")) {
      const held = line.querySelector(":scope > .half");
      if (side && !held) {
        const left = document.createElement("span");
        left.className = "half";
        left.append(...line.childNodes);
        const right = left.cloneNode(true);
        right.setAttribute("aria-label", "restored");
        line.append(left, right);
        for (const copy of right.querySelectorAll(".s")) {
          copy.removeAttribute("id");
          const item = line.closest("li");
          marks[item ? rowOf(item) : indexOf(copy)].push(copy);
        }
      }
      line.classList.toggle("two", side);
    }
  }

  // One listener for each kind of event, however many rows there are.

  document.addEventListener("change", (event) => {
    const item = event.target.closest("li");
    if (event.target.id === "view") view();
    else if (event.target.closest("#controls")) filter();
    else if (item && event.target.type === "checkbox") {
      decide([rowOf(item)], event.target.checked ? event.target.value : "");
    }
  });
  document.addEventListener("input", (event) => {
    if (!event.target.closest("#controls")) return;
    const [from, to] = [byId("from"), byId("to")];
    if (Number(from.value) > Number(to.value)) (event.target === from ? to : from).value = event.target.value;
    filter();
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    const item = event.target.closest("li");
    const link = event.target.closest("a.s, .line a");
    const i = item ? rowOf(item) : -1;
    if (link) {
      event.preventDefault();
      go(indexOf(link));
      if (item) byId("t" + i).scrollIntoView({ block: "center" });
    } else if (button && item) {
      if (button.dataset.a === undefined) askForAnother(i, button);
      else decide([i], data.alternatives[i][button.dataset.a]);
    } else if (button && button.dataset.does) {
      const pair = Number(button.closest("tr").dataset.p);
      if (button.dataset.does === "show") {
        byId("pair").value = pairTexts[pair];
        filter();
      } else {
        decide(shownRows().filter((row) => pairs[row] === pair), button.dataset.does);
      }
    } else if (button) {
      const does = {
        "accept-shown": () => decide(shownRows(), "accept"),
        "reject-shown": () => decide(shownRows(), "reject"),
        undo,
        save,
      };
      does[button.id]?.();
    } else if (item && i !== current && event.target.tagName !== "INPUT") {
      go(i);
    }
  });
  document.addEventListener("keydown", (event) => {
    const typing = event.target.matches("input:not([type=checkbox]), select, textarea");
    if (typing || event.ctrlKey || event.altKey || event.metaKey || !Object.hasOwn(keys, event.key)) return;
    event.preventDefault();
    keys[event.key]();
  });
  document.addEventListener("submit", (event) => event.preventDefault());
  addEventListener("beforeunload", (event) => { if (unsaved && !remembers) event.preventDefault(); });

  document.documentElement.classList.add("live");
  byId("controls").hidden = false;
  verdicts.forEach((verdict, i) => { if (verdict) show(i); });
  filter();
}
