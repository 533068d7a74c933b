"use strict";
// Sorting and filtering of the table of phones. Without this script the table is whole, in the order of the inventory.
(function () {
  const table = document.getElementById("table");
  const rows = Array.from(table.tBodies[0].rows);
  const search = document.getElementById("search");
  const shown = document.getElementById("shown");
  const choices = [["by-outcome", 3], ["by-site", 1], ["by-model", 2]].map(function ([id, column]) {
    return { select: document.getElementById(id), column: column };
  });

  function key(row, column) {
    const cell = row.cells[column];
    return (cell.dataset.key || (cell.firstChild ? cell.firstChild.textContent : "")).trim();
  }

  for (const choice of choices) {
    const counts = new Map();
    for (const row of rows) counts.set(key(row, choice.column), (counts.get(key(row, choice.column)) || 0) + 1);
    for (const name of Array.from(counts.keys()).sort()) {
      choice.select.add(new Option(name + " (" + counts.get(name) + ")", name));
    }
  }

  const texts = rows.map(function (row) { return row.textContent.toLowerCase(); });

  function filter() {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    rows.forEach(function (row, index) {
      const fits = words.every(function (word) { return texts[index].includes(word); }) &&
        choices.every(function (choice) { return !choice.select.value || key(row, choice.column) === choice.select.value; });
      row.hidden = !fits;
      count += fits ? 1 : 0;
    });
    shown.textContent = count === rows.length ? rows.length + " phones" : count + " of " + rows.length + " phones";
  }

  function sort(column, header, numbers) {
    const down = header.getAttribute("aria-sort") === "ascending";
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    header.setAttribute("aria-sort", down ? "descending" : "ascending");
    const sign = down ? -1 : 1;
    const keyed = rows.map(function (row, index) { return [key(row, column), row, index]; });
    keyed.sort(function (a, b) {
      if (!a[0] !== !b[0]) return a[0] ? -1 : 1; // empty cells stay at the end
      const order = numbers ? parseFloat(a[0]) - parseFloat(b[0]) : a[0].localeCompare(b[0], "en", { numeric: true });
      return order ? sign * order : a[2] - b[2];
    });
    for (const [, row] of keyed) table.tBodies[0].append(row);
  }

  Array.from(table.tHead.rows[0].cells).forEach(function (header, column) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = header.textContent;
    button.addEventListener("click", function () { sort(column, header, "numbers" in header.dataset); });
    header.replaceChildren(button);
  });

  search.addEventListener("input", filter);
  for (const choice of choices) choice.select.addEventListener("change", filter);
  document.getElementById("clear").addEventListener("click", function () {
    search.value = "";
    for (const choice of choices) choice.select.value = "";
    filter();
  });
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape" && location.hash.startsWith("#picture-")) location.hash = "#pictures";
  });
  document.getElementById("controls").hidden = false;
  filter();
})();
