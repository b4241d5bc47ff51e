/**
 * From data to elements: small builders, keyed patching, safe markup, messages, menus and dialogs.
 * Holds no state of the world and sends nothing; clicks are told apart by `data-act` and answered in app.js.
 * Must never put a server's string into the page as markup: only `safeHtml` reads HTML, tag by tag.
 */

// ---- builders and patching ----

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

// ---- safe markup ----

const PLAIN_TAGS = { B: "b", STRONG: "b", I: "i", EM: "i", U: "u", INS: "u", S: "s", STRIKE: "s", DEL: "s", CODE: "code", PRE: "pre", BLOCKQUOTE: "blockquote", BR: "br" };
const LINK = /^(https?:|mailto:|tel:|tg:)/i;
const COMMAND = /(^|\s)(\/[a-z][a-z0-9_]{0,31})(?=$|[\s.,;:!?])/gi;

/** The server's HTML as a fragment of only the tags a Telegram message knows. */
export function safeHtml(html) {
  const parsed = new DOMParser().parseFromString(html ?? "", "text/html");
  const out = document.createDocumentFragment();
  copySafely(parsed.body, out, true);
  return out;
}

/** The words of a piece of HTML, without its tags. */
export const plainText = (html) => new DOMParser().parseFromString(html ?? "", "text/html").body.textContent;

function copySafely(from, into, commands) {
  for (const child of from.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) into.append(...(commands ? withCommands(child.data) : [child.data]));
    else if (child.nodeType === Node.ELEMENT_NODE && !["script", "style"].includes(child.localName)) {
      const made = safeElement(child);
      if (made) into.append(made);
      copySafely(child, made ?? into, commands && !["a", "code", "pre"].includes(made?.localName));
    }
  }
}

function safeElement(element) {
  if (element.localName === "span" && element.classList.contains("spoiler")) {
    return h("span", { class: "spoiler", role: "button", tabindex: 0, "data-act": "spoiler", "aria-label": "Hidden text, press to show" });
  }
  if (element.localName === "a") {
    const href = element.getAttribute("href") ?? "";
    return LINK.test(href) ? h("a", { href, target: "_blank", rel: "noopener noreferrer", "data-act": "link", "data-url": href }) : null;
  }
  const tag = PLAIN_TAGS[element.tagName];
  return tag ? h(tag) : null;
}

function withCommands(text) {
  const parts = [];
  let end = 0;
  for (const found of text.matchAll(COMMAND)) {
    const at = found.index + found[1].length;
    parts.push(text.slice(end, at), h("button", { type: "button", class: "command", "data-act": "command", "data-command": found[2], text: found[2] }));
    end = at + found[2].length;
  }
  return [...parts, text.slice(end)];
}

// ---- words for times and sizes ----

const CLOCK = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const DAY = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "long", year: "numeric" });
const MOMENT = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
const asDate = (unix) => new Date(unix * 1000);

export const clockTime = (unix) => CLOCK.format(asDate(unix));
export const moment = (unix) => MOMENT.format(asDate(unix));

/** "Today", "Yesterday" or the full day, seen from the world's own clock. */
export function dayName(unix, now) {
  const day = DAY.format(asDate(unix));
  if (day === DAY.format(asDate(now))) return "Today";
  return day === DAY.format(asDate(now - 86_400)) ? "Yesterday" : day;
}

function fileSize(bytes) {
  if (bytes == null) return "";
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1_048_576 ? `${Math.round(bytes / 1024)} KB` : `${(bytes / 1_048_576).toFixed(1)} MB`;
}

// ---- messages ----

const GROUPING_SECONDS = 300;
const author = (message) => message.outgoing_of ?? message.from?.id ?? null;

/** The log's rows: day separators, single messages, albums; `joined` ones continue their neighbour. */
export function logItems(messages, now) {
  const items = [];
  let day = null, before = null;
  for (const message of messages) {
    const name = dayName(message.date, now);
    if (name !== day) { items.push({ key: `day ${name}`, day: name }); day = name; before = null; }
    const joined = !message.service && before && !before.service && author(before) === author(message) && message.date - before.date < GROUPING_SECONDS;
    const last = items.at(-1);
    if (message.album_id && last?.album === message.album_id) last.messages.push(message);
    else if (message.album_id) items.push({ key: `album ${message.album_id} ${message.id}`, album: message.album_id, messages: [message], joined: Boolean(joined) });
    else items.push({ key: `message ${message.id}`, message, joined: Boolean(joined) });
    before = message;
  }
  return items;
}

