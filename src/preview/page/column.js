/**
 * A column: one chat as one sees it, as somebody of one's choice. Builds it once and brings it in line with the
 * state; keeps the newest message in sight unless the reader has scrolled up.
 */
import { attempt, compose, goTo, jumpTo, messageAt, onLogClick, onLogKey, sendText, setComposer, toastRegion, whereWords } from "/acts.js";
import { control } from "/api.js";
import { renderChips } from "/app.js";
import { toast } from "/dialogs.js";
import { changed, h, icon, iconButton, keyed, paint } from "/dom.js";
import { askTopic, attachMenu, chatMenu, commandMenu, commandsOf, messageMenu, openScene, topicMenu } from "/menus.js";
import { logItems, renderLog, snippet } from "/message.js";
import { actorChip, badge, barParts, columnParts, emptyWords, initial, labelWords, topicBarParts, topicButton } from "/parts.js";
import { accountOf, actorOf, calm, chatName, chatOf, colorOf, infoOf, isBot, isPrivate, kindOf, langOf, membersOf, nameOf, noteSeen, now, otherSide, ownerOf, standingOf, state, threadMessages, topicOf, unreadIn, unreadOf, views, wide } from "/state.js";

export function createView(info) {
  const view = { chatId: info.id, thread: null, listing: true, actor: null, reply: null, editing: null, stuck: true, pin: null, pending: new Set(), drafts: new Map(), seen: null, scene: null };
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
  swap: () => goTo(otherSide(infoOf(view))?.id),
  block: () => attempt(view, control.block(actorOf(view), !accountOf(actorOf(view)).blocked_bot)),
  scene: () => openScene(view),
  attach: (anchor) => attachMenu(view, anchor),
  commands: (anchor) => commandMenu(view, anchor),
  submit: () => sendText(view),
  key: (event) => onComposerKey(view, event),
  topicMenu: (anchor, thread) => topicMenu(view, anchor, thread),
  back: () => { view.listing = true; renderView(view); view.parts.topicList.querySelector('[aria-current="true"]')?.focus(); },
  pinned: () => showPin(view),
});

function chooseActor(view, actor) {
  view.actor = actor;
  if (view.editing) setComposer(view, {});
  renderView(view);
}

function onComposerKey(view, event) {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); sendText(view); }
  if (event.key === "Escape" && (view.reply || view.editing)) setComposer(view, { text: view.editing ? "" : view.parts.text.value });
  if (event.key !== "ArrowUp" || view.parts.text.value) return;
  const own = threadMessages(view).findLast((message) => message.outgoing_of === actorOf(view) && message.text && !message.service);
  if (own) { event.preventDefault(); compose(view, { editing: own.id, text: own.text }); }
}

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
}

// ---- bringing it in line ----

export function renderView(view) {
  const info = infoOf(view);
  if (!info) return;
  if (view.thread != null && (!info.is_forum || !topicOf(view))) leaveTopic(view, info);
  Object.assign(view.el.dataset, { kind: kindOf(info), accountId: actorOf(view, info) ?? "", threadId: view.thread ?? "", listing: String(info.is_forum && view.listing) });
  renderHead(view, info);
  view.scene?.(info, state.world.accounts);
  renderChat(view);
}

/** The open topic is gone: its reader is told, and stands among the others. */
function leaveTopic(view, info) {
  toast(toastRegion(view), info.is_forum ? "This topic was deleted." : "This group has no topics any more.");
  openThread(view, null, true);
}

export function renderChat(view) {
  const info = infoOf(view);
  renderTopics(view, info);
  renderMessages(view, info);
  renderFoot(view, info);
  markSeen(view);
}

const RIGHT_WORDS = { can_manage_topics: "manage topics", can_delete_messages: "delete", can_pin_messages: "pin" };

/** What the bot is in a group, and what it lacks there. */
function botWords(info) {
  if (info.bot_status !== "administrator") return { member: "bot has no rights", left: "bot is not here", kicked: "bot is banned" }[info.bot_status] ?? info.bot_status;
  const lacks = Object.entries(RIGHT_WORDS).filter(([right]) => info.bot_rights && !info.bot_rights[right]).map(([, words]) => words);
  return lacks.length ? `bot may not ${lacks.join(", ")}` : "bot is administrator";
}

