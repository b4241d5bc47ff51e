/**
 * The page of the local Telegram: events from the server → one state → columns, chat by chat.
 * It shows what the server says and sends what a person's phone would; it must never decide what the bot does,
 * address another server, or keep words anywhere but in the open page (only theme and hidden columns are remembered).
 *
 * Files, embedded by the server and served at /: index.html, app.css, app.js, render.js, api.js.
 * Address: ?person=<account id> or ?chat=<chat id> shows one chat alone; ?theme=light|dark.
 *
 * Hooks for browser tests
 *   section.column      [data-chat-id] [data-account-id: the phone's owner, or who is written as] [data-kind=private|group|forum] [data-thread-id]
 *   article.message     [data-message-id] [data-chat-id] [data-kind=text|service|photo|…] [data-from=account id|bot] [data-pinned]
 *   [data-testid=…]     bar: connection[data-state], network, clock, add-person, theme, network-panel, network-mode[value],
 *                       network-probability, rate-limits, clock-panel, clock-step[data-seconds]; chips: chip[data-chat-id]
 *     in a column:      block, chat-menu, start, unblock, log, typing, pinned, jump, composer, write, send, attach, commands, actor,
 *                       banner, banner-cancel, topics, topic[data-thread-id], new-topic, topic-menu, topics-back, scene
 *     in a message:     inline-button[data-row][data-column][aria-busy], message-menu, reaction[data-emoji], edited, file
 *     (where there is no hovering, a tap on a bubble opens the menu; Enter on a focused message does so everywhere)
 *     over the page:    menu, menu-<action>, dialog, link, person-dialog, scene-dialog, alert[data-account-id], confirm, cancel, toast[data-account-id]
 */
import { askedTheme, control, follow, only, recall, remember } from "/api.js";
import { KINDS, MODES, REACTIONS, ask, badge, barParts, changed, columnParts, emptyWords, fitTextarea, fullName, h, icon, iconButton, initial, keyed, labelWords, logItems, moment, moveFocus, openMenu, paint, plainText, renderLog, sceneForm, snippet, toast, tool, topicBarParts, topicButton } from "/render.js";

const $ = (id) => document.getElementById(id);
const wide = matchMedia("(min-width: 720px)");
const touch = matchMedia("(hover: none)");
const calm = matchMedia("(prefers-reduced-motion: reduce)");

const state = { world: null, heardAt: 0, chats: new Map(), active: null, awaited: null, shown: recall("shown", {}) };
const views = new Map();

// ---- reading the state ----

const accountOf = (id) => state.world.accounts.find((account) => account.id === id);
const infoOf = (view) => state.world.chats.find((chat) => chat.id === view.chatId);
const chatOf = (view) => state.chats.get(view.chatId) ?? { topics: [], messages: [], typing: [] };
const isPrivate = (info) => info.type === "private";
const now = () => state.world.now + (performance.now() - state.heardAt) / 1000;
const nameOf = (id) => (id === "bot" || id === state.world.bot.id ? state.world.bot.name : accountOf(id) ? fullName(accountOf(id)) : "someone");
const langOf = (id) => accountOf(id)?.language_code;
const kindOf = (info) => (isPrivate(info) ? "private" : info.is_forum ? "forum" : "group");
const ownerOf = (info) => (isPrivate(info) ? accountOf(info.account_id) : null);
const chatName = (info) => (ownerOf(info) ? fullName(ownerOf(info)) : info.title);

const PRESENT = ["creator", "administrator", "member"];
const membersOf = (info) => info.members.filter((member) => PRESENT.includes(member.status) && accountOf(member.account_id));

/** Whose hands are on this chat: the phone's owner, or the member chosen in a group. */
function actorOf(view, info = infoOf(view)) {
  if (isPrivate(info)) return info.account_id;
  const members = membersOf(info).map((member) => member.account_id);
  return members.includes(view.actor) ? view.actor : members.find((id) => accountOf(id).role !== "person") ?? members[0] ?? null;
}

function threadMessages(view, thread = view.thread) {
  const { messages } = chatOf(view);
  return infoOf(view).is_forum ? messages.filter((message) => (message.thread_id ?? null) === thread) : messages;
}

const ORDER = (info) => (!isPrivate(info) ? 1 : ownerOf(info)?.role === "person" ? 0 : 2);

function listedChats() {
  const fits = (info) => (only.person ? isPrivate(info) && info.account_id === only.person : !only.chat || info.id === only.chat);
  return state.world.chats.filter(fits).sort((a, b) => ORDER(a) - ORDER(b));
}