/** What one line says of a message: for quotes, pins and lists of topics. */
export function snippet(message) {
  if (!message) return "";
  if (message.service) return message.service;
  const words = message.text || plainText(message.caption_html);
  if (words) return words.replace(/\s+/g, " ").slice(0, 140);
  const { kind, file_name, emoji } = message.media ?? {};
  const name = kind ? kind.replace("_", " ").replace(/^./, (c) => c.toUpperCase()) : "";
  return [name, emoji ?? file_name].filter(Boolean).join(" · ");
}

/** Fills a log with its items; `ctx` is `{ chatId, mine, lang, name, color, group, pending }`. */
export function renderLog(log, items, ctx) {
  keyed(log, items, (item) => item.key, createItem, (node, item) => updateItem(node, item, ctx));
  const active = log.querySelector('.message[tabindex="0"]');
  if (!active) [...log.querySelectorAll(".message")].at(-1)?.setAttribute("tabindex", 0);
}

function createItem(item) {
  if (item.day) return h("p", { class: "day" }, h("span", { text: item.day }));
  return item.album ? h("div", { class: "album", "data-album-id": item.album }) : createMessage(item.message);
}

function updateItem(node, item, ctx) {
  if (item.message) updateMessage(node, item.message, item.joined, ctx);
  if (!item.album) return;
  const lead = item.messages[0];
  node.className = `album ${ctx.mine(lead) ? "out" : "in"} ${["document", "audio"].includes(lead.media?.kind) ? "stack" : "grid"}${item.joined ? " joined" : ""}`;
  node.dataset.count = item.messages.length;
  keyed(node, item.messages, (message) => message.id, createMessage, (child, message) => updateMessage(child, message, item.joined || message !== lead, ctx));
}

const PARTS = ["sender", "quote", "media", "text", "meta"];

function createMessage(message) {
  const bubble = h("div", { class: "bubble" }, ...PARTS.map((part) => h("div", { class: part, "data-part": part })));
  bubble.append(iconButton("more", "Message actions", { class: "icon-button message-more", "data-act": "menu", tabindex: -1, "data-testid": "message-menu", "aria-haspopup": "menu" }));
  return h("article", { "data-message-id": message.id, tabindex: -1 }, bubble, h("div", { class: "keyboard", "data-part": "keyboard" }), h("div", { class: "reactions", "data-part": "reactions" }));
}

function updateMessage(node, message, joined, ctx) {
  const mine = ctx.mine(message);
  const pending = [...ctx.pending].filter((key) => key.startsWith(`${message.id}:`));
  if (!changed(node, [message, mine, joined, pending])) return;
  const kind = message.service ? "service" : message.media?.kind ?? "text";
  node.className = `message ${message.service ? "service" : mine ? "out" : "in"}${joined ? " joined" : ""}`;
  Object.assign(node.dataset, { kind, chatId: ctx.chatId, from: message.outgoing_of ?? "", pinned: Boolean(message.pinned) });
  node.lang = ctx.lang(message) ?? "";
  const part = (name) => node.querySelector(`[data-part="${name}"]`);
  fill(part("sender"), ctx.group && !mine && !joined && !message.service ? message.from?.name ?? "Anonymous" : null, (name) => senderName(name, ctx.color(author(message))));
  fill(part("quote"), message.reply_to, quote);
  fill(part("media"), message.media, mediaView);
  fill(part("text"), message.service ?? (message.html || message.caption_html || escapeText(message.text)), (html) => textView(html, message.service));
  fill(part("meta"), [message.date, message.edit_date, message.pinned], metaView);
  renderKeyboard(part("keyboard"), message, pending);
  renderReactions(part("reactions"), message, ctx);
}

function fill(node, value, view) {
  node.hidden = !value;
  if (changed(node, value ?? null)) node.replaceChildren(...(value ? [view(value)] : []));
}

const escapeText = (text) => (text ?? "").replace(/&/g, "&amp;").replace(/</g, "&lt;");

