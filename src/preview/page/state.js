/**
 * What the page knows: the world and every chat as the server last told them, the columns, what was seen, and
 * which columns stand on the deck. Only reads and remembers; draws nothing and sends nothing.
 */
import { only, recall, remember } from "/api.js";

export const wide = matchMedia("(min-width: 720px)");
export const touch = matchMedia("(hover: none)");
export const calm = matchMedia("(prefers-reduced-motion: reduce)");

export const state = { world: null, heardAt: 0, chats: new Map(), active: null, before: null, awaited: null, shown: recall("shown", {}), recent: [] };
/** One view per listed chat: `{ chatId, el, parts, thread, actor, … }`. */
export const views = new Map();

// ---- the world ----

export const accountOf = (id) => state.world.accounts.find((account) => account.id === id);
export const chatById = (id) => state.world.chats.find((chat) => chat.id === id);
export const infoOf = (view) => chatById(view.chatId);
export const chatOf = (view) => state.chats.get(view.chatId) ?? { topics: [], messages: [], typing: [] };
export const isPrivate = (info) => info.type === "private";
export const now = () => state.world.now + (performance.now() - state.heardAt) / 1000;
export const fullName = (account) => [account.first_name, account.last_name].filter(Boolean).join(" ");
export const isBot = (id) => id === "bot" || id === state.world.bot.id;
export const nameOf = (id) => (isBot(id) ? state.world.bot.name : accountOf(id) ? fullName(accountOf(id)) : "someone");
export const langOf = (id) => accountOf(id)?.language_code;
export const colorOf = (id) => (isBot(id) ? "#0f6b6e" : accountOf(id)?.color);
export const kindOf = (info) => (isPrivate(info) ? "private" : info.is_forum ? "forum" : "group");
export const ownerOf = (info) => (isPrivate(info) ? accountOf(info.account_id) : null);
export const chatName = (info) => (ownerOf(info) ? fullName(ownerOf(info)) : info.title);
export const findMessage = (chatId, id) => state.chats.get(chatId)?.messages.find((message) => message.id === id);

/** The copies the bot made of a message: `[{ chatId, message }]`. */
export function copiesOf(chatId, id) {
  return [...state.chats].flatMap(([at, chat]) => chat.messages.filter((message) => message.copy_of?.chat_id === chatId && message.copy_of.message_id === id).map((message) => ({ chatId: at, message })));
}

const PRESENT = ["creator", "administrator", "member"];
export const membersOf = (info) => info.members.filter((member) => PRESENT.includes(member.status) && accountOf(member.account_id));

/** Whose hands are on this chat: the phone's owner, or the member chosen in a group. */
export function actorOf(view, info = infoOf(view)) {
  if (isPrivate(info)) return info.account_id;
  const members = membersOf(info).map((member) => member.account_id);
  return members.includes(view.actor) ? view.actor : members.find((id) => accountOf(id).role !== "person") ?? members[0] ?? null;
}

/** The standing of whoever's hands are on a group; nothing in a private chat. */
export const standingOf = (view, info = infoOf(view)) => info.members.find((member) => member.account_id === actorOf(view, info));

export const topicOf = (view, thread = view.thread) => chatOf(view).topics.find((topic) => topic.id === thread);

export function threadMessages(view, thread = view.thread) {
  const { messages } = chatOf(view);
  return infoOf(view).is_forum ? messages.filter((message) => (message.thread_id ?? null) === thread) : messages;
}

// ---- what is new ----

const lastId = (messages) => messages.reduce((last, message) => Math.max(last, message.id), 0);

/** Takes note of what is in sight; true when that made something old. */
export function noteSeen(view) {
  if (!state.chats.has(view.chatId) || !state.world) return false;
  if (!view.seen) view.seen = new Map([null, ...chatOf(view).topics.map((topic) => topic.id)].map((thread) => [thread, lastId(threadMessages(view, thread))]));
  const inSight = view.stuck && !document.hidden && view.parts.log.checkVisibility();
  const last = lastId(threadMessages(view));
  if (!inSight || (view.seen.get(view.thread) ?? 0) >= last) return false;
  view.seen.set(view.thread, last);
  return true;
}