function renderHead(view, info) {
  const { label, avatar, title, subtitle, block } = view.parts;
  const owner = ownerOf(info);
  const typing = typingHere(view, info);
  const members = membersOf(info).length, role = botWords(info);
  const about = owner ? (owner.blocked_bot ? "blocked" : "bot") : `${members} ${members === 1 ? "member" : "members"} · ${role}`;
  if (changed(view.el, [info, owner, typing, state.world.bot])) {
    paint(view.el, owner?.color ?? "#0f6b6e");
    label.replaceChildren(...labelWords(info, owner));
    title.textContent = owner ? state.world.bot.name : info.title;
    avatar.textContent = initial(title.textContent);
    avatar.classList.toggle("bot", Boolean(owner));
    subtitle.textContent = typing.length ? "typing …" : about;
    subtitle.title = subtitle.textContent;
    view.el.classList.toggle("alarm", owner ? owner.blocked_bot : role !== "bot is administrator");
    block.setAttribute("aria-pressed", String(Boolean(owner?.blocked_bot)));
    block.title = owner?.blocked_bot ? "Unblock the bot" : "Block the bot";
  }
  renderSwap(view, info);
}

/** On a narrow page: the way to the other side, with what is new there. */
export function renderSwap(view, info = infoOf(view)) {
  const { swap } = view.parts, other = otherSide(info);
  const unread = other && views.has(other.id) ? unreadOf(views.get(other.id)) : 0;
  swap.hidden = !other || wide.matches;
  if (!other || !changed(swap, [chatName(other), unread])) return;
  swap.setAttribute("aria-label", `Go to ${chatName(other)}${unread ? `, ${unread} new` : ""}`);
  swap.replaceChildren(icon("swap"), h("span", { class: "swap-name", dir: "auto", text: ownerOf(other)?.first_name ?? other.title }), ...(unread ? [badge(unread)] : []));
}

const typingHere = (view, info) => (info.is_forum && (chatOf(view).typing_in ?? null) !== view.thread ? [] : chatOf(view).typing);

function openThread(view, thread, listing = false) {
  if (!listing) view.drafts.set(view.thread, view.parts.text.value);
  Object.assign(view, { thread, listing, stuck: true, pin: null });
  setComposer(view, { text: view.drafts.get(thread) ?? "" });
}

export function showThread(view, thread) {
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
  const current = topicOf(view) ?? general;
  if (changed(topicBar, current)) topicBar.replaceChildren(...topicBarParts(current, columnControls(view)));
}

/** One's own presses that wait for their answer, without the name of who pressed. */
function ownPresses(view, actor) {
  const mine = [...view.pending].filter((key) => key.startsWith(`${actor}:`));
  return new Set(mine.map((key) => key.slice(`${actor}:`.length)));
}

function renderMessages(view, info) {
  const { log, empty, typing } = view.parts;
  const messages = threadMessages(view);
  const actor = actorOf(view, info);
  renderLog(log, logItems(messages, now()), {
    chatId: view.chatId, group: !isPrivate(info), pending: ownPresses(view, actor), name: nameOf, where: whereWords,
    mine: (message) => message.outgoing_of != null && message.outgoing_of === actor,
    lang: (message) => (isPrivate(info) ? langOf(actor) : isBot(message.outgoing_of) ? null : langOf(message.outgoing_of)), color: colorOf,
  });
  if (view.stuck) log.scrollTop = log.scrollHeight;
  if (state.chats.has(view.chatId)) requestAnimationFrame(() => log.setAttribute("aria-busy", "false"));
  empty.hidden = messages.length > 0;
  if (!empty.hidden && changed(empty, [info, state.world.bot])) empty.replaceChildren(...emptyWords(info, state.world.bot));
  renderPins(view, messages);
  const who = typingHere(view, info).map((name) => (name === "Bot" ? state.world.bot.name : name)).join(", ");
  if (changed(typing, who)) typing.replaceChildren(...(who ? [h("span", { class: "dots", "aria-hidden": "true" }, h("i"), h("i"), h("i")), `${who} is typing …`] : []));
}

