/* Saves answers as one goes, a changed one at a time; the section works as a plain form without it.

   What is typed is kept in this tab (kept.js) until the server has it: a lost connection or an ended session takes
   nothing along, and it is sent again once there is a connection, or somebody signed in. Two answers to one question are
   shown side by side by the page itself, which the whole form is sent for. */
"use strict";
{
  const form = document.querySelector("[data-answers]");
  const words = form.dataset;
  const output = form.querySelector("[data-said]");
  const { rows: kept, store } = keptTexts(words.person);
  const questions = new Map([...form.querySelectorAll("[data-question]")].map((row) => [row.dataset.question, row]));
  const saved = new Map(); // what the server has of each question, as `shot` shows it
  const texts = new Map(); // the same, by field that is typed into
  const timers = new Map();
  const asksForMore = new Set(); // questions that came up, or want an explanation, since the last button
  const [SOON, LATER, AGAIN] = [400, 2000, 20000];
  let queue = Promise.resolve();
  let leaving = false;

  const fieldsOf = (row) => [...row.querySelectorAll("input:not([type=hidden]), select, textarea")];
  const isTicked = (field) => field.type === "radio" || field.type === "checkbox";
  const hidden = (id, name) => form.elements[`${id}-${name}`];
  const shot = (row) => JSON.stringify(fieldsOf(row).map((field) => (isTicked(field) ? field.checked : field.value)));
  const isChanged = (id) => shot(questions.get(id)) !== saved.get(id);
  const isUndecided = (id) => Boolean(hidden(id, "conflict")) || "undecided" in questions.get(id).dataset;
  const unsaved = () => [...questions.keys()].filter(isChanged);

  function say(row, text, isFailed = false) {
    const status = row.querySelector("[data-status]");
    status.textContent = text;
    status.classList.toggle("is-failed", isFailed);
  }

  function keep(id) {
    const row = questions.get(id);
    if (isChanged(id)) {
      kept[id] = {
        version: hidden(id, "version").value,
        seen: hidden(id, "seen").value,
        fields: fieldsOf(row).map((field) => [field.name, field.value, isTicked(field) ? field.checked : null]),
      };
    } else delete kept[id];
    store();
  }

  // Of fields that are typed into only the changed ones are sent: what does not come stays as it is.
  function bodyOf(id) {
    const body = new URLSearchParams();
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    for (const name of ["version", "seen"]) body.set(`${id}-${name}`, hidden(id, name).value);
    for (const field of fieldsOf(questions.get(id))) {
      if (isTicked(field) ? field.checked : field.value !== texts.get(field)) body.append(field.name, field.value);
    }
    return body;
  }

  // Puts what the server read in place of what was typed, but never under somebody's hands.
  function put(row, id, read) {
    for (const field of fieldsOf(row)) {
      const text = read[field.name.slice(id.length + 1)];
      if (text === undefined) continue;
      if (isTicked(field)) field.checked = field.value === "" ? text === "" : text.split(" ").includes(field.value);
      else if (field !== document.activeElement) {
        field.value = text;
        texts.set(field, text);
      }
    }
  }

  function done(id, answer, sent, sentTexts) {
    const row = questions.get(id);
    hidden(id, "version").value = answer.version;
    hidden(id, "seen").value = answer.seen;
    sentTexts.forEach((text, field) => texts.set(field, text));
    const isAsSent = shot(row) === sent;
    if (isAsSent) put(row, id, answer.texts);
    saved.set(id, isAsSent ? shot(row) : sent);
    row.classList.remove("has-fault");
    row.querySelectorAll("[aria-invalid]").forEach((field) => field.removeAttribute("aria-invalid"));
    row.querySelectorAll(".field-error").forEach((sentence) => sentence.remove());
    const list = row.querySelector("[data-warnings]");
    list.replaceChildren(
      ...(answer.warnings || []).map((sentence) => Object.assign(document.createElement("li"), { textContent: sentence })),
    );
    if (answer.warnings) {
      row.querySelector("[data-explain]").open = true;
      if (!form.elements[`${id}-explanation`].value.trim()) asksForMore.add(id);
    }
    say(row, [words.saved, ...(answer.warnings || [])].join(" "));
  }

  function refused(id, answer) {
    const row = questions.get(id);
    row.classList.add("has-fault");
    if (answer.conflict) row.dataset.undecided = "";
    for (const name of Object.keys(answer.errors || {})) {
      const field = document.getElementById(`q${id}-${name}`);
      if (!field) continue;
      field.setAttribute("aria-invalid", "true");
      if (field.closest("details")) field.closest("details").open = true;
    }
    const sentences = Object.values(answer.errors || {});
    if (answer.refusal) sentences.push(answer.refusal);
    if (answer.conflict) sentences.push(words.conflict);
    say(row, [words.refused, ...sentences].join(" "), true);
  }

  function showWhatApplies(applies) {
    for (const [id, yes] of Object.entries(applies)) {
      const row = questions.get(id);
      if (!row) continue;
      const controls = row.querySelector("[data-controls]");
      if (controls.hidden && yes) asksForMore.add(id);
      controls.hidden = !yes;
      row.querySelector("[data-condition]").hidden = yes;
    }
  }

  function sessionHasEnded(row) {
    say(row, words.ended, true);
    const link = document.createElement("a");
    link.href = `${words.login}?next=${encodeURIComponent(location.pathname)}`;
    link.textContent = words.signIn;
    link.addEventListener("click", () => (leaving = true)); // what is not saved is kept
    row.querySelector("[data-status]").append(" ", link);
  }

  async function send(id) {
    const row = questions.get(id);
    if (!isChanged(id) || isUndecided(id)) return;
    const sent = shot(row);
    const sentTexts = new Map(fieldsOf(row).filter((field) => !isTicked(field)).map((field) => [field, field.value]));
    say(row, words.saving);
    let response;
    try {
      response = await fetch(location.pathname, {
        method: "POST",
        body: bodyOf(id),
        headers: { Accept: "application/json" },
        redirect: "manual",
      });
    } catch {
      say(row, words.failed, true);
      window.setTimeout(sendAll, AGAIN);
      return;
    }
    if (response.type === "opaqueredirect" || response.status === 403) return sessionHasEnded(row);
    if (!(response.headers.get("Content-Type") || "").startsWith("application/json")) return say(row, words.refused, true);
    const content = await response.json();
    const answer = content.answers[id];
    if (answer.version) done(id, answer, sent, sentTexts);
    else refused(id, answer);
    showWhatApplies(content.applies);
    document.querySelector("[data-progress]").textContent = content.progress;
    keep(id);
  }

  function sendSoon(id, after) {
    window.clearTimeout(timers.get(id));
    const later = () => (queue = queue.then(() => send(id)));
    if (after === 0) return later();
    timers.set(id, window.setTimeout(later, after));
    return queue;
  }

  function sendAll() {
    unsaved().forEach((id) => sendSoon(id, 0));
    return queue;
  }

  // Who says that there is no answer is about to say why.
  const wantsReason = (id) => Boolean(hidden(id, "status")?.value) && hidden(id, "reason").value.trim() === "";

  function follow(event) {
    const row = event.target.closest("[data-question]");
    if (!row) return;
    const id = row.dataset.question;
    keep(id);
    window.clearTimeout(timers.get(id));
    if (isChanged(id) && !wantsReason(id)) sendSoon(id, isTicked(event.target) ? SOON : LATER);
  }

  async function press(event) {
    const verb = event.submitter ? event.submitter.value : "continue";
    if (verb.includes(":")) {
      const id = verb.split(":")[1];
      if (verb.startsWith("theirs")) delete kept[id];
      else if (kept[id]) kept[id].sent = true;
      store();
      leaving = true;
      return;
    }
    event.preventDefault();
    await sendAll();
    if (unsaved().some(isUndecided)) {
      leaving = true;
      form.submit();
      return;
    }
    const [first] = [...unsaved(), ...asksForMore];
    asksForMore.clear();
    if (first) questions.get(first).focus();
    else if (verb === "continue") location.assign(words.next);
    output.textContent = unsaved().length ? words.refused : words.saved;
  }

  function restore() {
    for (const [id, was] of Object.entries(kept)) {
      const row = questions.get(id);
      if (!row) continue;
      if ("unsaved" in words ? !("open" in row.dataset) : was.sent && hidden(id, "version").value !== was.version) {
        delete kept[id];
        continue;
      }
      if ("unsaved" in words) continue; // the page shows what was typed itself
      const fields = fieldsOf(row);
      for (const [name, value, checked] of was.fields) {
        const field = fields.find((one) => one.name === name && (checked === null || one.value === value));
        if (field && checked === null) field.value = value;
        else if (field) field.checked = checked;
      }
      if (!isChanged(id)) {
        delete kept[id];
        continue;
      }
      for (const name of ["version", "seen"]) hidden(id, name).value = was[name];
      fields.forEach((field) => field.closest("details") && field.value && (field.closest("details").open = true));
      row.querySelector("[data-controls]").hidden = false;
      const notice = document.getElementById("restored");
      notice.textContent = notice.dataset.text;
      notice.hidden = false;
    }
    store();
  }

  for (const [id, row] of questions) {
    saved.set(id, "open" in row.dataset ? "" : shot(row));
    fieldsOf(row).forEach((field) => texts.set(field, "open" in row.dataset ? null : field.value));
    if ("open" in row.dataset) keep(id);
  }
  restore();
  form.addEventListener("input", follow);
  form.addEventListener("change", follow);
  form.addEventListener("focusout", (event) => {
    const row = event.target.closest("[data-question]");
    if (row && !row.contains(event.relatedTarget)) sendSoon(row.dataset.question, 0);
  });
  form.addEventListener("submit", press);
  window.addEventListener("online", sendAll);
  window.addEventListener("beforeunload", (event) => {
    const touched = navigator.userActivation?.hasBeenActive !== false; // a browser refuses to ask otherwise
    if (touched && !leaving && unsaved().length) event.preventDefault();
  });
  const faults = document.getElementById("faults");
  if (faults) faults.focus();
  else sendAll();
}
