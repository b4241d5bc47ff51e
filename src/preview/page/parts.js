/**
 * The lasting parts of a column and of the frame, and the words on them. Holds no state of the world and sends
 * nothing: what a control does is handed in.
 */
import { changed, h, icon, iconButton, paint } from "/dom.js";
import { clockTime, snippet } from "/message.js";
import { fullName } from "/state.js";

/** The kinds of attachment a phone can send: `[kind, name, icon]`. */
export const KINDS = [["photo", "Photo"], ["document", "Document", "file"], ["voice", "Voice message"], ["video", "Video"], ["video_note", "Round video", "video"], ["audio", "Audio"], ["animation", "Animation", "play"], ["sticker", "Sticker"], ["location", "Location"], ["venue", "Place", "location"], ["contact", "Contact"], ["poll", "Poll"], ["dice", "Dice"]];

/** The reactions offered first. */
export const REACTIONS = ["👍", "❤", "🙏", "😢", "👎", "👌"];

/** The ways the bot's connection can fail: `[mode, name, what it means]`. */
export const MODES = [["good", "Good", "everything arrives"], ["slow", "Slow", "answers come late"], ["drop_before", "Lost before", "the request never arrives"], ["drop_after", "Lost after", "done, but the answer is lost"], ["error_500", "Error 500", "Telegram has a fault"], ["too_many_requests", "Error 429", "told to wait"], ["offline", "Offline", "no connection at all"]];

/** The first letter or digit of a name, for a coloured mark. */
export const initial = (name) => name.match(/[\p{L}\p{N}]/u)?.[0]?.toUpperCase() ?? "#";

export function tool(button, mark, label, words) {
  if (!changed(button, [label, words])) return;
  button.setAttribute("aria-label", label);
  button.title = label;
  button.replaceChildren(icon(mark), h("span", { class: "tool-words", text: words }));
}

/** Whose phone this is. */
export function labelWords(info, owner) {
  if (!owner) return [h("span", { class: "label-name", text: info.is_forum ? "Group with topics" : info.type === "group" ? "Basic group" : "Group" })];
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
  return h("button", { type: "button", class: "topic", "data-testid": "topic", "data-thread-id": topic.id ?? "general", "data-closed": String(topic.closed), "aria-current": open ? "true" : null },
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

// ---- the frame of a column ----

/** The elements of one chat's column; `on` holds what its controls do. */
export function columnParts(info, name, on) {
  const parts = {
    label: h("div", { class: "label" }), head: h("header", { class: "head" }), topics: h("nav", { class: "topics", "aria-label": `Topics of ${info.title}`, "data-testid": "topics" }),
    topicBar: h("div", { class: "topic-bar" }), pinned: h("button", { type: "button", class: "pinned", "data-testid": "pinned", onclick: on.pinned }),
    log: h("div", { class: "log", role: "log", tabindex: 0, "aria-label": `Messages, ${name}. Arrow keys move between messages, Enter opens actions, R answers.`, "data-testid": "log" }),
    empty: h("div", { class: "empty" }), typing: h("p", { class: "typing", role: "status", "data-testid": "typing" }),
    jump: iconButton("down", "Jump to the newest message", { class: "icon-button jump", "data-testid": "jump", hidden: true }),
    foot: h("footer", { class: "foot" }), toasts: h("div", { class: "toasts", role: "status", "aria-live": "polite" }),
  };
  Object.assign(parts, headParts(info, on), footParts(on));
  parts.head.append(parts.avatar, h("div", { class: "titles" }, parts.title, parts.subtitle), ...parts.tools);
  parts.topicList = h("ul", { class: "topic-list", onclick: (event) => { const id = event.target.closest(".topic")?.dataset.threadId; if (id) on.thread(id === "general" ? null : Number(id)); } });
  parts.topicList.addEventListener("contextmenu", (event) => {
    const topic = event.target.closest(".topic");
    if (topic && topic.dataset.threadId !== "general") { event.preventDefault(); on.topicMenu(topic, Number(topic.dataset.threadId)); }
  });
  parts.topics.append(parts.topicList, h("button", { type: "button", class: "button quiet new-topic", "data-testid": "new-topic", onclick: on.newTopic }, icon("plus"), "New topic"));
  parts.foot.append(parts.actors, parts.bar, parts.composer);
  parts.pane = h("div", { class: "pane" }, parts.topicBar, parts.pinned, h("div", { class: "log-area" }, parts.log, parts.empty, parts.jump), parts.typing, parts.foot);
  return parts;
}

function headParts(info, on) {
  const menu = iconButton("more", "Chat actions", { "data-testid": "chat-menu", "aria-haspopup": "menu" });
  menu.addEventListener("click", () => on.menu(menu));
  const block = iconButton("block", "Block the bot", { "data-testid": "block", onclick: on.block });
  const scene = iconButton("scene", "Scene: the bot’s rights, topics", { "data-testid": "scene", onclick: on.scene });
  const swap = h("button", { type: "button", class: "swap", "data-testid": "swap", hidden: true, onclick: on.swap });
  return { swap, avatar: h("span", { class: "avatar", "aria-hidden": "true" }), title: h("h2", { class: "title", dir: "auto" }), subtitle: h("p", { class: "subtitle" }), block, tools: [swap, info.type === "private" ? block : scene, menu] };
}

function footParts(on) {
  const text = h("textarea", { class: "textarea", rows: 1, dir: "auto", "aria-label": "Message", placeholder: "Message", "data-testid": "write", enterkeyhint: "send" });
  const attach = iconButton("attach", "Attach", { "data-testid": "attach", "aria-haspopup": "menu", onclick: () => on.attach(attach) });
  const commands = iconButton("slash", "Commands", { "data-testid": "commands", "aria-haspopup": "menu", hidden: true, onclick: () => on.commands(commands) });
  const send = iconButton("send", "Send", { type: "submit", class: "icon-button send", "data-testid": "send" });
  const banner = h("div", { class: "banner", "data-testid": "banner" });
  const actors = h("div", { class: "actors", role: "radiogroup", "aria-label": "Whose hands: who writes, presses and reacts" }, h("span", { class: "actors-word", "aria-hidden": "true", text: "As" }), h("div", { class: "actor-list" }));
  const composer = h("form", { class: "composer", "data-testid": "composer", onsubmit: (event) => { event.preventDefault(); on.submit(); } }, banner, h("div", { class: "compose-row" }, attach, commands, text, send));
  text.addEventListener("input", () => fitTextarea(text));
  text.addEventListener("keydown", on.key);
  return { text, commands, actors, banner, composer, bar: h("div", { class: "start-bar" }) };
}

/** One person of a group whose hands can be taken. */
export function actorChip(chat, account, choose) {
  return h("label", { class: "actor-chip", "data-testid": "actor", "data-account-id": account },
    h("input", { type: "radio", class: "sr", name: `actor-${chat}`, value: account, onchange: choose }), h("span", { class: "actor-dot", "aria-hidden": "true" }), h("span", { class: "actor-name", dir: "auto" }));
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
  if (mode === "closed") return [h("p", { text: "This topic is closed: only administrators write here." })];
  return mode === "nobody" ? [h("p", { text: "Nobody you can act as is in this group." })] : [];
}
