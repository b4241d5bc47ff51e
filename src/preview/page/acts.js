/**
 * What is done in a column: writing, pressing, reacting, following links, going to a message; and how clicks and
 * keys in a log become that. Sends what a person's phone would; decides nothing for the bot.
 */
import { control } from "/api.js";
import { renderChat, renderFoot, showThread } from "/column.js";
import { renderDeck } from "/app.js";
import { ask, toast } from "/dialogs.js";
import { $, h, moveFocus } from "/dom.js";
import { messageMenu } from "/menus.js";
import { fitTextarea } from "/parts.js";
import { actorOf, bringIn, calm, chatById, chatOf, findMessage, infoOf, isPrivate, isShown, membersOf, nameOf, ownerOf, state, touch, views } from "/state.js";

/** Runs a control request; what goes wrong is said where it happened. */
export async function attempt(view, request) {
  try { return await request; } catch (error) { toast(toastRegion(view), error.message, { error: true }); return null; }
}

export const toastRegion = (view) => (view && !view.el.hidden ? view.parts.toasts : $("toasts"));
const place = (view) => ({ chat_id: view.chatId, ...(view.thread != null && { thread_id: view.thread }) });
const target = (view) => ({ ...place(view), ...(view.reply && { reply_to: view.reply }) });

// ---- writing ----

export async function sendText(view) {
  const { text: box } = view.parts;
  const text = box.value.trim();
  if (!text) return;
  const actor = actorOf(view);
  const { reply, editing } = view;
  const request = editing
    ? control.edit(actor, { chat_id: view.chatId, message_id: editing, text })
    : control.write(actor, { ...target(view), text });
  view.stuck = true;
  setComposer(view, {});
  box.focus();
  if (!(await attempt(view, request)) && !box.value) setComposer(view, { reply, editing, text });
}

export async function sendAttachment(view, kind, more = {}) {
  const caption = view.parts.text.value.trim();
  const request = control.send(actorOf(view), { ...target(view), kind, ...(caption && { caption }), ...more });
  view.stuck = true;
  if (await attempt(view, request)) setComposer(view, {});
}

/** Sets what the composer is about: an answer, a correction, or nothing; and its text. */
export function setComposer(view, { reply = null, editing = null, text = "" }) {
  Object.assign(view, { reply, editing });
  view.parts.text.value = text;
  fitTextarea(view.parts.text);
  renderFoot(view, infoOf(view));
}

export function compose(view, about) {
  setComposer(view, about);
  view.parts.text.focus();
}

const reply = (view, message) => compose(view, { reply: message.id, text: view.parts.text.value });

export function sendCommand(view, text) {
  view.stuck = true;
  return attempt(view, control.write(actorOf(view), { ...place(view), text }));
}

// ---- pressing, reacting ----

const PENDING_MS = 30_000;

/** A press waits for its answer on the phone of whoever pressed, as long as a client would. */
function press(view, message, button) {
  const { row, column } = button.dataset;
  const actor = actorOf(view);
  const key = `${actor}:${message.id}:${row}:${column}`;
  if (view.pending.has(key)) return;
  if (button.dataset.kind === "callback") view.pending.add(key);
  renderChat(view);
  const settle = () => { if (view.pending.delete(key)) renderChat(view); };
  setTimeout(settle, PENDING_MS);
  attempt(view, control.press(actor, { chat_id: view.chatId, message_id: message.id, row: Number(row), column: Number(column) })).then((done) => done ?? settle());
}

export function react(view, message, emoji) {
  const actor = actorOf(view);
  const has = message.reactions?.some((reaction) => reaction.emoji === emoji && reaction.by.includes(actor));
  attempt(view, control.react(actor, { chat_id: view.chatId, message_id: message.id, emoji: has ? null : emoji }));
}

export const copyText = (view, text) => navigator.clipboard.writeText(text).then(() => toast(toastRegion(view), "Copied"), () => toast(toastRegion(view), text));

// ---- links, and going to a message ----

/** `t.me/c/<group>/<topic or message>[/<message>]`, as a chat, a topic and a message; nothing for other links. */
function privatePost(url) {
  const [, c, group, first, second] = url?.hostname === "t.me" ? url.pathname.split("/") : [];
  return c === "c" && Number(group) && Number(first) ? { chatId: Number(`-100${group}`), message: Number(second || first) } : null;
}

