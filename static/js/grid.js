/* The keys of a spreadsheet for the entry grid, which works as a plain form without them.

   Enter and the arrows up and down go to the same column of the next or previous row (Shift+Enter goes back); the arrows
   left and right go to the next cell where the caret is at the end of the text. Escape restores the cell, Ctrl+S saves.
   In choices and texts of several lines the arrows keep what they do there.

   What is typed is kept in this tab (kept.js), so that a session which ends takes nothing along. */
"use strict";
{
  const form = document.querySelector("[data-grid]");
  const fields = [...form.querySelectorAll("[data-cell]")];
  const columns = ["value", "numerator", "denominator", "status", "source"];
  const output = form.querySelector("[data-changed]");
  const rightToLeft = document.documentElement.dir === "rtl";
  const isUnsaved = "unsaved" in form.dataset; // the answer to a post, which shows what was typed
  const { rows: kept, store } = keptTexts(form.dataset.person); // by row: version, texts by name, sent
  let sending = false;

  const original = (field) =>
    field.tagName === "SELECT"
      ? ([...field.options].find((option) => option.defaultSelected) || field.options[0]).value
      : field.defaultValue;
  const isChanged = (field) => field.value !== original(field);
  const rowOf = (field) => field.closest("[data-row]");

  const versionOf = (id) => form.elements[`${id}-version`];

  function keep(field) {
    const id = field.name.split("-")[0];
    const { texts } = (kept[id] ??= { version: versionOf(id).value, texts: {} });
    if (isUnsaved || isChanged(field)) texts[field.name] = field.value;
    else delete texts[field.name];
    if (Object.keys(texts).length === 0) delete kept[id];
    store();
  }

  // The row's version comes back with its texts: who else changed it meanwhile is found out by saving, as ever.
  function restore() {
    const cameBack = !isUnsaved && document.referrer.split("?")[0] === location.origin + location.pathname;
    for (const [id, row] of Object.entries(kept)) {
      const isSaved = cameBack && row.sent && versionOf(id)?.value !== row.version;
      for (const [name, text] of Object.entries(row.texts)) {
        const field = form.elements[name];
        if (isSaved || (field && (field.value === text) !== isUnsaved)) delete row.texts[name];
        else if (field && !isUnsaved) {
          field.value = text;
          versionOf(id).value = row.version;
          if (field.closest("details")) field.closest("details").open = true;
          const notice = document.getElementById("restored");
          notice.textContent = notice.dataset.text;
          notice.hidden = false;
        }
      }
      delete row.sent;
      if (Object.keys(row.texts).length === 0) delete kept[id];
    }
    store();
  }

  function show(field) {
    keep(field);
    const row = rowOf(field);
    field.classList.toggle("is-changed-cell", isChanged(field));
    row.classList.toggle("is-changed", fields.some((other) => rowOf(other) === row && isChanged(other)));
    const rows = form.querySelectorAll(".is-changed").length;
    output.textContent = rows === 0 ? "" : rows === 1 ? output.dataset.one : output.dataset.many.replace("%s", rows);
  }

  // A status that needs a reason opens the place for it.
  function unfold(field) {
    const needsReason = ["not_available", "not_applicable", "withheld"].includes(field.value);
    if (field.dataset.cell === "status" && needsReason) rowOf(field).querySelector("details").open = true;
  }

  // A value typed into a row that said "not reported" is reported: the server reads it so, and here it is seen.
  function follow(field) {
    if (field.dataset.cell !== "value") return;
    const status = rowOf(field).querySelector("[data-cell=status]");
    if (original(status) !== "not_reported") return;
    if (field.value.trim() && status.value === "not_reported") status.value = "reported";
    else if (!field.value.trim() && status.value === "reported") status.value = "not_reported";
    else return;
    show(status);
  }

  function focus(target) {
    if (!target) return false;
    target.focus();
    if (target.select) target.select();
    return true;
  }

  // Where each cell of a table is a row of its own: the next one that way, past what is computed or locked.
  function goInTable(at, down, across) {
    const [table, line, column] = at.split(",");
    for (let step = 1; step < 40; step++) {
      const place = `${table},${+line + down * step},${+column + across * step}`;
      if (focus(form.querySelector(`[data-at="${place}"] [data-cell=value]`))) return true;
    }
    return false;
  }

  function go(field, down, across) {
    const at = field.closest("[data-at]")?.dataset.at;
    if (at) return field.dataset.cell === "value" && goInTable(at, down, across);
    const column = columns.indexOf(field.dataset.cell);
    if (column < 0) return false;
    const wanted = columns[column + across];
    const rows = [...form.querySelectorAll("[data-row]")].filter((row) => row.querySelector("[data-cell]"));
    const row = rows[rows.indexOf(rowOf(field)) + down];
    return focus(wanted && row && row.querySelector(`[data-cell=${wanted}]`));
  }

  function move(event) {
    const field = event.target;
    const isText = field.tagName === "INPUT";
    switch (event.key) {
      case "Enter":
        if (field.tagName === "TEXTAREA") return false;
        go(field, event.shiftKey ? -1 : 1, 0);
        return true; // never sends the form by accident
      case "ArrowDown":
        return isText && go(field, 1, 0);
      case "ArrowUp":
        return isText && go(field, -1, 0);
      case "ArrowLeft":
      case "ArrowRight": {
        if (!isText || event.shiftKey) return false;
        const forward = (event.key === "ArrowRight") !== rightToLeft;
        const length = field.value.length;
        const isWhole = field.selectionStart === 0 && field.selectionEnd === length;
        const isAtEdge = forward ? field.selectionStart === length : field.selectionEnd === 0;
        return (isWhole || isAtEdge) && go(field, 0, forward ? 1 : -1);
      }
      case "Escape":
        if (!isChanged(field)) return false;
        field.value = original(field);
        follow(field);
        show(field);
        return true;
    }
    return false;
  }

  form.addEventListener("keydown", (event) => {
    if (!event.target.matches("[data-cell]") || event.isComposing) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (move(event)) event.preventDefault();
  });
  form.addEventListener("input", (event) => {
    if (!event.target.matches("[data-cell]")) return;
    follow(event.target);
    unfold(event.target);
    show(event.target);
  });
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "s") return;
    event.preventDefault();
    form.requestSubmit(form.querySelector("[data-save]"));
  });
  form.addEventListener("submit", () => {
    sending = true;
    for (const id of Object.keys(kept)) kept[id].sent = Boolean(versionOf(id));
    store();
  });
  window.addEventListener("beforeunload", (event) => {
    // Texts that were put back and not touched since are kept anyway; a browser refuses to ask about those.
    const touched = navigator.userActivation?.hasBeenActive !== false;
    if (touched && !sending && (isUnsaved || fields.some(isChanged))) event.preventDefault();
  });

  document.getElementById("keys").hidden = false;
  const faults = document.getElementById("faults");
  if (faults) faults.focus();
  restore();
  fields.forEach((field) => isChanged(field) && show(field)); // what was kept, and what the browser filled in again
}