function senderName(name, color) {
  const node = h("span", { class: "sender-name", dir: "auto", text: name });
  if (color) node.style.setProperty("--who", color);
  return node;
}

const quote = (reply) => h("button", { type: "button", class: "quote-button", "data-act": "quote", "data-target": reply.id, "aria-label": `In reply to: ${reply.snippet}`, dir: "auto", text: reply.snippet || "Deleted message" });
const textView = (html, service) => (service ? h("span", { dir: "auto", text: html }) : h("div", { class: "words", dir: "auto" }, safeHtml(html)));

function metaView([date, edited, pinned]) {
  const time = h("time", { datetime: asDate(date).toISOString(), title: asDate(edited ?? date).toLocaleString("en-GB"), text: clockTime(date) });
  return h("span", { class: "meta-line" }, pinned && h("span", { class: "pin-mark", title: "Pinned" }, icon("pin"), h("span", { class: "sr", text: "pinned" })), edited && h("span", { class: "edited", "data-testid": "edited", text: "edited" }), time);
}

function renderKeyboard(node, message, pending) {
  const rows = message.keyboard ?? [];
  node.hidden = rows.length === 0;
  keyed(node, rows.map((buttons, row) => ({ buttons, row })), (entry) => entry.row, () => h("div", { class: "keyboard-row" }), (rowNode, { buttons, row }) =>
    keyed(rowNode, buttons.map((button, column) => ({ button, column })), (entry) => entry.column, () => h("button", { type: "button", class: "key", "data-testid": "inline-button" }), (key, { button, column }) =>
      updateKey(key, button, row, column, pending.includes(`${message.id}:${row}:${column}`))));
}

const KEY_ACT = { url: "link", copy: "copy" };

function updateKey(key, button, row, column, waiting) {
  if (!changed(key, [button, waiting])) return;
  const value = button.kind === "url" ? button.url : button.data;
  Object.assign(key.dataset, { act: KEY_ACT[button.kind] ?? "press", row, column, kind: button.kind, url: button.url ?? "", value: value ?? "" });
  key.setAttribute("aria-busy", String(waiting));
  key.replaceChildren(h("span", { dir: "auto", text: button.text }), ...(KEY_ACT[button.kind] ? [icon(button.kind === "url" ? "link" : "copy")] : []));
}

function renderReactions(node, message, ctx) {
  const reactions = message.reactions ?? [];
  node.hidden = reactions.length === 0;
  keyed(node, reactions, (reaction) => reaction.emoji, (reaction) => h("button", { type: "button", class: "reaction", "data-act": "react", "data-emoji": reaction.emoji, "data-testid": "reaction" }), (chip, reaction) => {
    const names = reaction.by.map(ctx.name).join(", ");
    if (!changed(chip, [reaction, names])) return;
    chip.setAttribute("aria-label", `${reaction.emoji} by ${names}`);
    chip.title = names;
    chip.replaceChildren(reaction.emoji, h("span", { class: "count", text: reaction.by.length > 1 ? reaction.by.length : names.split(" ")[0] }));
  });
}

// ---- media ----

const CARD_TITLE = { voice: "Voice message", video: "Video", video_note: "Video message", audio: "Audio", animation: "Animation", location: "Location", venue: "Place", contact: "Contact", poll: "Poll", document: "Document", photo: "Photo" };

const CARD_ICON = { document: "file", video_note: "video", animation: "play", venue: "location" };

function mediaView(media) {
  if (media.kind === "sticker" || media.kind === "dice") return stickerView(media);
  if (media.kind === "photo" && media.url) return photoView(media);
  const title = cardTitle(media);
  const facts = cardFacts(media).filter(Boolean).join(" · ") || "made up for the preview";
  const inside = [
    h("span", { class: "card-mark" }, icon(CARD_ICON[media.kind] ?? media.kind)),
    h("span", { class: "card-words" }, h("span", { class: "card-title", dir: "auto", text: title }), h("span", { class: "card-facts", text: facts })),
  ];
  if (!media.url) return h("div", { class: "card" }, ...inside);
  return h("a", { class: "card", href: media.url, target: "_blank", rel: "noopener", "data-testid": "file", "aria-label": `${title}, ${facts}, opens in a new tab` }, ...inside);
}