/** Links into the preview work as in Telegram; every other address asks first, since it leaves this computer. */
export async function openLink(view, address) {
  const url = URL.canParse(address) ? new URL(address) : null;
  const post = privatePost(url);
  if (post && chatById(post.chatId)) return openPost(view, post);
  const own = [url?.hostname === "t.me" && url.pathname.slice(1), url?.searchParams.get("domain")].includes(state.world.bot.username);
  const home = state.world.chats.find((chat) => isPrivate(chat) && chat.account_id === actorOf(view));
  if (own && home) {
    const started = await attempt(view, control.start(actorOf(view), url.searchParams.get("start") ?? undefined));
    if (started && home.id !== view.chatId) goTo(home.id);
    return;
  }
  const body = h("p", { class: "address", text: address });
  const go = await ask({ title: "This link leads out of the preview", body, confirm: "Open in a new tab", testid: "link" });
  if (go) window.open(address, "_blank", "noopener,noreferrer");
}

/** A link into a group opens for its members only. */
function openPost(view, { chatId, message }) {
  const actor = actorOf(view), info = chatById(chatId);
  if (!membersOf(info).some((member) => member.account_id === actor)) return toast(toastRegion(view), `${nameOf(actor)} is not in ${info.title}: the link stays closed.`);
  const there = views.get(chatId);
  if (there) there.actor = actor;
  goTo(chatId, message);
}

/** Shows a chat, and in it the topic and the message with this id. */
export function goTo(chatId, id = null) {
  const info = chatById(chatId), view = views.get(chatId);
  if (!info || !view) return toast($("toasts"), "That chat is not on this page.");
  if (!isShown(info)) { bringIn(info); renderDeck(); }
  view.el.scrollIntoView({ inline: "nearest", block: "nearest", behavior: "auto" });
  if (id == null) return;
  const topic = chatOf(view).topics.find((entry) => entry.id === id);
  const message = findMessage(chatId, id);
  if (!topic && !message) return toast(toastRegion(view), "That message is no longer here.");
  const thread = topic ? topic.id : message.thread_id ?? null;
  if (info.is_forum) showThread(view, thread);
  if (message && !topic) jumpTo(view, id);
}

export function jumpTo(view, id) {
  const node = view.parts.log.querySelector(`[data-message-id="${Number(id)}"]`);
  if (!node) return toast(toastRegion(view), "That message is no longer here.");
  view.stuck = false;
  node.scrollIntoView({ block: "center", behavior: calm.matches ? "auto" : "smooth" });
  node.focus({ preventScroll: true });
  node.classList.add("flash");
  setTimeout(() => node.classList.remove("flash"), 1600);
}

/** Where somebody reads a chat, in words. */
export function whereWords(chatId) {
  const info = chatById(chatId);
  if (!info) return "a chat that is gone";
  return ownerOf(info) ? `${nameOf(info.account_id)}’s phone` : info.title;
}

// ---- clicks and keys in a log ----

const ACTS = {
  press,
  menu: (view, message, node) => messageMenu(view, message, node),
  quote: (view, message, node) => jumpTo(view, node.dataset.target),
  source: (view, message) => goTo(message.copy_of.chat_id, message.copy_of.message_id),
  react: (view, message, node) => react(view, message, node.dataset.emoji),
  command: (view, message, node) => sendCommand(view, node.dataset.command),
  link: (view, message, node) => openLink(view, node.dataset.url),
  copy: (view, message, node) => copyText(view, node.dataset.value),
  spoiler: (view, message, node) => { node.classList.add("open"); node.removeAttribute("role"); node.removeAttribute("aria-label"); node.removeAttribute("tabindex"); },
};

export function onLogClick(view, event) {
  const node = event.target.closest("[data-act]");
  const message = messageAt(view, event.target);
  if (!message) return;
  const bubble = event.target.closest(".bubble");
  if (!node && touch.matches && bubble && !message.service) messageMenu(view, message, event.target.closest(".message"));
  if (!node && !touch.matches && bubble && event.detail === 2) { getSelection().removeAllRanges(); reply(view, message); }
  if (!node) return;
  if (node.localName === "a") event.preventDefault();
  ACTS[node.dataset.act]?.(view, message, node);
}

export function messageAt(view, node) {
  const id = Number(node.closest("[data-message-id]")?.dataset.messageId);
  return chatOf(view).messages.find((message) => message.id === id);
}

export function onLogKey(view, event) {
  const at = event.target;
  if (at.classList.contains("spoiler") && ["Enter", " "].includes(event.key)) return void (event.preventDefault(), at.click());
  if (!at.classList.contains("message")) return;
  if (event.key === "Enter" || event.key === "ContextMenu") return void (event.preventDefault(), messageMenu(view, messageAt(view, at), at));
  if (event.key === "r" && !event.ctrlKey && !event.metaKey && !event.altKey) return void (event.preventDefault(), reply(view, messageAt(view, at)));
  if (!["ArrowUp", "ArrowDown", "Home", "End"].includes(event.key)) return;
  const nodes = [...view.parts.log.querySelectorAll(".message")];
  if (moveFocus(event, nodes)) for (const node of nodes) node.tabIndex = node === document.activeElement ? 0 : -1;
}

