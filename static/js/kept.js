/* Texts that were typed in this tab and are not saved yet: kept for one person and address in sessionStorage, so that a
   session which ends takes nothing along. */
"use strict";

/* `rows` is what is kept here, by row; change it and call `store`. `forget(true)` drops what is kept of everybody,
   `forget(false)` what is kept of other people. */
const keptTexts = (person) => {
  const owner = `typed ${person} `;
  const place = owner + location.pathname;
  const rows = JSON.parse(sessionStorage.getItem(place) || "{}");
  const forget = (all) => {
    for (const key of Object.keys(sessionStorage)) {
      if (key.startsWith("typed ") && (all || !key.startsWith(owner))) sessionStorage.removeItem(key);
    }
  };
  forget(false);
  document.querySelector("[data-sign-out]").addEventListener("submit", () => forget(true));
  return { rows, store: () => sessionStorage.setItem(place, JSON.stringify(rows)) };
};