function cardTitle(media) {
  const person = [media.first_name, media.last_name].filter(Boolean).join(" ");
  return media.file_name || media.title || media.question || person || CARD_TITLE[media.kind] || media.kind;
}

/** What little is known of an attachment; any of it may be missing. */
function cardFacts(media) {
  const place = media.latitude != null && `${media.latitude}, ${media.longitude}`;
  const answers = media.options?.map?.((option) => option.text ?? option).join(" / ");
  return [media.duration && `${media.duration} s`, media.address, media.phone_number, place, answers, fileSize(media.file_size)];
}

function photoView(media) {
  const image = h("img", { src: media.url, alt: media.file_name ? `Photo ${media.file_name}` : "Photo", loading: "lazy", width: media.width, height: media.height });
  image.addEventListener("error", () => image.replaceWith(h("span", { class: "photo-missing" }, icon("photo"), "Photo")));
  return h("a", { class: "photo", href: media.url, target: "_blank", rel: "noopener", "aria-label": "Photo, opens in a new tab", "data-testid": "file" }, image);
}

function stickerView(media) {
  const big = h("span", { class: "sticker-emoji", text: `${media.emoji ?? "🧩"}${media.value ? ` ${media.value}` : ""}` });
  let face = big;
  if (media.url && /^image\//.test(media.mime_type ?? "image/webp")) {
    face = h("img", { class: "sticker-image", src: media.url, alt: `Sticker ${media.emoji ?? ""}` });
    face.addEventListener("error", () => face.replaceWith(big));
  }
  return h("div", { class: "sticker" }, face, media.set_url && h("a", { class: "sticker-set", href: media.set_url, target: "_blank", rel: "noopener noreferrer", "data-act": "link", "data-url": media.set_url, text: "Sticker pack" }));
}

// ---- menus, dialogs, toasts ----

/** Opens a menu at `anchor`: `items` are `{ id, label, icon?, run, danger? }`; `quick` ones stand in a row above them. */
export function openMenu(anchor, label, items, quick = []) {
  const menu = h("div", { class: "menu", role: "menu", popover: "auto", "aria-label": label, "data-testid": "menu" });
  if (quick.length) menu.append(h("div", { class: "menu-quick", role: "group", "aria-label": "Reactions" }, ...quick.map((item) => menuItem(menu, item, "quick-item"))));
  menu.append(...items.map((item) => menuItem(menu, item, item.danger ? "menu-item danger" : "menu-item")));
  document.body.append(menu);
  menu.addEventListener("keydown", (event) => {
    if (event.key === "Tab") menu.hidePopover();
    else moveFocus(event, [...menu.querySelectorAll('[role="menuitem"]')]);
  });
  menu.addEventListener("toggle", (event) => {
    if (event.newState !== "closed") return;
    if (menu.contains(document.activeElement) || document.activeElement === document.body) anchor.focus({ preventScroll: true });
    menu.remove();
  });
  menu.showPopover();
  placeMenu(menu, anchor.getBoundingClientRect());
  menu.querySelector(".menu-item")?.focus({ preventScroll: true });
}

function menuItem(menu, item, look) {
  const choose = () => { menu.hidePopover(); item.run(); };
  return h("button", { type: "button", role: "menuitem", tabindex: -1, class: look, "data-testid": `menu-${item.id}`, onclick: choose }, item.icon && icon(item.icon), h("span", { text: item.label }));
}