function isShown(info) {
  if (only.person || only.chat) return true;
  return wide.matches ? state.shown[info.id] ?? ORDER(info) < 2 : info.id === state.active;
}

// ---- doing ----

/** Runs a control request; what goes wrong is said where it happened. */
async function attempt(view, request) {
  try { return await request; } catch (error) { toast(toastRegion(view), error.message, { error: true }); return null; }
}

const toastRegion = (view) => (view && !view.el.hidden ? view.parts.toasts : $("toasts"));
const target = (view) => ({ chat_id: view.chatId, ...(view.thread != null && { thread_id: view.thread }), ...(view.reply && { reply_to: view.reply }) });

async function sendText(view) {
  const { text: box } = view.parts;
  const text = box.value.trim();
  if (!text) return;
  const actor = actorOf(view);
  const request = view.editing
    ? control.edit(actor, { chat_id: view.chatId, message_id: view.editing, text })
    : control.write(actor, { ...target(view), text });
  view.stuck = true;
  setComposer(view, {});
  box.focus();
  if (!(await attempt(view, request)) && !box.value) setComposer(view, { text });
}

async function sendAttachment(view, kind, more = {}) {
  const caption = view.parts.text.value.trim();
  const request = control.send(actorOf(view), { ...target(view), kind, ...(caption && { caption }), ...more });
  view.stuck = true;
  if (await attempt(view, request)) setComposer(view, {});
}

/** Sets what the composer is about: an answer, a correction, or nothing; and its text. */
function setComposer(view, { reply = null, editing = null, text = "" }) {
  Object.assign(view, { reply, editing });
  view.parts.text.value = text;
  fitTextarea(view.parts.text);
  renderFoot(view, infoOf(view));
}

function sendCommand(view, text) {
  view.stuck = true;
  return attempt(view, control.write(actorOf(view), { chat_id: view.chatId, ...(view.thread != null && { thread_id: view.thread }), text }));
}

const PENDING_MS = 30_000;

function press(view, message, button) {
  const { row, column } = button.dataset;
  const key = `${message.id}:${row}:${column}`;
  if (view.pending.has(key)) return;
  view.pending.add(key);
  renderChat(view);
  const settle = () => { if (view.pending.delete(key)) renderChat(view); };
  setTimeout(settle, PENDING_MS);
  attempt(view, control.press(actorOf(view), { chat_id: view.chatId, message_id: message.id, row: Number(row), column: Number(column) })).then((done) => done ?? settle());
}

function react(view, message, emoji) {
  const actor = actorOf(view);
  const has = message.reactions?.some((reaction) => reaction.emoji === emoji && reaction.by.includes(actor));
  attempt(view, control.react(actor, { chat_id: view.chatId, message_id: message.id, emoji: has ? null : emoji }));
}

const copyText = (view, text) => navigator.clipboard.writeText(text).then(() => toast(toastRegion(view), "Copied"), () => toast(toastRegion(view), text));

/** The bot's own start links work as in Telegram; every other address asks first, since it leaves this computer. */
async function openLink(view, address) {
  const url = URL.canParse(address) ? new URL(address) : null;
  const own = [url?.hostname === "t.me" && url.pathname.slice(1), url?.searchParams.get("domain")].includes(state.world.bot.username);
  const home = state.world.chats.find((chat) => isPrivate(chat) && chat.account_id === actorOf(view));
  if (own && home) return attempt(view, control.start(actorOf(view), url.searchParams.get("start") ?? undefined));
  const body = h("p", { class: "address", text: address });
  const go = await ask({ title: "This link leads out of the preview", body, confirm: "Open in a new tab", testid: "link" });
  if (go) window.open(address, "_blank", "noopener,noreferrer");
}

function jumpTo(view, id) {
  const node = view.parts.log.querySelector(`[data-message-id="${Number(id)}"]`);
  if (!node) return toast(toastRegion(view), "That message is no longer here.");
  node.scrollIntoView({ block: "center", behavior: calm.matches ? "auto" : "smooth" });
  node.focus({ preventScroll: true });
  node.classList.add("flash");
  setTimeout(() => node.classList.remove("flash"), 1600);
}

