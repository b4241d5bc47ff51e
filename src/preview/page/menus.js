/**
 * The menus and questions of a column and of the frame: what can be done with a message, a topic, a chat, the
 * world. They only ask and hand on; what is done stands in acts.js.
 */
import { attempt, compose, copyText, goTo, react, sendAttachment, sendCommand, whereWords } from "/acts.js";
import { control, only } from "/api.js";
import { renderDeck, renderWorld } from "/app.js";
import { ask, openMenu } from "/dialogs.js";
import { $, h } from "/dom.js";
import { plainText } from "/message.js";
import { KINDS, REACTIONS } from "/parts.js";
import { sceneForm } from "/scene.js";
import { LAYOUTS, actorOf, chatName, copiesOf, fullName, infoOf, isPrivate, layOut, setShown, standingOf, state, topicOf, wide } from "/state.js";

// ---- a message ----

export function messageMenu(view, message, anchor) {
  const actor = actorOf(view), about = { chat_id: view.chatId, message_id: message.id };
  const own = message.outgoing_of === actor, home = isPrivate(infoOf(view)), may = standingOf(view)?.may;
  const words = message.text || plainText(message.caption_html) || message.media?.file_name;
  const quick = message.service ? [] : REACTIONS.map((emoji) => ({ id: `react-${emoji}`, label: emoji, run: () => react(view, message, emoji) }));
  openMenu(anchor, `Message ${message.id}`, [
    { id: "reply", label: "Reply", icon: "reply", run: () => compose(view, { reply: message.id, text: view.parts.text.value }) },
    words && { id: "copy", label: "Copy text", icon: "copy", run: () => copyText(view, words) },
    own && message.text && { id: "edit", label: "Edit", icon: "edit", run: () => compose(view, { editing: message.id, text: message.text }) },
    !message.service && (home || may?.pin) && pinItem(view, message, actor, about),
    ...otherSideItems(view, message),
    (own || home || may?.delete) && { id: "delete", label: "Delete for everyone", icon: "trash", danger: true, run: () => attempt(view, control.remove(actor, about)) },
  ].filter(Boolean), quick);
}

function pinItem(view, message, actor, about) {
  const act = message.pinned ? control.unpin : control.pin;
  return { id: message.pinned ? "unpin" : "pin", label: message.pinned ? "Unpin" : "Pin", icon: "pin", run: () => attempt(view, act(actor, about)) };
}

/** The bot's copies and what they were made of: a trainer can go from one side to the other. */
function otherSideItems(view, message) {
  const source = message.copy_of && { id: "source", label: `Show the original: ${whereWords(message.copy_of.chat_id)}`, icon: "copied", run: () => goTo(message.copy_of.chat_id, message.copy_of.message_id) };
  const copies = copiesOf(view.chatId, message.id).map(({ chatId, message: copy }) => ({ id: "made-copy", label: `Show the copy: ${whereWords(chatId)}`, icon: "copied", run: () => goTo(chatId, copy.id) }));
  return [source, ...copies];
}

// ---- the composer ----

export function attachMenu(view, anchor) {
  const single = KINDS.map(([id, label, mark]) => ({ id, label, icon: mark ?? id, run: () => sendAttachment(view, id) }));
  const albums = [["photo", "Album of 3 photos"], ["document", "Album of 3 documents"]].map(([kind, label]) => ({ id: `album-${kind}`, label, icon: kind === "photo" ? "photo" : "file", run: () => sendAttachment(view, kind, { album_size: 3 }) }));
  single.splice(2, 0, ...albums);
  openMenu(anchor, "Attach something made up", single);
}

/** The commands a client offers whoever writes here. */
export const commandsOf = (view, info = infoOf(view)) => (isPrivate(info) ? info.commands : standingOf(view, info)?.commands) ?? [];

export function commandMenu(view, anchor) {
  openMenu(anchor, "Commands", commandsOf(view).map(({ command, description }) => ({ id: `command-${command}`, label: `/${command}  ${description}`, run: () => sendCommand(view, `/${command}`) })));
}

// ---- a chat ----