export function unreadIn(view, thread) {
  const from = view.seen?.get(thread) ?? (view.seen ? 0 : Infinity);
  const actor = actorOf(view);
  return threadMessages(view, thread).filter((message) => message.id > from && message.outgoing_of !== actor).length;
}

export const unreadOf = (view) => (infoOf(view).is_forum ? [null, ...chatOf(view).topics.map((topic) => topic.id)] : [view.thread]).reduce((sum, thread) => sum + unreadIn(view, thread), 0);

// ---- what stands on the deck ----

const isPerson = (info) => ownerOf(info)?.role === "person";
const ORDER = (info) => (isPerson(info) ? 0 : isPrivate(info) ? 3 : info.is_forum ? 1 : 2);

/** The chats the address asks for, in the order of the chips: people, forums, groups, helpers' own phones, each as they came into being. */
export function listedChats() {
  const fits = (info) => (only.person ? isPrivate(info) && info.account_id === only.person : !only.chat || info.id === only.chat);
  return state.world.chats.filter(fits).sort((a, b) => ORDER(a) - ORDER(b) || Math.abs(a.id) - Math.abs(b.id));
}

/** Both sides at once: the first person beside the first group with topics. */
function shownAtFirst(info) {
  const chats = listedChats();
  return info === chats.find(isPerson) || info === (chats.find((chat) => chat.is_forum) ?? chats.find((chat) => !isPrivate(chat)));
}

export function isShown(info) {
  if (only.person || only.chat) return true;
  return wide.matches ? state.shown[info.id] ?? shownAtFirst(info) : info.id === state.active;
}

export function setShown(info, shown) {
  state.shown[info.id] = shown;
  state.recent = state.recent.filter((id) => id !== info.id);
  if (shown) state.recent.push(info.id);
  remember("shown", state.shown);
}

const LEAST = { private: 292, group: 292, forum: 620 };
const GAP = 10;

/** Whether everything that is shown stands side by side without scrolling. */
function isRoom() {
  const shown = listedChats().filter(isShown);
  return shown.reduce((sum, info) => sum + LEAST[kindOf(info)] + GAP, GAP) <= innerWidth;
}

/** Shows a chat. A phone for which there is no room takes the place of the phone that has been there longest. */
export function bringIn(info) {
  if (!wide.matches) return makeActive(info.id);
  if (isShown(info)) return;
  const phones = listedChats().filter((chat) => isPrivate(chat) && isShown(chat));
  setShown(info, true);
  if (!isPrivate(info) || isRoom()) return;
  const oldest = phones.toSorted((a, b) => state.recent.indexOf(a.id) - state.recent.indexOf(b.id))[0];
  if (oldest) setShown(oldest, false);
}

/** On a narrow page one chat is shown; the last one of the other side is remembered, to go back and forth. */
export function makeActive(id) {
  const side = (chat) => chat && chatById(chat) && isPrivate(chatById(chat));
  if (state.active !== id && side(state.active) !== side(id)) state.before = state.active;
  state.active = id;
}

/** The chat to which one button leads from a narrow page: the other side. */
export function otherSide(info) {
  const chats = listedChats().filter((chat) => isPrivate(chat) !== isPrivate(info));
  return chats.find((chat) => chat.id === state.before) ?? chats.toSorted((a, b) => ORDER(a) - ORDER(b))[0];
}

/** Ways to fill the deck: `[id, name, which chats]`. */
export const LAYOUTS = [
  ["pair", "One person and the consultants", (chats) => [chats.find((chat) => isPerson(chat) && isShown(chat)) ?? chats.find(isPerson), chats.find((chat) => chat.is_forum)]],
  ["two", "Two people and the consultants", (chats) => [...chats.filter(isPerson).slice(0, 2), chats.find((chat) => chat.is_forum)]],
  ["people", "Everybody who seeks help", (chats) => chats.filter(isPerson)],
  ["groups", "Every group", (chats) => chats.filter((chat) => !isPrivate(chat))],
];

export function layOut(which) {
  const chats = listedChats(), wanted = which(chats);
  for (const chat of chats) setShown(chat, wanted.includes(chat));
}

/** A group that became another one keeps its place. */
export function followUpgrades() {
  for (const info of state.world.chats) {
    const was = info.upgraded_from;
    if (!was || !views.has(was)) continue;
    setShown(info, state.shown[was] ?? true);
    if (state.active === was) state.active = info.id;
  }
}