const ACTS = {
  press,
  menu: (view, message, node) => messageMenu(view, message, node),
  quote: (view, message, node) => jumpTo(view, node.dataset.target),
  react: (view, message, node) => react(view, message, node.dataset.emoji),
  command: (view, message, node) => sendCommand(view, node.dataset.command),
  link: (view, message, node) => openLink(view, node.dataset.url),
  copy: (view, message, node) => copyText(view, node.dataset.value),
  spoiler: (view, message, node) => { node.classList.add("open"); node.removeAttribute("role"); node.removeAttribute("aria-label"); node.removeAttribute("tabindex"); },
};

function onLogClick(view, event) {
  const node = event.target.closest("[data-act]");
  const message = messageAt(view, event.target);
  if (!message) return;
  if (!node && touch.matches && event.target.closest(".bubble") && !message.service) messageMenu(view, message, event.target.closest(".message"));
  if (!node) return;
  if (node.localName === "a") event.preventDefault();
  ACTS[node.dataset.act]?.(view, message, node);
}

function messageAt(view, node) {
  const id = Number(node.closest("[data-message-id]")?.dataset.messageId);
  return chatOf(view).messages.find((message) => message.id === id);
}

function onLogKey(view, event) {
  const at = event.target;
  if (at.classList.contains("spoiler") && ["Enter", " "].includes(event.key)) return void (event.preventDefault(), at.click());
  if (!at.classList.contains("message")) return;
  if (event.key === "Enter" || event.key === "ContextMenu") return void (event.preventDefault(), messageMenu(view, messageAt(view, at), at));
  if (!["ArrowUp", "ArrowDown", "Home", "End"].includes(event.key)) return;
  const nodes = [...view.parts.log.querySelectorAll(".message")];
  if (moveFocus(event, nodes)) for (const node of nodes) node.tabIndex = node === document.activeElement ? 0 : -1;
}

// ---- menus and dialogs ----

function messageMenu(view, message, anchor) {
  const actor = actorOf(view);
  const own = message.outgoing_of === actor;
  const mayDelete = own || isPrivate(infoOf(view)) || infoOf(view).members.some((m) => m.account_id === actor && m.status !== "member");
  const words = message.text || plainText(message.caption_html) || message.media?.file_name;
  const quick = message.service ? [] : REACTIONS.map((emoji) => ({ id: `react-${emoji}`, label: emoji, run: () => react(view, message, emoji) }));
  const compose = (about) => { setComposer(view, about); view.parts.text.focus(); };
  openMenu(anchor, `Message ${message.id}`, [
    { id: "reply", label: "Reply", icon: "reply", run: () => compose({ reply: message.id, text: view.parts.text.value }) },
    words && { id: "copy", label: "Copy text", icon: "copy", run: () => copyText(view, words) },
    own && message.text && { id: "edit", label: "Edit", icon: "edit", run: () => compose({ editing: message.id, text: message.text }) },
    mayDelete && { id: "delete", label: "Delete for everyone", icon: "trash", danger: true, run: () => attempt(view, control.remove(actor, { chat_id: view.chatId, message_id: message.id })) },
  ].filter(Boolean), quick);
}

function attachMenu(view, anchor) {
  const single = KINDS.map(([id, label, mark]) => ({ id, label, icon: mark ?? id, run: () => sendAttachment(view, id) }));
  const albums = [["photo", "Album of 3 photos"], ["document", "Album of 3 documents"]].map(([kind, label]) => ({ id: `album-${kind}`, label, icon: kind === "photo" ? "photo" : "file", run: () => sendAttachment(view, kind, { album_size: 3 }) }));
  single.splice(2, 0, ...albums);
  openMenu(anchor, "Attach something made up", single);
}

/** The bot's command list, where the server tells it (`commands` of a chat: `[{ command, description }]`). */
function commandMenu(view, anchor) {
  openMenu(anchor, "Commands", infoOf(view).commands.map(({ command, description }) => ({ id: `command-${command}`, label: `/${command}  ${description}`, run: () => sendCommand(view, `/${command}`) })));
}

function chatMenu(view, anchor) {
  const info = infoOf(view);
  const alone = isPrivate(info) ? `?person=${info.account_id}` : `?chat=${info.id}`;
  openMenu(anchor, `Actions for ${chatName(info)}`, [
    isPrivate(info) && { id: "payload", label: "Start from a link …", icon: "play", run: () => askPayload(view, info) },
    isPrivate(info) && { id: "clear", label: "Clear this chat …", icon: "trash", danger: true, run: () => askClear(view, info) },
    { id: "alone", label: "Open alone in a new tab", icon: "link", run: () => window.open(alone, "_blank", "noopener") },
    wide.matches && !only.person && !only.chat && { id: "hide", label: "Hide this column", icon: "hide", run: () => toggleShown(info) },
  ].filter(Boolean));
}