export function chatMenu(view, anchor) {
  const info = infoOf(view);
  const alone = isPrivate(info) ? `?person=${info.account_id}` : `?chat=${info.id}`;
  openMenu(anchor, `Actions for ${chatName(info)}`, [
    isPrivate(info) && { id: "payload", label: "Start from a link …", icon: "play", run: () => askPayload(view, info) },
    isPrivate(info) && { id: "clear", label: "Clear this chat …", icon: "trash", danger: true, run: () => askClear(view, info) },
    { id: "alone", label: "Open alone in a new tab", icon: "link", run: () => window.open(alone, "_blank", "noopener") },
    wide.matches && !only.person && !only.chat && { id: "hide", label: "Hide this column", icon: "hide", run: () => { setShown(info, false); renderDeck(); } },
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

/** A group's scene, open over the page; while it stays open it follows the world. */
export function openScene(view) {
  const id = view.chatId;
  const { body, sync } = sceneForm(id, {
    status: (status) => attempt(view, control.bot(id, { status })),
    right: (right, on) => attempt(view, control.bot(id, { rights: { ...infoOf(view).bot_rights, [right]: on } })),
    forum: (on) => attempt(view, control.forum(id, on)),
    // The group goes on under another id: this scene is over.
    upgrade: async () => { if (await attempt(view, control.upgrade(id))) $("scene-dialog")?.close(); },
    member: (account_id, change) => attempt(view, control.member(id, { account_id, ...change })),
  });
  view.scene = sync;
  sync(infoOf(view), state.world.accounts);
  ask({ title: `Scene: ${infoOf(view).title}`, body, confirm: null, cancel: "Done", testid: "scene-dialog" }).then(() => { view.scene = null; });
}

// ---- topics ----

export async function askTopic(view) {
  const answer = await ask({ title: "New topic", fields: [{ name: "name", label: "Name", required: true }], confirm: "Create topic" });
  if (answer) attempt(view, control.newTopic(view.chatId, actorOf(view), answer.name));
}

export function topicMenu(view, anchor, thread = view.thread) {
  const topic = topicOf(view, thread);
  if (!topic) return;
  const act = (action, name) => attempt(view, control.topic(view.chatId, thread, { account_id: actorOf(view), name }, action));
  openMenu(anchor, `Actions for topic ${topic.name}`, [
    topic.closed ? { id: "reopen", label: "Reopen topic", icon: "unlock", run: () => act("reopen") } : { id: "close", label: "Close topic", icon: "lock", run: () => act("close") },
    { id: "rename", label: "Rename topic …", icon: "edit", run: () => askName(topic, act) },
    { id: "delete-topic", label: "Delete topic …", icon: "trash", danger: true, run: () => askDelete(topic, act) },
  ]);
}

async function askName(topic, act) {
  const answer = await ask({ title: "Rename this topic", fields: [{ name: "name", label: "Name", value: topic.name, required: true }], confirm: "Rename" });
  if (answer) act("rename", answer.name);
}

async function askDelete(topic, act) {
  const body = h("p", { text: `“${topic.name}” goes with every message in it. Telegram does not tell the bot.` });
  if (await ask({ title: "Delete this topic?", body, confirm: "Delete topic" })) act("delete");
}

// ---- the world ----

export function layoutMenu(anchor) {
  const layouts = LAYOUTS.map(([id, label, which]) => ({ id: `layout-${id}`, label, icon: "columns", run: () => { layOut(which); renderDeck(); } }));
  openMenu(anchor, "Columns side by side", [...(wide.matches ? layouts : []), { id: "add-group", label: "Add a group …", icon: "plus", run: askGroup }]);
}

async function askGroup() {
  const helpersFirst = state.world.accounts.toSorted((a, b) => (a.role === "person") - (b.role === "person"));
  const people = helpersFirst.map((account) => [account.id, fullName(account)]);
  const fields = [
    { name: "title", label: "Title", required: true },
    { name: "kind", label: "Kind", options: [["forum", "Supergroup with topics"], ["super", "Supergroup"], ["basic", "Basic group: can be upgraded"]] },
    { name: "account_id", label: "Whose group", options: people },
    { name: "bot", label: "The bot is", options: [["administrator", "Administrator"], ["member", "Member without rights"], ["left", "Not in the group"]] }];
  const answer = await ask({ title: "Add a group", fields, confirm: "Add group", testid: "group-dialog" });
  if (!answer) return;
  const added = await attempt(null, control.addGroup({ ...answer, account_id: Number(answer.account_id) }));
  awaitChat(added?.chat_id);
}

export async function askPerson() {
  const groups = state.world.chats.filter((chat) => !isPrivate(chat)).map((chat) => [chat.id, chat.title]);
  const fields = [
    { name: "first_name", label: "First name", required: true }, { name: "last_name", label: "Last name (may stay empty)" },
    { name: "language_code", label: "Language of the app (may stay empty)", hint: "uk, ru, en, pl, de …", pattern: "[a-z]{2,3}(-[A-Za-z]+)?" },
    { name: "username", label: "User name without @ (may stay empty)", pattern: "[A-Za-z][A-Za-z0-9_]{3,31}" },
    { name: "role", label: "Role", options: [["person", "Person seeking help"], ["consultant", "Consultant"], ["staff", "Staff"]] },
    { name: "joins", label: "Joins", options: [["", "No group"], ...groups] }];
  const answer = await ask({ title: "Add a person", fields, confirm: "Add person", testid: "person-dialog" });
  if (!answer) return;
  const { joins, ...filled } = Object.fromEntries(Object.entries(answer).filter(([, value]) => value));
  const added = await attempt(null, control.addPerson(filled));
  if (!added) return;
  if (joins) await attempt(null, control.member(Number(joins), { account_id: added.account_id, status: "member" }));
  else awaitChat(added.account_id);
}

/** Brings a new chat in as soon as the server has told of it. */
function awaitChat(id) {
  state.awaited = id ?? null;
  renderWorld();
}
