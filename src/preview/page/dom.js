/**
 * Builders and patching: elements from data, icons, lists kept in line by key, and the keyboard's place in them.
 * Knows nothing of chats or messages; must never take a server's string for markup.
 */

/** Builds an element: `class`, `text`, `on<event>` and plain attributes; false and null leave an attribute out. */
export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) setProp(node, name, value);
  node.append(...children.filter((child) => child != null && child !== false));
  return node;
}

function setProp(node, name, value) {
  if (value == null || value === false) return;
  if (name === "class") node.className = value;
  else if (name === "text") node.textContent = value;
  else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
  else node.setAttribute(name, value === true ? "" : value);
}

const PATHS = {
  send: "M4 12 20 4l-5 16-4-6z", attach: "M20 11.5 12.3 19a5 5 0 0 1-7-7L13 4.3a3.4 3.4 0 0 1 4.8 4.8L10 16.8a1.7 1.7 0 0 1-2.4-2.4L15 7",
  more: "M5 12h.01M12 12h.01M19 12h.01", back: "M15 5l-7 7 7 7", close: "M6 6l12 12M18 6 6 18", down: "M12 5v14M6 13l6 6 6-6",
  block: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM5.6 5.6l12.8 12.8", pin: "M9 3h6l-1 7 4 4H6l4-4zM12 14v7",
  file: "M6 2h8l5 5v15H6zM14 2v5h5", lock: "M6 11h12v10H6zM8.5 11V7.5a3.5 3.5 0 0 1 7 0V11", plus: "M12 5v14M5 12h14",
  network: "M2.5 9a14 14 0 0 1 19 0M6 12.7a9 9 0 0 1 12 0M9.3 16.3a4 4 0 0 1 5.4 0M12 20h.01",
  clock: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7v5l3.5 2", person: "M9 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM2 21a7 7 0 0 1 14 0M19 8v6M16 11h6",
  theme: "M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5z", scene: "M4 7h10M18 7h2M4 17h2M10 17h10M16 5v4M8 15v4",
  photo: "M3 5h18v14H3zM3 16l5-5 5 5 3-3 5 4M15.5 9h.01", video: "M3 6h13v12H3zM16 10l5-3v10l-5-3", play: "M8 5l11 7-11 7z",
  voice: "M12 3a3 3 0 0 0-3 3v5a3 3 0 0 0 6 0V6a3 3 0 0 0-3-3zM5 11a7 7 0 0 0 14 0M12 18v3", audio: "M9 18V5l11-2v13M6 21a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM17 19a3 3 0 1 0 0-6 3 3 0 0 0 0 6z",
  location: "M12 21s-7-6.5-7-12a7 7 0 0 1 14 0c0 5.5-7 12-7 12zM12 11.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z",
  contact: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21a8 8 0 0 1 16 0", poll: "M5 20v-8M12 20V4M19 20v-5", sticker: "M4 4h16v9l-7 7H4zM13 20v-7h7",
  reply: "M10 8l-5 5 5 5M5 13h9a5 5 0 0 1 5 5v1", edit: "M4 20l1-5L16 4l4 4L9 19zM14 6l4 4", trash: "M5 7h14M9 7V4h6v3M7 7l1 13h8l1-13",
  hide: "M3 3l18 18M10 6a9 9 0 0 1 11 6 12 12 0 0 1-3 4M6 8a12 12 0 0 0-3 4 9 9 0 0 0 12 5", slash: "M5 4h14v16H5zM14 8l-4 8",
  dice: "M4 4h16v16H4zM8.5 8.5h.01M15.5 15.5h.01M12 12h.01", link: "M8 16 16 8M9 7h8v8", copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  copied: "M4 7h9v13H4zM9 4h11v13h-4M7 12h3", swap: "M4 8h15M15 4l4 4-4 4M20 16H5M9 12l-4 4 4 4", unlock: "M6 11h12v10H6zM8.5 11V7.5a3.5 3.5 0 0 1 6.8-1.2",
  columns: "M4 5h6v14H4zM13 5h7v14h-7z",
};

const SVG = "http://www.w3.org/2000/svg";

/** A line icon, always decorative: the name belongs to the control around it. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.classList.add("icon", `icon-${name}`);
  const path = svg.appendChild(document.createElementNS(SVG, "path"));
  path.setAttribute("d", PATHS[name] ?? PATHS.file);
  return svg;
}

/** A square button that shows an icon and is called by its label. */
export const iconButton = (name, label, props = {}) =>
  h("button", { type: "button", class: "icon-button", "aria-label": label, title: label, ...props }, icon(name));

const lastSeen = new WeakMap();

/** True when `value` is not what this node showed last; the guard that keeps untouched nodes untouched. */
export function changed(node, value) {
  const seen = JSON.stringify(value);
  if (lastSeen.get(node) === seen) return false;
  lastSeen.set(node, seen);
  return true;
}

const keyedNodes = new WeakMap();

/** Brings `parent`'s children in line with `items`, keeping the node of every key that stays, and with it the focus. */
export function keyed(parent, items, key, create, update) {
  const known = keyedNodes.get(parent) ?? new Map();
  const wanted = new Set(items.map(key));
  let lostFocus = false;
  for (const [id, node] of known) {
    if (wanted.has(id)) continue;
    lostFocus ||= node.contains(document.activeElement);
    node.remove();
    known.delete(id);
  }
  let cursor = parent.firstChild;
  for (const item of items) {
    const node = known.get(key(item)) ?? create(item);
    known.set(key(item), node);
    if (node === cursor) cursor = cursor.nextSibling;
    else parent.insertBefore(node, cursor);
    update(node, item);
  }
  keyedNodes.set(parent, known);
  if (lostFocus) focusNear(parent);
}

/** Keeps the keyboard's place when what it stood on is gone: a sibling, else what holds them. */
function focusNear(parent) {
  const siblings = parent.querySelectorAll(parent.matches(".log, .album") ? ".message" : "button");
  const near = [...siblings].at(-1) ?? parent.closest(".message, .log, .column");
  near?.focus({ preventScroll: true });
}
/** Arrow keys, Home and End among `nodes`, as in every menu. */
export function moveFocus(event, nodes) {
  const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
  const at = nodes.indexOf(document.activeElement);
  const next = event.key === "Home" ? 0 : event.key === "End" ? nodes.length - 1 : step ? (at + step + nodes.length) % nodes.length : -1;
  if (next < 0 || nodes.length === 0) return false;
  event.preventDefault();
  nodes[next].focus();
  return true;
}

export const $ = (id) => document.getElementById(id);
export const paint = (node, color) => node.style.setProperty("--who", color);