async function askPayload(view, info) {
  const body = h("p", { class: "hint", text: `As if ${chatName(info)} had opened t.me/${state.world.bot.username}?start=… from a poster or a post.` });
  const answer = await ask({ title: "Start from a link", body, fields: [{ name: "payload", label: "Payload", hint: "n-housing or c-poster", pattern: "[A-Za-z0-9_\\-]{0,64}" }], confirm: "Start" });
  if (answer) attempt(view, control.start(info.account_id, answer.payload));
}

async function askClear(view, info) {
  const body = h("p", { text: `Deletes every message of this chat on ${chatName(info)}’s phone.` });
  if (await ask({ title: "Clear this chat?", body, confirm: "Clear chat" })) attempt(view, control.clear(info.account_id, info.id));
}

async function askTopic(view) {
  const answer = await ask({ title: "New topic", fields: [{ name: "name", label: "Name", required: true }], confirm: "Create topic" });
  if (answer) attempt(view, control.newTopic(view.chatId, actorOf(view), answer.name));
}

async function askPerson() {
  const fields = [
    { name: "first_name", label: "First name", required: true }, { name: "last_name", label: "Last name (may stay empty)" },
    { name: "language_code", label: "Language of the app (may stay empty)", hint: "uk, ru, en, pl, de …", pattern: "[a-z]{2,3}(-[A-Za-z]+)?" },
    { name: "username", label: "User name without @ (may stay empty)", pattern: "[A-Za-z][A-Za-z0-9_]{3,31}" },
    { name: "role", label: "Role", options: [["person", "Person seeking help"], ["consultant", "Consultant"], ["staff", "Staff"]] }];
  const answer = await ask({ title: "Add a person", fields, confirm: "Add person", testid: "person-dialog" });
  if (!answer) return;
  const filled = Object.fromEntries(Object.entries(answer).filter(([, value]) => value));
  const added = await attempt(null, control.addPerson(filled));
  state.awaited = added?.account_id ?? null;
  renderWorld();
}

function topicMenu(view, anchor) {
  const topic = chatOf(view).topics.find((entry) => entry.id === view.thread);
  const act = (action) => attempt(view, control.topic(view.chatId, view.thread, actorOf(view), action));
  openMenu(anchor, `Actions for topic ${topic.name}`, [
    topic.closed ? { id: "reopen", label: "Reopen topic", icon: "plus", run: () => act("reopen") } : { id: "close", label: "Close topic", icon: "lock", run: () => act("close") },
    { id: "delete-topic", label: "Delete topic", icon: "trash", danger: true, run: () => act("delete") },
  ]);
}

/** A group's scene, open over the page; while it stays open it follows the world. */
function openScene(view) {
  const id = view.chatId;
  const { body, sync } = sceneForm(id, {
    status: (status) => attempt(view, control.bot(id, { status })),
    right: (right, on) => attempt(view, control.bot(id, { rights: { ...infoOf(view).bot_rights, [right]: on } })),
    forum: (on) => attempt(view, control.forum(id, on)),
    upgrade: () => attempt(view, control.upgrade(id)),
  });
  view.scene = sync;
  sync(infoOf(view));
  ask({ title: `Scene: ${infoOf(view).title}`, body, confirm: null, cancel: "Done", testid: "scene-dialog" }).then(() => { view.scene = null; });
}

// ---- a column: one chat as one sees it ----

function createView(info) {
  const view = { chatId: info.id, thread: null, listing: true, actor: null, reply: null, editing: null, stuck: true, pending: new Set(), drafts: new Map(), seen: null, scene: null };
  view.parts = columnParts(info, chatName(info), columnControls(view));
  const { label, head, topics, pane, toasts } = view.parts;
  view.el = h("section", { class: "column", "data-chat-id": info.id, "aria-label": chatName(info) }, label, head, h("div", { class: "body" }, topics, pane), toasts);
  view.parts.log.setAttribute("aria-busy", "true");
  watchLog(view);
  return view;
}

const columnControls = (view) => ({
  thread: (thread) => showThread(view, thread),
  newTopic: () => askTopic(view),
  menu: (anchor) => chatMenu(view, anchor),
  block: () => attempt(view, control.block(actorOf(view), !accountOf(actorOf(view)).blocked_bot)),
  scene: () => openScene(view),
  attach: (anchor) => attachMenu(view, anchor),
  commands: (anchor) => commandMenu(view, anchor),
  actor: (actor) => { view.actor = actor; renderView(view); },
  submit: () => sendText(view),
  key: (event) => onComposerKey(view, event),
  topicMenu: (anchor) => topicMenu(view, anchor),
  back: () => { view.listing = true; renderView(view); view.parts.topicList.querySelector('[aria-current="true"]')?.focus(); },
});