function placeMenu(menu, at) {
  const { innerWidth: width, innerHeight: height } = window;
  if (width < 560) return menu.classList.add("sheet");
  const box = menu.getBoundingClientRect();
  const below = at.bottom + box.height + 8 < height ? at.bottom + 4 : Math.max(8, at.top - box.height - 4);
  menu.style.top = `${Math.min(below, Math.max(8, height - box.height - 8))}px`;
  menu.style.left = `${Math.max(8, Math.min(at.right - box.width, width - box.width - 8))}px`;
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

let dialogCount = 0;

/**
 * A modal question; resolves to the form's values, or null when dismissed. The browser's own dialog traps focus and hears Escape.
 * `fields`: `{ name, label, value?, hint?, options?, required? }`; `body`: an element; `confirm`/`cancel`: words or null.
 */
export function ask({ title, body, fields = [], confirm = "OK", cancel = "Cancel", testid = "dialog", account }) {
  const id = `dialog-${++dialogCount}`;
  const form = h("form", { method: "dialog" }, h("h2", { id, text: title }), body, ...fields.map((field) => fieldView(field, `${id}-${field.name}`)),
    h("div", { class: "dialog-buttons" }, cancel && h("button", { type: "button", class: "button quiet", "data-testid": "cancel", text: cancel, onclick: () => dialog.close() }), confirm && h("button", { type: "submit", class: "button", value: "ok", "data-testid": "confirm", text: confirm })));
  const dialog = h("dialog", { class: "dialog", "aria-labelledby": id, "data-testid": testid, "data-account-id": account }, form);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => dialog.addEventListener("close", () => {
    resolve(dialog.returnValue === "ok" ? Object.fromEntries(new FormData(form)) : null);
    dialog.remove();
  }));
}

function fieldView(field, id) {
  const input = field.options
    ? h("select", { id, name: field.name, class: "input" }, ...field.options.map(([value, label]) => h("option", { value, text: label })))
    : h("input", { id, name: field.name, class: "input", value: field.value, required: field.required, autocomplete: "off", placeholder: field.hint, pattern: field.pattern });
  return h("div", { class: "field-block" }, h("label", { for: id, text: field.label }), input);
}

const TOAST_MS = 5000;

/** A passing notice in `region`, which is a polite live region. */
export function toast(region, text, { error = false, account } = {}) {
  const node = h("div", { class: error ? "toast error" : "toast", dir: "auto", "data-testid": "toast", "data-account-id": account, text });
  region.append(node);
  setTimeout(() => node.remove(), Math.max(TOAST_MS, text.length * 60));
}

// ---- parts of a column and of the frame ----

/** The kinds of attachment a phone can send: `[kind, name, icon]`. */
export const KINDS = [["photo", "Photo"], ["document", "Document", "file"], ["voice", "Voice message"], ["video", "Video"], ["video_note", "Round video", "video"], ["audio", "Audio"], ["animation", "Animation", "play"], ["sticker", "Sticker"], ["location", "Location"], ["venue", "Place", "location"], ["contact", "Contact"], ["poll", "Poll"], ["dice", "Dice"]];

/** The reactions offered first. */
export const REACTIONS = ["👍", "❤", "🙏", "😢", "👎", "👌"];

/** The ways the bot's connection can fail: `[mode, name, what it means]`. */
export const MODES = [["good", "Good", "everything arrives"], ["slow", "Slow", "answers come late"], ["drop_before", "Lost before", "the request never arrives"], ["drop_after", "Lost after", "done, but the answer is lost"], ["error_500", "Error 500", "Telegram has a fault"], ["too_many_requests", "Error 429", "told to wait"], ["offline", "Offline", "no connection at all"]];

export const fullName = (account) => [account.first_name, account.last_name].filter(Boolean).join(" ");
/** The first letter or digit of a name, for a coloured mark. */
export const initial = (name) => name.match(/[\p{L}\p{N}]/u)?.[0]?.toUpperCase() ?? "#";
export const paint = (node, color) => node.style.setProperty("--who", color);

export function tool(button, mark, label, words) {
  if (!changed(button, [label, words])) return;
  button.setAttribute("aria-label", label);
  button.title = label;
  button.replaceChildren(icon(mark), h("span", { class: "tool-words", text: words }));
}

/** Whose phone this is. */
export function labelWords(info, owner) {
  if (!owner) return [h("span", { class: "label-name", text: "Group" })];
  const facts = [owner.username && `@${owner.username}`, owner.role !== "person" && owner.role].filter(Boolean).join(" · ");
  return [h("span", { class: "label-name", dir: "auto", text: `${fullName(owner)}’s phone` }), owner.language_code && h("span", { class: "lang", title: "Language of the app", text: owner.language_code }), h("span", { class: "label-facts", text: facts })].filter(Boolean);
}

export function emptyWords(info, bot) {
  if (info.type !== "private") return [h("p", { text: "No messages here yet." })];
  const words = info.bot_description ?? "This is what a new person sees before the first word. Press START to begin.";
  return [h("span", { class: "avatar bot big", "aria-hidden": "true", text: initial(bot.name) }), h("p", { class: "empty-title", dir: "auto", text: bot.name }), h("p", { dir: "auto", text: words })];
}

