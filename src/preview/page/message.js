/**
 * A message as a phone shows it: safe markup, times, bubbles, albums, buttons, reactions, attachments.
 * Holds no state of the world and sends nothing; clicks are told apart by `data-act` and answered in acts.js.
 * Must never put a server's string into the page as markup: only `safeHtml` reads HTML, tag by tag.
 */
import { changed, h, icon, iconButton, keyed } from "/dom.js";

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

/** Fills a log with its items; `ctx` is `{ chatId, mine, lang, name, color, where, group, pending }`; `pending` are the keys of one's own presses. */
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
  Object.assign(node.dataset, { kind, chatId: ctx.chatId, from: message.outgoing_of ?? "", pinned: Boolean(message.pinned), copyOf: message.copy_of ? `${message.copy_of.chat_id}:${message.copy_of.message_id}` : "" });
  node.lang = ctx.lang(message) ?? "";
  const part = (name) => node.querySelector(`[data-part="${name}"]`);
  fill(part("sender"), ctx.group && !mine && !joined && !message.service ? message.from?.name ?? "Anonymous" : null, (name) => senderName(name, ctx.color(author(message))));
  fill(part("quote"), message.reply_to, quote);
  fill(part("media"), message.media, mediaView);
  fill(part("text"), message.service ?? (message.html || message.caption_html || escapeText(message.text)), (html) => textView(html, message.service));
  fill(part("meta"), [message.date, message.edit_date, message.pinned, message.via_copy && ctx.where(message.copy_of?.chat_id)], metaView);
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

function metaView([date, edited, pinned, copied]) {
  const time = h("time", { datetime: asDate(date).toISOString(), title: asDate(edited ?? date).toLocaleString("en-GB"), text: clockTime(date) });
  const source = copied && h("button", { type: "button", class: "copy-mark", "data-act": "source", "data-testid": "copy-mark", tabindex: -1, title: `Copied from ${copied}: show the original`, "aria-label": `Copied from ${copied}, show the original` }, icon("copied"));
  return h("span", { class: "meta-line" }, source, pinned && h("span", { class: "pin-mark", title: "Pinned" }, icon("pin"), h("span", { class: "sr", text: "pinned" })), edited && h("span", { class: "edited", "data-testid": "edited", text: "edited" }), time);
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
    chip.replaceChildren(reaction.emoji, h("span", { class: "count", text: reaction.by.length > 1 ? reaction.by.length : reaction.by[0] === "bot" ? "bot" : names.split(" ")[0] }));
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