function onComposerKey(view, event) {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); sendText(view); }
  if (event.key === "Escape" && (view.reply || view.editing)) setComposer(view, { text: view.editing ? "" : view.parts.text.value });
  if (event.key !== "ArrowUp" || view.parts.text.value) return;
  const own = threadMessages(view).findLast((message) => message.outgoing_of === actorOf(view) && message.text && !message.service);
  if (own) { event.preventDefault(); setComposer(view, { editing: own.id, text: own.text }); }
}

/** Keeps the newest message in sight unless the reader has scrolled up. */
function watchLog(view) {
  const { log, jump } = view.parts;
  const toEnd = () => { if (view.stuck) log.scrollTop = log.scrollHeight; };
  log.addEventListener("scroll", () => {
    view.stuck = log.scrollHeight - log.scrollTop - log.clientHeight < 48;
    jump.hidden = view.stuck;
    if (view.stuck) markSeen(view);
  }, { passive: true });
  log.addEventListener("load", toEnd, true);
  new ResizeObserver(toEnd).observe(log);
  jump.addEventListener("click", () => { log.scrollTo({ top: log.scrollHeight, behavior: calm.matches ? "auto" : "smooth" }); log.focus({ preventScroll: true }); });
  log.addEventListener("click", (event) => onLogClick(view, event));
  log.addEventListener("keydown", (event) => onLogKey(view, event));
  log.addEventListener("contextmenu", (event) => {
    const node = event.target.closest(".message");
    if (!node || event.target.closest("a, textarea") || String(getSelection())) return;
    event.preventDefault();
    messageMenu(view, messageAt(view, node), node);
  });
  view.parts.pinned.addEventListener("click", () => jumpTo(view, view.parts.pinned.dataset.target));
}

function renderView(view) {
  const info = infoOf(view);
  if (!info) return;
  if (view.thread != null && !chatOf(view).topics.some((topic) => topic.id === view.thread)) openThread(view, null, true);
  Object.assign(view.el.dataset, { kind: kindOf(info), accountId: actorOf(view, info) ?? "", threadId: view.thread ?? "", listing: String(info.is_forum && view.listing) });
  renderHead(view, info);
  view.scene?.(info);
  renderChat(view);
}

function renderChat(view) {
  const info = infoOf(view);
  renderTopics(view, info);
  renderMessages(view, info);
  renderFoot(view, info);
  markSeen(view);
}

function renderHead(view, info) {
  const { label, avatar, title, subtitle, block } = view.parts;
  const owner = ownerOf(info);
  const { typing } = chatOf(view);
  const members = membersOf(info).length;
  const role = { administrator: "bot is administrator", member: "bot has no rights", left: "bot is not here", kicked: "bot is banned" }[info.bot_status] ?? info.bot_status;
  const about = owner ? (owner.blocked_bot ? "blocked" : "bot") : `${info.is_forum ? "forum" : info.type}, ${members} ${members === 1 ? "member" : "members"} · ${role}`;
  if (changed(view.el, [info, owner, typing, state.world.bot])) {
    paint(view.el, owner?.color ?? "#0f6b6e");
    label.replaceChildren(...labelWords(info, owner));
    title.textContent = owner ? state.world.bot.name : info.title;
    avatar.textContent = initial(title.textContent);
    avatar.classList.toggle("bot", Boolean(owner));
    subtitle.textContent = typing.length ? "typing …" : about;
    view.el.classList.toggle("alarm", owner ? owner.blocked_bot : info.bot_status !== "administrator");
    block.setAttribute("aria-pressed", String(Boolean(owner?.blocked_bot)));
    block.title = owner?.blocked_bot ? "Unblock the bot" : "Block the bot";
  }
}

function openThread(view, thread, listing = false) {
  if (!listing) view.drafts.set(view.thread, view.parts.text.value);
  Object.assign(view, { thread, listing, stuck: true });
  setComposer(view, { text: view.drafts.get(thread) ?? "" });
}

function showThread(view, thread) {
  openThread(view, thread);
  renderView(view);
  view.parts.log.scrollTop = view.parts.log.scrollHeight;
  if (wide.matches) view.parts.text.focus({ preventScroll: true });
}

