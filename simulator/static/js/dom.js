// Builds DOM nodes. Texts only ever become text nodes, so what people type can never become markup.

const SVG = "http://www.w3.org/2000/svg";

/** An element: `props` are class, data-… and other attributes, and on… functions; children are nodes or texts. */
export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== ""));
  return node;
}

const PATHS = {
  mic: "M12 15a3 3 0 0 0 3-3V6a3 3 0 1 0-6 0v6a3 3 0 0 0 3 3Zm-6-3a6 6 0 0 0 12 0M12 18v3",
  plus: "M12 6v12M6 12h12",
  close: "M7 7l10 10M17 7 7 17",
  picture: "M4 6h16v12H4zM4 16l5-5 4 4 2-2 5 5M15.5 9.5h.01",
  pin: "M12 21s7-6.1 7-11a7 7 0 1 0-14 0c0 4.9 7 11 7 11Zm0-8.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Z",
  file: "M7 3h7l4 4v14H7zM14 3v4h4",
  audio: "M5 10v4M9 7v10M13 4v16M17 8v8M21 11v2",
  notes: "M5 5h14v10H9l-4 4z",
  chevron: "M9 6l6 6-6 6",
  more: "M6 12h.01M12 12h.01M18 12h.01",
  mail: "M4 6h16v12H4zM4 7l8 6 8-6",
  wave: "M8 9.5a4 4 0 0 1 0 5M11 7a7.5 7.5 0 0 1 0 10M14 4.5a11 11 0 0 1 0 15",
};

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", `icon icon-${name}`);
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

/** The first character of a name, on a colour that stays the same for that name. */
export function avatar(name, kind = "") {
  const hue = [...name].reduce((sum, letter) => sum + letter.codePointAt(0), 0) % 6;
  return h("span", { class: `avatar hue-${hue} ${kind}`, "aria-hidden": "true" }, [...name][0] || "?");
}

let toastTimer = 0;

export function toast(text) {
  const box = document.getElementById("toast");
  box.textContent = text;
  box.hidden = false;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => { box.hidden = true; }, 4000);
}
