/* A drawn chart becomes a live one when it is first pointed at, touched or focused; the
   drawing stands without this script, and Vega is loaded once, from this site. A button
   copies the address of an exhibit. */
(() => {
  const vegaAddress = new URL("vega.js", document.currentScript.src).href;
  let vega;

  const load = () => (vega ??= new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = vegaAddress;
    script.onload = done;
    script.onerror = failed;
    document.head.append(script);
  }));

  // As analysis/drawing.py sizes a drawing: the same plot width, the same lines of title.
  const sized = (spec, { width, title }) => {
    const scaled = (part) => part.projection && { height: Math.round((width * part.height) / part.width) };
    const inner = (part) => ({ ...part, width, ...scaled(part) });
    const whole = { ...spec, title: { ...spec.title, ...title } };
    if (spec.vconcat) return { ...whole, vconcat: spec.vconcat.map(inner) };
    return spec.spec ? { ...whole, spec: inner(spec.spec) } : inner(whole);
  };

  // Vega draws no links: a mark that was one in the drawing becomes one again, by its name.
  const relink = (drawn, live) => {
    const marks = new Map([...live.querySelectorAll("path[aria-label]")].map((m) => [m.ariaLabel, m]));
    for (const link of drawn.querySelectorAll("a[aria-label]")) {
      const anchor = link.cloneNode(false);
      const mark = marks.get(link.ariaLabel);
      mark.replaceWith(anchor);
      anchor.append(mark);
      for (const name of ["aria-label", "aria-roledescription", "role"]) mark.removeAttribute(name);
    }
  };

  const enliven = async (chart) => {
    if (chart.dataset.live || chart.querySelector(":focus")) return; // a focused link stays
    chart.dataset.live = "loading";
    const { spec, sizes } = JSON.parse(chart.querySelector("script").textContent);
    try {
      await load();
      const side = ["wide", "narrow"].find((name) => chart.querySelector(`.${name}`).offsetWidth);
      const place = chart.querySelector(`.${side}`);
      const live = document.createElement("div");
      const options = { actions: false, ast: true, renderer: "svg", logLevel: 1 };
      await window.vegaEmbed(live, sized(spec, sizes[side]), options);
      relink(place, live);
      place.replaceChildren(live);
      chart.dataset.live = side;
    } catch {
      chart.dataset.live = "";
    }
  };

  for (const chart of document.querySelectorAll(".exhibit .chart")) {
    for (const event of ["pointerenter", "focus", "touchstart"]) {
      chart.addEventListener(event, () => enliven(chart), { passive: true });
    }
  }

  const copied = async (button) => {
    const address = new URL(`#${button.dataset.target}`, location.href).href;
    try {
      await navigator.clipboard.writeText(address);
    } catch {
      location.hash = button.dataset.target; // then the address bar has it
      return;
    }
    const words = button.textContent;
    button.textContent = button.dataset.done;
    setTimeout(() => { button.textContent = words; }, 2000);
  };

  for (const button of document.querySelectorAll(".copy-link")) {
    button.hidden = false;
    button.addEventListener("click", () => copied(button));
  }
})();
