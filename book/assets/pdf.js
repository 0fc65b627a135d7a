// Each exhibit takes the largest print at which it fits the page; one taller than a page may
// break between rows.
(() => {
  const MM = 96 / 25.4;
  const PORTRAIT = 259 * MM;
  const SIDEWAYS = 176 * MM;
  const STEPS = [[], ["small"], ["smaller"], ["sideways"], ["sideways", "smaller"], ["sideways", "broken"]];
  const fits = (figure) => [...figure.querySelectorAll("table, pre")].every(
    (box) => box.scrollWidth <= figure.clientWidth + 1 && box.offsetWidth <= figure.clientWidth + 1,
  );

  for (const figure of document.querySelectorAll("figure")) {
    for (const step of STEPS) {
      figure.classList.remove("small", "smaller", "sideways", "broken");
      figure.classList.add(...step);
      if (fits(figure)) break;
    }
    const room = figure.classList.contains("sideways") ? SIDEWAYS : PORTRAIT;
    figure.classList.toggle("long", figure.offsetHeight > room);
  }
})();