function renderTopics(view, info) {
  const { topics, topicList, topicBar } = view.parts;
  topics.hidden = topicBar.hidden = !info.is_forum;
  if (!info.is_forum) return;
  const general = { id: null, name: "General", closed: false };
  const latest = (topic) => threadMessages(view, topic.id).at(-1);
  const sorted = chatOf(view).topics.toSorted((a, b) => (latest(b)?.date ?? 0) - (latest(a)?.date ?? 0) || b.id - a.id);
  keyed(topicList, [general, ...sorted], (topic) => topic.id, () => h("li"), (node, topic) => {
    const last = latest(topic), unread = unreadIn(view, topic.id), open = topic.id === view.thread;
    if (changed(node, [topic, last, unread, open])) node.replaceChildren(topicButton(topic, last, unread, open));
  });
  const current = chatOf(view).topics.find((topic) => topic.id === view.thread) ?? general;
  if (changed(topicBar, current)) topicBar.replaceChildren(...topicBarParts(current, columnControls(view)));
}

function renderMessages(view, info) {
  const { log, empty, pinned, typing } = view.parts;
  const messages = threadMessages(view);
  const actor = actorOf(view, info);
  const bare = messages.length === 0;
  renderLog(log, logItems(messages, now()), {
    chatId: view.chatId, group: !isPrivate(info), pending: view.pending, name: nameOf,
    mine: (message) => message.outgoing_of != null && message.outgoing_of === actor,
    lang: (message) => (isPrivate(info) ? langOf(actor) : langOf(message.outgoing_of)), color: (id) => (id === "bot" || id === state.world.bot.id ? "#0f6b6e" : accountOf(id)?.color),
  });
  if (view.stuck) log.scrollTop = log.scrollHeight;
  if (state.chats.has(view.chatId)) requestAnimationFrame(() => log.setAttribute("aria-busy", "false"));
  empty.hidden = !bare;
  if (bare && changed(empty, [info, state.world.bot])) empty.replaceChildren(...emptyWords(info, state.world.bot));
  const pin = messages.findLast((message) => message.pinned);
  pinned.hidden = !pin;
  if (pin && changed(pinned, pin)) { pinned.dataset.target = pin.id; pinned.replaceChildren(icon("pin"), h("span", { class: "sr", text: "Pinned: " }), h("span", { class: "pinned-words", dir: "auto", text: snippet(pin) })); }
  const who = chatOf(view).typing.map((name) => (name === "Bot" ? state.world.bot.name : name)).join(", ");
  if (changed(typing, who)) typing.replaceChildren(...(who ? [h("span", { class: "dots", "aria-hidden": "true" }, h("i"), h("i"), h("i")), `${who} is typing …`] : []));
}

function renderFoot(view, info) {
  const { composer, bar, banner, actorRow, actor, text } = view.parts;
  const owner = ownerOf(info);
  const mode = owner?.blocked_bot ? "blocked" : owner && chatOf(view).messages.length === 0 ? "start" : !owner && actorOf(view) == null ? "nobody" : "write";
  composer.hidden = mode !== "write";
  bar.hidden = mode === "write";
  if (changed(bar, mode)) { const held = bar.contains(document.activeElement); bar.replaceChildren(...barParts(mode, owner, () => attempt(view, control.start(owner.id)))); if (held && mode === "write") text.focus(); }
  view.parts.commands.hidden = !info.commands?.length;
  actorRow.hidden = Boolean(owner);
  if (!owner) renderActors(view, info, actor);
  const about = chatOf(view).messages.find((message) => message.id === (view.editing ?? view.reply));
  banner.hidden = !about;
  if (about && changed(banner, [view.editing, view.reply, snippet(about)])) {
    const cancel = iconButton("close", "Cancel", { "data-testid": "banner-cancel", onclick: () => { setComposer(view, { text: view.editing ? "" : text.value }); text.focus(); } });
    banner.replaceChildren(h("span", { class: "banner-words" }, h("b", { text: view.editing ? "Editing" : "Reply to" }), h("span", { dir: "auto", text: snippet(about) })), cancel);
  }
}

function renderActors(view, info, select) {
  const options = membersOf(info).map((member) => [member.account_id, `${nameOf(member.account_id)}${member.anonymous ? " (anonymous admin)" : ""}`]);
  if (changed(select, options)) select.replaceChildren(...options.map(([value, text]) => h("option", { value, text })));
  select.value = String(actorOf(view, info) ?? "");
}