/** A topic in the list; its click is told by `data-thread-id`. */
export function topicButton(topic, last, unread, open) {
  return h("button", { type: "button", class: "topic", "data-testid": "topic", "data-thread-id": topic.id ?? "general", "aria-current": open ? "true" : null },
    topicMark(topic), h("span", { class: "topic-words" }, h("span", { class: "topic-name", dir: "auto", text: topic.name }), h("span", { class: "topic-last", dir: "auto", text: snippet(last) || "No messages" })),
    h("span", { class: "topic-facts" }, last && h("time", { text: clockTime(last.date) }), topic.closed && h("span", { class: "closed", title: "Closed" }, icon("lock"), h("span", { class: "sr", text: "closed" })), unread > 0 && badge(unread)));
}

export const badge = (count) => h("span", { class: "badge" }, String(count), h("span", { class: "sr", text: " new" }));

export function topicMark(topic) {
  const mark = h("span", { class: "topic-mark", "aria-hidden": "true", text: topic.id == null ? "#" : initial(topic.name) });
  if (topic.icon_color != null) paint(mark, `#${topic.icon_color.toString(16).padStart(6, "0")}`);
  return mark;
}

/** Lets a text box grow with its text, up to six lines. */
export function fitTextarea(box) {
  box.style.height = "auto";
  if (box.value) box.style.height = `${Math.min(box.scrollHeight + 2, 160)}px`;
}

function checkbox(label, testid, set) {
  const box = h("input", { type: "checkbox", "data-testid": testid, onchange: () => set(box.checked) });
  return h("label", { class: "switch" }, box, h("span", { text: label }));
}

const RIGHTS = [["can_manage_topics", "Manage topics"], ["can_delete_messages", "Delete messages"], ["can_pin_messages", "Pin messages"]];
const STATUSES = [["administrator", "Administrator"], ["member", "Member without rights"], ["left", "Not in the group"], ["kicked", "Banned"]];

/** A group's scene: what the bot is and may there. `on` holds what each control does, `sync(info)` follows the world. */
export function sceneForm(id, on) {
  const status = h("select", { class: "input", id: `status-${id}`, "data-testid": "bot-status", onchange: () => on.status(status.value) }, ...STATUSES.map(([value, text]) => h("option", { value, text })));
  const rights = RIGHTS.map(([right, label]) => checkbox(label, right, (yes) => on.right(right, yes)));
  const forum = checkbox("Topics are on (forum)", "is-forum", on.forum);
  const upgrade = h("button", { type: "button", class: "button quiet", "data-testid": "upgrade", text: "Upgrade to a supergroup (new chat id)", onclick: () => on.upgrade() });
  const body = h("div", { class: "scene" }, h("label", { for: status.id, text: "The bot in this group is" }), status, h("fieldset", {}, h("legend", { text: "The bot may" }), ...rights), forum, upgrade);
  const sync = (info) => {
    status.value = info.bot_status;
    RIGHTS.forEach(([right], at) => { rights[at].firstChild.checked = Boolean(info.bot_rights?.[right]); rights[at].firstChild.disabled = info.bot_status !== "administrator"; });
    forum.firstChild.checked = info.is_forum;
    upgrade.hidden = info.type !== "group";
  };
  return { body, sync };
}

// ---- the frame of a column ----

