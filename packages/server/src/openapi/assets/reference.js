// Searches the operations by their words, and opens the one that the address names.

const search = document.querySelector("#search");
const nothing = document.querySelector("#nothing");
const sections = [...document.querySelectorAll("main section")].map((section) => ({
  section,
  operations: [...section.querySelectorAll(".operation")].map((element) => ({
    element,
    text: `${element.id} ${element.querySelector("summary").textContent}`.toLowerCase(),
  })),
}));

function find() {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  let found = 0;
  for (const { section, operations } of sections) {
    const shown = operations.filter(({ element, text }) => {
      const matches = words.every((word) => text.includes(word));
      element.hidden = !matches;
      return matches;
    });
    section.hidden = shown.length === 0;
    found += shown.length;
  }
  nothing.hidden = found > 0;
}

function openNamed() {
  const named = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (named instanceof HTMLDetailsElement) {
    named.open = true;
    named.scrollIntoView();
  }
}

function clear() {
  search.value = "";
  find();
}

search.addEventListener("input", find);
nothing.querySelector("button").addEventListener("click", () => {
  clear();
  search.focus();
});
for (const link of document.querySelectorAll(".families a")) link.addEventListener("click", clear);
for (const { operations } of sections) {
  for (const { element } of operations) {
    element.addEventListener("toggle", () => {
      if (element.open) history.replaceState(null, "", `#${element.id}`);
    });
  }
}
addEventListener("hashchange", openNamed);
addEventListener("keydown", (event) => {
  const typing = event.target instanceof HTMLInputElement;
  if (event.key === "/" && !typing) {
    event.preventDefault();
    search.focus();
  } else if (event.key === "Escape" && typing) {
    clear();
    search.blur();
  }
});
search.value = new URLSearchParams(location.search).get("q") ?? "";
find();
openNamed();