// ---- what is new ----

const lastId = (messages) => messages.reduce((last, message) => Math.max(last, message.id), 0);

function markSeen(view) {
  if (!state.chats.has(view.chatId) || !state.world) return;
  if (!view.seen) view.seen = new Map([null, ...chatOf(view).topics.map((topic) => topic.id)].map((thread) => [thread, lastId(threadMessages(view, thread))]));
  const inSight = view.stuck && !document.hidden && view.parts.log.checkVisibility();
  const last = lastId(threadMessages(view));
  if (inSight && (view.seen.get(view.thread) ?? 0) < last) { view.seen.set(view.thread, last); renderTopics(view, infoOf(view)); }
  renderChips();
}

function unreadIn(view, thread) {
  const from = view.seen?.get(thread) ?? (view.seen ? 0 : Infinity);
  const actor = actorOf(view);
  return threadMessages(view, thread).filter((message) => message.id > from && message.outgoing_of !== actor).length;
}

const unreadOf = (view) => (infoOf(view).is_forum ? [null, ...chatOf(view).topics.map((topic) => topic.id)] : [view.thread]).reduce((sum, thread) => sum + unreadIn(view, thread), 0);

// ---- the frame: chips, deck, world controls ----

function renderChips() {
  const alone = only.person || only.chat;
  $("chips").hidden = Boolean(alone);
  if (alone) return;
  keyed($("chips"), listedChats(), (info) => info.id, (info) => h("button", { type: "button", class: "chip", "data-testid": "chip", "data-chat-id": info.id, onclick: () => chooseChat(info.id) }), (chip, info) => {
    const owner = ownerOf(info), shown = isShown(info), view = views.get(info.id);
    const unread = view && infoOf(view) ? unreadOf(view) : 0;
    if (!changed(chip, [info.title, owner, shown, unread, wide.matches])) return;
    chip.toggleAttribute("aria-pressed", false);
    chip.removeAttribute("aria-current");
    if (wide.matches) chip.setAttribute("aria-pressed", String(shown)); else if (shown) chip.setAttribute("aria-current", "true");
    paint(chip, owner?.color ?? "#0f6b6e");
    chip.replaceChildren(h("span", { class: "chip-dot", "aria-hidden": "true", text: owner ? initial(owner.first_name) : "#" }), h("span", { class: "chip-name", dir: "auto", text: chatName(info) }), ...(owner?.language_code ? [h("span", { class: "lang", text: owner.language_code })] : []), ...(unread ? [badge(unread)] : []));
    if (shown && !wide.matches) chip.scrollIntoView({ block: "nearest", inline: "center" });
  });
}

function chooseChat(id) {
  if (wide.matches) return toggleShown(state.world.chats.find((chat) => chat.id === id));
  state.active = id;
  renderDeck();
}

function toggleShown(info) {
  state.shown[info.id] = !isShown(info);
  remember("shown", state.shown);
  renderDeck();
}

function renderDeck() {
  const chats = listedChats();
  if (!chats.some((chat) => chat.id === state.active)) state.active = chats[0]?.id ?? null;
  $("waiting").hidden = chats.length > 0;
  if (chats.length === 0) $("waiting").textContent = only.person || only.chat ? "There is no such chat in this preview." : "Nobody is here yet. Add a person to begin.";
  for (const info of chats) if (!views.has(info.id)) views.set(info.id, createView(info));
  for (const id of views.keys()) if (!chats.some((chat) => chat.id === id)) views.delete(id);
  keyed($("deck"), [{ id: "waiting" }, ...chats], (info) => info.id, (info) => views.get(info.id)?.el ?? $("waiting"), (node, info) => { if (views.has(info.id)) node.hidden = !isShown(info); });
  for (const view of views.values()) renderView(view);
  renderChips();
}

function renderWorld() {
  const home = state.world.accounts.find((account) => account.id === state.awaited)?.private_chat;
  if (home) Object.assign(state, { active: home, awaited: null });
  for (const id of state.chats.keys()) if (!state.world.chats.some((chat) => chat.id === id)) state.chats.delete(id);
  document.title = `${only.person && accountOf(only.person) ? `${fullName(accountOf(only.person))} · ` : ""}Local preview · ${state.world.bot.name}`;
  renderDeck();
  renderNetwork();
  renderClock();
  if (home && wide.matches) views.get(home)?.el.scrollIntoView({ inline: "nearest", behavior: calm.matches ? "auto" : "smooth" });
}