/** The elements of one chat's column; `on` holds what its controls do. */
export function columnParts(info, name, on) {
  const parts = {
    label: h("div", { class: "label" }), head: h("header", { class: "head" }), topics: h("nav", { class: "topics", "aria-label": `Topics of ${info.title}`, "data-testid": "topics" }),
    topicBar: h("div", { class: "topic-bar" }), pinned: h("button", { type: "button", class: "pinned", "data-testid": "pinned" }),
    log: h("div", { class: "log", role: "log", tabindex: 0, "aria-label": `Messages, ${name}. Arrow keys move between messages, Enter opens actions.`, "data-testid": "log" }),
    empty: h("div", { class: "empty" }), typing: h("p", { class: "typing", role: "status", "data-testid": "typing" }),
    jump: iconButton("down", "Jump to the newest message", { class: "icon-button jump", "data-testid": "jump", hidden: true }),
    foot: h("footer", { class: "foot" }), toasts: h("div", { class: "toasts", role: "status", "aria-live": "polite" }),
  };
  Object.assign(parts, headParts(info, on), footParts(on));
  parts.head.append(parts.avatar, h("div", { class: "titles" }, parts.title, parts.subtitle), ...parts.tools);
  parts.topicList = h("ul", { class: "topic-list", onclick: (event) => { const id = event.target.closest(".topic")?.dataset.threadId; if (id) on.thread(id === "general" ? null : Number(id)); } });
  parts.topics.append(parts.topicList, h("button", { type: "button", class: "button quiet new-topic", "data-testid": "new-topic", onclick: on.newTopic }, icon("plus"), "New topic"));
  parts.foot.append(parts.bar, parts.composer);
  parts.pane = h("div", { class: "pane" }, parts.topicBar, parts.pinned, h("div", { class: "log-area" }, parts.log, parts.empty, parts.jump), parts.typing, parts.foot);
  return parts;
}

function headParts(info, on) {
  const menu = iconButton("more", "Chat actions", { "data-testid": "chat-menu", "aria-haspopup": "menu" });
  menu.addEventListener("click", () => on.menu(menu));
  const block = iconButton("block", "Block the bot", { "data-testid": "block", onclick: on.block });
  const scene = iconButton("scene", "Scene: the bot’s rights, topics", { "data-testid": "scene", onclick: on.scene });
  return { avatar: h("span", { class: "avatar", "aria-hidden": "true" }), title: h("h2", { class: "title", dir: "auto" }), subtitle: h("p", { class: "subtitle" }), block, tools: [info.type === "private" ? block : scene, menu] };
}

function footParts(on) {
  const text = h("textarea", { class: "textarea", rows: 1, dir: "auto", "aria-label": "Message", placeholder: "Message", "data-testid": "write", enterkeyhint: "send" });
  const attach = iconButton("attach", "Attach", { "data-testid": "attach", "aria-haspopup": "menu", onclick: () => on.attach(attach) });
  const commands = iconButton("slash", "Commands", { "data-testid": "commands", "aria-haspopup": "menu", hidden: true, onclick: () => on.commands(commands) });
  const send = iconButton("send", "Send", { type: "submit", class: "icon-button send", "data-testid": "send" });
  const actor = h("select", { class: "actor-select", "aria-label": "Write as", "data-testid": "actor", onchange: () => on.actor(Number(actor.value)) });
  const banner = h("div", { class: "banner", "data-testid": "banner" });
  const actorRow = h("label", { class: "actor" }, h("span", { text: "As" }), actor);
  const composer = h("form", { class: "composer", "data-testid": "composer", onsubmit: (event) => { event.preventDefault(); on.submit(); } }, banner, actorRow, h("div", { class: "compose-row" }, attach, commands, text, send));
  text.addEventListener("input", () => fitTextarea(text));
  text.addEventListener("keydown", on.key);
  return { text, commands, actor, actorRow, banner, composer, bar: h("div", { class: "start-bar" }) };
}

/** What stands above the messages of a topic. */
export function topicBarParts(topic, on) {
  const back = iconButton("back", "Back to the topics", { class: "icon-button topics-back", "data-testid": "topics-back", onclick: on.back });
  const menu = iconButton("more", "Topic actions", { "data-testid": "topic-menu", "aria-haspopup": "menu", onclick: () => on.topicMenu(menu) });
  const words = h("span", { class: "topic-name", dir: "auto", text: topic.name });
  return [back, topicMark(topic), words, topic.closed && h("span", { class: "closed-words" }, icon("lock"), "Closed"), topic.id != null && menu].filter(Boolean);
}

/** What stands in place of the composer while nothing can be written. */
export function barParts(mode, owner, begin) {
  const start = (text, testid) => h("button", { type: "button", class: "button start", "data-testid": testid, text, onclick: begin });
  if (mode === "start") return [start("START", "start")];
  if (mode === "blocked") return [h("p", { text: `${fullName(owner)} has blocked the bot.` }), start("Unblock and start again", "unblock")];
  return mode === "nobody" ? [h("p", { text: "Nobody you can act as is in this group." })] : [];
}
