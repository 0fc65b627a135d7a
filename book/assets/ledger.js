// The ledger of claims: search, filter, sort, and open what an address points to.
// Without this script the whole table is there, in its own order.
(function () {
  "use strict";

  function rows(ledger) {
    return Array.from(ledger.querySelectorAll("tbody tr"));
  }

  function matches(row, form) {
    const wanted = form.elements.search.value.trim().toLowerCase();
    const chosen = ["verdict", "chapter", "kind"].every(function (key) {
      const value = form.elements[key].value;
      return !value || row.dataset[key] === value;
    });
    return chosen && row.textContent.toLowerCase().includes(wanted);
  }

  function filter(ledger, form) {
    const all = rows(ledger);
    all.forEach(function (row) { row.hidden = !matches(row, form); });
    const shown = all.filter(function (row) { return !row.hidden; }).length;
    const output = form.querySelector("output");
    output.textContent = output.dataset.text.replace("{shown}", shown).replace("{all}", all.length);
  }

  function sort(ledger, head) {
    const column = head.cellIndex;
    const down = head.getAttribute("aria-sort") === "ascending";
    const text = function (row) { return row.cells[column].textContent.trim(); };
    const order = new Intl.Collator(document.documentElement.lang, { numeric: true });
    const sorted = rows(ledger).sort(function (a, b) { return order.compare(text(a), text(b)); });
    if (down) { sorted.reverse(); }
    head.parentNode.querySelectorAll("th").forEach(function (th) { th.removeAttribute("aria-sort"); });
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    ledger.querySelector("tbody").append(...sorted);
  }

  function addSorting(ledger) {
    ledger.querySelectorAll("thead th").forEach(function (head) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = head.textContent;
      head.replaceChildren(button);
      button.addEventListener("click", function () { sort(ledger, head); });
    });
  }

  function openTarget(ledger, form) {
    const row = location.hash && document.getElementById(location.hash.slice(1));
    if (!row || !ledger.contains(row)) { return; }
    form.reset();
    filter(ledger, form);
    row.querySelector("details").open = true;
    ledger.querySelector(".scroll").scrollLeft = 0;
    row.scrollIntoView({ inline: "start" });
  }

  document.querySelectorAll(".ledger").forEach(function (ledger) {
    const form = ledger.querySelector("form");
    form.hidden = false;
    form.addEventListener("submit", function (event) { event.preventDefault(); });
    form.addEventListener("input", function () { filter(ledger, form); });
    window.addEventListener("hashchange", function () { openTarget(ledger, form); });
    addSorting(ledger);
    filter(ledger, form);
    openTarget(ledger, form);
  });
})();