function renderNetwork() {
  const { network } = state.world;
  const name = MODES.find(([mode]) => mode === network.mode)?.[1] ?? network.mode;
  const often = network.mode === "good" ? "" : ` ${Math.round(network.probability * 100)} %`;
  tool($("network-button"), "network", `Connection of the bot: ${name}${often}`, `${name}${often}`);
  $("network-button").classList.toggle("alert", network.mode !== "good");
  for (const radio of $("network-modes").querySelectorAll("input")) radio.checked = radio.value === network.mode;
  if (document.activeElement !== $("network-probability")) $("network-probability").value = Math.round(network.probability * 100);
  $("network-share").textContent = `${$("network-probability").value} %`;
  $("network-limits").checked = network.rate_limits;
}

function renderClock() {
  if (!state.world) return;
  tool($("clock-button"), "clock", `Clock of the preview: ${moment(now())}`, moment(now()));
  $("clock-now").textContent = moment(now());
}

function setNetwork() {
  const mode = $("network-modes").querySelector("input:checked")?.value ?? "good";
  attempt(null, control.network({ ...state.world.network, mode, probability: Number($("network-probability").value) / 100, rate_limits: $("network-limits").checked }));
}

const STEPS = [[3600, "+1 hour"], [172_800, "+2 days"], [2_592_000, "+30 days"]];

function buildControls() {
  $("network-modes").append(...MODES.map(([value, name, words]) => h("label", { class: "choice" }, h("input", { type: "radio", name: "mode", value, "data-testid": "network-mode" }), h("span", {}, h("b", { text: name }), " ", words))));
  $("network-panel").addEventListener("change", setNetwork);
  $("network-panel").addEventListener("submit", (event) => event.preventDefault());
  $("network-probability").addEventListener("input", () => { $("network-share").textContent = `${$("network-probability").value} %`; });
  $("clock-steps").append(...STEPS.map(([seconds, text]) => h("button", { type: "button", class: "button quiet", "data-testid": "clock-step", "data-seconds": seconds, text, onclick: () => attempt(null, control.clock(seconds)) })));
  tool($("network-button"), "network", "Connection of the bot", "Network");
  tool($("clock-button"), "clock", "Clock of the preview", "Clock");
  tool($("person-button"), "person", "Add a person", "Add a person");
  tool($("theme-button"), "theme", "Switch between light and dark", "");
  $("person-button").addEventListener("click", askPerson);
  $("theme-button").addEventListener("click", switchTheme);
  document.body.classList.toggle("alone", Boolean(only.person || only.chat));
}

function applyTheme(theme) {
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
}

function switchTheme() {
  const dark = document.documentElement.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
  const theme = dark === "dark" ? "light" : "dark";
  applyTheme(theme);
  remember("theme", theme);
}

// ---- events ----

let alertsBefore = Promise.resolve();

function showAlert({ account_id, text, show_alert }) {
  const inSight = [...views.values()].filter((view) => !view.el.hidden && actorOf(view) === account_id);
  if (inSight.length === 0 && (only.person || only.chat)) return;
  const view = inSight.find((candidate) => candidate.pending.size) ?? inSight[0];
  if (!show_alert) return toast(toastRegion(view), text, { account: account_id });
  const body = h("p", { class: "alert-words", dir: "auto", lang: langOf(account_id), text });
  alertsBefore = alertsBefore.then(() => ask({ title: `Alert for ${nameOf(account_id)}`, body, cancel: null, testid: "alert", account: account_id }));
}

const CONNECTION = { open: "Connected", reconnecting: "Reconnecting …" };

const on = {
  connection(name) {
    $("connection").dataset.state = name;
    $("connection").textContent = CONNECTION[name];
  },
  world(world) {
    Object.assign(state, { world, heardAt: performance.now() });
    renderWorld();
  },
  chat(chat) {
    state.chats.set(chat.chat_id, chat);
    const view = views.get(chat.chat_id);
    if (view) renderView(view);
  },
  alert: showAlert,
  answered({ chat_id, message_id }) {
    const view = views.get(chat_id);
    if (!view) return;
    for (const key of view.pending) if (key.startsWith(`${message_id}:`)) view.pending.delete(key);
    renderChat(view);
  },
};

applyTheme(askedTheme ?? recall("theme", null));
buildControls();
wide.addEventListener("change", () => state.world && renderDeck());
document.addEventListener("visibilitychange", () => { if (!document.hidden) for (const view of views.values()) markSeen(view); });
setInterval(renderClock, 10_000);
follow(on);