/** The bar of pinned messages: the newest first, each press leads to one and on to the one before. */
function renderPins(view, messages = threadMessages(view)) {
  const { pinned } = view.parts;
  const pins = messages.filter((message) => message.pinned);
  const at = Math.max(0, pins.findIndex((message) => message.id === view.pin));
  const pin = view.pin != null && pins[at]?.id === view.pin ? pins[at] : pins.at(-1);
  pinned.hidden = !pin;
  if (!pin || !changed(pinned, [pin, pins.length])) return;
  const count = pins.length > 1 ? `${pins.indexOf(pin) + 1} of ${pins.length}` : "";
  pinned.dataset.target = pin.id;
  pinned.replaceChildren(icon("pin"), h("span", { class: "sr", text: "Pinned: " }), h("span", { class: "pinned-words", dir: "auto", text: snippet(pin) }), ...(count ? [h("span", { class: "pinned-count", text: count })] : []));
}

function showPin(view) {
  const target = Number(view.parts.pinned.dataset.target);
  const pins = threadMessages(view).filter((message) => message.pinned);
  const at = pins.findIndex((message) => message.id === target);
  jumpTo(view, target);
  view.pin = pins.at(at - 1)?.id ?? null;
  renderPins(view);
}

/** What stands at the foot: the composer, or why there is none. */
function footMode(view, info, owner) {
  if (owner?.blocked_bot) return "blocked";
  if (owner) return chatOf(view).messages.length ? "write" : "start";
  if (actorOf(view, info) == null) return "nobody";
  const member = standingOf(view, info);
  return topicOf(view)?.closed && member?.status === "member" ? "closed" : "write";
}

export function renderFoot(view, info) {
  const { composer, bar, banner, actors, text } = view.parts;
  const owner = ownerOf(info);
  const mode = footMode(view, info, owner);
  composer.hidden = mode !== "write";
  bar.hidden = mode === "write";
  if (changed(bar, [mode, owner?.id])) { const held = bar.contains(document.activeElement); bar.replaceChildren(...barParts(mode, owner, () => attempt(view, control.start(owner.id)))); if (held && mode === "write") text.focus(); }
  view.parts.commands.hidden = commandsOf(view, info).length === 0;
  actors.hidden = Boolean(owner) || mode === "nobody";
  if (!owner) renderActors(view, info, actors);
  const about = chatOf(view).messages.find((message) => message.id === (view.editing ?? view.reply));
  banner.hidden = !about;
  if (about && changed(banner, [view.editing, view.reply, snippet(about)])) {
    const cancel = iconButton("close", "Cancel", { "data-testid": "banner-cancel", onclick: () => compose(view, { text: view.editing ? "" : text.value }) });
    banner.replaceChildren(h("span", { class: "banner-words" }, h("b", { text: view.editing ? "Editing" : `Reply to ${about.from?.name ?? ""}` }), h("span", { dir: "auto", text: snippet(about) })), cancel);
  }
}

/** Everybody whose hands one can take in a group, side by side. */
function renderActors(view, info, actors) {
  const chosen = actorOf(view, info);
  keyed(actors.lastChild, membersOf(info), (member) => member.account_id, (member) => actorChip(view.chatId, member.account_id, () => chooseActor(view, member.account_id)), (chip, member) => {
    const [radio, dot, name] = chip.children;
    radio.checked = member.account_id === chosen;
    if (!changed(chip, [nameOf(member.account_id), member.anonymous, colorOf(member.account_id)])) return;
    paint(chip, colorOf(member.account_id));
    dot.textContent = initial(nameOf(member.account_id));
    name.textContent = `${nameOf(member.account_id)}${member.anonymous ? " (hidden)" : ""}`;
  });
}

export function markSeen(view) {
  if (noteSeen(view)) renderTopics(view, infoOf(view));
  renderChips();
}
